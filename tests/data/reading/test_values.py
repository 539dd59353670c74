# ruff: noqa: E501, DTZ001 - tables of cases; files hold local times
"""Values of single cells and types of whole columns."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from data.reading.values.columns import declared, infer
from data.reading.values.dates import parse_date
from data.reading.values.numbers import parse_number
from data.reading.values.units import unit_of_name


@pytest.mark.parametrize(
    ("text", "value"),
    [("1,234", 1234), ("１２３４", 1234), ("△1,200", -1200), ("▲5", -5), ("(1,200)", -1200), ("−5", -5), ("¥1,000", 1000),
     ("\\12,900", 12900), ("200円", 200), ("3.5%", Decimal("3.5")), ("$1.19 ", Decimal("1.19")), ("1,234-", -1234),
     ("2.5E-2", Decimal("0.025")), ("５ポイント", 5), ("12 345", 12345), ("+7", 7)],
)  # fmt: skip
def test_numbers(text, value):
    assert parse_number(text).point == value


@pytest.mark.parametrize(
    "text", ["△", "-", "1,2OO", "1,23", "12,34,567", "--5", "(5", "abc", "3丁目", "1-2", "9" * 70, ""]
)
def test_no_numbers(text):
    found = parse_number(text)
    assert found is None or found.point is None


@pytest.mark.parametrize(
    ("text", "value"),
    [("令和8年4月1日", datetime(2026, 4, 1)), ("R8.4.1", datetime(2026, 4, 1)), ("令和元年5月", datetime(2019, 5, 1)),
     ("平成 15 年 3 月 2 日", datetime(2003, 3, 2)), ("2026/4/1 24:00", datetime(2026, 4, 2)), ("2026年4月1日(水)", datetime(2026, 4, 1)),
     ("2026-04-01T09:30:00Z", datetime(2026, 4, 1, 18, 30)), ("1-Apr-26", datetime(2026, 4, 1)), ("April 1, 2026", datetime(2026, 4, 1))],
)  # fmt: skip
def test_dates(text, value):
    assert parse_date(text).at("ymd") == value


@pytest.mark.parametrize("text", ["2026/13/1", "2026/2/30", "25:00", "30-34", "令和8", "2026", "1.5", "2026/4/1 25:00"])
def test_no_dates(text):
    assert parse_date(text) is None


def test_day_and_month_are_decided_over_the_column():
    assert infer(["01/02/2026", "03/02/2026", "13/02/2026"], "d").values["01/02/2026"] == date(2026, 2, 1)
    assert infer(["01/02/2026", "03/02/2026", "02/13/2026"], "d").values["01/02/2026"] == date(2026, 1, 2)


def test_an_open_order_is_not_guessed():
    found = infer(["01/02/2026", "03/02/2026", "02/01/2026"], "d")
    assert found.type == "text"
    assert found.issues[0].code == "ambiguous_dates"


def test_commas_are_decided_over_the_column():
    assert infer(["0,11", "1,234"], "x").values["1,234"] == Decimal("1.234")
    assert infer(["1,234", "5"], "x").values["1,234"] == 1234


@pytest.mark.parametrize(
    "cells", [["007", "012"], ["192A0", "13010", "72030"], ["'6500002"], ["4901234567894", "4909876543210"]]
)
def test_codes_stay_text(cells):
    assert infer(cells, "x").type == "text"


def test_missing_marks_are_missing_only_where_numbers_stand():
    assert infer(["1", "-", "…", "該当なし"], "x").values == {"1": 1, "-": None, "…": None, "該当なし": None}
    assert infer(["あり", "-", "該当なし"], "x").values["-"] == "-"


def test_a_cell_that_does_not_fit_is_rejected():
    found = infer([str(n) for n in range(30)] + ["1,2OO"], "x")
    assert found.type == "integer"
    assert found.rejected == {"1,2OO": "not_a_number"}


@pytest.mark.parametrize(("wanted", "bad"), [("integer", "foo"), ("date", "2026/13/1"), ("boolean", "maybe")])
def test_a_declared_type_holds(wanted, bad):
    assert declared([bad], "x", wanted).rejected.keys() == {bad}


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("売上(千円)", "千円"),
        ("気温【℃】", "°C"),
        ("増減率 ％", "%"),
        ("人数", None),
        ("検査数(単日)", None),
        ("Torque [Nm]", "Nm"),
    ],
)
def test_units(name, unit):
    assert unit_of_name(name) == unit
