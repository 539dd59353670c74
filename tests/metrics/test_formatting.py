"""Numbers as text, in both languages: a committed snapshot, and the rules that hold for every value."""

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.calendar import BusinessCalendar
from metrics.formatting import (
    UNITS,
    arrow,
    format_change,
    format_day,
    format_percent,
    format_period,
    format_value,
    scale_of,
    scale_of_change,
)
from metrics.periods import parse_period


@pytest.mark.parametrize(
    ("value", "unit", "ja", "en"),
    [
        (182_345_678, "JPY", "1.82億円", "¥182.3 million"),
        (8_410, "JPY", "8,410円", "¥8,410"),
        (1_234_567, "JPY", "1,235千円", "¥1.23 million"),
        (45_200_000, "JPY", "45.2百万円", "¥45.2 million"),
        (0, "JPY", "0円", "¥0"),
        (0.314, "ratio", "31.4%", "31.4%"),
        (0.01915, "ratio", "1.92%", "1.92%"),
        (1_284, "count", "1,284件", "1,284"),
        (12_345_678, "times", "1,235万回", "12.3 million times"),
        (402, "people", "402人", "402 people"),
        (2.15, "days", "2.15日", "2.15 days"),
        (-0.5, "hours", "−0.50時間", "−0.50 h"),
        (3.456, "multiple", "3.46倍", "3.46×"),
        (None, "JPY", "—", "—"),
        (float("nan"), "ratio", "—", "—"),
        (float("inf"), "count", "—", "—"),
    ],
)
def test_values(value, unit, ja, en):
    assert format_value(value, unit, "ja").text == ja
    assert format_value(value, unit, "en").text == en


@pytest.mark.parametrize(
    ("change", "unit", "ja", "en"),
    [
        (-45_000_000, "JPY", "−45.0百万円", "−¥45.0 million"),
        (0.015, "ratio", "+1.50ポイント", "+1.50 pts"),
        (-190, "JPY", "−190円", "−¥190"),
        (96, "count", "+96件", "+96"),
        (0, "count", "±0件", "±0"),
        (None, "ratio", "—", "—"),
    ],
)
def test_changes_carry_their_sign(change, unit, ja, en):
    assert format_change(change, unit, "ja").text == ja
    assert format_change(change, unit, "en").text == en


def test_accounts_write_a_triangle_where_asked():
    assert format_value(-1_200, "JPY", "ja", negative="triangle").text == "△1,200円"


def test_one_scale_a_row():
    scale = scale_of([182_000_000, -12_000_000, None], "JPY", "ja")
    assert format_value(-12_000_000, "JPY", "ja", scale=scale).text == "−0.12億円"


def test_a_change_keeps_its_digits_where_its_row_stays_readable():
    row = scale_of_change([320_100_000, 330_600_000], -10_500_000, "JPY", "ja")
    assert format_value(-10_500_000, "JPY", "ja", scale=row).text == "−10.5百万円"
    assert format_value(320_100_000, "JPY", "ja", scale=row).text == "320.1百万円"
    wide = scale_of_change([1_012_000_000, 1_012_900_000], -900_000, "JPY", "ja")
    assert format_value(1_012_000_000, "JPY", "ja", scale=wide).text == "10.1億円"


def test_shares_and_arrows():
    assert format_percent(0.97, "ja", digits=0) == "97%"
    assert format_percent(-0.03, "ja", signed=True) == "−3.00%"
    assert (arrow(0.1), arrow(-1), arrow(0.0), arrow(None)) == ("↑", "↓", "→", "")


def test_days_and_periods():
    calendar = BusinessCalendar()
    assert format_day(dt.date(2026, 11, 24), "ja") == "2026年11月24日"
    assert format_day(dt.date(2026, 11, 24), "en", year=False) == "Nov 24"
    names = {"2026-11": "2026年11月", "2026Q3": "2026年度第3四半期", "FY2026": "2026年度"}
    for name, text in names.items():
        assert format_period(calendar, parse_period(calendar, name), "ja") == text
    assert format_period(calendar, parse_period(calendar, "2026Q3"), "en") == "FY2026 Q3"


@given(
    value=st.floats(allow_nan=True, allow_infinity=True, width=64).filter(lambda v: not abs(v) < 1e-9),
    unit=st.sampled_from(sorted(UNITS)),
)
def test_no_value_is_written_with_a_hyphen_or_in_k_m_b(value, unit):
    for language in ("ja", "en"):
        text = format_value(value, unit, language).text
        assert "-" not in text
        assert not re.search(r"\d[KMB]\b", text)
        assert "e+" not in text.lower()
    assert re.search(r"[0-9—]", text)


@given(value=st.floats(min_value=-1e12, max_value=1e12), unit=st.sampled_from(["JPY", "ratio", "count", "days"]))
def test_the_sign_on_screen_is_the_sign_of_the_value(value, unit):
    text = format_change(value, unit, "ja").text
    if text.startswith("+"):
        assert value > 0
    elif text.startswith("−"):
        assert value < 0
    else:
        assert text.startswith("±")
