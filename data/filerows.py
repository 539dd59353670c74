# ruff: noqa: S608 - names are positions or quoted identifiers, values are quoted literals
"""A file's rows in a form that DuckDB takes: Parquet that a reading child wrote, Parquet as given, or a stream's plan.

Reads layout and values by data/reading; matches columns; writes nothing into the lake.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb

from data.columns import Mapped, Target, match_columns
from data.declarations import ColumnType, Table
from data.errors import Refusal, Words
from data.faults import disk_is_full
from data.files import SourceFile, refuse_file
from data.reading.errors import Unreadable
from data.reading.process import Task, accepted, run
from data.reading.save import rejected_beside
from data.reading.years import FIRST_MONTH
from data.undeclared import declared_as
from data.warehouse import quoted, text

STREAM_FROM = 16 * 2**20
ORDERS = ("ymd", "dmy", "mdy")
ALIKE = {("integer", "decimal"), ("decimal", "integer"), ("date", "datetime"), ("datetime", "date")}
"""Types as read, and as declared, of which the one becomes the other without the text of the cell."""


@dataclass(frozen=True)
class FileColumn:
    """A column as the file has it. `kind` is DuckDB's type of its values, `order` that of ambiguous dates."""

    name: str
    type: ColumnType
    kind: str
    unit: str | None = None
    order: str = ""


@dataclass(frozen=True)
class FileRows:
    """Rows of one table of a file: `select` gives `__row` (the file's row) and c0, c1, … in the order of `columns`.

    `rejected` is Parquet of the cells that are no values of their type. A stream has no row numbers, and is read anew
    by every query of `select`; `told` is whether its first lines show its encoding.
    """

    source: SourceFile
    select: str
    columns: tuple[FileColumn, ...]
    rejected: Path | None = None
    encoding: str = ""
    preview: Mapping[str, Any] | None = None
    streamed: bool = False
    told: bool = True

    @property
    def fingerprint(self) -> str:
        """What tells files of the same form: their columns' names and units, in order."""
        return header_fingerprint((column.name, column.unit) for column in self.columns)

    @property
    def verdict(self) -> str:
        """What the reading thought of it."""
        return str(self.preview["verdict"]) if self.preview else "load"

    def at(self, name: str) -> str:
        """The column of `select` that is the file's column of that name."""
        return f"c{[column.name for column in self.columns].index(name)}"


@dataclass(frozen=True)
class Choice:
    """Which table of a file is meant: a workbook's sheet, the number of the table (from 1); None where there is one.

    `long`: its periods across the columns are taken as one row a period; None where nothing was said of it. `year`: the
    fiscal year of months that have none.
    """

    sheet: str | None = None
    number: int | None = None
    long: bool | None = None
    year: int | None = None

    @property
    def made(self) -> bool:
        """Whether something was chosen."""
        return self.sheet is not None or self.number is not None


ONLY = Choice()


