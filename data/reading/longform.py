"""Periods as columns -> one row a period: the long form that the preview proposes. It is made only when asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from data.reading.errors import Unreadable
from data.reading.model import NUMERIC, Column, Issue, Reading, Value
from data.reading.values.dates import is_period, parse_date
from data.reading.years import (
    FIRST_MONTH,
    Year,
    month_of,
    months_of,
    months_of_header,
    names_month_of_year,
    year_said,
)

PERIOD, VALUE = "期間", "値"
FEWEST = 3
_TOTAL = re.compile(r"(?:合計|総計|累計|[年期]計|上期|下期|通期|^計|total)\d*$", re.I)
_OF_WIDE = ("periods_as_columns", "totals_agree", "totals_differ")
Header = tuple[str, str, str | None]
"""A column's name, type and unit."""


def period_columns(header: Sequence[Header]) -> tuple[str, ...]:
    """The columns whose names are periods (2019, 2026年4月, 2026年度 4月) and whose values are numbers."""
    return tuple(name for name, kind, _ in header if kind in NUMERIC and (is_period(name) or names_month_of_year(name)))


def long_header(header: Sequence[Header]) -> tuple[Header, ...] | None:
    """The header of the long form; None where too few columns are periods to propose it."""
    periods = period_columns(header)
    if len(periods) < FEWEST:
        return None
    kept = [each for each in header if each[0] not in periods and not _is_total(each)]
    wide = [each for each in header if each[0] in periods]
    types, units = {each[1] for each in wide}, {each[2] for each in wide}
    taken = {each[0] for each in kept}
    unit = units.pop() if len(units) == 1 else None
    period = (_free(PERIOD, taken), "date" if _dated(periods) else "text", None)
    return (*kept, period, (_free(VALUE, taken), "integer" if types == {"integer"} else "decimal", unit))


def long_form(reading: Reading, year: int | None = None, name: str = "", first: int = FIRST_MONTH) -> Reading:
    """The reading with its period columns as a period and a value; missing values and columns of totals are left out.

    Periods become dates (the first day) where each is one; months without a year with the fiscal year that a person
    says (`year`), else with the year that titles, sheet or the file's `name` say. Else they stay text, and the reading
    asks. `first` is the month that fiscal years begin in. The file's row numbers repeat. Raises
    Unreadable: no_periods, cells_in_periods (cells that are no numbers have no place in the long form).
    """
    header = [(c.name, c.type, c.unit) for c in reading.columns]
    made = long_header(header)
    if made is None:
        raise Unreadable("no_periods", "期間の並ぶ列がありません。", "No periods run across the columns.")
    names = period_columns(header)
    _refuse_rejected(reading, names)
    wide = [i for i, c in enumerate(reading.columns) if c.name in names]
    kept = [i for i, each in enumerate(header) if i not in wide and not _is_total(each)]
    cells = [(r, i) for r in range(reading.rows) for i in wide if reading.values[i][r] is not None]
    said = _year(reading, names, year, name, first)
    periods = _periods(names, said, first)
    dated = all(isinstance(each, date) for each in periods.values())
    values: list[list[Value]] = [[reading.values[k][r] for r, _ in cells] for k in kept]
    values += [
        [periods[reading.columns[i].name] for _, i in cells],
        [_number(reading.values[i][r], made[-1][1]) for r, i in cells],
    ]
    added = [Column(made[-2][0], "date" if dated else "text"), Column(*made[-1])]
    return replace(
        reading,
        columns=(*(reading.columns[k] for k in kept), *added),
        row_numbers=[reading.row_numbers[r] for r, _ in cells],
        values=values,
        printed={},
        issues=(
            *(i for i in reading.issues if i.code not in _OF_WIDE),
            _made(names, header, made),
            *_about_year(names, periods, said),
            *_about_header(names, periods),
        ),
    )


def _is_total(column: Header) -> bool:
    return column[1] in NUMERIC and bool(_TOTAL.search(column[0].strip()))


def _free(name: str, taken: set[str]) -> str:
    return name if name not in taken else next(n for k in range(2, 99) if (n := f"{name}_{k}") not in taken)


def _number(value: Value, kind: str) -> Value:
    return Decimal(value) if kind == "decimal" and isinstance(value, int) else value


