"""The effect of an action: figures, verdicts and why, controls, triggers, guardrails, and what it refuses to say."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from insights.effect import Guardrail, Placebo, detectable, measure, suggest_window

START = dt.date(2025, 10, 1)
WINDOW = (START, dt.date(2026, 3, 31))
MONTHS = 36
FIRST = 30
"""Row of the window's first month."""


def monthly(seed, *, noise=0.03, lift=0.0, at=FIRST, shared=None):
    """Three years of months up to the window's end; `lift` from a row on."""
    rng = np.random.default_rng(seed)
    dates = pd.date_range("2023-04-01", periods=MONTHS, freq="MS")
    season = 0.05 * np.sin(2 * np.pi * dates.month.to_numpy() / 12)
    logs = season + rng.normal(0, noise, MONTHS) + (0 if shared is None else shared)
    values = 1000 * np.exp(logs)
    values[at:] *= 1 + lift
    return pd.DataFrame({"date": dates, "value": values})


def asked(series, **given):
    return measure(series, **{"started": START, "window": WINDOW, "direction": "up", **given})


def test_a_lift_is_found_with_its_size_and_its_figures_belong_together():
    series = monthly(40, lift=0.2)
    found = asked(series)
    assert (found.verdict, found.reason) == ("effective", "above_zero")
    assert found.relative == pytest.approx(0.2, abs=0.06)
    assert found.relative_low < 0.2 < found.relative_high
    assert found.actual == pytest.approx(series["value"][FIRST:].mean())
    assert found.absolute == pytest.approx(found.actual - found.expected)
    assert found.total == pytest.approx(6 * found.absolute)
    assert (found.n_before, found.n_after, found.missing) == (30, 6, 0)
    assert found.p_value < 0.01
    assert [point.date for point in found.points] == [stamp.date() for stamp in series["date"][FIRST:]]


def test_a_kpi_that_should_fall_is_judged_the_other_way_round():
    series = monthly(2, lift=-0.2)
    assert asked(series, direction="down").verdict == "effective"
    found = asked(series)
    assert (found.verdict, found.reason) == ("not_effective", "wrong_way")
    assert found.relative < 0


def test_no_effect_is_said_only_where_the_size_looked_for_is_left_out():
    quiet = asked(monthly(3), expected=0.2)
    assert (quiet.verdict, quiet.reason) == ("not_effective", "size_excluded")
    assert quiet.relative_high < quiet.sought
    noisy = [asked(monthly(seed, noise=0.25), expected=0.2) for seed in range(50, 56)]
    silent = [one for one in noisy if one.p_value > 0.05]
    assert len([one for one in silent if one.verdict == "undecided"]) >= 2
    assert all(one.relative_high < 0.2 for one in silent if one.verdict == "not_effective")


def test_an_expected_size_too_small_to_tell_is_said_to_be_so():
    found = asked(monthly(4, noise=0.1), expected=0.02)
    assert "small_sizes_unseen" in found.notes
    assert found.sought == pytest.approx(0.02)
    assert found.detectable > 0.02
    assert found.verdict == "undecided"


def test_before_the_window_ends_there_are_no_figures():
    series = monthly(5, lift=0.5)
    found = asked(series, today=WINDOW[1])
    assert (found.verdict, found.reason, found.absolute, found.points) == ("too_early", "window_open", None, ())
    assert asked(series, today=WINDOW[1] + dt.timedelta(days=1)).verdict == "effective"


def test_values_past_the_window_change_nothing():
    series = monthly(6, lift=0.1)
    more = pd.DataFrame({"date": pd.date_range("2026-04-01", periods=4, freq="MS"), "value": [9e9] * 4})
    assert asked(pd.concat([series, more])) == asked(series)


def test_a_period_only_partly_after_the_start_is_neither_before_nor_in_the_window():
    found = asked(monthly(7), started=dt.date(2025, 9, 20))
    assert (found.n_before, found.n_after) == (29, 6)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda frame: frame[frame["date"] >= "2024-12-01"], "history_short"),
        (lambda frame: frame[frame["date"] < "2025-12-01"], "window_missing"),
        (lambda frame: frame.assign(value=100.0), "nothing_varies"),
    ],
)
def test_without_the_data_for_it_nothing_is_decided_and_the_reason_is_said(change, reason):
    found = asked(change(monthly(8)))
    assert (found.verdict, found.reason, found.absolute) == ("undecided", reason, None)


