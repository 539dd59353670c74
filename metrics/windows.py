"""Values of KPIs over stretches of days: the months, quarters and years that pages compare are asked for all at once.

Choosing another period is then a look-up; what else is asked for is asked besides. Running periods end on the last day
that a KPI's data reach. Asks; compares nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

import pandas as pd

from data.home import Home
from data.lake import day_at, newest_snapshot, watermarks
from metrics.calendar import BusinessCalendar, calendar_of
from metrics.catalog import catalog_of
from metrics.compiler.checks import has_time
from metrics.model import Grain, MetricQuery, Span
from metrics.periods import Period, Window, comparable, last_year, period_of, shifted, year_to_date
from metrics.query import ask_many, ask_plans
from metrics.reach import last_day

YEARS = 3
"""Fiscal years whose periods are asked for together, the running one included."""
MOST_SPLITS = 2
"""Filters at a time that are answered from a split: the more, the more members there are of all of them."""
GRAINS: tuple[Grain, ...] = ("month", "quarter", "year")
Values = dict[Window, float | None]


def values_over(
    home: Home, asked: Sequence[tuple[MetricQuery, Collection[Window]]], *, plans: bool = False
) -> list[Values]:
    """For each question without a split, its value (or plan) in each of its windows; None where absent."""
    questions: list[tuple[int, MetricQuery]] = []
    commons = _commons(home, [query for query, _ in asked])
    for index, ((query, windows), common) in enumerate(zip(asked, commons, strict=True)):
        others = sorted({(each.start, each.end) for each in windows} - set(common))
        questions += [(index, _over(query, spans)) for spans in (common, tuple(others)) if spans]
    found: list[Values] = [{} for _ in asked]
    frames = _frames(home, [query for _, query in questions], plans=plans)
    for (index, query), frame in zip(questions, frames, strict=True):
        for number, value in zip(frame["period"].tolist(), frame["value"].tolist(), strict=True):
            found[index][Window(*query.spans[number])] = None if value is None or value != value else value
    return found


def _frames(home: Home, queries: Sequence[MetricQuery], *, plans: bool) -> list[pd.DataFrame]:
    """The frames of questions over spans; a filter by single members is picked from the answer split by them, so that
    the next member is a look-up too."""
    ask_all = ask_plans if plans else ask_many
    split = [_split(query) for query in queries]
    answers = ask_all(home, split)
    picked = [_picked(query, answer.frame, plans) for query, answer in zip(queries, answers, strict=True)]
    rest = iter(ask_all(home, [query for query, frame in zip(queries, picked, strict=True) if frame is None]))
    return [next(rest).frame if frame is None else frame for frame in picked]


def _split(query: MetricQuery) -> MetricQuery:
    """The question for all members of what it filters by; itself where it filters by several of one dimension."""
    single = all(len(values) == 1 and values[0] for _, values in query.where)
    if not single or not 1 <= len(query.where) <= MOST_SPLITS:
        return query
    return replace(query, where=(), by=tuple(sorted(name for name, _ in query.where)))


def _picked(query: MetricQuery, frame: pd.DataFrame, plans: bool) -> pd.DataFrame | None:
    """The rows of the members asked for; None where the answer can't tell: members that are no text, or no such row,
    which may stand for zero. A plan without a row is absent."""
    if plans and frame.empty:
        return frame
    if not query.where or not {name for name, _ in query.where} <= set(frame.columns):
        return frame
    for name, (value,) in query.where:
        if not pd.api.types.is_string_dtype(frame[name]):
            return None
        frame = frame[frame[name] == value]
    return frame if plans or len(frame) else None


def frames_over(home: Home, queries: Sequence[MetricQuery], *, plans: bool = False) -> list[pd.DataFrame]:
    """What `ask` gives for questions without a grain over days from start to end: the dimensions and value."""
    commons = _commons(home, queries)
    places = [_place(query, common) for query, common in zip(queries, commons, strict=True)]
    paired = zip(queries, places, commons, strict=True)
    asked = [query if place is None else _over(query, common) for query, place, common in paired]
    answers = (ask_plans if plans else ask_many)(home, asked)
    return [
        answer.frame if place is None else _rows_of(answer.frame, place)
        for answer, place in zip(answers, places, strict=True)
    ]


def value_over(home: Home, query: MetricQuery, *, plan: bool = False) -> float | None:
    """The one value (or plan) of a question without grain and split; None where absent."""
    frame = frames_over(home, [query], plans=plan)[0]
    return float(frame["value"].iloc[0]) if len(frame) and pd.notna(frame["value"].iloc[0]) else None


def _place(query: MetricQuery, common: tuple[Span, ...]) -> int | None:
    """The number of the question's days among those that are asked for together."""
    if query.start is None or query.end is None or (query.start, query.end) not in common:
        return None
    return common.index((query.start, query.end))


def _over(query: MetricQuery, spans: tuple[Span, ...]) -> MetricQuery:
    return replace(query, grain=None, start=None, end=None, spans=spans)


def _rows_of(frame: pd.DataFrame, number: int) -> pd.DataFrame:
    return frame[frame["period"] == number].drop(columns="period").reset_index(drop=True)


def _commons(home: Home, queries: Sequence[MetricQuery]) -> list[tuple[Span, ...]]:
    """For each question the spans that its KPI is asked for together; none of a KPI without time."""
    catalog, calendar = catalog_of(home), calendar_of(home.settings)
    moments = {query.snapshot: newest_snapshot(home) if query.snapshot is None else query.snapshot for query in queries}
    days = {asked: watermarks(home, snapshot) for asked, snapshot in moments.items()}
    todays = {asked: day_at(home, snapshot) for asked, snapshot in moments.items()}
    found = []
    for query in queries:
        metric = catalog.metrics[query.metric]
        today = todays[query.snapshot]
        until = last_day(catalog, calendar, metric, days[query.snapshot], today) or today
        found.append(common_spans(calendar, until) if has_time(catalog, metric) else ())
    return found


@lru_cache(maxsize=64)
def common_spans(calendar: BusinessCalendar, until: dt.date) -> tuple[Span, ...]:
    """What pages compare: each month, quarter and fiscal year, cut at `until` and whole; the year to each month's end;
    and the parts of earlier periods that are like the running ones."""
    windows = {
        window for grain in GRAINS for period in _periods(calendar, until, grain) for window in _of(period, until)
    }
    windows |= {year_to_date(calendar, period.elapsed(until).end) for period in _periods(calendar, until, "month")}
    windows |= set(_like_the_running(calendar, until))
    return tuple(sorted((each.start, each.end) for each in windows))


def _periods(calendar: BusinessCalendar, until: dt.date, grain: Grain) -> Iterator[Period]:
    """The periods of the last years and of the rest of this one."""
    last = calendar.period_end(until, "year")
    first = calendar.next_period(calendar.period_start(until, "year"), "year", 1 - YEARS)
    period = period_of(calendar, first, grain)
    while period.start <= last:
        yield period
        period = shifted(calendar, period, 1)


def _of(period: Period, until: dt.date) -> Iterator[Window]:
    yield period.window
    if period.start <= until:
        yield period.elapsed(until)


def _like_the_running(calendar: BusinessCalendar, until: dt.date) -> Iterator[Window]:
    for grain in GRAINS:
        running = period_of(calendar, until, grain)
        for earlier in (shifted(calendar, running, -1), last_year(calendar, running)):
            part = comparable(calendar, running, until, earlier)
            yield part
            yield year_to_date(calendar, part.end)
