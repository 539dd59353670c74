# ruff: noqa: S608 - names are quoted identifiers of declarations and the catalogue, values are quoted literals
"""A file's rows as a temporary table of typed columns, before any of them is in the lake.

All or nothing: the first cell that is no value of its column refuses the file, with its place. Writes no lake table.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping

import duckdb

from data.columns import Mapped, match_columns
from data.declarations import DUCKDB_TYPES, Column, ColumnType, Table
from data.errors import Refusal, Words
from data.faults import disk_is_full
from data.files import SourceFile, plain_name, refuse_file
from data.inference import one_order, typed_column
from data.parsing import parsed, wanted
from data.transaction import Transaction
from data.undeclared import only_time, remember_order
from data.warehouse import quoted, text

RAW = "raw_rows"
STAGED = "staged_rows"
ROW = "__row"
"""Number of a row as a spreadsheet shows it: the header is row 1."""


def stage(
    transaction: Transaction, source: SourceFile, table: Table | None, name: str, mapping: Mapped | None
) -> Table:
    """Makes `staged_rows` from a file; the table that it is of, made from the file where none is declared."""
    with plain_name(source) as path:
        _read(transaction, source, path)
        kinds = {column: kind for column, kind in transaction.columns(RAW).items() if column != ROW}
        if table is None:
            table = _made_from(transaction, source, name, mapping or {}, kinds)
        matched = match_columns(source, kinds, table, mapping)
        _parse(transaction, source, table, matched, kinds)
    return table


def _read(transaction: Transaction, source: SourceFile, path: str) -> None:
    transaction.run(f"DROP TABLE IF EXISTS {RAW}")
    transaction.run(f"DROP TABLE IF EXISTS {STAGED}")
    reader = _csv_sql(source, path) if source.kind == "csv" else f"read_parquet({text(path)})"
    with _unreadable(source):
        transaction.run(f"CREATE TEMP TABLE {RAW} AS SELECT row_number() OVER () + 1 AS {ROW}, * FROM {reader}")
    if source.kind == "csv":
        _refuse_ragged(transaction, source)
    if not transaction.one(f"SELECT count(*) FROM {RAW}"):
        raise refuse_file(source.path, "empty_file", "データ行がありません。", "there are no rows.")


@contextlib.contextmanager
def _unreadable(source: SourceFile) -> Iterator[None]:
    """An error of the reader is the file's fault, unless it is the disk's."""
    try:
        yield
    except (duckdb.InvalidInputException, duckdb.IOException, duckdb.ConversionException) as error:
        if disk_is_full(error):
            raise
        kind = "Parquet" if source.kind == "parquet" else "CSV"
        first = str(error).splitlines()[0][:200]
        raise refuse_file(
            source.path,
            f"not_{source.kind}",
            f"{kind} として読めません。",
            f"it can't be read as {kind}.",
            Words(first, first),
        ) from error


def _csv_sql(source: SourceFile, path: str) -> str:
    columns = ", ".join(f"{text(name)}: 'VARCHAR'" for name in _apart(source))
    return (
        f"read_csv({text(path)}, columns = {{{columns}}}, header = true, auto_detect = false, delim = ',', "
        "quote = '\"', escape = '\"', store_rejects = true, rejects_limit = 100)"
    )


def _apart(source: SourceFile) -> tuple[str, ...]:
    """The header's names, which must differ also for a reader that sees no case."""
    seen: dict[str, str] = {}
    for name in source.header:
        if other := seen.get(name.casefold()):
            both = Words(f"見出し「{other}」が二度あります。", f"the header has '{other}' twice.")
            raise refuse_file(source.path, "column_twice", both.ja, both.en)
        seen[name.casefold()] = name
    return source.header


def _refuse_ragged(transaction: Transaction, source: SourceFile) -> None:
    found = transaction.run("SELECT line, error_type::VARCHAR, csv_line, column_idx FROM reject_errors ORDER BY line")
    if not found:
        return
    line, problem, content, place = found[0]
    columns = len(source.header)
    if problem not in {"MISSING COLUMNS", "TOO MANY COLUMNS"}:
        ja, en = f"{line}行目を CSV として読めません: {content[:80]}", f"line {line} is no CSV: {content[:80]}"
    else:
        ja = f"{line}行目は{place}列あります（見出しは{columns}列）: {content[:80]}"
        en = f"line {line} has {place} columns where the header has {columns}: {content[:80]}"
    raise refuse_file(source.path, "ragged_row", ja, en, _others(len(found) - 1))


