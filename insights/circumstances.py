"""From an incident and what was computed around it to findings: the evidence that hypotheses rest on.

Pure: the incident engine and its explanation did the computing. Adds no judgement of why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from insights.facts import Fact
from insights.finding_sources import UNTRACED, movement
from insights.findings import Component, Finding, Place, Trace, amount_fact, finding_id, place_fact, way_of
from insights.incidents.causes import KINDS, MOST_RELATED
from insights.incidents.composition import Composition
from insights.incidents.model import Incident
from metrics.model import Metric


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
