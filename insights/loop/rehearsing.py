"""Hypotheses replayed: what the first half of a past incident would have had us say, tested by what its rest brought.

Beside it the naive rule, which looks at no evidence: the cause that the KPI's incidents most often turned out to have,
else the playbook's usual order for that kind of KPI. Both are judged by the same rules (insights.review), on what the
rest of the incident shows by itself. Judges nothing of its own and words nothing.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.incident_store import Replayed
from insights.circumstances import composition_findings, related_findings, subject_of
from insights.findings import Finding
from insights.hypotheses import Cause, Playbook, family_of, hypotheses
from insights.hypotheses.model import Family
from insights.hypotheses.ranking import rank
from insights.incidents.composition import split_of
from insights.incidents.model import Incident
from insights.loop.days import calendar_finding, dated
from insights.loop.parts import member_findings
from insights.memory import PRIOR
from insights.review import Later, examine
from insights.watch import Panel
from metrics.calendar import DAY, BusinessCalendar
from metrics.model import Catalog

LEAST_PERIODS = 4
"""Periods that an incident must have lasted, so that either half can tell something."""


def rehearse(
    playbook: Playbook, catalog: Catalog, calendar: BusinessCalendar, every: Sequence[Incident],
    panels: Sequence[Panel],
) -> list[Replayed]:  # fmt: skip
    """What would have been said half-way through each incident that lasted, oldest first, and what came of it. Of those
    of a KPI on the very same days at several places the clearest alone counts: they are one event."""
    made: list[Replayed] = []
    seen: set[tuple[str, dt.date, dt.date]] = set()
    for one in sorted(every, key=lambda each: (each.start, -each.score, each.id)):
        half = half_of(one, panels)
        if half is not None and (one.metric, one.start, half.end) not in seen:
            seen.add((one.metric, one.start, half.end))
            made.append(_rehearsed(playbook, catalog, calendar, (one, half), every, panels, made))
    return made


def half_of(incident: Incident, panels: Sequence[Panel]) -> Incident | None:
    """The incident as it stood after half of its periods, off by the share it was off by in all; None where it was
    too short or its own panel is not there."""
    for panel in panels:
        if (panel.metric.name, panel.grain) != (incident.metric, incident.grain) or incident.place not in panel.places:
            continue
        inside = (panel.dates >= pd.Timestamp(incident.start)) & (panel.dates <= pd.Timestamp(incident.end))
        rows = np.flatnonzero(np.asarray(inside))
        if len(rows) < LEAST_PERIODS or not incident.actual:
            return None
        first = rows[: len(rows) // 2]
        values = panel.value[first, panel.places.index(incident.place)]
        actual = (
            float(np.nansum(values)) if panel.adds and panel.metric.over_time == "sum" else float(np.nanmean(values))
        )
        end = (panel.dates[first[-1] + 1] - pd.Timedelta(days=1)).date()
        share = actual / incident.actual
        return replace(
            incident, end=end, actual=actual, expected=incident.expected * share, low=incident.low * share,
            high=incident.high * share, money=None, running=True,
        )  # fmt: skip
    return None


def _rehearsed(
    playbook: Playbook, catalog: Catalog, calendar: BusinessCalendar, pair: tuple[Incident, Incident],
    every: Sequence[Incident], panels: Sequence[Panel], before: Sequence[Replayed],
) -> Replayed:  # fmt: skip
    """One incident: said by its half, tested by the rest."""
    whole, half = pair
    metric = catalog.metrics[whole.metric]
    family = family_of(playbook, whole.metric, metric)
    then = [one for one in every if one.start <= half.end]
    early = around(half, catalog, calendar, then, [_until(panel, half.end) for panel in panels])
    rest = replace(whole, start=half.end + DAY, related=_still_there(whole, half.end, every))
    late = around(rest, catalog, calendar, every, [_without(panel, whole.start, half.end) for panel in panels])
    said = hypotheses(playbook, early[0], early[1:], metric)[0]
    naive = naive_cause(playbook, family, early[0], confirmed_by(before, whole.metric, half.end))
    later = Later(dated(subject_of(whole, metric), calendar), tuple(late[1:]))
    right, naive_right = (
        {"supported": True, "refuted": False}.get(examine(playbook, cause, family.name, frozenset(), later).state)
        for cause in (said.cause_code, naive)
    )
    detail = {
        "cause": said.cause_code, "grade": said.grade, "naive": naive, "right": right, "naive_right": naive_right,
        "chance": chance(before, said.cause_code, said.grade),
    }  # fmt: skip
    return Replayed("hypothesis", whole.metric, whole.department, half.end, whole.start, detail)


def around(
    incident: Incident, catalog: Catalog, calendar: BusinessCalendar, every: Sequence[Incident],
    panels: Sequence[Panel],
) -> list[Finding]:  # fmt: skip
    """The incident as a finding, and behind it what the panels and the other incidents say around it."""
    metric = catalog.metrics[incident.metric]
    subject = dated(subject_of(incident, metric), calendar)
    return [
        subject,
        *member_findings(incident, subject, metric, panels),
        *composition_findings(split_of(incident, panels, catalog), subject, metric),
        *calendar_finding(subject, metric, calendar),
        *related_findings(incident, every, catalog.metrics),
    ]


def _until(panel: Panel, day: dt.date) -> Panel:
    """A panel as it was known on a day."""
    return _rows(panel, np.asarray(panel.dates <= pd.Timestamp(day)))


def _rows(panel: Panel, rows: NDArray[np.bool_]) -> Panel:
    above, below = (None if part is None else part[rows] for part in (panel.above, panel.below))
    return replace(panel, dates=panel.dates[rows], value=panel.value[rows], above=above, below=below)


def _without(panel: Panel, start: dt.date, end: dt.date) -> Panel:
    """A panel less the rows of some days: what comes after them is held against what was before."""
    return _rows(panel, np.asarray((panel.dates < pd.Timestamp(start)) | (panel.dates > pd.Timestamp(end))))


def _still_there(incident: Incident, day: dt.date, every: Sequence[Incident]) -> tuple[str, ...]:
    """The incidents related to one that go on after a day."""
    return tuple(one.id for one in every if one.id in incident.related and one.end > day)


def naive_cause(playbook: Playbook, family: Family, subject: Finding, confirmed: Iterable[Cause]) -> Cause:
    """What the naive rule says: of the causes confirmed for the KPI before the most frequent, else the playbook's first
    without any evidence."""
    most = Counter(confirmed).most_common(1)
    return most[0][0] if most else usual_cause(playbook, family, subject)


def confirmed_by(replayed: Iterable[Replayed], kpi: str, day: dt.date) -> list[Cause]:
    """The causes of a KPI's incidents that a replay confirmed before a day."""
    return [
        one.detail["cause"] for one in replayed if one.metric == kpi and one.detail["right"] and one.as_of < day
    ]  # fmt: skip


def usual_cause(playbook: Playbook, family: Family, subject: Finding) -> Cause:
    """The first cause in the playbook's order for a kind of KPI and a direction, without any evidence."""
    priors = family.up if subject.direction == "up" else family.down
    bare = replace(playbook, rules=())
    return rank(bare, family, subject, ())[0].cause if priors else "unknown"


def chance(before: Sequence[Replayed], cause: str, grade: str) -> float:
    """How likely such a hypothesis was to be confirmed, by those of its cause and grade that were settled before."""
    same = [one for one in before if (one.detail["cause"], one.detail["grade"]) == (cause, grade)]
    settled = [bool(one.detail["right"]) for one in same if one.detail["right"] is not None]
    return (sum(settled) + PRIOR[0]) / (len(settled) + sum(PRIOR))
