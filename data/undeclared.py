# ruff: noqa: S608 - names are quoted identifiers of declarations and the catalogue, values are quoted literals
"""Tables nobody declared, as the lake has them: what declaration would say the same.

Infers nothing from values; inference.py does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from data.declarations import DEPARTMENT_COLUMN, LOAD_COLUMN, Column, ColumnType, Table
from data.errors import Words
from data.home import Home
from data.records import Fetch, records
from data.snapshots import lake_tables, newest_snapshot
from data.tables import tables_of_home
from data.transaction import Transaction, lake_name
from data.warehouse import read_engine

TYPES: Mapping[str, ColumnType] = {"BOOLEAN": "boolean", "DATE": "date", "VARCHAR": "text"}


def table_known(transaction: Transaction, name: str) -> Table | None:
    """A table as declared, else as the lake has it; None where it is to be made, also where it has no rows yet."""
    if declared := transaction.tables.get(name):
        return declared
    if not transaction.lake_has(name):
        return None
    if not transaction.one(f"SELECT count(*) FROM {lake_name(name)}"):
        transaction.run(f"DROP TABLE {lake_name(name)}")
        return None
    return table_of_types(name, transaction.columns(lake_name(name)), _date_order(transaction, name))


def table_seen(home: Home, name: str) -> Table | None:
    """As `table_known`, for a reader: as the newest snapshot has it."""
    if declared := tables_of_home(home).get(name):
        return declared
    engine = read_engine(home)
    snapshot = newest_snapshot(home)
    if (
        name not in lake_tables(home, snapshot)
        or not engine.fetch_rows(f"SELECT count(*) FROM {lake_name(name)}")[0][0]
    ):
        return None
    types = {row[0]: row[1] for row in engine.fetch_rows(f"DESCRIBE SELECT * FROM {lake_name(name)}")}
    return table_of_types(name, types, _order_said(engine.fetch_rows, name))


def _date_order(transaction: Transaction, name: str) -> str:
    return _order_said(transaction.run, name)


def _order_said(fetch: Fetch, name: str) -> str:
    """In which order the dates of a table stood when it was made."""
    said = (record.date_orders.get(name) for _, record in reversed(records(fetch)))
    return next((order for order in said if order), "ISO")


def table_of_types(name: str, types: Mapping[str, str], date_order: str = "ISO") -> Table:
    """A table with columns of these DuckDB types."""
    columns = tuple(
        Column(column, declared_as(kind) or "text", Words(column, column), source_name=column)
        for column, kind in types.items()
        if column not in {DEPARTMENT_COLUMN, LOAD_COLUMN}
    )
    return Table(name, Words(name, name), columns, only_time(columns), date_order=date_order)


def declared_as(kind: str) -> ColumnType | None:
    """What a column of a DuckDB type would be declared as; None for one that no table here has."""
    if kind.endswith("INT") or kind == "INTEGER" or kind == "UINTEGER":
        return "integer"
    if kind.startswith("DECIMAL") or kind in {"FLOAT", "DOUBLE"}:
        return "decimal"
    return "datetime" if kind.startswith("TIMESTAMP") else TYPES.get(kind)


def only_time(columns: Iterable[Column]) -> str:
    """The column of times where there is exactly one."""
    times = [column.name for column in columns if column.type in {"date", "datetime"}]
    return times[0] if len(times) == 1 else ""


def remember_order(transaction: Transaction, name: str, order: str) -> None:
    """Keeps in which order the dates of a table stand, for files that do not say so themselves."""
    transaction.record.date_orders[name] = order
