"""Periods as columns -> one row a period: the long form that the preview proposes. It is made only when asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from data.reading.model import Column, Reading, Value
from data.reading.values.dates import is_period, parse_date


def period_columns(reading: Reading) -> tuple[str, ...]:
    """The columns whose names are periods (2019, 2026年4月, 2026/05) and whose values are numbers."""
    return tuple(c.name for c in reading.columns if c.type in ("integer", "decimal") and is_period(c.name))


def long_form(
    reading: Reading, columns: Sequence[str] = (), *, period: str = "period", value: str = "value"
) -> Reading:
    """The reading with `columns` (default: period_columns) as `period` and `value`; missing values are left out.

    Periods become dates (the first day) where each is one, else they stay text. The file's row numbers repeat.
    """
    names = tuple(columns) or period_columns(reading)
    wide = [i for i, c in enumerate(reading.columns) if c.name in names]
    kept = [i for i, c in enumerate(reading.columns) if c.name not in names]
    cells = [(r, i) for r in range(reading.rows) for i in wide if reading.values[i][r] is not None]
    periods = _periods([reading.columns[i].name for i in wide])
    values: list[list[Value]] = [[reading.values[k][r] for r, _ in cells] for k in kept]
    values += [[periods[reading.columns[i].name] for _, i in cells], [reading.values[i][r] for r, i in cells]]
    return replace(
        reading,
        columns=(*(reading.columns[k] for k in kept), *_added(reading, wide, periods, period, value)),
        row_numbers=[reading.row_numbers[r] for r, _ in cells],
        values=values,
        issues=tuple(i for i in reading.issues if i.code != "periods_as_columns"),
    )


def _periods(names: Sequence[str]) -> dict[str, Value]:
    moments = {n: m.at("ymd") if (m := parse_date(n)) else None for n in names}
    if all(moments.values()):
        return {n: m.date() if isinstance(m, datetime) else None for n, m in moments.items()}
    return {n: n for n in names}


def _added(
    reading: Reading, wide: Sequence[int], periods: dict[str, Value], period: str, value: str
) -> tuple[Column, Column]:
    types = {reading.columns[i].type for i in wide}
    units = {reading.columns[i].unit for i in wide}
    dated = all(isinstance(p, date) for p in periods.values())
    return (
        Column(period, "date" if dated else "text"),
        Column(value, "integer" if types == {"integer"} else "decimal", units.pop() if len(units) == 1 else None),
    )
