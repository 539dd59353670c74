"""What the days left of a month bring: the same last working days of past months, taken as a series and drawn from.

Adding KPIs alone. A month rarely fills evenly: costs are booked at its beginning, invoices written at its end; so the
pace so far is no guide to the rest, and past months' rests are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from data.home import Home
from insights.forecast import simulate_paths
from insights.watch.panel import Floats
from metrics.calendar import BusinessCalendar
from metrics.model import Metric, MetricQuery
from metrics.periods import Period, period_of
from metrics.query import ask

MOST_MONTHS = 48
LEAST_MONTHS = 6
DAY = dt.timedelta(days=1)


def past_rests(
    home: Home, base: MetricQuery, metric: Metric, calendar: BusinessCalendar, reached: dt.date,
    months: Sequence[pd.Timestamp],
) -> pd.Series:  # fmt: skip
    """The KPI in the last days of each month, as many as are left of the one that holds `reached`; by first day."""
    running = period_of(calendar, reached, "month")
    past = [month for month in months if month < pd.Timestamp(running.start)][-MOST_MONTHS:]
    if reached >= running.end or not past:
        return pd.Series(dtype=float)
    spans = tuple(_rest(metric, calendar, running, reached, month.date()) for month in past)
    frame = ask(home, replace(base, grain=None, start=None, end=None, spans=spans)).frame
    values = frame.set_index("period")["value"].astype(float).reindex(range(len(past))).fillna(0.0)
    return pd.Series(values.to_numpy(), index=pd.DatetimeIndex(past))


def _rest(
    metric: Metric, calendar: BusinessCalendar, running: Period, reached: dt.date, month: dt.date
) -> tuple[dt.date, dt.date]:
    """The last days of a month: as many working days as are left of the running one, or as many days."""
    end = period_of(calendar, month, "month").end
    left = calendar.working_days(reached + DAY, running.end)
    if metric.phasing == "calendar" or not left:
        return max(end - (running.end - reached) + DAY, month), end
    start = end
    while start > month and calendar.working_days(start - DAY, end) <= left:
        start -= DAY
    return start, end


def drawn_rest(rests: pd.Series, calendar: BusinessCalendar) -> Floats | None:
    """Drawn values of the days left; None where fewer than six months say what such days bring."""
    if len(rests) < LEAST_MONTHS:
        return None
    series = pd.DataFrame({"date": rests.index, "value": rests.to_numpy()})
    return simulate_paths(series, grain="month", horizon=1, calendar=calendar).values[:, 0]
