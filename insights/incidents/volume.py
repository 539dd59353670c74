"""What the quantities of a table have in common at a place: how much of everything there was, its volume.

Quantities that are counted in the same rows, or that a ratio KPI holds against each other, all follow how much there
was: rows that did not come, hours that were not worked. Each has noise of its own, so that their mean, weighed by how
they scatter and go together (generalised least squares; Aitken, 1936), says more of it than any single one. Names no
cause, and chooses no windows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from insights.incidents.around import residuals
from insights.incidents.contrast import Contrast, contrast
from insights.incidents.field import Field
from insights.incidents.windows import Window, beside, box
from insights.watch import Panel
from insights.watch.panel import Floats
from metrics.calendar import BusinessCalendar
from metrics.model import Metric

SHRUNK = 0.1
"""How far the covariance of quantities is drawn to none at all."""
FAR = 3.0
FEWEST = 26
SPARED = 2
"""Periods that a quantity may know less of than the others."""
LEAST_QUANTITIES = 2
LEAST_NOISE = 1e-6
AS_FAR = 2.0
"""Errors of the lead KPI up to which it and the volume moved alike."""
EXACT = 0.25
"""How exactly it follows the volume at the best, in its own errors."""
_Quantity = tuple[Panel, Panel]
"""A quantity's panel, and that of the whole."""


@dataclass(frozen=True)
class Volume:
    """`lead` is the KPI that a change of volume is told at, `own` its contrast; `shared` (periods, places) the common
    movement in logarithms, with its `weight`, 0 where unknown."""

    lead: Panel
    own: Contrast
    shared: Floats
    weight: Floats


def volumes(panels: Sequence[Panel], metrics: Mapping[str, Metric], calendar: BusinessCalendar) -> Iterator[Volume]:
    """The volume of each group of tables, split and grain that two quantities at the least speak of."""
    joined = _joined(metrics)
    wholes = {(panel.metric.name, panel.grain): panel for panel in panels if not panel.dims}
    groups: dict[tuple[str, str, frozenset[str]], list[_Quantity]] = defaultdict(list)
    for panel in panels:
        whole = wholes.get((panel.metric.name, panel.grain))
        if metrics and panel.dims and whole is not None and len(panel.places) > 1:
            for part, of in _quantities(panel, whole, metrics):
                groups[joined[part.metric.source], panel.grain, frozenset(panel.dims)].append((part, of))
    for every in groups.values():
        made = _volume(every, calendar)
        if made is not None:
            yield made


def told_at(own: Field, one: Window) -> Iterator[Window]:
    """The window as the lead KPI's: as sure as that KPI can follow. None where the KPI's own values (`own`, its field)
    did not move so, or the move is lost in their noise."""
    effects, errors = beside(own, one.column, box(len(own.drawn), one.first, one.width)[:, None])
    shift, error = effects[0], errors[0]
    same = shift * one.effect > 0 and min(abs(shift), abs(one.effect)) >= error
    if same and abs(shift - one.effect) <= AS_FAR * error:
        yield replace(one, error=float(np.hypot(one.error, EXACT * error)))


def _joined(metrics: Mapping[str, Metric]) -> Mapping[str, str]:
    """Each source under the name of those that ratios join it to."""
    found = {one.source: one.source for one in metrics.values() if one.kind == "simple"}
    for ratio in metrics.values():
        parts = [metrics[name] for name in (ratio.numerator, ratio.denominator) if name]
        if ratio.kind == "ratio" and all(_is_quantity(part) for part in parts):
            one, other = (found[part.source] for part in parts)
            found = {source: one if name == other else name for source, name in found.items()}
    return found


def _is_quantity(metric: Metric) -> bool:
    return metric.kind == "simple" and metric.over_time == "sum"


