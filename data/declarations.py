"""Declared tables: their columns, time, department and roll-ups, read from the `tables:` of the definitions.

Says what a table is, not what a KPI means; makes nothing in the lake.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from data.documents import Document, read_document
from data.errors import Words

ColumnType = Literal["integer", "decimal", "date", "datetime", "boolean", "text"]
DUCKDB_TYPES: Mapping[ColumnType, str] = {
    "integer": "BIGINT",
    "decimal": "DOUBLE",
    "date": "DATE",
    "datetime": "TIMESTAMP",
    "boolean": "BOOLEAN",
    "text": "VARCHAR",
}
DATE_ORDERS = ("ISO", "DMY", "MDY", "YMD")
DEPARTMENT_COLUMN = "_department"
LOAD_COLUMN = "_load_id"


@dataclass(frozen=True)
class Column:
    """A column of a table. A `decimal` is a DOUBLE, an `integer` a BIGINT, a `datetime` the company's wall time."""

    name: str
    type: ColumnType
    label: Words
    unit: str = ""
    source_name: str = ""


@dataclass(frozen=True)
class Rollup:
    """A cube kept beside its table: measures by day and dimensions, refreshed in the load's transaction."""

    name: str
    table: str
    time: str
    dimensions: tuple[str, ...]
    measures: Mapping[str, str] = field(hash=False)
    distinct_by: str = ""


@dataclass(frozen=True)
class Table:
    """A table of the lake as declared. `department` is stamped on rows; "" is the loader's own."""

    name: str
    label: Words
    columns: tuple[Column, ...]
    time: str = ""
    department: str = ""
    date_order: str = "ISO"
    key: tuple[str, ...] = ()
    owner: str = ""
    arrives: str = ""
    rows_shown: bool = True
    rollups: tuple[Rollup, ...] = ()
    document: Path | None = None

    def column(self, name: str) -> Column | None:
        """The column of that name."""
        return next((column for column in self.columns if column.name == name), None)


def declared_tables(folders: Iterable[Path]) -> dict[str, Table]:
    """All declared tables by name; a later folder's declaration replaces an earlier one's."""
    found: dict[str, Table] = {}
    for folder in folders:
        for path in sorted(folder.glob("*.y*ml")):
            found |= tables_of(read_document(path))
    return found


def tables_of(document: Document) -> dict[str, Table]:
    """The tables that one definitions file declares."""
    tables = document.content.get("tables") or {}
    if not isinstance(tables, dict):
        raise document.refuse("definition_invalid", ("tables",), "tables は表名の組です。", "tables must be a mapping.")
    return {name: _table(document, name, body or {}) for name, body in tables.items()}


def _table(document: Document, name: str, body: Mapping[str, Any]) -> Table:
    order = str(body.get("date_format", "ISO")).upper()
    if order not in DATE_ORDERS:
        raise document.refuse(
            "definition_invalid",
            ("tables", name, "date_format"),
            f"date_format は {'、'.join(DATE_ORDERS)} のいずれかです。",
            f"date_format is one of {', '.join(DATE_ORDERS)}.",
        )
    time = body.get("time", "")
    return Table(
        name=name,
        label=label_of(body, name),
        columns=tuple(_column(document, name, key, value) for key, value in (body.get("columns") or {}).items()),
        time=time,
        department=body.get("department", document.content.get("department", "")),
        date_order=order,
        key=tuple(body.get("key", ())),
        owner=body.get("owner", ""),
        arrives=body.get("arrives", ""),
        rows_shown=body.get("rows_shown", True),
        rollups=tuple(_rollup(name, time, key, value) for key, value in (body.get("rollups") or {}).items()),
        document=document.path,
    )


def _column(document: Document, table: str, name: str, body: Any) -> Column:
    body = {"type": body} if isinstance(body, str) else body or {}
    kind = body.get("type", "text")
    if kind not in DUCKDB_TYPES:
        raise document.refuse(
            "definition_invalid",
            ("tables", table, "columns", name),
            f"列「{name}」の型「{kind}」はありません。{'、'.join(DUCKDB_TYPES)} のいずれかです。",
            f"column '{name}' has the unknown type '{kind}'; types are {', '.join(DUCKDB_TYPES)}.",
        )
    return Column(name, kind, label_of(body, name), body.get("unit", ""), body.get("source_name", name))


def _rollup(table: str, time: str, name: str, body: Mapping[str, Any]) -> Rollup:
    measures = dict(body.get("measures", {}))
    return Rollup(
        name, table, body.get("time", time), tuple(body.get("dimensions", ())), measures, body.get("distinct_by", "")
    )


def label_of(body: Mapping[str, Any], name: str) -> Words:
    """The label of a definition in both languages; its name where it has none."""
    label = body.get("label") or {}
    return Words(str(label.get("ja", name)), str(label.get("en", name)))
