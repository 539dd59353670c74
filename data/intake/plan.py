# ruff: noqa: S608 - names are quoted identifiers of declarations and the catalogue, values are quoted literals
"""What loading a file would change: rows, totals, periods, faults left, drift. Changes nothing."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from data.closings import closed_months
from data.columns import Mapped
from data.declarations import Table
from data.errors import Refusal
from data.filerows import FileRows, document_rows, parquet_rows
from data.files import SourceFile
from data.history import Mode, all_loads
from data.home import Home
from data.intake.drift import Drift, drift_of
from data.intake.faults import FaultGroup, grouped
from data.intake.inbox import received, workplace
from data.intake.understanding import Understanding
from data.loads import How, check_mode, refuse_known
from data.mends import Mend, date_orders
from data.people import Person, check_department, person, require
from data.regions import region_sql, replaced_region
from data.rejected import FOUND, REJECTED
from data.remembered import last_units
from data.staging import STAGED, Faulty, Staged, stage
from data.stamps import Stamp, stamp_of
from data.tables import check_table_name
from data.transaction import Transaction, lake_name
from data.undeclared import table_known, table_seen
from data.warehouse import quoted, text
from data.writing import alone, opened

Cell = tuple[int, str, str, str]
FRUGAL = "32MB"
"""Memory that a plan may take within a server before it spills to disk; tried again with more where that won't do."""


@dataclass(frozen=True)
class ControlTotal:
    """The total of a numeric column in the rows to come, to be compared with the ledger or the SFA; in those that make
    way for them; and as the file's own total row says it, in the table's unit (None where it says nothing).
    """

    column: str
    unit: str
    file: float
    replaced: float
    printed: float | None = None

    @property
    def agrees(self) -> bool:
        """Whether the file's total row, if there is one, is the total of the rows to come."""
        return self.printed is None or abs(self.printed - self.file) <= 1e-9 * max(1.0, abs(self.file))


@dataclass(frozen=True)
class Diff:
    """Rows that would be added, that would make way, and that are there already (equal in every column).

    `first` and `last` are the days that the rows cover, `months` their months; None and empty without a time column.
    """

    rows: int
    added: int
    removed: int
    unchanged: int
    rejected: int
    first: dt.date | None
    last: dt.date | None
    months: tuple[dt.date, ...]
    totals: tuple[ControlTotal, ...]
    departments: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """A load as it would be made. `faults` are all that was found, `left` those that nothing was said about: while
    there are any, or closed months not confirmed, it can't be committed.
    """

    name: str
    sha256: str
    table: str
    mode: Mode
    department: str | None
    how: How
    rows: FileRows = field(repr=False)
    faults: tuple[FaultGroup, ...] = ()
    left: tuple[FaultGroup, ...] = ()
    rejected: tuple[Cell, ...] = field(default=(), repr=False)
    diff: Diff | None = None
    drift: Drift = Drift()  # noqa: RUF009 - frozen
    closed: tuple[dt.date, ...] = ()
    after: str = ""
    declared: Table | None = None

    @property
    def ready(self) -> bool:
        """Whether nothing is left to say."""
        return self.diff is not None and not self.left and (not self.closed or self.how.into_closed)


def plan(
    home: Home,
    understanding: Understanding,
    mapping: Mapped | None,
    table: str,
    mode: Mode = "append",
    mends: Sequence[Mend] = (),
    *,
    by: str | None = None,
    department: str | None = None,
    without: Sequence[str] = (),
    into_closed: bool = False,
    declared: Table | None = None,
) -> Plan:
    """Reads the file as said, and finds what loading it would change; `declared` is a table that is not saved yet.

    Refuses columns that don't match, a unit that differs where the mapping says nothing, a file that is loaded
    already, and who may not upload there.
    """
    check_mode(mode)
    check_table_name(table, home)
    if department is not None:
        check_department(home, department)
    how = How(mapping, tuple(without), understanding.choice, tuple(mends), False, into_closed)
    source = received(home, understanding.sha256, understanding.name)
    refuse_known(home, all_loads(home).values(), source, table, person(home, by))
    rows = _rows(home, source, declared or table_seen(home, table), how, understanding.file_rows)
    made = Plan(source.name, source.sha256, table, mode, department, how, rows, declared=declared)
    made = dataclasses.replace(made, after=newest(home, table), drift=drift_of(home, table, rows))
    author = person(home, by)
    try:
        return _planned(home, made, author, FRUGAL)
    except Refusal as refusal:
        if refusal.code != "out_of_memory":
            raise
        return _planned(home, made, author, "")


