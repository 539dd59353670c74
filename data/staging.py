# ruff: noqa: S608 - names are quoted identifiers of declarations and the catalogue, values are quoted literals
"""A file's rows as a temporary relation of typed columns, before any of them is in the lake.

Cells that are no values of their column are mended as said, or refuse the file with their place. Writes no lake table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from data.columns import Mapped, Target, match_columns
from data.declarations import DUCKDB_TYPES, Column, Table
from data.errors import Refusal, Words
from data.filerows import FileColumn, FileRows
from data.files import refuse_file
from data.mends import Mend
from data.parsing import parsed, wanted
from data.rejected import FOUND, REJECTED, mend_cells, set_aside
from data.stamps import BY_ROW
from data.transaction import Transaction
from data.undeclared import only_time, remember_order
from data.unit_checks import refuse_units
from data.warehouse import quoted, text

RAW = "raw_rows"
STAGED = "staged_rows"
ROW = "__row"
"""Number of a row as a spreadsheet shows it, from 1."""


@dataclass(frozen=True)
class Faulty:
    """What is done with cells that are no values: mended as said; else their rows are held back, or the file refused.

    With neither, as for a table made from the file, the cell is missing and its row counted.
    """

    mends: tuple[Mend, ...] = ()
    skip: bool = False


@dataclass(frozen=True)
class Staged:
    """Rows that are staged: the table that they are of, how its columns were matched, how many rows were rejected."""

    table: Table
    matched: Mapping[str, Target]
    rejected: int
    units: Mapping[str, str]
    streamed: bool


def stage(
    transaction: Transaction,
    rows: FileRows,
    table: Table | None,
    name: str,
    mapping: Mapped | None,
    *,
    without: Sequence[str] = (),
    faulty: Faulty = Faulty(),
    units: Mapping[str, str] | None = None,
) -> Staged:
    """Makes `staged_rows` from a file's rows; the table is made from the file where none is declared.

    `units` are those of the last load's file: a column of no declared unit must keep the unit it came in.
    """
    made = table is None
    if table is None:
        table = _made_from(transaction, rows, name, mapping or {})
    matched = match_columns(rows.source, [column.name for column in rows.columns], table, mapping, without)
    _refuse_without(rows, table, without)
    pairs = [(column, _declared(table, matched[column.name])) for column in rows.columns if column.name in matched]
    refuse_units(rows, pairs, matched, units or {})
    _drop(transaction)
    values = {column.name: _value(transaction, rows, column, to, table, matched) for column, to in pairs}
    if rows.streamed:
        rejected = 0
        _view(transaction, rows, pairs, values)
    else:
        rejected = _materialise(transaction, rows, table, pairs, values, faulty, made)
    found = {to.name: column.unit for column, to in pairs if column.unit}
    return Staged(table, matched, rejected, found, rows.streamed)


def _refuse_without(rows: FileRows, table: Table, without: Sequence[str]) -> None:
    """Rows need their time, and their department where it is told by row."""
    for name in without:
        if table.column(name) is None or name == table.time or (table.department == BY_ROW and name == "department"):
            raise refuse_file(
                rows.source.named,
                "column_needed",
                f"列「{name}」は省けません。",
                f"the column '{name}' can't be left out.",
            )


def _declared(table: Table, target: Target) -> Column:
    column = table.column(target.column)
    assert column is not None, target  # noqa: S101 - match_columns gives names of the table's columns only
    return column


def _drop(transaction: Transaction) -> None:
    transaction.run(f"DROP VIEW IF EXISTS {RAW}")
    for cells in (REJECTED, FOUND):
        transaction.run(
            f'CREATE OR REPLACE TEMP TABLE {cells} ("row" BIGINT, "column" VARCHAR, text VARCHAR, reason VARCHAR)'
        )
    for kind in ("TABLE", "VIEW"):
        found = "duckdb_tables" if kind == "TABLE" else "duckdb_views"
        if transaction.one(f"SELECT count(*) FROM {found}() WHERE temporary AND {kind.lower()}_name = '{STAGED}'"):
            transaction.run(f"DROP {kind} {STAGED}")


def _made_from(transaction: Transaction, rows: FileRows, name: str, mapping: Mapped) -> Table:
    columns = []
    for each in rows.columns:
        to = mapping.get(each.name, each.name)
        if to is not None:
            kept = to.column if isinstance(to, Target) else to
            columns.append(Column(kept, each.type, Words(each.name, each.name), each.unit or "", each.name))
    _refuse_alike(rows, columns)
    order = next((each.order for each in rows.columns if each.order in ("dmy", "mdy")), "ISO").upper()
    remember_order(transaction, name, order)
    return Table(name, Words(name, name), tuple(columns), only_time(columns), date_order=order)


def _refuse_alike(rows: FileRows, columns: Sequence[Column]) -> None:
    """Names must differ also for a reader that sees no case."""
    seen: dict[str, str] = {}
    for column in columns:
        if other := seen.get(column.name.casefold()):
            both = Words(f"見出し「{other}」が二度あります。", f"the header has '{other}' twice.")
            raise refuse_file(rows.source.named, "column_twice", both.ja, both.en)
        seen[column.name.casefold()] = column.name


def _value(
    transaction: Transaction,
    rows: FileRows,
    column: FileColumn,
    to: Column,
    table: Table,
    matched: Mapping[str, Target],
) -> str:
    """A cell as a value of the declared type, NULL where it is none."""
    cell = rows.at(column.name)
    timezone = transaction.home.settings.timezone
    multiply = matched[column.name].multiply
    if multiply is not None and multiply != 1 and to.type in ("integer", "decimal"):
        if column.kind == "VARCHAR":
            cell = parsed(cell, "decimal", table.date_order, timezone)
        return f"({_converted(_multiplied(cell, multiply), 'DOUBLE', to, table, timezone)})::{DUCKDB_TYPES[to.type]}"
    return f"({_converted(cell, column.kind, to, table, timezone)})::{DUCKDB_TYPES[to.type]}"


def _multiplied(cell: str, multiply: Decimal) -> str:
    """The product, freed of what binary fractions add: 1.1 × 1000 is 1100."""
    return f"round(({cell})::DOUBLE * {multiply:f}, 6)"


def _converted(cell: str, kind: str, to: Column, table: Table, timezone: str) -> str:
    if kind == "VARCHAR":
        return parsed(cell, to.type, table.date_order, timezone)
    if kind == DUCKDB_TYPES[to.type] and kind != "DOUBLE":
        return cell
    if kind == "TIMESTAMP WITH TIME ZONE":
        cell = f"({cell} AT TIME ZONE {text(timezone)})"
    number = kind in {"DOUBLE", "FLOAT"} or kind.startswith("DECIMAL")
    if to.type == "integer" and number:
        return f"CASE WHEN isfinite({cell}::DOUBLE) AND {cell} = trunc({cell}) THEN TRY_CAST({cell} AS BIGINT) END"
    if to.type == "decimal" and number:
        return f"CASE WHEN isfinite({cell}::DOUBLE) THEN {cell}::DOUBLE END"
    return f"TRY_CAST({cell} AS {DUCKDB_TYPES[to.type]})"


def _given(column: FileColumn, cell: str) -> str:
    """Whether a cell holds something: blanks alone are nothing, and so is NaN."""
    if column.kind == "VARCHAR":
        return f"trim({cell}) <> ''"
    return f"NOT isnan({cell})" if column.kind in {"DOUBLE", "FLOAT"} else f"{cell} IS NOT NULL"


def _view(
    transaction: Transaction, rows: FileRows, pairs: Sequence[tuple[FileColumn, Column]], values: Mapping[str, str]
) -> None:
    """The stream as a view: nothing of it is kept, and a cell that is no value ends the reading."""
    listed = []
    for column, to in pairs:
        cell, value = rows.at(column.name), values[column.name]
        if column.kind not in (DUCKDB_TYPES[to.type], "BIGINT") or to.type == "boolean":
            lost = f"{_given(column, cell)} AND ({value}) IS NULL"
            said = f"error('bad_value ' || {text(column.name)} || ': ' || {cell}::VARCHAR)"
            value = f"CASE WHEN {lost} THEN {said} ELSE {value} END"
        listed.append(f"{value} AS {quoted(to.name)}")
    transaction.run(f"CREATE TEMP VIEW {STAGED} AS SELECT {ROW}, {', '.join(listed)} FROM ({rows.select})")


def _materialise(
    transaction: Transaction,
    rows: FileRows,
    table: Table,
    pairs: Sequence[tuple[FileColumn, Column]],
    values: Mapping[str, str],
    faulty: Faulty,
    made: bool,
) -> int:
    """Makes the staged rows, mends or refuses what is no value; how many rows were rejected."""
    transaction.run(f"CREATE TEMP VIEW {RAW} AS {rows.select}")
    listed = ", ".join(f"{values[column.name]} AS {quoted(to.name)}" for column, to in pairs)
    transaction.run(f"CREATE TEMP TABLE {STAGED} AS SELECT {ROW}, {listed} FROM {RAW}")
    if not _collect(transaction, rows, pairs, values):
        return 0
    named = {column.name: to for column, to in pairs}
    mend_cells(transaction, STAGED, named, faulty.mends, table.date_order)
    if faulty.skip or rows.verdict == "warn":
        return set_aside(transaction, STAGED)
    skipped = set_aside(transaction, STAGED, only_said=True)
    left = transaction.run(
        f'SELECT "row", "column", text, reason, count(*) OVER () FROM {REJECTED} ORDER BY 1, 2 LIMIT 1'
    )
    if left and not made:
        raise _bad_value(rows, table, named, left[0])
    return skipped + int(transaction.one(f'SELECT count(DISTINCT "row") FROM {REJECTED}'))


def _collect(
    transaction: Transaction,
    rows: FileRows,
    pairs: Sequence[tuple[FileColumn, Column]],
    values: Mapping[str, str],
) -> bool:
    """Gathers every cell that is no value of its column, from the reading and from the declared types."""
    lost = {
        column.name: f"{_given(column, rows.at(column.name))} AND ({values[column.name]}) IS NULL"
        for column, to in pairs
        if column.kind != DUCKDB_TYPES[to.type] or column.kind == "DOUBLE"
    }
    found = []
    if lost:
        counts = transaction.run(
            f"SELECT {', '.join(f'count(*) FILTER ({each})' for each in lost.values())} FROM {RAW}"
        )
        found = [name for name, count in zip(lost, counts[0], strict=True) if count]
    parts = [
        f"SELECT {ROW}, {text(name)}, {rows.at(name)}::VARCHAR, 'not_of_type' FROM {RAW} WHERE {lost[name]}"
        for name in found
    ]
    if rows.rejected is not None:
        names = ", ".join(text(column.name) for column, _ in pairs)
        parts.append(
            f'SELECT "row", "column", text, reason FROM read_parquet({text(str(rows.rejected))}) '
            f'WHERE "column" IN ({names})'
        )
    given = " UNION ALL ".join(parts) or "SELECT 0::BIGINT, '', '', '' WHERE false"
    transaction.run(
        f"CREATE OR REPLACE TEMP TABLE {REJECTED} AS SELECT *, false AS skip FROM ({given}) "
        'AS found("row", "column", text, reason)'
    )
    transaction.run(f"CREATE OR REPLACE TEMP TABLE {FOUND} AS FROM {REJECTED}")
    return bool(transaction.one(f"SELECT count(*) FROM {REJECTED}"))


def _bad_value(
    rows: FileRows, table: Table, named: Mapping[str, Column], first: tuple[int, str, str, str, int]
) -> Refusal:
    row, name, value, reason, count = first
    ja, en = wanted(named[name].type, table.date_order)
    others = Words(f"ほか{count - 1}件。", f"{count - 1} more like it.") if count > 1 else Words("", "")
    skip = Words("--skip-rejected でその行を除けます。", "--skip-rejected leaves such rows out.")
    if reason == "short_row":
        return refuse_file(
            rows.source.named,
            "ragged_row",
            f"{row}行目は見出しより列が少なく、途中で切れている可能性があります。",
            f"row {row} has fewer columns than the header; it may have been cut off.",
            Words(f"{others.ja}{skip.ja}", f"{others.en} {skip.en}".strip()),
        )
    return refuse_file(
        rows.source.named,
        "bad_value",
        f"{row}行目、列「{name}」:「{value[:80]}」は{ja}ではありません。",
        f"row {row}, column '{name}': '{value[:80]}' is not {en}.",
        Words(f"{others.ja}{skip.ja}", f"{others.en} {skip.en}".strip()),
    )
