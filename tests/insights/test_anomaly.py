"""Verdicts: what is flagged, what is not, why, and that no later row changes an earlier one."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insights.anomaly import COLUMNS, REASONS, detect, incidents, reason_text
from tests.insights.anomaly_series import FREQUENCY, business, dates, frame, null_series


def flagged(series, **choices):
    return np.flatnonzero(detect(series, **choices)["is_anomaly"])


def test_a_row_a_point_with_the_promised_columns():
    series = null_series("white", "day", 50, 1)
    verdicts = detect(series)
    assert tuple(verdicts.columns) == COLUMNS
    assert verdicts["value"].tolist() == series["value"].tolist()
    assert verdicts["is_anomaly"].dtype == bool


@settings(max_examples=40, deadline=None)
@given(
    grain=st.sampled_from(["day", "week", "month", "subday"]),
    kind=st.sampled_from(["business", "shift", "spikes", "zeros"]),
    n=st.integers(1, 150),
    cut=st.floats(0.05, 1.0),
    seed=st.integers(0, 10_000),
)
def test_appending_changes_no_earlier_row(grain, kind, n, cut, seed):
    whole = eventful(grain, kind, n, seed)
    part = whole.iloc[: max(1, int(n * cut))]
    pd.testing.assert_frame_equal(detect(part), detect(whole).iloc[: len(part)], check_exact=True)


def eventful(grain, kind, n, seed):
    rng = np.random.default_rng(seed)
    values = 100 + 10 * np.sin(np.arange(n)) + rng.normal(0, 4, n)
    if kind == "shift":
        values[n // 2 :] += 80
    if kind == "spikes":
        values[rng.random(n) < 0.05] *= 4
    if kind == "zeros":
        values[rng.random(n) < 0.1] = 0
        values[rng.random(n) < 0.1] = np.nan
    when = pd.date_range("2023-01-02", periods=n, freq=FREQUENCY.get(grain, "30min"))
    if grain == "subday":
        when = when + pd.to_timedelta(np.sort(rng.integers(0, 5_000, n)), unit="s")
    return frame(when, values)


def test_under_eight_points_there_is_no_verdict():
    verdicts = detect(frame(dates("month", 9), [5, 5, 6, 5, 900, 5, 5, 6, 5]))
    assert verdicts["reason"].tolist()[:7] == ["short_history"] * 7
    assert verdicts["expected"].isna().tolist() == [True] * 7 + [False] * 2
    assert not verdicts["is_anomaly"][:7].any()


@pytest.mark.parametrize("grain", ["day", "week", "month", "quarter"])
@pytest.mark.parametrize("factor", [0.3, 1.7])
def test_a_gross_point_is_flagged_and_lies_outside_its_interval(grain, factor):
    series = null_series("season", grain, 60, 3)
    series.loc[50, "value"] *= factor
    row = detect(series).iloc[50]
    assert row["is_anomaly"]
    assert not row["low"] <= row["value"] <= row["high"]
    assert row["reason"] == ("above_interval" if factor > 1 else "below_interval")


def test_flags_and_intervals_say_the_same():
    verdicts = detect(business(5, 24)[0]).dropna(subset=["low"])
    outside = (verdicts["value"] < verdicts["low"]) | (verdicts["value"] > verdicts["high"])
    assert (outside == verdicts["is_anomaly"]).all()


def test_every_reason_has_words_in_both_languages():
    verdicts = pd.concat([detect(eventful("day", kind, 150, 7)) for kind in ("shift", "spikes", "zeros")])
    assert set(verdicts["reason"]) <= set(REASONS)
    assert len(set(verdicts["reason"])) >= 6
    for code in REASONS:
        assert reason_text(code, "ja") != reason_text(code, "en")


@pytest.mark.parametrize("grain", ["day", "week", "month"])
def test_a_level_shift_is_one_incident_and_then_the_norm(grain):
    series = null_series("white", grain, 120, 11)
    series.loc[60:, "value"] += 60
    verdicts = detect(series)
    after = [found for found in incidents(verdicts) if found.end >= series["date"][60]]
    assert [found.reason for found in after if found.score > 3.5] == ["level_shift_up"]
    assert after[0].start == series["date"][60]
    assert after[0].points <= 6
    assert verdicts["expected"][80:].between(145, 175).all()
    assert "within_interval_new_level" in set(verdicts["reason"][66:80])


def test_holidays_are_no_anomalies_once_weekends_are_known():
    history, _ = business(2, 30)
    verdicts = detect(history)
    special = verdicts["date"].dt.strftime("%m%d").isin(["0503", "0504", "0505", "1103", "1123", "0211"])
    assert special.sum() >= 12
    assert verdicts["is_anomaly"][special].sum() <= 1


def test_a_missing_load_and_a_wrong_unit_are_told_from_business():
    series = business(4, 12)[0]
    series.loc[200, "value"] = 0
    series.loc[300, "value"] *= 1000
    verdicts = detect(series)
    assert verdicts["reason"][200] == "suspected_missing_data"
    assert verdicts["reason"][300] == "suspected_unit_change"
    assert [found.is_data_fault for found in incidents(verdicts) if found.score > 5] == [True, True]


def test_a_missing_value_has_no_verdict_and_does_no_harm():
    series = null_series("white", "day", 60, 8)
    series.loc[40, "value"] = np.nan
    verdicts = detect(series)
    assert verdicts["reason"][40] == "no_value"
    assert not verdicts["is_anomaly"][40]
    assert verdicts["expected"][41:].notna().all()


def test_rows_out_of_order_get_the_verdict_of_their_date():
    series = null_series("season", "day", 80, 9)
    mixed = series.sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(detect(mixed).sort_index(), detect(series))


def test_below_the_floor_nobody_is_bothered():
    series = null_series("white", "day", 60, 3)
    series.loc[50, "value"] += 60
    assert detect(series, floor=1000.0)["reason"][50] == "below_floor"
    assert 50 in flagged(series, floor=10.0)


@pytest.mark.parametrize(
    "values", [[], [1.0], [0.0] * 40, [7.0] * 40, [np.nan] * 20, [1e200] * 12, [1e90] * 12, [-5.0] * 30]
)
def test_degenerate_series_are_answered(values):
    verdicts = detect(frame(dates("day", len(values)), values))
    assert len(verdicts) == len(values)
    assert not verdicts["is_anomaly"].any()


def test_a_change_in_a_constant_series_is_flagged():
    assert flagged(frame(dates("day", 40), [7.0] * 30 + [9.0] + [7.0] * 9)).tolist()[:1] == [30]


@pytest.mark.parametrize(
    ("series", "choices", "says"),
    [
        (pd.DataFrame({"date": ["2024-01-01"]}), {}, "missing: value"),
        (frame(["2024-01-01", None], [1, 2]), {}, "a date in every row"),
        (frame(["2024-01-01"], [1]), {"grain": "fortnight"}, "no grain 'fortnight'"),
        (frame(["2024-01-01"], [1]), {"alpha": 1.0}, "alpha"),
    ],
)
def test_what_cannot_be_read_is_refused(series, choices, says):
    with pytest.raises(ValueError, match=says):
        detect(series, **choices)


@pytest.mark.parametrize("grain", ["day", "week", "month"])
def test_false_alarms_on_null_series_are_near_alpha(grain):
    """A coarse check; the measured rates are in the quality report."""
    verdicts = pd.concat([detect(null_series("white", grain, 120, seed)) for seed in range(30)])
    judged = verdicts.dropna(subset=["score"])
    assert 0.003 < judged["is_anomaly"].mean() < 0.02


def samples(n=48 * 40, seed=1):
    rng = np.random.default_rng(seed)
    when = pd.date_range("2024-04-01", periods=n, freq="30min")
    return frame(when, 100 + 20 * np.sin(2 * np.pi * np.arange(n) / 48) + rng.normal(0, 3, n))


def test_within_the_day_a_spike_is_one_alarm_and_its_echo_the_same_incident():
    series = samples()
    series.loc[1500:1505, "value"] += 90
    verdicts = detect(series)
    assert flagged(series).tolist() == [1500]
    assert verdicts["reason"][1500] == "above_interval"
    assert "same_incident" in set(verdicts["reason"][1501:1506])


def test_within_the_day_a_small_but_lasting_change_is_found():
    series = samples()
    series.loc[1500:, "value"] -= 9
    row = flagged(series)
    assert len(row[row >= 1500]) == 1
    assert row[row >= 1500][0] < 1500 + 48
    assert detect(series)["reason"][row[-1]] == "sustained_change"


def test_within_the_day_a_time_of_wide_swings_is_found():
    series = samples()
    series.loc[1500:1547, "value"] += 12 * np.tile([1, -1], 24)
    verdicts = detect(series)
    row = flagged(series)
    assert len(row[(row >= 1500) & (row < 1560)]) == 1
    assert verdicts["reason"][row[row >= 1500][0]] == "sustained_unrest"


def test_within_the_day_the_false_alarm_rate_is_by_the_day():
    alarms = sum(len(flagged(samples(seed=seed))) for seed in range(20))
    assert alarms / (20 * 38) <= 0.04
