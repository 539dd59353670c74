"""Periods as columns -> one row a period: the long form that the preview proposes. It is made only when asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from data.reading.errors import Unreadable
from data.reading.model import NUMERIC, Column, Issue, Reading, Value
from data.reading.values.dates import is_period, parse_date

PERIOD, VALUE = "期間", "値"
FEWEST = 3
_TOTAL = re.compile(r"(?:合計|総計|累計|[年期]計|上期|下期|通期|^計|total)\d*$", re.I)
_OF_WIDE = ("periods_as_columns", "totals_agree", "totals_differ")
Header = tuple[str, str, str | None]
"""A column's name, type and unit."""


def period_columns(header: Sequence[Header]) -> tuple[str, ...]:
    """The columns whose names are periods (2019, 2026年4月, 2026/05) and whose values are numbers."""
    return tuple(name for name, kind, _ in header if kind in NUMERIC and is_period(name))


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


def long_form(reading: Reading) -> Reading:
    """The reading with its period columns as a period and a value; missing values and columns of totals are left out.

    Periods become dates (the first day) where each is one, else they stay text. The file's row numbers repeat. Raises
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
    periods = _periods(names)
    values: list[list[Value]] = [[reading.values[k][r] for r, _ in cells] for k in kept]
    values += [
        [periods[reading.columns[i].name] for _, i in cells],
        [_number(reading.values[i][r], made[-1][1]) for r, i in cells],
    ]
    added = [Column(name, kind, unit) for name, kind, unit in made[-2:]]
    return replace(
        reading,
        columns=(*(reading.columns[k] for k in kept), *added),
        row_numbers=[reading.row_numbers[r] for r, _ in cells],
        values=values,
        printed={},
        issues=(*(i for i in reading.issues if i.code not in _OF_WIDE), _made(names, header, made)),
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
    return all(parse_date(n) for n in names)


def _periods(names: Sequence[str]) -> dict[str, Value]:
    moments = {n: m.at("ymd") if (m := parse_date(n)) else None for n in names}
    if all(moments.values()):
        return {n: m.date() if isinstance(m, datetime) else None for n, m in moments.items()}
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
