"""What a card is about: an incident, what was found around it, and what earlier cases teach; less what its reader may
not see. The finding itself is gathering's, in a job."""

from __future__ import annotations

import datetime as dt

from data.errors import Language
from data.home import Home
from data.incident_store import Kept
from data.origins import loads_within
from data.people import Person
from data.shown import stored_topics
from insights.findings import Finding, Trace
from insights.loop.freezing import finding_of
from insights.loop.teaching import Lessons
from insights.narration.making import Topic
from metrics.access import may as may_do
from metrics.access import may_split, thing_of
from metrics.catalog import catalog_of
from metrics.catalog.parts import leaves_of
from metrics.model import Catalog
from metrics.reach import tables_of


def trace(home: Home, metric: str, start: dt.date, end: dt.date, snapshot: int) -> Trace:
    """The loads whose rows a KPI's days hold, as of a snapshot."""
    catalog = catalog_of(home)
    tables = {table for leaf in leaves_of(catalog.metrics, metric) for table in tables_of(catalog, leaf.source)}
    return Trace(snapshot=snapshot, loads=loads_within(home, snapshot, tables, start, end))


def topic_for(
    home: Home, person: Person, kept: Kept, language: Language, snapshot: int, lessons: Lessons
) -> Topic:  # fmt: skip
    """The topic of an incident as a person may see it. Without what the job finds, it is the incident alone."""
    catalog = catalog_of(home)
    metric = catalog.metrics[kept.metric]
    said = stored_topics(home, snapshot, [kept.id]).get(kept.id)
    if said is None:
        from insights.circumstances import subject_of  # statistics that a page with prepared topics need not wait for
        from insights.incidents.lasting import incident_of

        read = trace(home, kept.metric, kept.start, kept.end, kept.snapshot)
        subject, around = subject_of(incident_of(kept.detail), metric, trace=read), []
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
