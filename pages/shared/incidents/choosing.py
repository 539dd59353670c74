"""Which incidents a page shows, and in which order; what is at stake for a KPI in money. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from insights.incidents import Incident
from metrics.model import Metric
from metrics.periods import Window
from metrics.standing import Standing


def shown(incidents: Iterable[Incident], window: Window) -> list[Incident]:
    """Those within the alert budget that touch the days of a window, in the order given: the dearest first."""
    return [one for one in incidents if one.alerted and touches(one, window)]


def unalerted(incidents: Iterable[Incident], window: Window) -> int:
    """How many touch the window and are beyond the alert budget."""
    return sum(not one.alerted and touches(one, window) for one in incidents)


def touches(one: Incident, window: Window) -> bool:
    """Whether an incident has a day in common with a window."""
    return one.start <= window.end and window.start <= one.end


def of_metric(incidents: Iterable[Incident], metric: Metric) -> list[Incident]:
    """Those of one KPI."""
    return [one for one in incidents if one.metric == metric.name]


def stakes(standings: Sequence[Standing], incidents: Sequence[Incident]) -> Mapping[str, float]:
    """Yen at stake by KPI: the gap to plan where the KPI is an amount in yen that adds up over time, else the dearest
    of its unwelcome incidents. KPIs of which neither is known are left out."""
    found = {}
    for standing in standings:
        gap = standing.plan_gap if is_amount(standing.metric) else None
        lost = [abs(one.money) for one in of_metric(incidents, standing.metric) if one.money and not one.welcome]
        if gap is not None or lost:
            found[standing.metric.name] = abs(gap) if gap is not None else max(lost)
    return found


def is_amount(metric: Metric) -> bool:
    """Whether a KPI is money that sums over time."""
    return metric.unit == "JPY" and metric.over_time == "sum" and metric.kind in ("simple", "derived", "cumulative")


EVIDENCE_OF = {
    "low": "expected", "high": "expected", "since": "days", "until": "days", "kpi": "actual", "change": "effect",
    "relative": "effect", "direction": "effect",
}  # fmt: skip
"""The fact whose evidence stands for another's."""


def fact_of(name: str) -> str:
    """The fact under which the evidence of a fact is shown."""
    return EVIDENCE_OF.get(name, name)
