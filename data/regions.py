# ruff: noqa: S608 - names are quoted identifiers of declarations and the catalogue, values are quoted literals
"""Regions: which rows of a table a load replaces, by months of its time column within departments.

Values and predicates; reads and writes no rows.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from data.declarations import DEPARTMENT_COLUMN, Table
from data.errors import Refusal, Words
from data.history import Load, Mode
from data.transaction import Transaction
from data.warehouse import quoted, text


@dataclass(frozen=True)
class Region:
    """Rows of these departments in the months that begin on `periods`; of all times where there are none."""

    departments: tuple[str, ...]
    periods: tuple[dt.date, ...] = ()


def region_of(load: Load) -> Region | None:
    """The rows that a load took the place of; None for one that only added."""
    return None if load.mode == "append" else Region(load.departments, load.periods)


def region_sql(region: Region, time: str) -> str:
    """The predicate of a region. The range lets whole files be passed over."""
    stamped = f"{quoted(DEPARTMENT_COLUMN)} IN ({', '.join(text(name) for name in region.departments)})"
    if not region.periods:
        return stamped
    first, last = min(region.periods), _next_month(max(region.periods))
    months = ", ".join(f"DATE '{day}'" for day in region.periods)
    column = quoted(time)
    return (
        f"{stamped} AND {column} >= DATE '{first}' AND {column} < DATE '{last}' "
        f"AND date_trunc('month', {column})::DATE IN ({months})"
    )


def _next_month(day: dt.date) -> dt.date:
    return (day.replace(day=28) + dt.timedelta(days=4)).replace(day=1)


def replaced_region(
    transaction: Transaction, table: Table, relation: str, mode: Mode, departments: tuple[str, ...]
) -> Region | None:
    """What rows of a relation take the place of in a mode; None for append."""
    if mode == "append":
        return None
    if table.name in {said["table"] for said in transaction.record.loads}:
        raise ValueError(f"{table.name}: a load that replaces must be the first of its table in a transaction")
    if mode == "replace":
        return Region(departments)
    if not table.time:
        raise _timeless(table)
    time = quoted(table.time)
    found = transaction.run(
        f"SELECT DISTINCT date_trunc('month', {time})::DATE AS month FROM {relation} ORDER BY month"
    )
    periods = tuple(row[0] for row in found)
    if None in periods:
        raise _undated(table)
    return Region(departments, periods)


def _timeless(table: Table) -> Refusal:
    return Refusal(
        "no_time_column",
        Words(
            f"表「{table.name}」には時間の列がないため、期間の置き換えはできません。",
            f"The table '{table.name}' has no time column, so no period of it can be replaced.",
        ),
        Words("--mode append または replace を使ってください。", "Use --mode append or replace."),
    )


def _undated(table: Table) -> Refusal:
    return Refusal(
        "no_period",
        Words(
            f"列「{table.time}」が空の行があるため、置き換える期間が決まりません。",
            f"Rows have no '{table.time}', so the period that they replace is unknown.",
        ),
        Words("日付を入れるか、--mode append を使ってください。", "Fill in the dates, or use --mode append."),
    )
