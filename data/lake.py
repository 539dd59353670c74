"""The lake: a home's KPI data with its history. This module makes one, and is the one door to what can be done with it.

Each concern has a module: loads, undo, history, snapshots, rollups, upkeep. What a KPI means is no concern of the lake.
"""

from __future__ import annotations

from data.history import COLUMNS, Load, Mode, changes, history, rows_origin
from data.home import Home
from data.loads import load, load_query
from data.snapshots import column_types, lake_tables, newest_snapshot, resolve_snapshot, time_of, watermarks
from data.transaction import Transaction
from data.undo import Undone, undo
from data.warehouse import writing_connection
from data.writing import write

__all__ = [
    "Load",
    "Mode",
    "Transaction",
    "Undone",
    "changes",
    "column_types",
    "history",
    "lake_tables",
    "load",
    "load_query",
    "make_lake",
    "newest_snapshot",
    "resolve_snapshot",
    "rows_origin",
    "time_of",
    "undo",
    "watermarks",
    "write",
]
BOOKS = {
    "_loads": ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items()),
    "_undos": "load_id VARCHAR, person VARCHAR, undone_at TIMESTAMP",
    "_rollups": "name VARCHAR, made_as VARCHAR",
    "_date_orders": "name VARCHAR, date_order VARCHAR",
}
"""The lake's own tables. Their few rows stay in the catalogue; those of KPI tables are all in Parquet."""


def make_lake(home: Home) -> None:
    """An empty lake in a home that has none."""
    home.files.mkdir(parents=True)
    with writing_connection(home) as connection:
        connection.execute("CALL lake.set_option('data_inlining_row_limit', 0)")
        connection.execute("BEGIN")
        for name, columns in BOOKS.items():
            connection.execute(f"CREATE TABLE lake.main.{name} ({columns})")
        connection.execute("COMMIT")
        for name in BOOKS:
            connection.execute(f"CALL lake.set_option('data_inlining_row_limit', 1000, table_name => '{name}')")
