"""What actions came to in yen: KPI by KPI, no yen twice, failures too."""

from __future__ import annotations

import datetime as dt

from insights.review import Benefit, Measured, benefits

JUNE = dt.date(2026, 6, 1), dt.date(2026, 6, 28)
JULY = dt.date(2026, 6, 29), dt.date(2026, 7, 26)
KANSAI, KANTO = (("region", "関西"),), (("region", "関東"),)


def measured(total, place=KANSAI, window=JUNE, kpi="revenue", day=1):
    return Measured(kpi, place, window, total, total - 4.0, total + 4.0, dt.datetime(2026, 5, day, tzinfo=dt.UTC))


def test_other_places_and_other_days_of_a_kpi_add_up_failures_too():
    found = benefits([measured(10.0), measured(-3.0, KANTO), measured(5.0, window=JULY)])
    assert found == [Benefit("revenue", 3, 12.0, 0.0, 24.0, 0)]


def test_the_same_days_of_a_place_and_of_its_whole_count_once_by_the_first_decision():
    found = benefits([measured(90.0, (), day=3), measured(10.0, day=1), measured(11.0, day=2)])
    assert found == [Benefit("revenue", 1, 10.0, 6.0, 14.0, 2)]
    category = (("category", "消耗品"),)
    assert benefits([measured(10.0), measured(7.0, category, day=2)])[0].left_out == 1


def test_kpis_are_told_apart_and_none_is_added_to_another():
    found = benefits([measured(10.0), measured(4.0, kpi="gross_profit", day=2)])
    assert [(one.kpi, one.total, one.left_out) for one in found] == [("revenue", 10.0, 0), ("gross_profit", 4.0, 0)]
    assert benefits([]) == []
