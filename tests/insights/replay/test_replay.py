"""Replays: forecasts of past months are made of the months before them, and flags are judged by what came after."""

import numpy as np
import pandas as pd

from insights.incidents.wholes import judge_wholes
from insights.replay import past_flags, past_forecasts, summary
from insights.watch import Panel
from metrics.calendar import BusinessCalendar
from tests.insights.incidents.panels import metric

CALENDAR = BusinessCalendar()


def panel(values, grain, freq):
    dates = pd.date_range("2024-04-01", periods=len(values), freq=freq)
    return Panel(metric(), grain, (), dates, ((),), np.asarray(values, dtype=float)[:, None])


def test_a_past_month_is_forecast_from_the_months_before_it():
    rng = np.random.default_rng(1)
    values = 100 + rng.normal(0, 5, 30)
    other = values.copy()
    other[-1] = 1e6
    one, two = (list(past_forecasts(panel(each, "month", "MS"), CALENDAR)) for each in (values, other))
    assert len(one) == 12
    assert one[-1].detail["said"] == two[-1].detail["said"]
    assert two[-1].detail["came"] == 1e6
    assert not two[-1].detail["right"]


def test_a_short_history_is_not_replayed():
    assert not list(past_forecasts(panel(np.arange(20.0), "month", "MS"), CALENDAR))


def test_a_shift_was_right_and_a_blip_was_a_false_alarm():
    rng = np.random.default_rng(2)
    values = 100 + rng.normal(0, 2, 130)
    values[60] = 130
    values[100:] += 30
    found = {each.period: each for each in past_flags(judge_wholes([panel(values, "week", "7D")], CALENDAR)[0])}
    dates = pd.date_range("2024-04-01", periods=130, freq="7D")
    assert not found[dates[60].date()].detail["right"]
    assert found[dates[100].date()].detail["right"]
    flags = next(record for record in summary(list(found.values())) if record.kind == "flag")
    assert 0 < flags.right < flags.said
    assert flags.hit_rate == flags.right / flags.said
