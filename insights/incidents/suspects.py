"""Suspects: windows at places that stand out, the best of those that overlap, and of places that explain each other.

Works on panels; weighs direction (what harms is looked at sooner than what pleases) and depth (a deeper place must
explain more). Names no cause and knows no store.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from insights.incidents.contrast import Contrast, contrast
from insights.incidents.windows import WEEKS, Plan, Scan, scan, surprise
from insights.watch import Panel
from insights.watch.panel import Place
from metrics.calendar import BusinessCalendar

LEAST = 1.8
DEEPER, WELCOME = 1.0, 0.7
"""What a second level and a welcome direction take off a surprise."""
MINOR = 0.1
"""What each place further back in a KPI's list of dimensions takes off: definitions name the main ones first."""
PASSING, LASTING = 0.3, 5.0
"""What it takes off that a deviation lasts for fewer weeks than that: it costs less, and passes by itself."""
STRONG = 3.5
MOST_NOISE = 0.35
"""Relative noise a period up to which a place of two levels holds enough to be watched."""
LEAST_PERIODS = 12
MOST_EMPTY = 0.25
"""Share of periods without any event above which a place holds too little to be judged by itself."""
APART = 2
FOLLOWS = 4
SAME_TIME = 0.35
MIRRORED = 1.5
"""Up to how many times what a sibling's movement does to the rest a movement the other way is taken for its mirror."""
OTHERWISE_SEEN = 0.8
"""How much stronger a place of other dimensions must be to explain one: both may hold the same rows, or not."""
"""Shared part of two windows from which one may explain the other."""


@dataclass(frozen=True)
class Suspect:
    """A window of a place. `effect` and `error` are in logarithms where `logged`, else in the KPI's unit."""

    panel: Panel
    column: int
    first: int
    width: int
    z: float
    z_then: float
    effect: float
    error: float
    logged: bool
    beta: float
    score: float

    @property
    def place(self) -> Place:
        """Where it is."""
        return self.panel.places[self.column]

    @property
    def last(self) -> int:
        """Its last period's row."""
        return self.first + self.width - 1

    @property
    def days(self) -> tuple[pd.Timestamp, pd.Timestamp]:
        """Its first and last day."""
        dates = self.panel.dates
        if self.last + 1 < len(dates):
            return dates[self.first], dates[self.last + 1] - pd.Timedelta(days=1)
        length = {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}[self.panel.grain]
        return dates[self.first], dates[self.last] + pd.Timedelta(days=length - 1)


def suspects(panels: Sequence[Panel], calendar: BusinessCalendar) -> list[Suspect]:
    """Of each KPI the windows that stand out, strongest first, with what a stronger one explains left out."""
    wholes = {(panel.metric.name, panel.grain): panel for panel in panels if not panel.dims}
    found: dict[str, list[Suspect]] = defaultdict(list)
    for panel in panels:
        whole = wholes.get((panel.metric.name, panel.grain))
        if panel.dims and whole is not None and len(panel.dates) >= LEAST_PERIODS and len(panel.places) > 1:
            found[panel.metric.name] += _of_panel(panel, whole, calendar)
    return [one for each in found.values() for one in unexplained(each)]


def _of_panel(panel: Panel, whole: Panel, calendar: BusinessCalendar) -> Iterator[Suspect]:
    plan = Plan(panel.grain, len(panel.dates))
    at = whole.dates.get_indexer(panel.dates)
    above, below = (None if part is None else part[at] for part in (whole.above, whole.below))
    against = contrast(panel, (whole.value[at], above, below), plan, calendar)
    yield from _standing_out(panel, against, plan)


def _standing_out(panel: Panel, against: Contrast, plan: Plan) -> Iterator[Suspect]:
    lumpy = ~against.logged | (panel.metric.over_time == "last")
    first_look = list(scan(against.series, against.weight, plan, None, lumpy))
    base = ~_strong(first_look, against.series.shape)
    second = list(scan(against.series, against.weight, plan, base | lumpy, lumpy))
    then = list(scan(against.series, against.weight, Plan(panel.grain, plan.periods, hindsight=False), None, lumpy))
    for column in range(len(panel.places)):
        if _holds_enough(panel, against, second, column):
            yield from _of_place(panel, against, second, then, column, plan)


def _strong(scans: Iterable[Scan], shape: tuple[int, ...]) -> np.ndarray:
    """Periods within a strong window: they say nothing of what is usual."""
    marked = np.zeros(shape, dtype=bool)
    for each in scans:
        hits = np.abs(np.nan_to_num(each.z)) > STRONG
        for row, column in zip(*np.nonzero(hits), strict=True):
            marked[row : row + each.width, column] = True
    return marked


