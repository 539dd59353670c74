"""Suspects: windows at places that stand out, less what others explain.

Works on panels; weighs direction (what harms is looked at sooner than what pleases), depth (a deeper place must explain
more) and whether the department leads with the KPI. Names no cause and knows no store.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from insights.incidents.booking import tied_of
from insights.incidents.contrast import Contrast, contrast
from insights.incidents.explained import unexplained
from insights.incidents.field import Field, Series
from insights.incidents.usual import field_of
from insights.incidents.volume import Volume, told_at, volumes
from insights.incidents.windows import WEEKS, Window, search, surprise, then
from insights.watch import Panel
from insights.watch.panel import Floats, Place
from metrics.calendar import BusinessCalendar
from metrics.model import Metric

LEAST = 1.5
DEEPER, WELCOME, LED = 1.0, 0.7, 0.6
"""What a second level and a welcome direction take off a surprise, and what being the department's lead KPI adds."""
MINOR = 0.3
"""What each place further back in a KPI's list of dimensions takes off: definitions name the main ones first."""
PASSING, LASTING = 0.3, 5.0
"""What it takes off that a deviation lasts for fewer weeks than that: it costs less, and passes by itself."""
MOST_NOISE = 0.5
"""Relative noise a period up to which a place of two levels holds enough to be watched."""
LEAST_PERIODS = 12
LEAST_KNOWN = 0.6
MOST_EMPTY = 0.25
"""Share of periods without any event above which a place holds too little to be judged by itself."""
FOLLOWS = 4
ALIKE = 0.6


@dataclass(frozen=True)
class Suspect:
    """A window of a place. `effect` and `error` are in logarithms where `logged`, else in the KPI's unit; `off` is
    what the place's periods are off otherwise, in standard deviations."""

    panel: Panel
    column: int
    first: int
    width: int
    start: dt.date
    end: dt.date
    z: float
    z_then: float
    effect: float
    error: float
    logged: bool
    score: float
    off: Floats = field(compare=False, repr=False)

    @property
    def place(self) -> Place:
        """Where it is."""
        return self.panel.places[self.column]

    @property
    def last(self) -> int:
        """Its last period's row."""
        return self.first + self.width - 1


def suspects(
    panels: Sequence[Panel], calendar: BusinessCalendar, metrics: Mapping[str, Metric] | None = None
) -> list[Suspect]:
    """Of each KPI the windows that stand out, strongest first, less what a stronger one explains. With the KPIs known
    that these are made of, what moves all quantities of a place is seen in all of them together."""
    wholes = {(panel.metric.name, panel.grain): panel for panel in panels if not panel.dims}
    found: dict[str, list[Suspect]] = defaultdict(list)
    for panel in panels:
        whole = wholes.get((panel.metric.name, panel.grain))
        if panel.dims and whole is not None and len(panel.dates) >= LEAST_PERIODS and len(panel.places) > 1:
            found[panel.metric.name] += _of_panel(panel, whole, calendar)
    for volume in volumes(panels, metrics or {}, calendar):
        name = volume.lead.metric.name
        found[name] = _strongest([*found[name], *_of_volume(volume)])
    return [one for each in found.values() for one in unexplained(each, LEAST)]


def _of_panel(panel: Panel, whole: Panel, calendar: BusinessCalendar) -> Iterator[Suspect]:
    at = whole.dates.get_indexer(panel.dates)
    above, below = (None if part is None else part[at] for part in (whole.above, whole.below))
    against = contrast(panel, (whole.value[at], above, below), calendar)
    series = _series(panel, against)
    windows, known = search(series, panel.grain, LEAST - LED)
    held = [one for one in windows if _holds_enough(panel, against, known, one.column)]
    yield from _standing_out(panel, against, known, held)


def _of_volume(volume: Volume) -> Iterator[Suspect]:
    """Windows of what a table's quantities have in common, so far as its lead KPI bears them out."""
    panel, against, places = volume.lead, volume.own, len(volume.lead.places)
    series = Series(volume.shared, volume.weight, np.zeros(places, dtype=bool), np.ones(places))
    windows, known = search(series, panel.grain, LEAST - LED)
    own = field_of(_series(panel, against), panel.grain)
    held = [one for one in windows if _holds_enough(panel, against, own, one.column)]
    yield from _standing_out(panel, against, known, [told for one in held for told in told_at(own, one)])


