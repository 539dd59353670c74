"""Forecasts, simulated futures and the probability of meeting a target."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from insights.forecast import attainment_probability, forecast, simulate_paths
from tests.insights.anomaly_series import business, dates, frame, null_series


@pytest.mark.parametrize("grain", ["day", "week", "month"])
def test_dates_follow_the_history(grain):
    history, after = business(3, 24, grain)
    ahead = forecast(history, grain=grain, horizon=3, level=0.8)
    assert list(ahead.columns) == ["date", "value", "low", "high"]
    assert ahead["date"].tolist() == after["date"][:3].tolist()
    assert (ahead["low"] < ahead["value"]).all()
    assert (ahead["value"] < ahead["high"]).all()


@pytest.mark.parametrize("grain", ["week", "month"])
def test_most_of_what_came_lies_in_the_interval(grain):
    inside = []
    for seed in range(25):
        history, after = business(seed, 30, grain)
        ahead = forecast(history, grain=grain, horizon=6, level=0.8)
        inside.append(after["value"][:6].between(ahead["low"], ahead["high"]).mean())
    assert 0.68 <= np.mean(inside) <= 0.92


def test_it_beats_last_years_value():
    errors = []
    for seed in range(15):
        history, after = business(seed, 36, "month")
        ahead = forecast(history, grain="month", horizon=6, level=0.8)
        actual = after["value"][:6]
        last_year = history["value"].to_numpy()[-12:-6]
        errors.append([np.mean(np.abs(ahead["value"] / actual - 1)), np.mean(np.abs(last_year / actual - 1))])
    ours, naive = np.mean(errors, axis=0)
    assert ours < 0.8 * naive


def test_the_same_series_gives_the_same_forecast():
    history = business(1, 24, "month")[0]
    first, second = (forecast(history, grain="month", horizon=6, level=0.95) for _ in range(2))
    pd.testing.assert_frame_equal(first, second)


def test_a_wider_level_is_wider_and_farther_is_wider():
    history = null_series("white", "month", 48, 2)
    history["value"] = 1000 + (history["value"] - 100).cumsum()
    narrow, wide = (forecast(history, grain="month", horizon=12, level=level) for level in (0.5, 0.95))
    assert ((wide["high"] - wide["low"]) > (narrow["high"] - narrow["low"])).all()
    assert (wide["high"] - wide["low"]).iloc[-1] > (wide["high"] - wide["low"]).iloc[0]


def test_what_was_never_negative_is_never_forecast_negative():
    history = frame(dates("month", 30), np.random.default_rng(1).poisson(1.0, 30))
    assert (forecast(history, grain="month", horizon=12, level=0.95)["low"] >= 0).all()


def test_days_of_the_week_without_rows_get_none():
    when = pd.bdate_range("2024-04-01", periods=200)
    ahead = forecast(frame(when, 100 + np.random.default_rng(1).normal(0, 5, 200)), grain="day", horizon=20, level=0.8)
    assert len(ahead) == 20
    assert ahead["date"].dt.day_of_week.max() == 4


def test_sums_of_paths_carry_how_errors_hang_together():
    history = null_series("white", "month", 60, 5)
    history["value"] = 1000 + (history["value"] - 100).cumsum()
    values = simulate_paths(history, grain="month", horizon=12).values
    assert values.sum(axis=1).std() > 1.5 * np.sqrt((values.std(axis=0) ** 2).sum())


def test_the_probability_of_a_target_falls_as_it_rises():
    history = business(6, 30, "month")[0]
    last = history["date"].iloc[-1]
    period = {"start": (last - pd.DateOffset(months=2)).date(), "end": (last + pd.DateOffset(months=9)).date()}
    middle = attainment_probability(history, 0.0, **period).landing
    asked = [attainment_probability(history, middle * share, **period).probability for share in (0.5, 1.0, 1.5)]
    assert asked[0] > 0.95
    assert 0.4 < asked[1] < 0.6
    assert asked[2] < 0.05
    assert attainment_probability(history, middle * 0.5, direction="down", **period).probability < 0.05


def test_a_period_already_over_is_certain():
    history = frame(dates("day", 60, "2024-04-01"), [10.0] * 60)
    april = attainment_probability(history, 300.0, start=date(2024, 4, 1), end=date(2024, 4, 30))
    assert (april.probability, april.so_far, april.landing) == (1.0, 300.0, 300.0)


def test_a_stock_lands_where_its_last_value_lies():
    history = null_series("white", "month", 40, 4)
    end = (history["date"].iloc[-1] + pd.DateOffset(months=2)).date()
    landed = attainment_probability(history, 100.0, start=history["date"].iloc[-1].date(), end=end, over_time="last")
    assert 85 < landed.landing < 115


def test_probabilities_are_calibrated():
    """Of periods given p, about p meet the target."""
    given, met = [], []
    for seed in range(40):
        history, after = business(seed, 30, "month")
        actual = after["value"][:3].sum()
        target = history["value"][-12:-9].sum() * (1 + 0.1 * np.random.default_rng(seed).normal())
        end = (history["date"].iloc[-1] + pd.DateOffset(months=3)).date()
        start = (history["date"].iloc[-1] + pd.DateOffset(months=1)).date()
        given.append(attainment_probability(history, target, start=start, end=end).probability)
        met.append(actual >= target)
    brier = np.mean((np.array(given) - np.array(met)) ** 2)
    assert abs(np.mean(given) - np.mean(met)) < 0.15
    assert brier < 0.8 * np.mean(met) * (1 - np.mean(met))


@pytest.mark.parametrize(
    ("values", "choices", "says"),
    [
        ([], {}, "at least one value"),
        ([np.nan, np.nan], {}, "at least one value"),
        ([1.0, 2.0], {"level": 1.5}, "level"),
        ([1.0, 2.0], {"horizon": 0}, "horizon"),
        ([1.0, 2.0], {"grain": "subday"}, "subday"),
    ],
)
def test_what_cannot_be_forecast_is_refused(values, choices, says):
    asked = {"grain": "day", "horizon": 3, "level": 0.8} | choices
    with pytest.raises(ValueError, match=says):
        forecast(frame(dates("day", len(values)), values), **asked)


def test_very_short_histories_get_wide_intervals():
    ahead = forecast(frame(dates("month", 3), [10.0, 12.0, 11.0]), grain="month", horizon=2, level=0.8)
    assert (ahead["high"] - ahead["low"] > 2).all()