def _planned(home: Home, made: Plan, author: Person, memory: str) -> Plan:
    with alone(home), opened(home, author, home.now(), memory=memory) as transaction:
        return _compared(transaction, made)


def _rows(home: Home, source: SourceFile, table: Table | None, how: How, read: FileRows | None) -> FileRows:
    if source.kind == "parquet":
        return parquet_rows(source, str(source.path))
    folder = workplace(home, source.sha256)
    return document_rows(
        source, folder, table, how.mapping, choice=how.choice, without=how.without, orders=date_orders(how.mends),
        read=read, first_month=home.settings.fiscal_year_start,
    )  # fmt: skip


def newest(home: Home, table: str) -> str:
    """What tells whether a table has changed: its last load or undo."""
    loads = [load for load in all_loads(home).values() if load.table == table]
    return f"{len(loads)}-{sum(load.state == 'undone' for load in loads)}-{loads[-1].load_id if loads else ''}"


def _compared(transaction: Transaction, made: Plan) -> Plan:
    if made.declared is not None:
        transaction.tables[made.table] = made.declared
    known = table_known(transaction, made.table)
    units = last_units(transaction.home, made.table)
    how = made.how
    try:
        staged = stage(
            transaction, made.rows, known, made.table, how.mapping,
            without=how.without, faulty=Faulty(how.mends), units=units,
        )  # fmt: skip
    except Refusal as refusal:
        if refusal.code not in ("bad_value", "ragged_row"):
            raise
        return dataclasses.replace(
            made, faults=grouped(_cells(transaction, FOUND)), left=grouped(_cells(transaction, REJECTED)),
            rejected=tuple(_cells(transaction, FOUND)),
        )  # fmt: skip
    found = tuple(_cells(transaction, FOUND))
    diff, months = _diff(transaction, staged, made)
    closed = closed_months(transaction.home, made.table, diff.departments) & months
    return dataclasses.replace(made, faults=grouped(found), rejected=found, diff=diff, closed=tuple(sorted(closed)))


def _cells(transaction: Transaction, relation: str) -> list[Cell]:
    cells: list[Any] = transaction.run(f'SELECT "row", "column", text, reason FROM {relation} ORDER BY 1, 2')
    return cells


def _diff(transaction: Transaction, staged: Staged, made: Plan) -> tuple[Diff, set[dt.date]]:
    """The diff, and the months of all rows that come or go."""
    table = staged.table
    stamp = stamp_of(transaction, table, STAGED, made.department)
    require(transaction.author, "upload", stamp.departments)
    there = transaction.lake_has(table.name)
    columns = [column.name for column in table.columns if column.name not in made.how.without]
    rows = int(transaction.one(f"SELECT count(*) FROM {STAGED}"))
    going = _going(transaction, table, made, stamp) if there else "false"
    relation = lake_name(table.name) if there else f"(SELECT * FROM {STAGED} WHERE false)"
    removed = int(transaction.one(f"SELECT count(*) FROM {relation} WHERE {going}"))
    unchanged = (
        _unchanged(transaction, table, columns, stamp, going if made.mode != "append" else "true") if there else 0
    )
    first, last, months = _covered(transaction, table, STAGED, "true")
    months_going = set(_covered(transaction, table, relation, going)[2]) if removed else set()
    diff = Diff(
        rows, rows - unchanged, removed - (unchanged if made.mode != "append" else 0), unchanged, staged.rejected,
        first, last, months, _totals(transaction, table, columns, relation, going, _printed(made, staged)),
        stamp.departments,
    )  # fmt: skip
    return diff, {*months, *months_going}


