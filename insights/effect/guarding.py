"""Whether a KPI that must not suffer did, measured as the action's own KPI is. Judges no action."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from insights.effect.model import Effect, Guardrail, GuardrailEffect, Harm, Verdict
from insights.japanese_calendar import Calendar

HARMS: Mapping[Verdict, Harm] = {
    "effective": "harmed", "not_effective": "unharmed", "undecided": "undecided", "too_early": "undecided",
}  # fmt: skip


def guard(
    name: str, one: Guardrail, measure: Callable[..., Effect], action: Effect, calendar: Calendar | None,
    today: dt.date | None,
) -> GuardrailEffect:  # fmt: skip
    """Measures harm as an effect in the unwanted direction; unharmed needs what would be borne to be excluded."""
    against = "down" if one.direction == "up" else "up"
    found = measure(
        one.series, started=action.started, window=action.window, direction=against, controls=one.controls,
        calendar=calendar, expected=one.tolerance, level=action.level, today=today,
    )  # fmt: skip
    return GuardrailEffect(name, _harm(found, one.tolerance), found.absolute, found.low, found.high, found.relative)


def _harm(found: Effect, tolerance: float | None) -> Harm:
    """Undecided harm is none where its whole interval is below what would be borne."""
    if found.verdict != "undecided" or tolerance is None or found.relative_low is None or found.relative_high is None:
        return HARMS[found.verdict]
    worst = found.relative_high if found.direction == "up" else -found.relative_low
    return "unharmed" if worst < tolerance else "undecided"
