"""The company's calendar and its periods, on days whose answers are known from a printed calendar."""

import datetime as dt

import pytest

from data.errors import Refusal
from metrics.calendar import BusinessCalendar
from metrics.periods import Window, comparable, last_year, name_of, parse_period, period_of, shifted

APRIL = BusinessCalendar()


def day(text):
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2026-11-01", "2026-11-30", 19),  # 文化の日 and 勤労感謝の日 fall on weekdays
        ("2026-05-01", "2026-05-10", 3),  # Golden Week: the 1st, then the 7th and 8th
        ("2026-11-03", "2026-11-03", 0),
        ("2026-11-30", "2026-11-01", 0),
    ],
)
def test_working_days(start, end, days):
    assert APRIL.working_days(day(start), day(end)) == days


def test_company_days_are_no_working_days():
    closed = BusinessCalendar(company_days=(day("2026-12-29"), day("2026-12-30")))
    assert APRIL.working_days(day("2026-12-28"), day("2026-12-31")) == 4
    assert closed.working_days(day("2026-12-28"), day("2026-12-31")) == 2
    assert closed.is_company_day(day("2026-12-29"))
    assert not closed.is_working_day(day("2026-12-29"))


def test_substitute_holiday_has_a_name_in_both_languages():
    assert APRIL.is_holiday(day("2026-05-06"))
    assert "振替" in APRIL.holiday_name(day("2026-05-06"))
    assert APRIL.holiday_name(day("2026-05-06"), "en").isascii()


@pytest.mark.parametrize(
    ("text", "year", "quarter"),
    [("2026-03-31", 2025, 4), ("2026-04-01", 2026, 1), ("2027-03-31", 2026, 4), ("2026-12-31", 2026, 3)],
)
def test_fiscal_years_are_named_by_their_first_year(text, year, quarter):
    assert APRIL.fiscal_year(day(text)) == year
    assert APRIL.fiscal_quarter(day(text)) == quarter


def test_fiscal_years_from_another_month():
    october = BusinessCalendar(fiscal_year_start=10)
    assert october.fiscal_year(day("2026-09-30")) == 2025
    assert october.period_start(day("2026-09-30"), "quarter") == day("2026-07-01")
    assert october.period_start(day("2026-09-30"), "year") == day("2025-10-01")


def test_weeks_start_where_the_settings_say():
    assert APRIL.period_start(day("2026-11-22"), "week") == day("2026-11-16")
    assert BusinessCalendar(week_start="sunday").period_start(day("2026-11-22"), "week") == day("2026-11-22")


@pytest.mark.parametrize("name", ["2026-11-24", "2026-W47", "2026-11", "2026Q3", "FY2026", "2024-02", "2020-W53"])
def test_names_of_periods_are_read_back(name):
    assert name_of(APRIL, parse_period(APRIL, name)) == name


@pytest.mark.parametrize("name", ["", "2026-13", "2026Q5", "FY26", "2026-W60", "先月", "2026-02-30"])
def test_other_texts_are_no_periods(name):
    with pytest.raises(Refusal, match="is no period"):
        parse_period(APRIL, name)


def test_the_third_quarter_of_a_fiscal_year_is_october_to_december():
    found = parse_period(APRIL, "2026Q3")
    assert found.window == Window(day("2026-10-01"), day("2026-12-31"))


def test_a_running_month_is_compared_with_as_many_working_days():
    november = period_of(APRIL, day("2026-11-24"), "month")
    window = comparable(APRIL, november, day("2026-11-24"), last_year(APRIL, november))
    assert APRIL.working_days(window.start, window.end) == APRIL.working_days(november.start, day("2026-11-24"))
    assert window == Window(day("2025-11-01"), day("2025-11-25"))


def test_a_month_that_is_over_is_compared_with_the_whole_one():
    october = period_of(APRIL, day("2026-10-05"), "month")
    assert comparable(APRIL, october, day("2026-11-24"), shifted(APRIL, october, -1)) == Window(
        day("2026-09-01"), day("2026-09-30")
    )


def test_days_off_after_the_last_working_day_are_compared_as_well():
    november = period_of(APRIL, day("2026-11-08"), "month")
    sunday = comparable(APRIL, november, day("2026-11-08"), shifted(APRIL, november, -1))
    friday = comparable(APRIL, november, day("2026-11-06"), shifted(APRIL, november, -1))
    assert friday.end == day("2026-10-06")
    assert sunday.end == day("2026-10-06")  # the next day is a working day of October


def test_before_the_first_working_day():
    november = period_of(APRIL, day("2026-11-01"), "month")
    earlier = shifted(APRIL, november, -1)
    assert comparable(APRIL, november, day("2026-11-01"), earlier).end <= day("2026-10-01")


def test_leap_day():
    february = period_of(APRIL, day("2024-02-29"), "month")
    assert february.end == day("2024-02-29")
    assert last_year(APRIL, february).end == day("2023-02-28")
    assert not february.is_running(day("2024-02-29"))
