"""Reads panels: all watched KPIs and splits of a home, in one statement a split and grain. Judges nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.home import Home
from data.lake import watermarks
from data.people import Person
from insights.watch.choice import Split, grains_of, parts, splits_of
from insights.watch.panel import MISSING, Floats, Panel, Place
from metrics.access import may_split, scope_for
from metrics.calendar import BusinessCalendar, calendar_of
from metrics.catalog import catalog_of
from metrics.catalog.parts import impersonal
from metrics.model import Answer, Catalog, Grain, Metric, MetricQuery, Scope
from metrics.query import ask_many
from metrics.reach import last_day


@dataclass(frozen=True)
class Asked:
    """Who asks about which state of a home, and up to which day."""

    home: Home
    person: Person
    snapshot: int
    to: dt.date | None = None

    @property
    def day(self) -> dt.date:
        """The last day that is looked at."""
        return min(self.to, self.home.today()) if self.to else self.home.today()


@dataclass(frozen=True)
class _Line:
    """One KPI at one grain and split, with the last day of its last whole period."""

    metric: Metric
    grain: Grain
    dims: Split
    scope: Scope
    until: dt.date


def read_panels(
    asked: Asked, metrics: Sequence[Metric], *, whole_only: bool = False, grain: Grain | None = None
) -> list[Panel]:
    """Panels of whole periods, of the splits that the asker may see (`whole_only`: of totals alone; `grain`: at that
    grain alone). A KPI without a whole period yet has none."""
    catalog, calendar = catalog_of(asked.home), calendar_of(asked.home.settings)
    every = _lines(asked, catalog, calendar, metrics, whole_only)
    lines = [line for line in every if grain in (None, line.grain)]
    answers = _answers(asked, catalog, lines)
    made = (_panel(catalog, calendar, line, answers) for line in lines)
    return [panel for panel in made if panel is not None]


def _lines(
    asked: Asked, catalog: Catalog, calendar: BusinessCalendar, metrics: Sequence[Metric], whole_only: bool
) -> Iterator[_Line]:
    days = watermarks(asked.home, asked.snapshot)
    members = {} if whole_only else _members(asked, metrics)
    for metric in metrics:
        reached = last_day(catalog, calendar, metric, days, asked.day)
        if reached is None:
            continue
        for dims in splits_of(catalog, metric, members.get(metric.name, {})):
            scope = scope_for(asked.person, metric, dims)
            for grain in grains_of(metric, dims):
                yield _Line(metric, grain, dims, scope, _last_whole(calendar, reached, grain))


def _last_whole(calendar: BusinessCalendar, reached: dt.date, grain: Grain) -> dt.date:
    """The last day of the last period that is over and in."""
    end = calendar.period_end(reached, grain)
    return end if end == reached else calendar.period_start(reached, grain) - dt.timedelta(days=1)


def _members(asked: Asked, metrics: Sequence[Metric]) -> Mapping[str, Mapping[str, int]]:
    """How many values each dimension of each KPI has; of those that hold persons none, so that no place is one."""
    catalog = catalog_of(asked.home)
    split = [metric for metric in metrics if may_split(asked.person, metric)]
    pairs = [(metric, dim) for metric in split for dim in impersonal(catalog, metric)]
    scopes = [scope_for(asked.person, metric, (dim,)) for metric, dim in pairs]
    questions = [
        MetricQuery(metric.name, scope, by=(dim,), end=asked.day, snapshot=asked.snapshot)
        for (metric, dim), scope in zip(pairs, scopes, strict=True)
    ]
    found: dict[str, dict[str, int]] = {metric.name: {} for metric in metrics}
    for (metric, dim), answer in zip(pairs, ask_many(asked.home, questions), strict=True):
        found[metric.name][dim] = len(answer.frame)
    return found


_Key = tuple[str, Grain, Split, dt.date]


def _answers(asked: Asked, catalog: Catalog, lines: Iterable[_Line]) -> dict[_Key, Answer]:
    """Answers for KPIs and the parts of ratios. Those of one split and grain are asked up to the same day, so that
    they are one statement."""
    latest: dict[tuple[Grain, Split, Scope], dt.date] = {}
    every = list(lines)
    for line in every:
        key = line.grain, line.dims, line.scope
        latest[key] = max(latest.get(key, line.until), line.until)
    questions: dict[_Key, MetricQuery] = {}
    for line in every:
        end = latest[line.grain, line.dims, line.scope]
        base = MetricQuery(line.metric.name, line.scope, line.grain, line.dims, end=end, snapshot=asked.snapshot)
        for name in (line.metric.name, *parts(catalog, line.metric)):
            questions[name, line.grain, line.dims, line.until] = replace(base, metric=name)
    return dict(zip(questions, ask_many(asked.home, list(questions.values())), strict=True))


def _panel(catalog: Catalog, calendar: BusinessCalendar, line: _Line, answers: Mapping[_Key, Answer]) -> Panel | None:
    names = (line.metric.name, *parts(catalog, line.metric))
    frames = [answers[name, line.grain, line.dims, line.until].frame for name in names]
    known = frames[0].dropna(subset=["value"])
    if known.empty:
        return None
    dates = _spine(calendar, known["period"].min().date(), line)
    places = tuple(_keys(known, line.dims)[1])
    if not len(dates) or not places:
        return None
    value, *both = (_matrix(frame, line.dims, dates, places) for frame in frames)
    above, below = both if both else (None, None)
    return Panel(line.metric, line.grain, line.dims, dates, places, value, above, below)


def _spine(calendar: BusinessCalendar, first: dt.date, line: _Line) -> pd.DatetimeIndex:
    days, day = [], calendar.period_start(first, line.grain)
    while day <= line.until:
        days.append(day)
        day = calendar.next_period(day, line.grain)
    return pd.DatetimeIndex(days)


def _keys(frame: pd.DataFrame, dims: Split) -> tuple[NDArray[np.int64], list[Place]]:
    """Each row's place as a number, and the places in order."""
    if not dims:
        return np.zeros(len(frame), dtype=np.int64), [()]
    code, values = np.zeros(len(frame), dtype=np.int64), []
    for dim in dims:
        codes, found = pd.factorize(frame[dim], use_na_sentinel=False, sort=True)
        values.append([MISSING if pd.isna(each) else str(each) for each in found])
        code = code * max(len(found), 1) + codes
    present, numbers = np.unique(code, return_inverse=True)
    return numbers.astype(np.int64), [_place(dims, values, int(each)) for each in present]


def _place(dims: Split, values: list[list[str]], code: int) -> Place:
    found: list[tuple[str, str]] = []
    for dim, known in zip(reversed(dims), reversed(values), strict=True):
        code, at = divmod(code, len(known))
        found.append((dim, known[at]))
    return tuple(reversed(found))


def _matrix(frame: pd.DataFrame, dims: Split, dates: pd.DatetimeIndex, places: tuple[Place, ...]) -> Floats:
    """Periods by places; NaN where there is no row."""
    column = {place: index for index, place in enumerate(places)}
    numbers, known = _keys(frame, dims)
    cols = np.array([column.get(place, -1) for place in known], dtype=np.int64)[numbers]
    rows = dates.get_indexer(pd.DatetimeIndex(frame["period"]))
    kept = (rows >= 0) & (cols >= 0)
    found = np.full((len(dates), len(places)), np.nan)
    found[rows[kept], cols[kept]] = frame["value"].to_numpy(dtype=float)[kept]
    return found
