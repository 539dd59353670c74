"""From what detection, drivers and the scan answer to findings. Pure; ranks and words nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from insights.anomaly import Incident
from insights.drivers import CauseSet, RatioContribution
from insights.evidence import Evidence
from insights.facts import Fact
from insights.findings import (
    Component,
    Finding,
    Grade,
    Kind,
    Place,
    Trace,
    amount_fact,
    finding_id,
    movement_facts,
    place_fact,
    way_of,
)
from metrics.model import Metric

UNTRACED = Trace()
SCANNED: Mapping[str, Kind] = {
    "share": "share", "together": "share", "distinct": "share", "word": "share", "repeat": "share",
    "mean": "segment", "rate": "segment", "sum": "segment", "window": "segment",
    "trend": "trend", "correlation": "correlation",
}  # fmt: skip


def movement(
    metric: Metric,
    place: Place,
    actual: float,
    expected: float,
    window: tuple[dt.date, dt.date],
    *,
    kind: Kind = "spike",
    component: Component = "",
    grade: Grade = "coincides",
    interval: tuple[float, float] | None = None,
    n: int | None = None,
    share: float | None = None,
    tags: Iterable[str] = (),
    trace: Trace = UNTRACED,
) -> Finding:
    """A KPI that was at `actual` where `expected` was expected, at a place and in a window of days.

    Further facts beside those of every movement: low and high (the expected interval), n, share.
    """
    gap = actual - expected
    facts = movement_facts(metric, place, actual, expected, window)
    if interval:
        low, high = interval
        facts |= {"low": amount_fact(low, metric.unit), "high": amount_fact(high, metric.unit)}
    facts |= _counted(n, share)
    return Finding(
        finding_id(kind, metric.name, place, window, component), kind, metric.name, place, way_of(gap), gap, interval,
        n, share, window, grade, component, frozenset(tags), facts, trace,
    )  # fmt: skip


def _counted(n: int | None, share: float | None) -> dict[str, Fact]:
    facts = {} if n is None else {"n": Fact("count", n)}
    return facts if share is None else facts | {"share": Fact("pct", share)}


def incident_finding(
    incident: Incident, metric: Metric, place: Place = (), *, n: int | None = None, trace: Trace = UNTRACED
) -> Finding:
    """An incident of a KPI at a place: of kind data_quality, level_shift or spike, as its reason says."""
    kind: Kind = "spike"
    if incident.is_data_fault:
        kind = "data_quality"
    elif incident.reason.startswith("level_shift"):
        kind = "level_shift"
    window = incident.start.date(), incident.end.date()
    made = movement(
        metric, place, incident.actual, incident.expected, window,
        kind=kind, interval=(incident.low, incident.high), n=n, tags=(incident.reason,), trace=trace,
    )  # fmt: skip
    return _with(made, {"deviation": amount_fact(incident.deviation, metric.unit, signed=True)})


def _with(finding: Finding, facts: Mapping[str, Fact]) -> Finding:
    return Finding(**{**finding.__dict__, "facts": {**finding.facts, **facts}})


def cause_findings(
    causes: CauseSet, subject: Finding, metric: Metric, *, component: Component = "", trace: Trace = UNTRACED
) -> list[Finding]:
    """The attribute combinations that explain a subject's change, as contributions within its window."""
    found = []
    for cause in causes.causes:
        place: Place = tuple(sorted((str(name), str(value)) for name, value in cause.attributes.items()))
        found.append(_contribution(subject, metric, place, cause.share * subject.effect, cause.share, component, trace))
    return found


def ratio_findings(
    parts: Iterable[RatioContribution], dimension: str, subject: Finding, metric: Metric, trace: Trace = UNTRACED
) -> list[Finding]:
    """The two halves of a ratio's change over one dimension: mix (weights shifted) and rate (own ratios changed)."""
    every = list(parts)
    sums: dict[Component, float] = {"mix": sum(one.mix for one in every), "rate": sum(one.rate for one in every)}
    whole = sum(sums.values())
    place: Place = subject.place
    return [
        _contribution(subject, metric, place, effect, effect / whole if whole else 0.0, name, trace, dimension)
        for name, effect in sums.items()
    ]


def _contribution(
    subject: Finding, metric: Metric, place: Place, effect: float, share: float, component: Component, trace: Trace,
    dimension: str = "",
) -> Finding:  # fmt: skip
    facts = {
        "kpi": Fact("name", metric.label),
        "place": place_fact(place),
        "effect": amount_fact(effect, metric.unit, signed=True),
        "direction": Fact("direction", effect),
        "share": Fact("pct", share),
    }
    if subject.window:
        facts |= {"since": Fact("date", subject.window[0]), "until": Fact("date", subject.window[1])}
    tags = frozenset({f"by:{dimension}"} if dimension else ())
    return Finding(
        finding_id("contribution", metric.name, place, subject.window, component + dimension), "contribution",
        metric.name, place, way_of(effect), effect, None, subject.n, share, subject.window, "explains", component,
        tags, facts, trace,
    )  # fmt: skip


def scanned_finding(evidence: Evidence, unit: str = "", trace: Trace = UNTRACED) -> Finding:
    """A piece of evidence of a scanned table. Its measure stands in for the KPI; shares and rates are fractions."""
    place: Place = tuple((str(name), str(value)) for name, value in sorted(evidence.conditions, key=str))
    window = _window(evidence.time)
    kind = SCANNED[evidence.kind]
    as_rate = evidence.kind in ("share", "rate", "together")
    facts: dict[str, Fact] = {
        "kpi": Fact("name", evidence.measure),
        "place": place_fact(place),
        "effect": Fact("points", evidence.effect) if as_rate else Fact("number", evidence.effect, unit, signed=True),
        "direction": Fact("direction", evidence.effect),
        "n": Fact("count", evidence.n),
        "share": Fact("pct", evidence.share),
    }
    if window:
        facts |= {"since": Fact("date", window[0]), "until": Fact("date", window[1])}
    return Finding(
        finding_id(kind, evidence.measure, place, window), kind, evidence.measure, place, way_of(evidence.effect),
        evidence.effect, evidence.interval, evidence.n, evidence.share, window, "coincides", "", frozenset(), facts,
        trace,
    )  # fmt: skip


def _window(time: Any) -> tuple[dt.date, dt.date] | None:
    try:
        return (dt.date.fromisoformat(str(time[0])[:10]), dt.date.fromisoformat(str(time[1])[:10])) if time else None
    except ValueError:
        return None


NOTHING = Finding("f000000000000", "nothing", "")
"""What a page is about when nothing notable was found."""