def _quantities(panel: Panel, whole: Panel, metrics: Mapping[str, Metric]) -> Iterator[_Quantity]:
    """What adds up in a panel, and the same of the whole: itself, or the parts of a ratio."""
    if panel.adds and _is_quantity(panel.metric):
        yield panel, whole
    if not panel.is_ratio or panel.metric.kind != "ratio":
        return
    for name, part in ((panel.metric.numerator, "above"), (panel.metric.denominator, "below")):
        if _is_quantity(metrics[name]):
            one, all_of_it = (
                Panel(metrics[name], each.grain, each.dims, each.dates, each.places, getattr(each, part))
                for each in (panel, whole)
            )
            yield one, all_of_it


def _volume(quantities: Sequence[_Quantity], calendar: BusinessCalendar) -> Volume | None:
    """What they have in common, told at the department's lead KPI among them, else at the first that is listed."""
    listed = [panel for panel, _ in quantities if _may_be_told(panel)]
    lead = min(listed, key=lambda panel: not panel.metric.headline, default=None)
    if lead is None or len(lead.dates) < FEWEST:
        return None
    told = [one for one in quantities if one[0] is lead]
    known = {one[0].metric.name: one for one in (*quantities, *told) if one[0].dates.equals(lead.dates)}
    if len(known) < LEAST_QUANTITIES:
        return None
    every = {name: _against(*one, calendar) for name, one in known.items()}
    ordered = [_in_order(known[name][0], lead, one) for name, one in every.items()]
    series, weight = (np.stack(each) for each in zip(*ordered, strict=True))
    own = every[lead.metric.name]
    shared, weights = _together(series, weight, lead.grain)
    return Volume(lead, own, shared, np.where(own.logged, weights, 0.0))


def _may_be_told(panel: Panel) -> bool:
    """Whether its KPI is shown, and split so by its own definition: a ratio may be split in ways that its parts are
    not."""
    return not panel.metric.internal and set(panel.dims) <= set(panel.metric.dimensions)


def _against(panel: Panel, whole: Panel, calendar: BusinessCalendar) -> Contrast:
    return contrast(panel, (whole.value[whole.dates.get_indexer(panel.dates)], None, None), calendar)


def _in_order(panel: Panel, lead: Panel, against: Contrast) -> tuple[Floats, Floats]:
    """A quantity's contrast and weight at the lead's places, 0 where it has none in logarithms."""
    column = {frozenset(place): number for number, place in enumerate(panel.places)}
    at = np.array([column.get(frozenset(place), -1) for place in lead.places])
    there = (at >= 0) & against.logged[at]
    return np.where(there, against.series[:, at], 0.0), np.where(there, against.weight[:, at], 0.0)


def _together(series: Floats, weight: Floats, grain: str) -> tuple[Floats, Floats]:
    """The weighed mean (periods, places) of quantities, and its weight: of those alone that are known throughout."""
    shared, known = np.zeros(series.shape[1:]), np.zeros(series.shape[1:])
    for place in range(series.shape[2]):
        seen = (weight[:, :, place] > 0).sum(axis=1)
        used = np.flatnonzero(seen >= max(FEWEST, seen.max() - SPARED))
        if len(used) >= LEAST_QUANTITIES:
            values, weights = series[used, :, place].T, weight[used, :, place].T
            every = (weights > 0).all(axis=1)
            shared[:, place] = np.where(every, values @ _shares(residuals(values, weights, grain)), 0.0)
            known[:, place] = np.where(every, weights.mean(axis=1), 0.0)
    return shared, known


def _shares(off: Floats) -> Floats:
    """How much each quantity counts, none below nothing: the least scatter of the mean of (periods, quantities)."""
    size = 1.4826 * np.median(np.abs(off), axis=0) + LEAST_NOISE
    drawn = np.clip(off, -FAR * size, FAR * size)
    covariance = drawn.T @ drawn / len(drawn)
    own = np.diag(np.diag(covariance))
    covariance = (1 - SHRUNK) * covariance + SHRUNK * own + LEAST_NOISE**2 * np.eye(len(size))
    left = np.arange(len(size))
    while True:
        share = np.linalg.solve(covariance[np.ix_(left, left)], np.ones(len(left)))
        if (share >= 0).all():
            return np.asarray(np.bincount(left, share / share.sum(), len(size)), dtype=float)
        left = left[share > 0]