def _refuse_rejected(reading: Reading, names: Sequence[str]) -> None:
    found = next((r for r in reading.rejected if r.column in names), None)
    if found is not None:
        raise Unreadable(
            "cells_in_periods",
            f"{found.row}行目、列「{found.column}」の「{found.text[:40]}」が数値でないため、縦長に直せません。",
            f"Row {found.row}, column '{found.column}': '{found.text[:40]}' is no number, so no long form can be made.",
            "そのセルを直してから選び直してください。",
            "Mend that cell and choose the file again.",
            found.row,
        )


def _dated(names: Sequence[str]) -> bool:
    return all(parse_date(n) for n in names) or months_of_header(names) is not None


def _year(reading: Reading, names: Sequence[str], year: int | None, name: str, first: int) -> Year | None:
    months = months_of(names)
    if months is None:
        return None
    if year is not None:
        return Year(year, first=first)
    rows = {each.row for each in reading.skipped if each.reason in ("title", "group")}
    titles = [cell for each in reading.shown if each.row in rows for cell in each.cells]
    return year_said(months, (titles, [reading.source.sheet or ""], [name]), first)


def _about_year(names: Sequence[str], periods: dict[str, Value], said: Year | None) -> tuple[Issue, ...]:
    """From where the year of months is, with the months that come of it; or that nothing says it."""
    if months_of(names) is None:
        return ()
    if said is None:
        ja, en = (
            "月に年が書かれていないため、期間は文字のままです。年度を指定してください。",
            "The months have no year, so the periods stay text; say which fiscal year it is.",
        )
        return (Issue("periods_without_year", ja, en, columns=tuple(names)),)
    days = [day for day in periods.values() if isinstance(day, date)]
    first, last = min(days), max(days)
    ja = f"{first.year}年{first.month}月から{last.year}年{last.month}月としました"
    en = f"The months were taken as {first:%Y-%m} to {last:%Y-%m}"
    ja += f"（「{said.text}」による）。" if said.text else "（指定された年度による）。"
    en += f", as '{said.text}' says." if said.text else ", as asked."
    return (Issue("periods_of_year", ja, en, columns=tuple(names)),)


def _about_header(names: Sequence[str], periods: dict[str, Value]) -> tuple[Issue, ...]:
    """As which months columns were taken that name a fiscal year, or a year once for several."""
    if months_of(names) is not None or all(parse_date(n) for n in names):
        return ()
    days = [day for day in periods.values() if isinstance(day, date)]
    if not days:
        return _against_years(names)
    first, last = days[0], days[-1]
    ja = f"見出しの年により、期間を{first.year}年{first.month}月から{last.year}年{last.month}月としました。"
    en = f"As the header's years say, the months were taken as {first:%Y-%m} to {last:%Y-%m}."
    return (Issue("periods_of_header", ja, en, columns=tuple(names)),)


def _against_years(names: Sequence[str]) -> tuple[Issue, ...]:
    """That months with their years stay text, as they do not run forward in them."""
    if not any(names_month_of_year(name) for name in names):
        return ()
    ja = "見出しの年と月が前から順に並んでいないため、期間は文字のまま取り込みます。"
    en = "The header's years and months do not run forward, so the periods stay text."
    return (Issue("periods_not_forward", ja, en, columns=tuple(names)),)


def _periods(names: Sequence[str], said: Year | None, first: int) -> dict[str, Value]:
    if said is not None:
        return {n: said.of(month) for n in names if (month := month_of(n)) is not None}
    moments = {n: m.at("ymd") if (m := parse_date(n)) else None for n in names}
    if all(moments.values()):
        return {n: m.date() if isinstance(m, datetime) else None for n, m in moments.items()}
    if days := months_of_header(names, first):
        return dict(days)
    return {n: n for n in names}


def _made(names: Sequence[str], header: Sequence[Header], made: Sequence[Header]) -> Issue:
    """Says what became of the columns, those of totals too."""
    period, value = (each[0] for each in made[-2:])
    totals = [each[0] for each in header if _is_total(each)]
    left_ja = f"合計の列（{'、'.join(totals)}）は除きました。" if totals else ""
    left_en = f" Columns of totals ({', '.join(totals)}) were left out." if totals else ""
    ja = f"{len(names)}個の期間の列を「{period}」と「{value}」の縦長に直しました。{left_ja}"
    en = f"{len(names)} columns of periods were turned into '{period}' and '{value}'.{left_en}"
    return Issue("long_form", ja, en, columns=tuple(names))
