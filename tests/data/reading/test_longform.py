"""The long form of periods as columns."""

from datetime import date
from decimal import Decimal

import pytest

from data.reading import Unreadable, long_form, read
from data.reading.longform import long_header

WIDE = "店舗,2026年4月,2026年5月,2026年6月\n新宿,1,2,-\n大阪,4,5,6\n"


def test_it_is_proposed_and_made_only_when_asked_for():
    found = read(WIDE.encode())
    assert "periods_as_columns" in {i.code for i in found.issues}
    turned = long_form(found)
    assert [(c.name, c.type) for c in turned.columns] == [("店舗", "text"), ("期間", "date"), ("値", "integer")]
    assert list(turned.records())[1] == ("新宿", date(2026, 5, 1), 2)
    assert sum(turned.values[2]) == sum(found.sums().values())
    assert turned.row_numbers == [2, 2, 3, 3, 3]
    assert [i.code for i in turned.issues] == ["long_form"]


def test_totals_across_are_left_out_and_integers_become_decimals_beside_decimals():
    turned = long_form(read("支店,値,4月,5月,6月,合計\n東,x,1,2.5,3,6.5\n西,y,2,-,4,6\n".encode()))
    assert [(c.name, c.type) for c in turned.columns] == [
        ("支店", "text"),
        ("値", "text"),
        ("期間", "text"),
        ("値_2", "decimal"),
    ]
    assert sum(turned.values[3]) == Decimal("12.5")
    assert "'期間' and '値_2'" in next(i.en for i in turned.issues if i.code == "long_form")
    assert turned.rows == 5


def test_the_header_is_known_before_it_is_made():
    found = read(WIDE.encode())
    header = long_header([(c.name, c.type, c.unit) for c in found.columns])
    assert header == tuple((c.name, c.type, c.unit) for c in long_form(found).columns)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("店舗,売上\n新宿,1\n大阪,2\n", "no_periods"),
        (
            "店,4月,5月,6月\n" + "".join(f"店{n},1,2,{'abc' if n == 9 else 3}\n" for n in range(20)),
            "cells_in_periods",
        ),
    ],
)
def test_what_has_no_long_form_is_refused(text, code):
    with pytest.raises(Unreadable) as refusal:
        long_form(read(text.encode()))
    assert refusal.value.code == code


MONTHS = "支店,4月,5月,6月,1月,2月,3月\n東,1,2,3,4,5,6\n西,2,3,4,5,6,7\n"


@pytest.mark.parametrize(
    ("above", "year", "name", "first", "last"),
    [
        ("令和8年度　売上実績,,,,,,\n", None, "", date(2026, 4, 1), date(2027, 3, 1)),
        ("FY2025 Sales,,,,,,\n", None, "2026年度.csv", date(2025, 4, 1), date(2026, 3, 1)),
        ("", None, "支店別売上_2026年度.csv", date(2026, 4, 1), date(2027, 3, 1)),
        ("", None, "R7年度.csv", date(2025, 4, 1), date(2026, 3, 1)),
        ("令和8年度,,,,,,\n", 2024, "", date(2024, 4, 1), date(2025, 3, 1)),
    ],
)
def test_months_take_the_year_that_the_file_or_a_person_says(above, year, name, first, last):
    turned = long_form(read((above + MONTHS).encode()), year, name)
    assert turned.columns[1].type == "date"
    assert (turned.values[1][0], turned.values[1][5]) == (first, last)
    assert turned.issues[-1].code == "periods_of_year"
    assert f"{first:%Y-%m} to {last:%Y-%m}" in turned.issues[-1].en


@pytest.mark.parametrize(
    ("above", "name"),
    [
        ("", "sales.csv"),
        ("売上実績,,,,,,\n", "20260401.csv"),
        ("2025年度・2026年度 売上,,,,,,\n", ""),  # two years: which?
        ("2026年 売上,,,,,,\n", ""),  # January to December, and the months run from April
        ("2026年4月1日 作成,,,,,,\n", ""),  # a day is no year of the table
    ],
)
def test_a_year_that_nothing_says_is_asked_for_and_never_guessed(above, name):
    turned = long_form(read((above + MONTHS).encode()), None, name)
    assert (turned.columns[1].type, turned.values[1][0]) == ("text", "4月")
    assert turned.issues[-1].code == "periods_without_year"


def test_a_calendar_year_is_that_of_january_to_december():
    content = "2026年 月別実績,,,,\n店,1月,2月,3月,4月\n東,1,2,3,4\n西,1,2,3,4\n"
    turned = long_form(read(content.encode()))
    assert (turned.values[1][0], turned.values[1][3]) == (date(2026, 1, 1), date(2026, 4, 1))
    asked = long_form(read(content.replace("2026年 ", "2026年度 ").encode()))
    assert asked.columns[1].type == "text"  # a fiscal year from April does not run from January to April


TWO_ROWS = ["支店,{0},,,,,\n,4月,5月,6月,1月,2月,3月\n", "支店,{0} 4月,{0} 5月,{0} 6月,{0} 1月,{0} 2月,{0} 3月\n"]


@pytest.mark.parametrize("header", TWO_ROWS)
@pytest.mark.parametrize("year", ["2026年度", "令和8年度", "R8年度", "FY2026"])
@pytest.mark.parametrize(("first", "start", "end"), [(4, date(2026, 4, 1), date(2027, 3, 1)), (7, None, None)])
def test_a_fiscal_year_above_its_months_makes_them_calendar_months(header, year, first, start, end):
    found = read((header.format(year) + MONTHS.partition("\n")[2]).encode())
    assert "periods_as_columns" in {issue.code for issue in found.issues}
    turned = long_form(found, first=first)
    dated = [day for day in turned.values[1] if isinstance(day, date)]
    if start is None:  # a year from July does not run from April to June first: nothing is made of it
        assert dated == []
        assert turned.issues[-1].code == "periods_not_forward"
        return
    assert (turned.columns[1].type, dated[0], dated[5]) == ("date", start, end)
    assert turned.issues[-1].code == "periods_of_header"
    assert f"{start:%Y-%m} to {end:%Y-%m}" in turned.issues[-1].en


def test_years_that_change_within_the_header_are_each_those_of_the_months_below():
    content = "支店,2025年度,,2026年度,\n,2月,3月,4月,5月\n東京,1,2,3,4\n大阪,4,5,6,7\n"
    turned = long_form(read(content.encode()))
    assert turned.values[1][:4] == [date(2026, 2, 1), date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)]
    backwards = long_form(read(content.replace("3月", "1月").encode()))
    assert (backwards.columns[1].type, backwards.values[1][0]) == ("text", "2025年度 2月")
    assert backwards.issues[-1].code == "periods_not_forward"
