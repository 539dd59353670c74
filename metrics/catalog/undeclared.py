"""Tables that were made from a file without a declaration, so that KPIs may be defined over them.

Takes columns and types as the lake has them now; labels are the columns' names.
"""

from __future__ import annotations

from collections.abc import Mapping

from data.declarations import DEPARTMENT_COLUMN, LOAD_COLUMN, Column, ColumnType, Table
from data.errors import Words
from data.home import Home
from data.lake import column_types, newest_snapshot
from data.tables import rollups_of_home, tables_of_home
from data.undeclared import only_time

PREFIXES: tuple[tuple[str, ColumnType], ...] = (
    ("int", "integer"),
    ("uint", "integer"),
    ("float", "decimal"),
    ("decimal", "decimal"),
    ("timestamp", "datetime"),
    ("date", "date"),
    ("boolean", "boolean"),
    ("varchar", "text"),
)
"""DuckLake's names of types; a column of another one can't stand in a definition."""


def tables_of_lake(home: Home) -> dict[str, Table]:
    """The lake's tables that no definition declares."""
    declared = tables_of_home(home).keys() | rollups_of_home(home).keys()
    types = column_types(home, newest_snapshot(home))
    return {name: _table(name, columns) for name, columns in types.items() if name not in declared}


def _table(name: str, types: Mapping[str, str]) -> Table:
    columns = tuple(
        Column(column, known, Words(column, column), source_name=column)
        for column, kind in types.items()
        if column not in (DEPARTMENT_COLUMN, LOAD_COLUMN) and (known := _type(kind))
    )
    return Table(name, Words(name, name), columns, only_time(columns))


def _type(kind: str) -> ColumnType | None:
    return next((known for prefix, known in PREFIXES if kind.lower().startswith(prefix)), None)
