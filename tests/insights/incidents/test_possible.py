"""What is expected is never below what the KPI can be: few hires in a week are no reason to expect minus four."""

import numpy as np
import pandas as pd
import pytest

from insights.incidents.measures import amount_of_run
from insights.incidents.wholes import judge_wholes, points_of
from insights.watch import Panel
from metrics.calendar import BusinessCalendar
from tests.insights.incidents.panels import metric


def judged(shift=0.0, **given):
    """A KPI of few cases a week, with one week of many."""
    value = np.random.default_rng(5).poisson(1.2, 120).astype(float) + shift
    value[100] += 12
    dates = pd.date_range("2024-04-01", periods=len(value), freq="7D")
    panel = Panel(metric(unit="people", **given), "week", (), dates, ((),), value[:, None])
    return judge_wholes([panel], BusinessCalendar())[0]


def lowest(whole):
    points = [point.low for point in points_of([whole]) if point.low is not None]
    return min(points), min(amount_of_run(whole.panel, run).low for run in whole.runs)


def test_of_what_was_never_below_zero_nothing_below_is_expected():
    assert lowest(judged()) == (0.0, 0.0)
    assert judged().verdicts["low"].min() < 0.0


@pytest.mark.parametrize("given", [{"shift": -1.0}, {"kind": "derived", "expression": "a - b"}])
def test_of_what_can_be_below_zero_the_interval_goes_there(given):
    assert max(lowest(judged(**given))) < 0.0
