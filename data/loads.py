# ruff: noqa: S608 - names are quoted identifiers of declarations and the catalogue, values are quoted literals
"""Loads: rows of a file or of a query into a table of the lake, with who brought them, in one transaction.

Reads no bytes (files.py, staging.py) and takes nothing back (undo.py).
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from data.bookkeeping import book_later
from data.columns import Mapped
from data.declarations import DEPARTMENT_COLUMN, DUCKDB_TYPES, LOAD_COLUMN, Table
from data.errors import Refusal, Words, unknown
from data.files import examine
from data.history import MODES, Load, Mode, loads_of, rows_origin, said_of
from data.home import Home
from data.people import check_department, require
from data.records import records
from data.regions import Region, region_sql, replaced_region
from data.rollups import touch
from data.staging import STAGED, stage
from data.stamps import stamp_of
from data.steps import reached
from data.tables import check_table_name
from data.transaction import Transaction, lake_name
from data.undeclared import table_known, table_of_types
from data.upkeep import maintain_at_times
from data.warehouse import quoted
from data.writing import write

WIDENED = {("BIGINT", "DOUBLE")}


@dataclass(frozen=True)
class Origin:
    """Where the rows of a load come from."""

    file: str
    sha256: str
    mode: Mode = "append"
    department: str | None = None


def load(
    home: Home,
    path: Path,
    table: str,
    *,
    department: str | None = None,
    by: str | None = None,
    mode: Mode = "append",
    mapping: Mapped | None = None,
) -> Load:
    """Brings a CSV or Parquet file into a table; a table that nobody declared is made from the file.

    append adds; replace-period puts the rows in place of the months they are of; replace in place of all, in both
    cases of the departments they are stamped with. Refuses a file that it can't read whole, or that is loaded already.
    """
    check_mode(mode)
    check_table_name(table, home)
    if department is not None:
        check_department(home, department)
    source = examine(path)
    origin = Origin(source.name, source.sha256, mode, department)

    def _bring(transaction: Transaction) -> str:
        _refuse_known(transaction, origin, table)
        known = table_known(transaction, table)
        staged = stage(transaction, source, known, table, mapping)
        reached("staged")
        return insert_staged(transaction, staged, STAGED, origin).load_id

    load_id = write(home, _bring, by=by, message=f"{table} ← {source.name}")
    book_later(home)
    done = rows_origin(home, load_id)
    maintain_at_times(home, done.snapshot)
    return done


def load_query(
    transaction: Transaction,
    table: str,
    select_sql: str,
    *,
    file_label: str,
    department: str | None = None,
    mode: Mode = "append",
    by: str | None = None,
    at: dt.datetime | None = None,
) -> Load:
    """Brings the rows of a query into a table, as `load` does those of a file; as many as wished in a transaction.

    The query runs on `transaction.connection`, and gives the table's declared columns by name in their types. Its
    snapshot is known when the transaction is over; until then it stands as the one after the base.
    """
    check_mode(mode)
    check_table_name(table, transaction.home)
    transaction.run(f"CREATE OR REPLACE TEMP VIEW queried_rows AS {select_sql}")
    known = table_known(transaction, table) or table_of_types(table, transaction.columns("queried_rows"))
    moment = at or transaction.moment
    seed = f"{table}\n{file_label}\n{moment}\n{len(transaction.record.loads)}"
    origin = Origin(file_label, hashlib.sha256(seed.encode()).hexdigest(), mode, department)
    return insert_staged(transaction, known, "queried_rows", origin, by, moment)


def check_mode(mode: str) -> None:
    """Refuses a mode that there is not."""
    if mode not in get_args(Mode):
        raise unknown(Words("取り込み方法", "mode"), mode, MODES)


def _refuse_known(transaction: Transaction, origin: Origin, table: str) -> None:
    for each in loads_of(records(transaction.run)).values():
        if (each.sha256, each.table, each.state) == (origin.sha256, table, "active"):
            raise _already_loaded(origin, each)


def _already_loaded(origin: Origin, known: Load) -> Refusal:
    return Refusal(
        "already_loaded",
        Words(
            f"{origin.file} は取り込み済みです（{known.load_id}、{known.at:%Y-%m-%d %H:%M}、{known.by}）。",
            f"{origin.file} is already loaded as {known.load_id} ({known.at:%Y-%m-%d %H:%M}, {known.by}).",
        ),
        Words(f"取り消すには: python -m data undo {known.load_id}", f"To undo it: python -m data undo {known.load_id}"),
    )


def insert_staged(
    transaction: Transaction,
    table: Table,
    relation: str,
    origin: Origin,
    by: str | None = None,
    at: dt.datetime | None = None,
) -> Load:
    """Puts the rows of a relation into the table, and writes the load down beside them."""
    stamp = stamp_of(transaction, table, relation, origin.department)
    require(transaction.author, "upload", stamp.departments)
    shape_table(transaction, table)
    region = replaced_region(transaction, table, relation, origin.mode, stamp.departments)
    replaced = _clear(transaction, table, region)
    moment = at or transaction.moment
    load_id = _new_id(transaction, table, origin, moment)
    rows = _insert(transaction, table, relation, stamp.sql, load_id)
    touch(transaction, table, relation)
    reached("inserted")
    done = Load(
        load_id, table.name, rows, 0, transaction.base + 1, by or transaction.author.id, moment, origin.file,
        origin.sha256, origin.mode, ",".join(stamp.departments), "active", region.periods if region else (), replaced,
    )  # fmt: skip
    transaction.record.loads.append(said_of(done))
    return done


def _clear(transaction: Transaction, table: Table, region: Region | None) -> int:
    """Removes what a load replaces; how many rows that were."""
    if region is None:
        return 0
    where = region_sql(region, table.time)
    touch(transaction, table, f"(FROM {lake_name(table.name)} WHERE {where})")
    return int(transaction.one(f"DELETE FROM {lake_name(table.name)} WHERE {where}"))


def _insert(transaction: Transaction, table: Table, relation: str, stamp: str, load_id: str) -> int:
    columns = ", ".join(quoted(column.name) for column in table.columns)
    system = f"{stamp} AS {quoted(DEPARTMENT_COLUMN)}, '{load_id}' AS {quoted(LOAD_COLUMN)}"
    sql = f"INSERT INTO {lake_name(table.name)} BY NAME SELECT {columns}, {system} FROM {relation}"
    return int(transaction.one(sql))


def _new_id(transaction: Transaction, table: Table, origin: Origin, moment: dt.datetime) -> str:
    """An id that sorts by time, and is the same where the same is loaded into the same lake at the same moment."""
    seed = f"{table.name}\n{origin.sha256}\n{transaction.base}\n{len(transaction.record.loads)}"
    return f"{moment:%Y%m%d-%H%M%S}-{hashlib.sha256(seed.encode()).hexdigest()[:6]}"


def shape_table(transaction: Transaction, table: Table) -> None:
    """Makes the table in the lake, or adds the columns declared since. Refuses a declared type that no longer fits."""
    system = {DEPARTMENT_COLUMN: "VARCHAR", LOAD_COLUMN: "VARCHAR"}
    declared = {column.name: DUCKDB_TYPES[column.type] for column in table.columns} | system
    if not transaction.lake_has(table.name):
        columns = ", ".join(f"{quoted(name)} {kind}" for name, kind in declared.items())
        transaction.run(f"CREATE TABLE {lake_name(table.name)} ({columns})")
        return
    found = transaction.columns(lake_name(table.name))
    for name, kind in declared.items():
        if name not in found:
            transaction.run(f"ALTER TABLE {lake_name(table.name)} ADD COLUMN {quoted(name)} {kind}")
        elif (found[name], kind) in WIDENED:
            transaction.run(f"ALTER TABLE {lake_name(table.name)} ALTER COLUMN {quoted(name)} SET DATA TYPE {kind}")
        elif found[name] != kind:
            raise _other_type(table, name, found[name], kind)


def _other_type(table: Table, column: str, found: str, declared: str) -> Refusal:
    return Refusal(
        "type_changed",
        Words(
            f"表「{table.name}」の列「{column}」は {found} ですが、定義では {declared} です。",
            f"Column '{column}' of '{table.name}' is {found} in the lake and declared {declared}.",
        ),
        Words("定義の型を戻すか、列名を変えてください。", "Declare the former type, or give the column another name."),
    )
