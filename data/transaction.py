# ruff: noqa: S608 - names are quoted identifiers of declarations and the catalogue, values are quoted literals
"""An open transaction on a lake: what statements of a load, an undo or a roll-up run on.

Begins and ends nothing; writing.py does.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import duckdb

from data.declarations import Table
from data.home import Home
from data.people import Person
from data.records import Record
from data.warehouse import quoted, text


@dataclass
class Transaction:
    """An open transaction on a home's lake, signed with who writes and the moment that it stands for.

    `base` is the snapshot it sees, `backdated` whether `moment` was given rather than read off the clock. `touched`
    names the temporary table of days to refresh, by table and time column.
    """

    home: Home
    connection: duckdb.DuckDBPyConnection
    author: Person
    base: int
    moment: dt.datetime
    backdated: bool
    tables: dict[str, Table]
    record: Record = field(default_factory=Record)
    touched: dict[tuple[str, str], str] = field(default_factory=dict)

    def run(self, sql: str, values: list[Any] | None = None) -> list[tuple[Any, ...]]:
        """The rows that a statement gives. Loads write values as literals: for parameters DuckDB imports pandas."""
        return self.connection.execute(sql, values).fetchall()

    def one(self, sql: str, values: list[Any] | None = None) -> Any:
        """The first value of the first row."""
        return self.run(sql, values)[0][0]

    def columns(self, relation: str) -> dict[str, str]:
        """Names and DuckDB types of a relation's columns."""
        return {row[0]: row[1] for row in self.run(f"DESCRIBE SELECT * FROM {relation}")}

    def lake_has(self, table: str) -> bool:
        """Whether the lake has a table of that name."""
        sql = f"SELECT count(*) FROM duckdb_tables() WHERE database_name = 'lake' AND table_name = {text(table)}"
        return bool(self.one(sql))


def lake_name(table: str) -> str:
    """A table of the lake as SQL names it."""
    return f"lake.main.{quoted(table)}"
