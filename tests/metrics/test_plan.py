"""A month's target, phased: the shares of any split of a month sum to one."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import Words
from metrics.calendar import BusinessCalendar
from metrics.model import Metric
from metrics.periods import Window
from metrics.plan import is_phased, month_weights

CALENDAR = BusinessCalendar()
NOVEMBER = dt.date(2026, 11, 1)


def flow(**kwargs):
    return Metric("revenue", "sales", "simple", Words("売上高", "Revenue"), "JPY", "up", **kwargs)


@pytest.mark.parametrize(
    ("metric", "share"),
    [
        (flow(), 15 / 19),
        (flow(phasing="calendar"), 24 / 30),
        (flow(phasing="curve", curve=(0.1, 1.0)), 0.1 + 0.9 * (15 / 19 - 0.5) / 0.5),
        (flow(over_time="last"), 1.0),
        (flow(phasing="none"), 1.0),
    ],
)
def test_a_running_month(metric, share):
    weights = month_weights(CALENDAR, metric, Window(NOVEMBER, dt.date(2026, 11, 24)))
    assert weights == {NOVEMBER: pytest.approx(share)}


def test_whole_months_weigh_one():
    weights = month_weights(CALENDAR, flow(), Window(dt.date(2026, 4, 1), dt.date(2026, 11, 24)))
    assert list(weights.values())[:-1] == [1.0] * 7
    assert 0 < weights[NOVEMBER] < 1


@given(cut=st.integers(0, 28), phasing=st.sampled_from(["working_days", "calendar", "curve"]))
def test_two_parts_of_a_month_make_the_whole(cut, phasing):
    metric = flow(phasing=phasing, curve=(0.2, 0.4, 0.9, 1.0))
    split = NOVEMBER + dt.timedelta(days=cut)
    before = month_weights(CALENDAR, metric, Window(NOVEMBER, split))[NOVEMBER]
    after = month_weights(CALENDAR, metric, Window(split + dt.timedelta(days=1), dt.date(2026, 11, 30)))[NOVEMBER]
    assert before + after == pytest.approx(1.0)


def test_ratios_are_not_phased():
    ratio = Metric("margin", "sales", "ratio", Words("粗利率", "Margin"), "ratio", "up", numerator="a", denominator="b")
    assert not is_phased(ratio)