def _series(panel: Panel, against: Contrast) -> Series:
    lumpy = ~against.logged | (panel.metric.over_time == "last")
    return Series(against.series, against.weight, lumpy, tied_of(panel, against))


def _standing_out(panel: Panel, against: Contrast, known: Field, windows: Sequence[Window]) -> Iterator[Suspect]:
    places: dict[int, list[Suspect]] = defaultdict(list)
    off = known.off
    for one in windows:
        places[one.column].append(_suspect(panel, against, known, one, off))
    for every in places.values():
        for made in _joined(every):
            if made.score >= LEAST:
                yield replace(made, z_then=then(known, made.column, made.first, made.width))


def _strongest(found: Sequence[Suspect]) -> list[Suspect]:
    """Of windows of a place that meet and go the same way the one that stands out most."""
    kept: dict[Place, list[Suspect]] = defaultdict(list)
    for one in sorted(found, key=lambda each: -each.score):
        others = kept[one.place]
        if not any(one.start <= each.end and each.start <= one.end and one.z * each.z > 0 for each in others):
            others.append(one)
    return [one for each in kept.values() for one in each]


def _suspect(panel: Panel, against: Contrast, known: Field, one: Window, off: Floats) -> Suspect:
    start, end = _days(panel, one.first, one.first + one.width - 1)
    return Suspect(
        panel, one.column, one.first, one.width, start, end, one.z, 0.0, one.effect, one.error,
        bool(against.logged[one.column]), surprise(one, panel.grain, len(panel.dates)) - _aside(panel, one),
        off[:, one.column],
    )  # fmt: skip


def _aside(panel: Panel, one: Window) -> float:
    """What a window must stand out by more than others."""
    pleases = (one.z > 0) == (panel.metric.direction == "up")
    back = max((panel.metric.dimensions.index(dim) for dim in panel.dims), default=0)
    found = DEEPER * (len(panel.dims) > 1) + MINOR * back + WELCOME * pleases - LED * panel.metric.headline
    return found + PASSING * (one.width * WEEKS[panel.grain] < LASTING)


def _days(panel: Panel, first: int, last: int) -> tuple[dt.date, dt.date]:
    """The first and last day of a window."""
    if last + 1 < len(panel.dates):
        after = panel.dates[last + 1]
    elif panel.grain in ("day", "week"):
        after = panel.dates[last] + pd.Timedelta(days={"day": 1, "week": 7}[panel.grain])
    else:
        after = panel.dates[last] + pd.DateOffset(months={"month": 1, "quarter": 3}.get(panel.grain, 12))
    return panel.dates[first].date(), (after - pd.Timedelta(days=1)).date()


def _holds_enough(panel: Panel, against: Contrast, known: Field, column: int) -> bool:
    seen = against.weight > 0
    if seen[:, column].sum() < LEAST_KNOWN * seen.any(axis=1).sum():
        return False
    if panel.adds and (np.nan_to_num(panel.value[:, column]) == 0).mean() > MOST_EMPTY:
        return False
    return len(panel.dims) < 2 or bool(against.logged[column] and known.size[column] <= MOST_NOISE)


def _joined(windows: Sequence[Suspect]) -> list[Suspect]:
    """Windows that follow upon each other and are about as far off are one: a level that stays is one incident."""
    found: list[Suspect] = []
    for one in sorted(windows, key=lambda each: each.first):
        before = found[-1] if found else None
        if before is None or one.first - before.last > FOLLOWS or not _alike(one, before):
            found.append(one)
            continue
        best = max(before, one, key=lambda each: each.score)
        effect = (before.effect * before.width + one.effect * one.width) / (before.width + one.width)
        width = one.last - before.first + 1
        found[-1] = replace(best, first=before.first, width=width, start=before.start, end=one.end, effect=effect)
    return found


def _alike(one: Suspect, other: Suspect) -> bool:
    least, most = sorted((abs(one.effect), abs(other.effect)))
    return one.effect * other.effect > 0 and least >= ALIKE * most
