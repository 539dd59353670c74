"""The rest of a running month: as many last working days of past months, and landings that are what is in and that."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from data.errors import Words
from insights.landing import land
from insights.rest_of_month import _rest, drawn_rest
from metrics.calendar import BusinessCalendar
from metrics.model import Metric
from metrics.periods import period_of

CALENDAR = BusinessCalendar()
REVENUE = Metric(
    "revenue", "sales", "simple", Words("売上高", "Revenue"), "JPY", "up", source="orders", expression="SUM(amount)"
)
REACHED = dt.date(2026, 11, 24)
MONTH = period_of(CALENDAR, REACHED, "month")


@pytest.mark.parametrize(
    ("month", "first"),
    [(dt.date(2026, 10, 1), dt.date(2026, 10, 27)), (dt.date(2026, 2, 1), dt.date(2026, 2, 24))],
)
def test_as_many_last_working_days_are_taken(month, first):
    start, end = _rest(REVENUE, CALENDAR, MONTH, REACHED, month)
    assert start <= first
    assert end == period_of(CALENDAR, month, "month").end
    assert CALENDAR.working_days(start, end) == CALENDAR.working_days(dt.date(2026, 11, 25), dt.date(2026, 11, 30)) == 4


def test_a_month_that_fills_at_its_end_is_not_judged_by_its_pace():
    """Half of it comes in the last four working days, as it always did: the pace so far says a good half."""
    rng = np.random.default_rng(3)
    index = pd.date_range(end="2026-11-01", periods=30, freq="MS")
    months = pd.Series(100 + rng.normal(0, 3, 30), index=index)
    months.iloc[-1] = 50.0
    rests = pd.Series(50 + rng.normal(0, 2, 29), index=index[:-1])
    weights = pd.Series(1.0, index=index)
    ((so_far, drawn),) = land(months, weights, REVENUE, CALENDAR, REACHED, [MONTH], rests)
    assert so_far == 50.0
    assert np.median(drawn) == pytest.approx(100, abs=3)
    assert 1 < drawn.std() < 5


def test_few_months_say_nothing_of_a_rest():
    assert drawn_rest(pd.Series([1.0] * 5, index=pd.date_range("2026-06-01", periods=5, freq="MS")), CALENDAR) is None
