"""What a decision fixes, so that its outcome can be measured later and nobody can choose the measure afterwards.

The window follows upon the due day; nothing is measured here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from insights.facts import Fact
from insights.findings import Finding, Place
from insights.hypotheses.model import UNKNOWN_COST, Cost
from insights.loop.freezing import place_of
from metrics.calendar import DAY, BusinessCalendar
from metrics.model import Direction, Grain, Metric
from metrics.periods import period_of, shifted

LENGTHS: Mapping[Grain, tuple[int, ...]] = {
    "day": (28, 56), "week": (8, 13, 26), "month": (3, 4, 6), "quarter": (2, 4), "year": (1,),
}  # fmt: skip
"""Periods over which an effect may be measured; the first is what is taken where nobody chooses."""
WAIT = dt.timedelta(days=14)
"""Days to the due day that is suggested, and that a rejected or held proposal is judged by."""
LARGEST = 1.0
Window = tuple[dt.date, dt.date]
LASTING = "level_shift"


@dataclass(frozen=True)
class Terms:
    """KPI, the direction wished for, the relative size expected in it (None where nothing can be said), place, grain,
    window, the KPI that must not suffer ("" is none), the day of the decision and the days that gave rise to it.

    `detectable` is the smallest relative size that the window was said to tell, None where that was not known;
    `cost` what it was thought to take."""

    kpi: str
    direction: Direction
    expected: float | None
    place: Place
    grain: Grain
    window: Window
    guardrail: str
    started: dt.date
    triggered: Window | None
    detectable: float | None = None
    cost: Cost = UNKNOWN_COST


def terms_of(
    content: Mapping[str, Any], metric: Metric, calendar: BusinessCalendar, decided: dt.date, due: dt.date,
    expected: float | None, length: int | None = None,
) -> Terms:  # fmt: skip
    """The terms of a proposal that is decided on a day and due on another; `content` is what was shown of it, `length`
    the periods of the window where somebody chose."""
    grain: Grain = content["grain"]
    window = windows(calendar, grain, due, [length or LENGTHS[grain][0]])[0]
    return Terms(
        metric.name, metric.direction, expected, place_of(content["place"]), grain, window,
        content.get("guardrail", ""), decided, triggered_by(content),
    )  # fmt: skip


def triggered_by(content: Mapping[str, Any]) -> Window | None:
    """The days that gave rise to a proposal, by what was shown of it."""
    days = content.get("window")
    return (dt.date.fromisoformat(days[0]), dt.date.fromisoformat(days[1])) if days else None


def windows(calendar: BusinessCalendar, grain: Grain, due: dt.date, lengths: Sequence[int]) -> list[Window]:
    """Windows of some lengths in periods, from the first whole period after the due day on."""
    first = period_of(calendar, due + DAY, grain)
    first = first if first.start > due else shifted(calendar, first, 1)
    return [(first.start, shifted(calendar, first, length - 1).end) for length in lengths]


def terms_json(terms: Terms) -> dict[str, Any]:
    """Terms as the ledger keeps them."""
    return {
        "kpi": terms.kpi, "direction": terms.direction, "expected": terms.expected,
        "place": [list(pair) for pair in terms.place], "grain": terms.grain,
        "window": [day.isoformat() for day in terms.window], "guardrail": terms.guardrail,
        "started": terms.started.isoformat(),
        "triggered": [day.isoformat() for day in terms.triggered] if terms.triggered else None,
        "detectable": terms.detectable, "cost": asdict(terms.cost),
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
        said["guardrail"], dt.date.fromisoformat(said["started"]), triggered, said.get("detectable"), cost_of(said),
    )  # fmt: skip


def cost_of(said: Mapping[str, Any]) -> Cost:
    """What something was thought to take, by what the ledger keeps of it."""
    return Cost(**(said.get("cost") or {}))


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
