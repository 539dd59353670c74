"""What a decision fixes, so that its outcome can be measured later and nobody can choose the measure afterwards.

The window follows upon the due day; nothing is measured here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from insights.facts import Fact
from insights.findings import Finding, Place
from insights.loop.freezing import place_of
from metrics.calendar import DAY, BusinessCalendar
from metrics.model import Direction, Grain, Metric
from metrics.periods import period_of, shifted

WINDOW: Mapping[Grain, int] = {"day": 28, "week": 8, "month": 3, "quarter": 2, "year": 1}
"""Periods over which an effect is measured."""
WAIT = dt.timedelta(days=14)
"""Days to the due day that is suggested, and that a rejected or held proposal is judged by."""
LARGEST = 1.0
LASTING = "level_shift"


@dataclass(frozen=True)
class Terms:
    """KPI, the direction wished for, the relative size expected in it (None where nothing can be said), place, grain,
    window, the KPI that must not suffer ("" is none), the day of the decision and the days that gave rise to it."""

    kpi: str
    direction: Direction
    expected: float | None
    place: Place
    grain: Grain
    window: tuple[dt.date, dt.date]
    guardrail: str
    started: dt.date
    triggered: tuple[dt.date, dt.date] | None


def terms_of(
    content: Mapping[str, Any], metric: Metric, calendar: BusinessCalendar, decided: dt.date, due: dt.date,
    expected: float | None,
) -> Terms:  # fmt: skip
    """The terms of a proposal that is decided on a day and due on another; `content` is what was shown of it."""
    grain: Grain = content["grain"]
    first = period_of(calendar, due + DAY, grain)
    first = first if first.start > due else shifted(calendar, first, 1)
    last = shifted(calendar, first, WINDOW[grain] - 1)
    days = content.get("window")
    triggered = (dt.date.fromisoformat(days[0]), dt.date.fromisoformat(days[1])) if days else None
    return Terms(
        metric.name, metric.direction, expected, place_of(content["place"]), grain, (first.start, last.end),
        content.get("guardrail", ""), decided, triggered,
    )  # fmt: skip


def terms_json(terms: Terms) -> dict[str, Any]:
    """Terms as the ledger keeps them."""
    return {
        "kpi": terms.kpi, "direction": terms.direction, "expected": terms.expected,
        "place": [list(pair) for pair in terms.place], "grain": terms.grain,
        "window": [day.isoformat() for day in terms.window], "guardrail": terms.guardrail,
        "started": terms.started.isoformat(),
        "triggered": [day.isoformat() for day in terms.triggered] if terms.triggered else None,
    }  # fmt: skip


def terms_from(said: Mapping[str, Any]) -> Terms | None:
    """The terms that the ledger kept; None where a decision has none."""
    if "kpi" not in said:
        return None
    start, end = (dt.date.fromisoformat(day) for day in said["window"])
    days = said["triggered"]
    triggered = (dt.date.fromisoformat(days[0]), dt.date.fromisoformat(days[1])) if days else None
    return Terms(
        said["kpi"], said["direction"], said["expected"], place_of(said["place"]), said["grain"], (start, end),
        said["guardrail"], dt.date.fromisoformat(said["started"]), triggered,
    )  # fmt: skip


def size_to_make_up(subject: Finding, metric: Metric) -> float | None:
    """The relative size by which the KPI would be back at what was expected; None where it went the way wished for, or
    is back by itself (a spike), or was never off (data at fault)."""
    actual, expected = (_number(subject.facts.get(name)) for name in ("actual", "expected"))
    welcome = (subject.direction == "up") == (metric.direction == "up")
    if actual is None or expected is None or not actual or welcome or subject.kind != LASTING:
        return None
    return min(abs(expected / actual - 1), LARGEST)


def _number(fact: Fact | None) -> float | None:
    return float(fact.value) if fact is not None and isinstance(fact.value, int | float) else None


def size_facts(expected: float | None, metric: Metric) -> dict[str, Fact]:
    """An expectation as facts, signed as the KPI should move; none where there is none."""
    if expected is None:
        return {}
    return {"relative": Fact("pct", expected if metric.direction == "up" else -expected, signed=True)}
