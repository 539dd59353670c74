"""A KPI over time beside its plan and last year, period by period, for a line or bars to be drawn of.

Asks and lines up; phases and judges nothing itself. Gaps stay gaps.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from data.home import Home
from metrics.calendar import BusinessCalendar, calendar_of
from metrics.model import Answer, Grain, MetricQuery
from metrics.periods import Period, comparable, last_year, period_of, shifted
from metrics.query import ask, ask_many, ask_plan

COLUMNS = ("start", "end", "value", "plan", "last_year", "running")


def trend(home: Home, query: MetricQuery, grain: Grain, until: dt.date, count: int) -> pd.DataFrame:
    """The last `count` periods up to the day `until`: columns COLUMNS, a row a period, NaN where absent.

    The running period's plan and last year are those of its part up to `until`.
    """
    calendar = calendar_of(home.settings)
    newest = period_of(calendar, until, grain)
    periods = [shifted(calendar, newest, back - count + 1) for back in range(count)]
    return trend_of(home, query, periods, until)


def trend_of(home: Home, query: MetricQuery, periods: list[Period], until: dt.date) -> pd.DataFrame:
    """The same for given periods of one grain, in order; those after `until` have a plan and last year only."""
    calendar, grain = calendar_of(home.settings), periods[0].grain
    asked = replace(query, grain=grain, by=(), start=periods[0].start, end=periods[-1].end)
    over = replace(asked, end=min(until, periods[-1].end))
    values = _by_day(ask(home, over)) if over.start and over.end and over.start <= over.end else {}
    plans = _by_day(ask_plan(home, asked)) | _running_plan(home, asked, periods, until)
    earlier = _last_years(home, asked, periods, until, calendar)
    rows = [
        (period.start, period.end, values.get(period.start), plans.get(period.start), earlier.get(period.start),
         period.start <= until < period.end)
        for period in periods
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"value": float, "plan": float, "last_year": float})


def _by_day(answer: Answer) -> dict[dt.date, float]:
    return {period.date(): value for period, value in zip(answer.frame["period"], answer.frame["value"], strict=True)}


def _running_plan(home: Home, asked: MetricQuery, periods: list[Period], until: dt.date) -> dict[dt.date, float]:
    """The plan of the running period up to the day, phased as the KPI says."""
    running = next(_running(periods, until), None)
    if running is None:
        return {}
    frame = ask_plan(home, replace(asked, grain=None, start=running.start, end=until)).frame
    return {running.start: frame["value"].iloc[0]} if len(frame) else {}


def _running(periods: list[Period], until: dt.date) -> Iterator[Period]:
    return (period for period in periods if period.start <= until < period.end)


def _last_years(
    home: Home, asked: MetricQuery, periods: list[Period], until: dt.date, calendar: BusinessCalendar
) -> dict[dt.date, float]:
    """Last year's value by this year's period; for the running period that of the same part of it."""
    pairs = {period.start: last_year(calendar, period) for period in periods}
    ends = [earlier.end for earlier in pairs.values()]
    found = _by_day(ask(home, replace(asked, start=pairs[periods[0].start].start, end=max(ends))))
    values = {start: found[earlier.start] for start, earlier in pairs.items() if earlier.start in found}
    for running in _running(periods, until):
        window = comparable(calendar, running, until, pairs[running.start])
        part = ask_many(home, [replace(asked, grain=None, start=window.start, end=window.end)])[0].frame
        values[running.start] = part["value"].iloc[0] if len(part) else float("nan")
    return values