def header_fingerprint(columns: Iterable[tuple[str, str | None]]) -> str:
    """The fingerprint of a header: names and units in order."""
    said = json.dumps([[name, unit or ""] for name, unit in columns], ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def parquet_rows(source: SourceFile, path: str) -> FileRows:
    """The rows of a Parquet file; `path` is a plain one to it."""
    try:
        with duckdb.connect() as connection:
            found = connection.execute(f"DESCRIBE SELECT * FROM read_parquet({text(path)})").fetchall()
    except duckdb.Error as error:
        if disk_is_full(error):
            raise
        first = str(error).splitlines()[0][:200]
        raise refuse_file(
            source.named,
            "not_parquet",
            "Parquet として読めません。",
            "it can't be read as Parquet.",
            Words(first, first),
        ) from error
    columns = tuple(FileColumn(row[0], _type_of(source, row[0], row[1]), row[1]) for row in found)
    listed = ", ".join(f"{quoted(column.name)} AS c{at}" for at, column in enumerate(columns))
    select = f"SELECT row_number() OVER () + 1 AS __row, {listed} FROM read_parquet({text(path)})"
    return FileRows(source, select, columns)


def _type_of(source: SourceFile, name: str, kind: str) -> ColumnType:
    if found := declared_as(kind):
        return found
    raise refuse_file(
        source.named,
        "bad_column_type",
        f"列「{name}」の型 {kind} は扱えません。",
        f"column '{name}' has the type {kind}.",
    )


def document_rows(
    source: SourceFile,
    folder: Path,
    table: Table | None,
    mapping: Mapped | None = None,
    *,
    choice: Choice = ONLY,
    without: Sequence[str] = (),
    orders: Mapping[str, str] | None = None,
    read: FileRows | None = None,
    first_month: int = FIRST_MONTH,
) -> FileRows:
    """The rows of a CSV, TSV or workbook as a child process reads them into `folder`, in the declared types if known.

    `orders` says of columns of the file in which order their dates stand (dmy, mdy, ymd); `read` are its rows if they
    were read before as they stand; fiscal years begin in `first_month`. Refuses
    what the reading refuses, a file of several tables without a choice, and columns that don't match.
    """
    again = folder / "second.parquet"
    first = read or _read(source, folder / "first.parquet", choice, {}, first_month)
    if table is None:
        return _read(source, again, choice, _ordered(first, orders), first_month) if orders else first
    matched = match_columns(source, [column.name for column in first.columns], table, mapping, without)
    wanted = declared_types(first.columns, table, matched, orders or {})
    return _read(source, again, choice, wanted, first_month) if wanted else first


def _ordered(rows: FileRows, orders: Mapping[str, str] | None) -> dict[str, str]:
    return {name: f"date:{order}" for name, order in (orders or {}).items()}


def declared_types(
    columns: Sequence[FileColumn], table: Table, matched: Mapping[str, Target], orders: Mapping[str, str]
) -> dict[str, str]:
    """How columns are to be read again, as declared; nothing where all were read like that already."""
    wanted: dict[str, str] = {}
    again = False
    for column in columns:
        if (target := matched.get(column.name)) is None:
            continue
        declared = table.column(target.column)
        assert declared is not None, target  # noqa: S101 - match_columns gives the table's columns only
        wanted[column.name], other = _wanted(column, declared.type, table.date_order, orders.get(column.name, ""))
        again = again or other
    return wanted if again else {}


def _wanted(column: FileColumn, kind: ColumnType, declared_order: str, order: str) -> tuple[str, bool]:
    """How a column is to be read, and whether that is otherwise than it was read."""
    if kind == "boolean" and column.type != "boolean":
        return "text", column.type != "text"
    alike = column.type == kind or (column.type, kind) in ALIKE
    if kind not in ("date", "datetime"):
        return kind, not alike
    order = order or (declared_order.lower() if declared_order != "ISO" else "")
    return (f"{kind}:{order}" if order else kind), not alike or bool(order and column.order and column.order != order)


def _read(source: SourceFile, out: Path, choice: Choice, declared: Mapping[str, str], first_month: int) -> FileRows:
    number = None if choice.number is None else choice.number - 1
    long = bool(choice.long)
    task = Task(
        source.path, "parquet", out, choice.sheet, number, declared, long, choice.year, source.name, first_month
    )
    answer = accepted(run(task))
    if answer["verdict"] == "choose" and not choice.made:
        raise several_tables(source, answer)
    if not answer["rows"]:
        raise refuse_file(source.named, "empty_file", "データ行がありません。", "there are no rows.")
    return rows_of_answer(source, out, answer)


def rows_of_answer(source: SourceFile, out: Path, answer: Mapping[str, Any]) -> FileRows:
    """The rows that a child wrote to `out` as Parquet, with the preview that it gave."""
    with duckdb.connect() as connection:
        found = connection.execute(f"DESCRIBE SELECT * FROM read_parquet({text(str(out))})").fetchall()
    numbered = found[0][0] == "_row"
    kinds = [row[1] for row in found[int(numbered) :]]
    named = zip(answer["columns"], answer["notes"], kinds, strict=True)
    columns = tuple(_column(each, note, kind) for each, note, kind in named)
    listed = ", ".join(f"c{at}" for at in range(len(columns)))
    before = "__row, " if numbered else ""
    number = "__row" if numbered else "NULL::BIGINT AS __row"
    select = f"SELECT {number}, {listed} FROM read_parquet({text(str(out))}) AS file({before}{listed})"
    rejected = rejected_beside(out)
    encoding = answer["encoding"] or ("xlsx" if answer["sheet"] else "")
    return FileRows(source, select, columns, rejected if rejected.exists() else None, encoding, answer)


def _column(said: Mapping[str, Any], note: str, kind: str) -> FileColumn:
    """A column of the answer; whole numbers beyond 64 bits are decimals here."""
    large = said["type"] == "integer" and kind.startswith("DECIMAL")
    type_: ColumnType = "decimal" if large else said["type"]
    return FileColumn(said["name"], type_, kind, said["unit"], note if note in ORDERS else "")


def several_tables(source: SourceFile, answer: Mapping[str, Any]) -> Refusal:
    """A file that holds several tables, of which a person chooses one."""
    outlines = answer["outlines"][:12]
    ja = "、".join(f"{at} {each['name'][:40]}（{each['rows']}行）" for at, each in enumerate(outlines, start=1))
    en = ", ".join(f"{at} {each['name'][:40]} ({each['rows']} rows)" for at, each in enumerate(outlines, start=1))
    return refuse_file(
        source.named,
        "several_tables",
        f"表が{answer['tables']}個あります: {ja}",
        f"there are {answer['tables']} tables: {en}",
        Words("--table-number で選んでください。", "Choose one with --table-number."),
    )


def streamed_rows(source: SourceFile, folder: Path, table: Table | None, mapping: Mapped | None) -> FileRows | None:
    """The rows of a large clean CSV as a stream in the declared types; None for what has to be read whole."""
    from data.reading.stream import as_utf8, stream_plan

    if source.size < STREAM_FROM:
        return None
    try:
        plan = stream_plan(source.path)
    except Unreadable:  # a workbook, or what the reading refuses in its own words
        return None
    if plan is None:
        return None
    if table is not None:
        names = [column.name for column in plan.columns]
        matched = match_columns(source, names, table, mapping)
        plan = replace(plan, fields=tuple(_as_declared(field, table, matched) for field in plan.fields))
    path = source.path if plan.is_utf8 else as_utf8(plan, folder / "utf8.csv")
    link = folder / "file.csv"
    link.symlink_to(path.resolve())
    select = plan.select(link)
    with duckdb.connect() as connection:
        kinds = [row[1] for row in connection.execute(f"DESCRIBE {select}").fetchall()]
    columns = tuple(
        FileColumn(each.name, each.type, kind, each.unit, each.note if each.note in ORDERS else "")  # type: ignore[arg-type]
        for each, kind in zip(plan.columns, kinds, strict=True)
    )
    listed = ", ".join(f"c{at}" for at in range(len(columns)))
    return FileRows(
        source, f"SELECT NULL::BIGINT AS __row, {listed} FROM ({select}) AS file({listed})", columns,
        None, plan.codec, None, streamed=True, told=plan.told,
    )  # fmt: skip


def _as_declared(field: Any, table: Table, matched: Mapping[str, Target]) -> Any:
    """A field of a plan as its column is declared: text as it stands; a double without first being made a decimal."""
    target = matched.get(field.column.name)
    declared = table.column(target.column) if target else None
    if declared is None or declared.type == field.column.type == "text":
        return field
    if declared.type in ("text", "boolean") and field.column.type != declared.type:
        expression = f"nullif(trim({quoted(field.column.name)}, ' \t\u3000'), '')"
        return replace(
            field, column=replace(field.column, type="text"), scanned="VARCHAR", expression=expression, exact=None
        )
    if declared.type == "decimal" and field.scanned == "DOUBLE":
        return replace(field, exact=None)
    return field
