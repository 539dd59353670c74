"""Incidents of a home: what was anomalous, where, by how much, in money, and which causes to ask about.

suspects     places whose windows stand out from the rest      wholes     KPIs in total, point by point
finding      both together, within the budget                  causes     candidates for why
"""

from __future__ import annotations

import datetime as dt

from data.home import Home
from data.people import Person
from insights.hypotheses import playbook_of
from insights.incidents.finding import incidents_of
from insights.incidents.model import CauseCandidate, Findings, Incident, Point, incident_id
from insights.incidents.wholes import judge_wholes, points_of
from insights.watch import Asked, read_panels, watched
from metrics.access import visible
from metrics.calendar import calendar_of
from metrics.catalog import catalog_of

__all__ = ["CauseCandidate", "Findings", "Incident", "Point", "find", "findings", "incident_id"]


def find(home: Home, person: Person, snapshot: int, to: dt.date | None = None) -> list[Incident]:
    """The incidents that a person may see, as of a snapshot and with what was known up to the end of day `to`."""
    return list(findings(home, person, snapshot, to).incidents)


def findings(home: Home, person: Person, snapshot: int, to: dt.date | None = None) -> Findings:
    """The same, with every point of the totals and why it was or was not flagged."""
    catalog, asked = catalog_of(home), Asked(home, person, snapshot, to)
    panels = read_panels(asked, visible(person, watched(catalog)))
    calendar = calendar_of(home.settings)
    wholes = judge_wholes([panel for panel in panels if not panel.dims], calendar)
    found = incidents_of(panels, wholes, catalog, calendar, playbook_of(home.path))
    return Findings(tuple(found), tuple(points_of(wholes)), asked.day, snapshot)
