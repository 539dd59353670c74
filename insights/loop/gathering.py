"""Finds what is around incidents, once a snapshot, and keeps it for the pages; replays hypotheses where that was not
done yet. For a job: it takes a while."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from data.errors import Refusal
from data.home import Home
from data.incident_store import replays, store_replays, stored_incidents
from data.people import LOCAL_OWNER
from data.shown import store_topics, stored_topics
from insights.circumstances import composition_findings, related_findings, subject_of
from insights.findings import Trace
from insights.hypotheses import playbook_of
from insights.incidents.composition import split_of
from insights.incidents.lasting import incident_of
from insights.incidents.model import Incident
from insights.loop.days import calendar_finding, dated
from insights.loop.freezing import finding_json
from insights.loop.parts import member_findings
from insights.loop.rehearsing import rehearse
from insights.loop.topics import trace
from insights.watch import Asked, Panel, filters_of, read_panels
from metrics.access import scope_for
from metrics.calendar import calendar_of
from metrics.catalog import catalog_of
from metrics.model import Catalog, Metric, MetricQuery
from metrics.query import rows

PREPARED = 40
"""Incidents, the newest, for which what is around them is found beforehand."""


def prepare(home: Home, snapshot: int) -> int:
    """Finds what is around the newest incidents of a snapshot and keeps it; of how many. For a job."""
    kept = sorted(stored_incidents(home, current=True), key=lambda one: (one.end, one.start), reverse=True)
    done = stored_topics(home, snapshot, [one.id for one in kept[:PREPARED]])
    wanted = [one for one in kept[:PREPARED] if done.get(one.id, {}).get("snapshot") != snapshot]
    if not wanted:
        return 0
    catalog = catalog_of(home)
    metrics = [catalog.metrics[name] for name in sorted({one.metric for one in wanted}) if name in catalog.metrics]
    panels = read_panels(Asked(home, LOCAL_OWNER, snapshot), metrics)
    every = [incident_of(one.detail) for one in kept if one.metric in catalog.metrics]
    found = {
        one.id: gathered(home, catalog, incident_of(one.detail), every, panels, snapshot)
        for one in wanted
        if one.metric in catalog.metrics
    }
    store_topics(home, snapshot, found)
    if not replays(home, "hypothesis"):
        playbook, calendar = playbook_of(home.path), calendar_of(home.settings)
        store_replays(home, snapshot, rehearse(playbook, catalog, calendar, every, panels))
    return len(found)


def gathered(
    home: Home, catalog: Catalog, incident: Incident, every: Sequence[Incident], panels: Sequence[Panel], snapshot: int
) -> dict[str, Any]:
    """The incident and what is around it as JSON: its parts, its composition, the calendar, KPIs that moved with it."""
    metric = catalog.metrics[incident.metric]
    read = trace(home, incident.metric, incident.start, incident.end, snapshot)
    calendar = calendar_of(home.settings)
    subject = dated(subject_of(incident, metric, row_count(home, incident, metric, snapshot), read), calendar)
    around = [
        *member_findings(incident, subject, metric, panels),
        *composition_findings(split_of(incident, panels, catalog), subject, metric),
        *calendar_finding(subject, metric, calendar),
        *related_findings(incident, every, catalog.metrics),
    ]
    around = [replace(one, trace=Trace(snapshot=snapshot, loads=subject.trace.loads)) for one in around]
    return {"snapshot": snapshot, "subject": finding_json(subject), "around": [finding_json(one) for one in around]}


def row_count(home: Home, incident: Incident, metric: Metric, snapshot: int) -> int | None:
    """How many rows lie behind an incident's figure; None where rows are not shown."""
    filters = filters_of(incident.place)
    scope = scope_for(LOCAL_OWNER, metric, (), filters)
    asked = MetricQuery(
        metric.name, scope, where=filters, start=incident.start, end=incident.end, snapshot=snapshot
    )  # fmt: skip
    try:
        return rows(home, asked, limit=1).total
    except Refusal:
        return None