def _going(transaction: Transaction, table: Table, made: Plan, stamp: Stamp) -> str:
    region = replaced_region(transaction, table, STAGED, made.mode, stamp.departments)
    return region_sql(region, table.time) if region else "false"


def _unchanged(transaction: Transaction, table: Table, columns: Sequence[str], stamp: Stamp, where: str) -> int:
    """Rows of the file that the table has already, each counted once, within the departments they are stamped with.

    Only rows whose hash one of the file's has are compared, and only those of the file's days: tables are large.
    """
    known = transaction.columns(lake_name(table.name))
    if any(name not in known for name in columns):
        return 0
    listed = ", ".join(quoted(name) for name in columns)
    stamped = f"{quoted('_department')} IN ({', '.join(text(name) for name in stamp.departments)})"
    within = _file_days(transaction, table) if table.time in columns else "true"
    same = " AND ".join(f"here.{quoted(name)} IS NOT DISTINCT FROM there.{quoted(name)}" for name in columns)
    return int(
        transaction.one(
            f"SELECT coalesce(sum(least(here.n, there.n)), 0) "
            f"FROM (SELECT {listed}, count(*) AS n FROM {STAGED} GROUP BY ALL) here "
            f"JOIN (SELECT {listed}, count(*) AS n FROM {lake_name(table.name)} WHERE {stamped} AND {where} "
            f"AND {within} AND hash({listed}) IN (SELECT hash({listed}) FROM {STAGED}) GROUP BY ALL) there ON {same}"
        )
    )


def _file_days(transaction: Transaction, table: Table) -> str:
    """The predicate of the days from the file's first to its last: whole data files are passed over by it."""
    time = quoted(table.time)
    [(first, last, open_)] = transaction.run(f"SELECT min({time}), max({time}), count(*) > count({time}) FROM {STAGED}")
    parts = [f"{time} BETWEEN '{first}' AND '{last}'"] if first is not None else []
    return f"({' OR '.join([*parts, *([f'{time} IS NULL'] if open_ else [])]) or 'false'})"


def _covered(
    transaction: Transaction, table: Table, relation: str, where: str
) -> tuple[dt.date | None, dt.date | None, tuple[dt.date, ...]]:
    if not table.time:
        return None, None, ()
    time = quoted(table.time)
    [(first, last)] = transaction.run(f"SELECT min({time})::DATE, max({time})::DATE FROM {relation} WHERE {where}")
    months = transaction.run(
        f"SELECT DISTINCT date_trunc('month', {time})::DATE AS m FROM {relation} "
        f"WHERE {where} AND {time} IS NOT NULL ORDER BY m"
    )
    return first, last, tuple(row[0] for row in months)


def _totals(
    transaction: Transaction,
    table: Table,
    columns: Sequence[str],
    relation: str,
    going: str,
    printed: Mapping[str, float],
) -> tuple[ControlTotal, ...]:
    numeric = [c for c in table.columns if c.type in ("integer", "decimal") and c.name in columns]
    if not numeric:
        return ()
    sums = ", ".join(f"coalesce(fsum({quoted(column.name)}::DOUBLE), 0)" for column in numeric)
    [here] = transaction.run(f"SELECT {sums} FROM {STAGED}")
    [there] = (
        transaction.run(f"SELECT {sums} FROM {relation} WHERE {going}") if going != "false" else [[0.0] * len(here)]
    )
    return tuple(
        ControlTotal(column.name, column.unit, float(now_), float(before), printed.get(column.name))
        for column, now_, before in zip(numeric, here, there, strict=True)
    )


def _printed(made: Plan, staged: Staged) -> dict[str, float]:
    """What the file's total row says, by column of the table and in its unit."""
    said = (made.rows.preview or {}).get("printed", {})
    targets = {name: staged.matched[name] for name in said if name in staged.matched}
    return {to.column: float(Decimal(str(said[name])) * (to.multiply or 1)) for name, to in targets.items()}
