"""The lake: a home's KPI data with its history. This module makes one, and is the one door to what can be done with it.

Each concern has a module: loads, undo, history, snapshots, rollups, upkeep. What a KPI means is no concern of the lake.
"""

from __future__ import annotations

from data.history import Load, Mode, changes, history, rows_origin
from data.home import Home
from data.loads import How, load, load_query
from data.snapshots import column_types, day_at, lake_tables, newest_snapshot, resolve_snapshot, time_of, watermarks
from data.transaction import Transaction
from data.undo import Undone, undo
from data.upkeep import Kept, maintain
from data.warehouse import writing_connection
from data.writing import write

__all__ = [
    "How",
    "Kept",
    "Load",
    "Mode",
    "Transaction",
    "Undone",
    "changes",
    "column_types",
    "day_at",
    "history",
    "lake_tables",
    "load",
    "load_query",
    "maintain",
    "make_lake",
    "newest_snapshot",
    "resolve_snapshot",
    "rows_origin",
    "time_of",
    "undo",
    "watermarks",
    "write",
]


def make_lake(home: Home) -> None:
    """An empty lake in a home that has none."""
    home.files.mkdir(parents=True)
    with writing_connection(home) as connection:
        connection.execute("CALL lake.set_option('data_inlining_row_limit', 0)")
        connection.execute("CALL lake.set_option('parquet_version', 2)")
