"""Values of KPIs over stretches of days: the months, quarters and years that pages compare are asked for all at once.

Choosing another period is then a look-up. What else is asked for is asked besides. Asks; compares nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from data.home import Home
from metrics.calendar import BusinessCalendar, calendar_of
from metrics.model import Grain, MetricQuery, Span
from metrics.periods import Period, Window, comparable, last_year, period_of, shifted, year_to_date
from metrics.query import ask_many, ask_plans

YEARS = 3
"""Fiscal years whose periods are asked for together, the running one included."""
GRAINS: tuple[Grain, ...] = ("month", "quarter", "year")
Values = dict[Window, float | None]


def values_over(
    home: Home, asked: Sequence[tuple[MetricQuery, Collection[Window]]], until: dt.date, *, plans: bool = False
) -> list[Values]:
    """For each question without a split, its value (or plan) in each of its windows; None where absent.

    `until` is the day up to which pages show things: running periods end on it.
    """
    common = common_spans(calendar_of(home.settings), until)
    questions: list[tuple[int, MetricQuery]] = []
    for index, (query, windows) in enumerate(asked):
        bare = replace(query, grain=None, start=None, end=None)
        others = sorted({(each.start, each.end) for each in windows} - set(common))
        questions += [(index, replace(bare, spans=spans)) for spans in (common, tuple(others)) if spans]
    answers = (ask_plans if plans else ask_many)(home, [query for _, query in questions])
    found: list[Values] = [{} for _ in asked]
    for (index, query), answer in zip(questions, answers, strict=True):
        for number, value in zip(answer.frame["period"].tolist(), answer.frame["value"].tolist(), strict=True):
            found[index][Window(*query.spans[number])] = None if value is None or value != value else value
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
