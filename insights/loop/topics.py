"""What a card is about: an incident, what was found around it, and what earlier cases teach.

The finding takes a while and is done in a job, once a snapshot; a page reads it, less what its reader may not see.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from data.errors import Language, Refusal
from data.home import Home
from data.incident_store import Kept, stored_incidents
from data.origins import loads_within
from data.people import LOCAL_OWNER, Person
from data.shown import store_topics, stored_topics
from insights.circumstances import composition_findings, related_findings, subject_of
from insights.findings import Finding, Trace
from insights.incidents.composition import split_of
from insights.incidents.lasting import incident_of
from insights.incidents.model import Incident
from insights.loop.freezing import finding_json, finding_of
from insights.loop.parts import calendar_finding, member_findings
from insights.loop.teaching import Lessons
from insights.narration.making import Topic
from insights.watch import Asked, Panel, read_panels
from metrics.access import may as may_do
from metrics.access import may_split, scope_for, thing_of
from metrics.calendar import calendar_of
from metrics.catalog import catalog_of
from metrics.catalog.parts import leaves_of
from metrics.model import Catalog, Filter, Metric, MetricQuery
from metrics.query import rows
from metrics.reach import tables_of

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
    return len(found)


def gathered(
    home: Home, catalog: Catalog, incident: Incident, every: Sequence[Incident], panels: Sequence[Panel], snapshot: int
) -> dict[str, Any]:
    """The incident and what is around it as JSON: its parts, its composition, the calendar, KPIs that moved with it."""
    metric = catalog.metrics[incident.metric]
    subject = subject_of(incident, metric, row_count(home, incident, metric, snapshot), trace(home, incident, snapshot))
    around = [
        *member_findings(incident, subject, metric, panels),
        *composition_findings(split_of(incident, panels, catalog), subject, metric),
        *calendar_finding(subject, calendar_of(home.settings)),
        *related_findings(incident, every, catalog.metrics),
    ]
    around = [replace(one, trace=Trace(snapshot=snapshot, loads=subject.trace.loads)) for one in around]
    return {"snapshot": snapshot, "subject": finding_json(subject), "around": [finding_json(one) for one in around]}


def where(incident_place: Iterable[tuple[str, str]]) -> tuple[Filter, ...]:
    """A place as the filters of a question."""
    return tuple((name, (value,)) for name, value in incident_place)


def row_count(home: Home, incident: Incident, metric: Metric, snapshot: int) -> int | None:
    """How many rows lie behind an incident's figure; None where rows are not shown."""
    filters = where(incident.place)
    scope = scope_for(LOCAL_OWNER, metric, (), filters)
    asked = MetricQuery(
        metric.name, scope, where=filters, start=incident.start, end=incident.end, snapshot=snapshot
    )  # fmt: skip
    try:
        return rows(home, asked, limit=1).total
    except Refusal:
        return None


def trace(home: Home, incident: Incident, snapshot: int) -> Trace:
    """The loads whose rows an incident's days hold, as of a snapshot."""
    catalog = catalog_of(home)
    tables = {
        table for leaf in leaves_of(catalog.metrics, incident.metric) for table in tables_of(catalog, leaf.source)
    }
    return Trace(snapshot=snapshot, loads=loads_within(home, snapshot, tables, incident.start, incident.end))


def topic_for(
    home: Home, person: Person, kept: Kept, language: Language, snapshot: int, lessons: Lessons
) -> Topic:  # fmt: skip
    """The topic of an incident as a person may see it. Without what the job finds, it is the incident alone."""
    catalog = catalog_of(home)
    metric = catalog.metrics[kept.metric]
    said = stored_topics(home, snapshot, [kept.id]).get(kept.id)
    if said is None:
        incident = incident_of(kept.detail)
        subject, around = subject_of(incident, metric, trace=Trace(snapshot=kept.snapshot)), []
    else:
        subject, around = finding_of(said["subject"]), [finding_of(one) for one in said["around"]]
    seen = tuple(one for one in around if may_see(person, catalog, one))
    return Topic(subject, seen, language, metric, lessons.cases, lessons.rejections, lessons.as_of)


def may_see(person: Person, catalog: Catalog, finding: Finding) -> bool:
    """Whether a person may see a finding: its KPI, and its place where it has one."""
    metric = catalog.metrics.get(finding.kpi)
    if metric is None or not may_do(person, "view", thing_of(metric)):
        return False
    return not finding.place or may_split(person, metric)


def day_of(home: Home, moment: dt.datetime | None) -> dt.date:
    """The company's day of a moment; today where there is none."""
    return moment.date() if moment else home.today()