def test_missing_values_are_counted_and_do_not_hide_a_lift():
    series = monthly(9, lift=0.25)
    series.loc[[4, 11, 33], "value"] = np.nan
    found = asked(series.drop(index=20))
    assert (found.n_before, found.n_after, found.missing) == (27, 5, 4)
    assert "values_missing" in found.notes
    assert found.verdict == "effective"


def test_untreated_segments_take_out_what_befell_everybody():
    shock = np.where(np.arange(MONTHS) >= FIRST, 0.2, 0.0) + np.random.default_rng(10).normal(0, 0.05, MONTHS)
    treated = monthly(11, noise=0.015, shared=shock)
    segments = {name: monthly(seed, noise=0.015, shared=shock) for name, seed in (("west", 12), ("east", 13))}
    alone, beside = asked(treated), asked(treated, controls=segments)
    assert alone.verdict == "effective"
    assert "no_control" in alone.notes
    assert beside.verdict != "effective"
    assert abs(beside.relative) < 0.06
    assert beside.controls == ("west", "east")
    assert beside.trials.in_space == 2


def test_a_segment_without_values_in_the_window_is_no_control():
    broken = monthly(14)
    broken.loc[FIRST:, "value"] = np.nan
    assert asked(monthly(15), controls={"broken": broken}).controls == ()


def test_an_extreme_trigger_is_left_out_of_the_history_and_said():
    series = monthly(16)
    series.loc[FIRST - 1, "value"] *= 0.7  # extreme by chance: the months after are as before it
    days = (dt.date(2025, 9, 1), dt.date(2025, 9, 30))
    found, blind = asked(series, triggered=days), asked(series)
    assert "regression_to_mean" in found.notes
    assert found.verdict != "effective"
    assert found.n_before == 30
    assert "regression_to_mean" not in blind.notes


def test_a_trigger_that_lasted_widens_the_interval_to_both_readings():
    series = monthly(17)
    series.loc[FIRST - 3 :, "value"] *= 0.8
    found = asked(series, triggered=(dt.date(2025, 7, 1), dt.date(2025, 9, 30)))
    assert "lasting_or_passing" in found.notes
    assert found.relative_low < -0.15
    assert found.relative_high > -0.02


def test_trials_without_an_action_rank_the_action():
    found = asked(monthly(18, lift=0.3))
    assert found.trials.in_time >= 10
    assert found.trials.p_rank == pytest.approx(1 / (1 + found.trials.in_time))
    without = asked(monthly(18, lift=0.3), placebo=Placebo(in_time=False))
    assert (without.trials.in_time, without.trials.inflation, without.trials.p_rank) == (0, 1.0, None)
    assert "placebo_few" in without.notes


def test_jumps_of_the_past_widen_the_interval():
    rng = np.random.default_rng(19)
    jumpy = monthly(20)
    jumpy["value"] *= np.exp(np.repeat(rng.normal(0, 0.25, 9), 4))
    assert asked(jumpy).relative_high - asked(jumpy).relative_low > 3 * (
        asked(monthly(20)).relative_high - asked(monthly(20)).relative_low
    )


def test_the_interval_of_the_mean_is_of_joint_paths_and_not_of_points_added_up():
    found = asked(monthly(21, noise=0.06))
    by_point = np.mean([point.high - point.low for point in found.points])
    assert found.high - found.low < 0.9 * by_point


def test_a_kpi_about_zero_has_no_relative_size_but_a_verdict():
    rng = np.random.default_rng(22)
    profit = monthly(22).assign(value=rng.normal(0, 10, MONTHS))
    profit.loc[FIRST:, "value"] += 60
    found = asked(profit, over_time="average")
    assert (found.relative, found.detectable, found.total) == (None, None, None)
    assert found.verdict == "effective"
    assert found.detectable_absolute > 0


