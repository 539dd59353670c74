"""Landings: what is in counts as it is, the rest is drawn, and an over period has no doubt left."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from insights.landing import land
from metrics.calendar import BusinessCalendar
from metrics.periods import period_of
from tests.insights.incidents.panels import metric

CALENDAR = BusinessCalendar()


def months(count, last, seed=1):
    rng = np.random.default_rng(seed)
    index = pd.date_range(end=last, periods=count, freq="MS")
    return pd.Series(100 + rng.normal(0, 5, count), index=index)


def landed(series, of, reached, grain):
    weights = pd.Series(1.0, index=series.index)
    return land(series, weights, of, CALENDAR, reached, [period_of(CALENDAR, reached, grain)])[0]


def test_a_quarter_is_what_is_in_and_what_is_to_come():
    reached = dt.date(2026, 5, 31)
    series = months(26, "2026-05-01")
    so_far, drawn = landed(series, metric(), reached, "quarter")
    assert so_far == pytest.approx(series.iloc[-2:].sum())
    assert np.median(drawn) == pytest.approx(so_far + 100, abs=8)
    assert 3 < drawn.std() < 12


def test_a_running_month_grows_surer():
    series = months(25, "2026-05-01")
    early, late = series.copy(), series.copy()
    early.iloc[-1], late.iloc[-1] = 15.0, 95.0
    first = landed(early, metric(), dt.date(2026, 5, 7), "month")[1]
    second = landed(late, metric(), dt.date(2026, 5, 28), "month")[1]
    assert second.std() < 0.6 * first.std()
    assert np.median(second) == pytest.approx(102, abs=6)


def test_an_over_year_has_no_doubt_left():
    series = months(36, "2026-03-01")
    so_far, drawn = landed(series, metric(), dt.date(2026, 3, 31), "year")
    assert drawn.std() == pytest.approx(0.0)
    assert drawn[0] == pytest.approx(series.iloc[-12:].sum())
    assert so_far == pytest.approx(drawn[0])


def test_a_stock_lands_on_its_last_month():
    series = months(26, "2026-05-01")
    _, drawn = landed(series, metric(over_time="last", unit="people"), dt.date(2026, 5, 31), "quarter")
    assert np.median(drawn) == pytest.approx(100, abs=6)


def test_too_short_a_history_lands_nowhere():
    assert landed(months(4, "2026-05-01"), metric(), dt.date(2026, 5, 31), "quarter") is None


def test_what_was_never_below_zero_lands_nowhere_below():
    series = months(26, "2026-05-01")
    rates = pd.Series(np.random.default_rng(3).poisson(1.2, 26) / 5, index=series.index)
    rates.iloc[-1] = 0.0
    rate = metric(kind="ratio", numerator="x", denominator="y", unit="ratio")
    drawn = landed(rates, rate, dt.date(2026, 5, 12), "month")[1]
    assert drawn.min() == 0.0
    losses = landed(rates - 0.1, rate, dt.date(2026, 5, 12), "month")[1]
    assert losses.min() < 0.0
