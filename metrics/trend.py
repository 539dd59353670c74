"""A KPI over time beside its plan and last year, period by period, for a line or bars to be drawn of.

Asks and lines up; phases and judges nothing itself. Gaps stay gaps.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd

from data.home import Home
from metrics.calendar import BusinessCalendar, calendar_of
from metrics.catalog import catalog_of
from metrics.compiler.checks import check_query
from metrics.model import Grain, MetricQuery
from metrics.periods import Period, Window, comparable, last_year, period_of, shifted
from metrics.windows import values_over

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
    calendar, asked = calendar_of(home.settings), replace(query, by=())
    check_query(catalog_of(home), replace(asked, grain=periods[0].grain))
    shown = [period.elapsed(until) if period.start <= until else period.window for period in periods]
    before = [_before(calendar, period, until) for period in periods]
    values = values_over(home, [(asked, [*shown, *before])])[0]
    plans = values_over(home, [(asked, shown)], plans=True)[0]
    rows = [
        (period.start, period.end, values.get(now) if period.start <= until else None, plans.get(now),
         values.get(then), period.start <= until < period.end)
        for period, now, then in zip(periods, shown, before, strict=True)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"value": float, "plan": float, "last_year": float})


def _before(calendar: BusinessCalendar, period: Period, until: dt.date) -> Window:
    """Last year's days to compare a period with; of one that has not begun, all of them."""
    earlier = last_year(calendar, period)
    return comparable(calendar, period, until, earlier) if period.start <= until else earlier.window