def _holds_enough(panel: Panel, against: Contrast, scans: Sequence[Scan], column: int) -> bool:
    seen = against.weight > 0
    if not scans or seen[:, column].sum() < 0.6 * seen.any(axis=1).sum():
        return False
    if panel.adds and (np.nan_to_num(panel.value[:, column]) == 0).mean() > MOST_EMPTY:
        return False
    if len(panel.dims) < 2:
        return True
    return bool(against.logged[column]) and float(np.nanmedian(scans[0].error[:, column])) <= MOST_NOISE


def _of_place(
    panel: Panel, against: Contrast, scans: Sequence[Scan], then: Sequence[Scan], column: int, plan: Plan
) -> Iterator[Suspect]:
    """The best windows of a place that do not overlap."""
    ranked = sorted(_scored(panel, scans, column, plan), reverse=True)
    taken: list[Suspect] = []
    for score, first, number in ranked:
        each = scans[number]
        if any(first < one.last + APART and one.first < first + each.width + APART - 1 for one in taken):
            continue
        taken.append(Suspect(
            panel, column, first, each.width, float(each.z[first, column]), float(then[number].z[first, column]),
            float(each.effect[first, column]), float(each.error[first, column]), bool(against.logged[column]),
            float(against.beta[column]), score,
        ))  # fmt: skip
    yield from _joined(taken)


def _joined(windows: Sequence[Suspect]) -> list[Suspect]:
    """Windows of one side that follow upon each other are one: a level that stays is one incident."""
    found: list[Suspect] = []
    for one in sorted(windows, key=lambda each: each.first):
        before = found[-1] if found else None
        if before is None or one.first - before.last > FOLLOWS or one.z * before.z < 0:
            found.append(one)
            continue
        best = max(before, one, key=lambda each: each.score)
        effect = (before.effect * before.width + one.effect * one.width) / (before.width + one.width)
        found[-1] = replace(best, first=before.first, width=one.last - before.first + 1, effect=effect)
    return found


def _scored(panel: Panel, scans: Sequence[Scan], column: int, plan: Plan) -> Iterator[tuple[float, int, int]]:
    good = 1.0 if panel.metric.direction == "up" else -1.0
    aside = MINOR * max((panel.metric.dimensions.index(dim) for dim in panel.dims), default=0)
    for number, each in enumerate(scans):
        z = np.nan_to_num(each.z[:, column])
        off = DEEPER * (len(panel.dims) > 1) + aside + PASSING * (each.width * WEEKS[plan.grain] < LASTING)
        score = surprise(z, each.width, plan) - WELCOME * (z * good > 0) - off
        for first in np.flatnonzero(score >= LEAST):
            yield float(score[first]), int(first), number


def unexplained(found: Sequence[Suspect]) -> list[Suspect]:
    """Strongest first; left out are those that overlap in time with a stronger one which explains them: of a place
    within or around it, of another dimension (the same rows seen otherwise), or its mirror among the siblings."""
    kept: list[Suspect] = []
    for one in sorted(found, key=lambda each: -each.score):
        if not any(_explains(other, one) for other in kept):
            kept.append(one)
    return kept


def _alike(one: Suspect, other: Suspect) -> float:
    """How far two windows are the same time: days of both by days of either."""
    (first, last), (start, end) = one.days, other.days
    both = (min(last, end) - max(first, start)).days + 1
    either = (max(last, end) - min(first, start)).days + 1
    return max(both, 0) / either


def _explains(strong: Suspect, weak: Suspect) -> bool:
    if _alike(strong, weak) < SAME_TIME:
        return False
    strong_place, weak_place = dict(strong.place), dict(weak.place)
    shared = strong_place.keys() & weak_place.keys()
    if any(strong_place[dim] != weak_place[dim] for dim in shared):
        return strong.panel.dims == weak.panel.dims and _mirrors(strong, weak)
    if strong.z * weak.z < 0:
        return False
    return bool(shared) or strong.score - weak.score > OTHERWISE_SEEN


def _mirrors(strong: Suspect, weak: Suspect) -> bool:
    """Whether a place seems to have moved only as a sibling did, which is part of the rest it is held against."""
    part = weak.beta / max(len(weak.panel.places) - 1, 1)
    return strong.effect * weak.effect < 0 and abs(weak.effect) <= MIRRORED * part * abs(strong.effect)
