"""From an incident and what was computed around it to findings: the evidence that hypotheses rest on.

Pure: the incident engine and its explanation did the computing. Adds no judgement of why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from insights.explaining import Explanation, Part
from insights.facts import Fact
from insights.finding_sources import UNTRACED, movement
from insights.findings import Component, Finding, Kind, Place, Trace, amount_fact, finding_id, place_fact, way_of
from insights.incidents.composition import Composition
from insights.incidents.model import Incident
from metrics.model import Metric

KINDS: Mapping[str, Kind] = {
    "spike": "spike", "sustained": "level_shift", "level_shift": "level_shift", "data_quality": "data_quality",
}  # fmt: skip
NOTABLE_SHARE = 0.1
MOST_PARTS = 3
MOST_RELATED = 5
OTHER_DAYS = 1
"""Working days by which a period must differ from a year before to be told."""


def subject_of(incident: Incident, metric: Metric, n: int | None = None, trace: Trace = UNTRACED) -> Finding:
    """An incident as the subject of a card. Its id lasts as the incident's does."""
    made = movement(
        metric, incident.place, incident.actual, incident.expected, (incident.start, incident.end),
        kind=KINDS[incident.kind], interval=(incident.low, incident.high), n=n, tags=(incident.reason,), trace=trace,
    )  # fmt: skip
    more = {} if incident.money is None else {"money": Fact("money", incident.money, signed=True)}
    return replace(made, id=f"i{incident.id}", facts={**made.facts, **more})


def related_findings(incident: Incident, every: Iterable[Incident], metrics: Mapping[str, Metric]) -> list[Finding]:
    """Other incidents that the engine relates to this one: KPIs that moved at the same time."""
    near = [one for one in every if one.id in incident.related and one.metric != incident.metric]
    near.sort(key=lambda one: -one.score)
    return [
        replace(subject_of(one, metrics[one.metric]), kind="correlation")
        for one in near[:MOST_RELATED]
    ]  # fmt: skip


def composition_findings(composition: Composition | None, subject: Finding, metric: Metric) -> list[Finding]:
    """How a ratio's change is made: the shares of mix and of the parts' own rates."""
    if composition is None or composition.mix_share is None:
        return []
    shares: dict[Component, float] = {"mix": composition.mix_share, "rate": 1 - composition.mix_share}
    return [
        _part(subject, metric, subject.place, share * subject.effect, share, name) for name, share in shares.items()
    ]


def explained_findings(explanation: Explanation, subject: Finding) -> list[Finding]:
    """The largest contributions by member, mix and rate of a ratio, and working days unlike a year before."""
    found: list[Finding] = []
    gap = explanation.actual - explanation.expected
    for dimension, parts in explanation.contributions.items():
        found += _largest(dimension, parts, gap, subject, explanation.metric)
    mixed = [part for parts in explanation.contributions.values() for part in parts if part.mix is not None]
    if mixed and gap:
        by_dimension = max(explanation.contributions.values(), key=lambda parts: abs(sum(p.mix or 0.0 for p in parts)))
        share = sum(part.mix or 0.0 for part in by_dimension) / gap
        found += composition_findings(Composition(min(max(share, 0.0), 1.0), ""), subject, explanation.metric)
    return [*found, *_calendar(explanation, subject)]


def _largest(
    dimension: str, parts: Sequence[Part], gap: float, subject: Finding, metric: Metric
) -> list[Finding]:  # fmt: skip
    if not gap:
        return []
    ordered = sorted(parts, key=lambda part: -abs(part.change))[:MOST_PARTS]
    return [
        _part(subject, metric, ((dimension, part.member),), part.change, part.change / gap, "")
        for part in ordered
        if part.change / gap >= NOTABLE_SHARE
    ]


def _part(
    subject: Finding, metric: Metric, place: Place, effect: float, share: float, component: Component
) -> Finding:  # fmt: skip
    facts = {
        "kpi": Fact("name", metric.label),
        "place": place_fact(place),
        "effect": amount_fact(effect, metric.unit, signed=True),
        "direction": Fact("direction", effect),
        "share": Fact("pct", share),
    }
    name = finding_id("contribution", metric.name, place, subject.window, component)
    return Finding(
        name, "contribution", metric.name, place, way_of(effect), effect, None, subject.n, share, subject.window,
        "explains", component, facts=facts, trace=subject.trace,
    )  # fmt: skip


def _calendar(explanation: Explanation, subject: Finding) -> list[Finding]:
    """Fewer or more working days than a year before, where that goes the incident's way."""
    days = explanation.calendar
    usual, now = days.get("last_year"), days.get("working_days")
    if usual is None or now is None or abs(now - usual) < OTHER_DAYS or way_of(now - usual) != subject.direction:
        return []
    facts = {
        "kpi": subject.facts["kpi"],
        "place": subject.facts["place"],
        "change": Fact("change", (float(usual), float(now)), "days"),
        "direction": Fact("direction", now - usual),
    }
    name = finding_id("calendar", subject.kpi, subject.place, subject.window)
    way = way_of(now - usual)
    return [Finding(name, "calendar", subject.kpi, subject.place, way, now - usual, window=subject.window, facts=facts)]