def test_a_guardrail_that_suffers_is_said_and_one_that_does_not_too():
    defects, cost = monthly(23, lift=0.3), monthly(24, noise=0.015)
    rails = {"defect_rate": Guardrail(defects, "down"), "unit_cost": Guardrail(cost, "down", tolerance=0.15)}
    found = asked(monthly(25, lift=0.2), guardrails=rails)
    assert {one.name: one.harm for one in found.guardrails} == {"defect_rate": "harmed", "unit_cost": "unharmed"}
    assert found.notes[0] == "guardrail_harmed"
    assert found.verdict == "effective"


def test_days_are_measured_over_the_days_the_company_works():
    rng = np.random.default_rng(26)
    days = pd.bdate_range("2025-06-02", "2026-01-30")
    series = pd.DataFrame({"date": days, "value": 50 + rng.normal(0, 3, len(days))})
    series.loc[series["date"] >= "2026-01-05", "value"] += 10
    found = measure(
        series, started=dt.date(2026, 1, 5), window=(dt.date(2026, 1, 5), dt.date(2026, 1, 30)), direction="up"
    )
    assert (found.grain, found.n_after, found.verdict) == ("day", 20, "effective")


def test_a_longer_window_tells_smaller_sizes_and_the_shortest_that_is_enough_is_suggested():
    known = monthly(27, noise=0.06)[:FIRST]
    sizes = [
        detectable(known, window=(START, end), direction="up").relative
        for end in (dt.date(2025, 10, 31), dt.date(2025, 12, 31), WINDOW[1])
    ]
    assert sizes[0] > sizes[1] > sizes[2]
    assert suggest_window(known, first=START, direction="up", expected=0.5).window == (START, dt.date(2025, 12, 31))
    assert suggest_window(known, first=START, direction="up", expected=0.01).window == WINDOW
    assert suggest_window(known[-9:], first=START, direction="up").relative is None


def test_what_is_told_before_agrees_with_what_is_told_after():
    series = monthly(28, noise=0.05)
    before = detectable(series[:FIRST], window=WINDOW, direction="up").relative
    assert asked(series).detectable == pytest.approx(before, rel=0.05)


@pytest.mark.parametrize(
    "given",
    [
        {"direction": "sideways"}, {"window": (WINDOW[1], WINDOW[0])}, {"level": 1.5}, {"expected": -0.1},
        {"grain": "fortnight"},
    ],
)  # fmt: skip
def test_choices_out_of_range_are_errors(given):
    with pytest.raises(ValueError, match=r"\w"):
        asked(monthly(29), **given)


def test_a_series_without_a_value_is_an_error():
    with pytest.raises(ValueError, match="at least one value"):
        asked(monthly(30).assign(value=np.nan))


WEEKS = pd.date_range("2024-01-01", "2026-03-30", freq="W-MON")
ODD = {
    "counts with zeros": lambda noise: np.random.default_rng(31).poisson(0.4, len(noise)).astype(float),
    "one value a billion": lambda noise: np.where(np.arange(len(noise)) == 5, 1e9, np.exp(noise)),
    "a growth to the letter": lambda noise: np.exp(0.05 * np.arange(len(noise))),
    "below zero": lambda noise: -np.exp(noise),
    "a share near one": lambda noise: 0.995 * np.exp(0.003 * noise),
    "every other week": lambda noise: np.where(np.arange(len(noise)) % 2, np.exp(noise), np.nan),
}


@pytest.mark.parametrize("odd", ODD)
def test_odd_series_get_figures_that_are_numbers_and_no_effect(odd):
    values = ODD[odd](np.random.default_rng(33).normal(0, 0.1, len(WEEKS)))
    days = dt.date(2026, 1, 5), dt.date(2026, 4, 5)
    series = pd.DataFrame({"date": WEEKS.tz_localize("Asia/Tokyo"), "value": values})
    found = measure(series, started=days[0], window=days, direction="up", grain="week")
    assert np.isfinite([found.absolute, found.low, found.high, found.detectable_absolute, found.p_value]).all()
    assert found.low <= found.absolute <= found.high
    assert found.verdict != "effective"
