"""What an incident is made of: the members of further dimensions that carry its change.

Arithmetic over panels that were read; asks no data and names no cause.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from insights.drivers import Cause, CauseSet
from insights.finding_sources import cause_findings
from insights.findings import Finding
from insights.incidents.model import Incident
from insights.watch import Panel
from insights.watch.panel import Floats
from metrics.model import Metric

NOTABLE, MOST = 0.2, 2
"""Share of an incident's change from which a member is told, and how many of a dimension."""
BEFORE = 2
"""How many times the incident's length before it is taken for the usual split."""


def member_findings(
    incident: Incident, subject: Finding, metric: Metric, panels: Sequence[Panel]
) -> list[Finding]:  # fmt: skip
    """Of each further dimension the members that carry most of the change, where the KPI adds up."""
    found: list[Finding] = []
    for panel in panels:
        if panel.metric.name == incident.metric and panel.grain == incident.grain and panel.adds:
            found += cause_findings(CauseSet(tuple(_members(panel, incident)), 1.0, 0.0), subject, metric)
    return found


def _members(panel: Panel, incident: Incident) -> Iterator[Cause]:
    """Members of the one dimension that a panel has beyond the incident's place, with their shares of its change."""
    place = dict(incident.place)
    further = [dim for dim in panel.dims if dim not in place]
    gap = incident.actual - incident.expected
    if len(further) != 1 or len(panel.dims) != len(place) + 1 or not gap:
        return
    columns = [index for index, where in enumerate(panel.places) if place.items() <= dict(where).items()]
    changes = _changes(panel.value[:, columns], _rows(panel, incident), incident) if columns else None
    if changes is None:
        return
    shares = [(float(change / gap), panel.places[column]) for change, column in zip(changes, columns, strict=True)]
    for share, where in sorted(shares, key=lambda pair: -pair[0])[:MOST]:
        if share >= NOTABLE:
            yield Cause(dict(where), share)


def _rows(panel: Panel, incident: Incident) -> np.ndarray:
    return np.asarray((panel.dates >= pd.Timestamp(incident.start)) & (panel.dates <= pd.Timestamp(incident.end)))


def _changes(values: Floats, inside: np.ndarray, incident: Incident) -> Floats | None:
    """Each member's actual less its usual share of what was expected; None without a time before to tell it."""
    length, first = int(inside.sum()), int(np.argmax(inside))
    if not length or first < length:
        return None
    before = np.nansum(values[max(first - BEFORE * length, 0) : first], axis=0)
    actual = np.nansum(values[inside], axis=0)
    if before.sum() <= 0 or actual.sum() <= 0:
        return None
    scale = incident.actual / actual.sum()  # a stock's level is not the sum of its periods
    return np.asarray(actual * scale - incident.expected * before / before.sum())
