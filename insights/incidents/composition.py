"""How a ratio's movement at a place is made: its parts shifted among members (mix) or their own ratios moved (rate).

The split is exact (insights.drivers); it says how a change is composed, not why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from insights.drivers import ratio_contributions
from insights.incidents.model import Incident
from insights.watch import Panel
from insights.watch.panel import Place
from metrics.model import Catalog

BEFORE = 2
"""How many times the incident's length before it is compared with."""


@dataclass(frozen=True)
class Composition:
    """`mix_share`: the part of the change that mix makes up, by the dimension where that is most; None if unsaid."""

    mix_share: float | None
    dimension: str


def split_of(incident: Incident, panels: Sequence[Panel], catalog: Catalog) -> Composition | None:
    """The composition of a ratio's change at the incident's place by another dimension; None where there is none."""
    best: Composition | None = None
    for panel in panels:
        dims = [dim for dim in panel.dims if dim not in dict(incident.place)]
        if panel.metric.name != incident.metric or not panel.is_ratio or len(dims) != 1:
            continue
        if len(panel.dims) != len(incident.place) + 1:
            continue
        frame = _frame(panel, incident, dims[0])
        share = _mix_share(frame, dims[0]) if frame is not None else None
        if share is not None and (best is None or best.mix_share is None or share > best.mix_share):
            best = Composition(share, dims[0])
    return best


def _frame(panel: Panel, incident: Incident, dim: str) -> pd.DataFrame | None:
    """A row a member: the parts in the incident, and in the time before it."""
    columns = [index for index, place in enumerate(panel.places) if set(incident.place) <= set(place)]
    inside = (panel.dates >= pd.Timestamp(incident.start)) & (panel.dates <= pd.Timestamp(incident.end))
    first = int(np.argmax(inside)) if inside.any() else 0
    length = int(inside.sum())
    before = slice(max(first - BEFORE * length, 0), first)
    if not columns or not length or first < length or panel.above is None or panel.below is None:
        return None
    sums = {
        "actual_num": np.nansum(panel.above[inside][:, columns], axis=0),
        "actual_den": np.nansum(panel.below[inside][:, columns], axis=0),
        "expected_num": np.nansum(panel.above[before][:, columns], axis=0),
        "expected_den": np.nansum(panel.below[before][:, columns], axis=0),
    }
    return pd.DataFrame({dim: [_member(panel.places[index], dim) for index in columns], **sums})


def _member(place: Place, dim: str) -> str:
    return dict(place)[dim]


def _mix_share(frame: pd.DataFrame, dim: str) -> float | None:
    if not (frame["actual_den"].sum() and frame["expected_den"].sum()):
        return None
    parts, _ = ratio_contributions(frame, dim)
    mix, rate = sum(part.mix for part in parts), sum(part.rate for part in parts)
    total = abs(mix) + abs(rate)
    return abs(mix) / total if total and mix * (mix + rate) > 0 else 0.0
