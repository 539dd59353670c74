"""What is usual: drift is learnt from all places of a KPI, and amounts booked by the month are told by their weeks."""

import numpy as np
import pandas as pd

from insights.incidents.booking import WEEKS_A_MONTH, tied_of
from insights.incidents.contrast import contrast
from insights.incidents.field import Series
from insights.incidents.usual import field_of
from insights.watch import Panel
from metrics.calendar import BusinessCalendar
from tests.insights.incidents.panels import WEEKS, metric


def field(values):
    places = values.shape[1]
    return field_of(Series(values, np.ones_like(values), np.zeros(places, dtype=bool), np.ones(places)), "week")


def wave(field, column):
    """What is held as usual at a place, beyond its level."""
    usual = field.drawn[:, column] - field.off[:, column] * field.size[column]
    return float(np.ptp(usual))


def test_a_change_of_one_place_is_no_drift_where_the_others_have_none():
    values = np.random.default_rng(1).normal(0, 1, (130, 8))
    values[50:65, 0] += 1.5
    assert wave(field(values), 0) < 0.75


def test_places_that_all_drift_are_followed():
    rng = np.random.default_rng(2)
    values = rng.normal(0, 1, (130, 8)) + np.cumsum(rng.normal(0, 0.5, (130, 8)), axis=0)
    assert min(wave(field(values), column) for column in range(8)) > 2


def booked(*, by_month):
    """A panel whose noise is a month's, spread over its days, or a week's; and what its places are beside the rest."""
    rng, dates = np.random.default_rng(3), pd.date_range("2024-04-01", periods=WEEKS, freq="7D")
    days = pd.date_range(dates[0], periods=WEEKS * 7, freq="D")
    month = np.asarray((days.year - 2024) * 12 + days.month)
    level = np.exp(rng.normal(0, 0.05, (60, 6)))[month] if by_month else np.ones((len(days), 6))
    value = (
        100 * level.reshape(WEEKS, 7, 6).sum(axis=1) * np.exp(rng.normal(0, 0.002 if by_month else 0.05, (WEEKS, 6)))
    )
    places = tuple((("region", str(number)),) for number in range(6))
    panel = Panel(metric(), "week", ("region",), dates, places, value)
    return panel, contrast(panel, (value.sum(axis=1, keepdims=True), None, None), BusinessCalendar())


def test_the_weeks_of_a_month_are_one_observation_where_amounts_are_booked_by_the_month():
    assert (tied_of(*booked(by_month=True)) == WEEKS_A_MONTH).all()
    assert (tied_of(*booked(by_month=False)) == 1).all()
