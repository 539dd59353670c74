"""Candidates for an incident's cause, as the playbook ranks them: the same order that the incident's card has.

The evidence is the incident itself, the mix within its place, and the KPIs that moved with it. Candidates are questions
to ask, not findings: nothing here says that one thing made another.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence

from insights.finding_sources import movement
from insights.findings import Component, Finding, Kind
from insights.hypotheses import Playbook, family_of, rank
from insights.hypotheses.ranking import Ranked
from insights.incidents.composition import split_of
from insights.incidents.model import CauseCandidate, Incident
from insights.watch import Panel
from metrics.model import Catalog, Metric

KINDS: Mapping[str, Kind] = {
    "spike": "spike", "sustained": "level_shift", "level_shift": "level_shift", "data_quality": "data_quality",
}  # fmt: skip
MOST = 5
MOST_RELATED = 5


def causes_of(
    incident: Incident, every: Iterable[Incident], panels: Sequence[Panel], catalog: Catalog, playbook: Playbook
) -> tuple[CauseCandidate, ...]:
    """Candidates, the likeliest first, at most five; their weights sum to 1. `every` are all incidents found."""
    metric = catalog.metrics[incident.metric]
    subject = _movement(incident, metric, KINDS[incident.kind])
    around = [*_parts(incident, metric, panels, catalog), *_related(incident, every, catalog)]
    ranked = rank(playbook, family_of(playbook, metric.name, metric), subject, around)[:MOST]
    weights = [math.exp(one.score - ranked[0].score) for one in ranked]
    return tuple(
        CauseCandidate(one.cause, weight / math.fsum(weights), tuple(_reasons(one, incident)))
        for one, weight in zip(ranked, weights, strict=True)
    )


def _movement(incident: Incident, metric: Metric, kind: Kind) -> Finding:
    return movement(
        metric, incident.place, incident.actual, incident.expected, (incident.start, incident.end),
        kind=kind, interval=(incident.low, incident.high), tags=(incident.reason,),
    )  # fmt: skip


def _related(incident: Incident, every: Iterable[Incident], catalog: Catalog) -> Iterator[Finding]:
    near = [one for one in every if one.id in incident.related and one.metric != incident.metric]
    for one in sorted(near, key=lambda each: -each.score)[:MOST_RELATED]:
        yield _movement(one, catalog.metrics[one.metric], "correlation")


def _parts(incident: Incident, metric: Metric, panels: Sequence[Panel], catalog: Catalog) -> Iterator[Finding]:
    """How a ratio's change is made: the shares of mix and of the parts' own rates."""
    split = split_of(incident, panels, catalog)
    if split is None or split.mix_share is None:
        return
    shares: dict[Component, float] = {"mix": split.mix_share, "rate": 1 - split.mix_share}
    for component, share in shares.items():
        yield movement(
            metric, incident.place, incident.actual, incident.expected, (incident.start, incident.end),
            kind="contribution", component=component, grade="explains", share=share,
        )  # fmt: skip


def _reasons(one: Ranked, incident: Incident) -> Iterator[str]:
    """The codes of what speaks for a cause."""
    yield "usual"
    if one.cause == "data_quality" and incident.kind == "data_quality":
        yield "looks_like_a_fault"
    components = {finding.component for finding in one.support}
    if "mix" in components:
        yield "parts_shifted"
    if any(finding.kind == "correlation" for finding in one.support):
        yield "moved_together"