def _others(count: int) -> Words:
    return Words(f"ほか{count}件。", f"{count} more like it.") if count else Words("", "")


def _made_from(
    transaction: Transaction, source: SourceFile, name: str, mapping: Mapped, kinds: Mapping[str, str]
) -> Table:
    kept = {column: mapping.get(column) or column for column in kinds if mapping.get(column, column) is not None}
    found = {column: typed_column(transaction, source, RAW, column, kinds[column]) for column in kept}
    order = one_order(order for _, order in found.values())
    columns = tuple(
        Column(kept[column], kind if other in {"", "ISO", order} else "text", Words(column, column), source_name=column)
        for column, (kind, other) in found.items()
    )
    remember_order(transaction, name, order)
    return Table(name, Words(name, name), columns, only_time(columns), date_order=order)


def _parse(
    transaction: Transaction, source: SourceFile, table: Table, matched: Mapping[str, str], kinds: Mapping[str, str]
) -> None:
    timezone = transaction.home.settings.timezone
    values = []
    for name, to in matched.items():
        column = table.column(to)
        assert column is not None, to  # noqa: S101  # match_columns gives names of the table's columns only
        value = _value(quoted(name), kinds[name], column.type, table.date_order, timezone)
        values.append((name, column, value))
    columns = ", ".join(
        f"({value})::{DUCKDB_TYPES[column.type]} AS {quoted(column.name)}" for _, column, value in values
    )
    transaction.run(f"CREATE TEMP TABLE {STAGED} AS SELECT {ROW}, {columns} FROM {RAW}")
    _refuse_cells(transaction, source, table, {name: column for name, column, _ in values}, kinds)


def _value(cell: str, source_kind: str, kind: ColumnType, date_order: str, timezone: str) -> str:
    """A cell of a CSV or of a Parquet column as a value of the declared type, NULL where it is none."""
    if source_kind == "VARCHAR":
        return parsed(cell, kind, date_order, timezone)
    if source_kind == "TIMESTAMP WITH TIME ZONE":
        cell = f"({cell} AT TIME ZONE {text(timezone)})"
    number = source_kind in {"DOUBLE", "FLOAT"} or source_kind.startswith("DECIMAL")
    if kind == "integer" and number:
        return f"CASE WHEN isfinite({cell}::DOUBLE) AND {cell} = trunc({cell}) THEN TRY_CAST({cell} AS BIGINT) END"
    if kind == "decimal" and number:
        return f"CASE WHEN isfinite({cell}::DOUBLE) THEN {cell}::DOUBLE END"
    return f"TRY_CAST({cell} AS {DUCKDB_TYPES[kind]})"


def _refuse_cells(
    transaction: Transaction, source: SourceFile, table: Table, columns: Mapping[str, Column], kinds: Mapping[str, str]
) -> None:
    """Refuses a file in which a cell is given and is no value of its column's type; one pass finds them all."""
    lost = {
        name: f"{_given(f'r.{quoted(name)}', kinds[name])} AND s.{quoted(column.name)} IS NULL"
        for name, column in columns.items()
    }
    counts = ", ".join(f"count(*) FILTER ({each})" for each in lost.values())
    both = f"FROM {RAW} r JOIN {STAGED} s USING ({ROW})"
    for (name, column), count in zip(columns.items(), transaction.run(f"SELECT {counts} {both}")[0], strict=True):
        if count:
            first = f"SELECT {ROW}, r.{quoted(name)}::VARCHAR {both} WHERE {lost[name]} ORDER BY {ROW} LIMIT 1"
            raise _bad_value(source, table, name, column, transaction.run(first)[0], count - 1)


def _bad_value(
    source: SourceFile, table: Table, name: str, column: Column, first: tuple[int, str], others: int
) -> Refusal:
    row, value = first
    ja, en = wanted(column.type, table.date_order)
    return refuse_file(
        source.path,
        "bad_value",
        f"{row}行目、列「{name}」:「{value[:80]}」は{ja}ではありません。",
        f"row {row}, column '{name}': '{value[:80]}' is not {en}.",
        _others(others),
    )


def _given(cell: str, kind: str) -> str:
    """Whether a cell holds something: blanks alone are nothing, and so is NaN."""
    if kind == "VARCHAR":
        return f"trim({cell}) <> ''"
    return f"NOT isnan({cell})" if kind in {"DOUBLE", "FLOAT"} else f"{cell} IS NOT NULL"
