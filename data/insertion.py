# ruff: noqa: S608 - names are quoted identifiers of declarations and the catalogue, values are quoted literals
"""Staged rows into a table of the lake: stamped, in place of what they replace, written down in the load's record.

Knows nothing of files.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from data.closings import closed_months, refuse_closed
from data.declarations import DEPARTMENT_COLUMN, DUCKDB_TYPES, LOAD_COLUMN, Table
from data.errors import Refusal, Words
from data.history import Load, Mode, said_of
from data.people import require
from data.regions import Region, region_sql, replaced_region
from data.rollups import touch
from data.stamps import stamp_of
from data.steps import reached
from data.transaction import Transaction, lake_name
from data.warehouse import quoted

UNREAD = ""
WIDENED = {("BIGINT", "DOUBLE")}


@dataclass(frozen=True)
class Origin:
    """Where the rows of a load come from, and what its record says of the file. `streamed`: see filerows.FileRows;
    the bytes of a stream are fingerprinted while it is read (`sha256` is UNREAD until then)."""

    file: str
    sha256: str
    mode: Mode = "append"
    department: str | None = None
    into_closed: bool = False
    rejected: int = 0
    encoding: str = ""
    fingerprint: str = ""
    mapping: Mapping[str, Any] = field(default_factory=dict)
    streamed: bool = False


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
    shut = closed_months(transaction.home, table.name, stamp.departments) if table.time else set()
    region = replaced_region(transaction, table, relation, origin.mode, stamp.departments)
    changed = _months(transaction, table, region_sql(region, table.time)) if shut and region else set()
    replaced = _clear(transaction, table, region)
    moment = at or transaction.moment
    load_id = _new_id(transaction, table, origin, moment)
    rows = _insert(transaction, table, relation, stamp.sql, load_id, origin)
    brought = f"{quoted(LOAD_COLUMN)} = '{load_id}'"
    touch(transaction, table, f"(FROM {lake_name(table.name)} WHERE {brought})" if origin.streamed else relation)
    closed = shut & (changed | _months(transaction, table, brought)) if shut else set()
    if closed and not origin.into_closed:
        raise refuse_closed(table.name, closed)
    reached("inserted")
    done = Load(
        load_id, table.name, rows, origin.rejected, transaction.base + 1, by or transaction.author.id, moment,
        origin.file, origin.sha256, origin.mode, ",".join(stamp.departments), "active",
        region.periods if region else (), replaced, encoding=origin.encoding, fingerprint=origin.fingerprint,
        mapping=origin.mapping, closed=tuple(sorted(closed)),
    )  # fmt: skip
    transaction.record.loads.append(said_of(done))
    return done


def with_findings(transaction: Transaction, done: Load, *, rejected: int, sha256: str) -> Load:
    """The load, and its record, with what was known only when its file was read to the end: how many lines were left
    out, and the fingerprint."""
    transaction.record.loads[-1] |= {"rejected": rejected, "sha256": sha256}
    return dataclasses.replace(done, rejected=rejected, sha256=sha256)


def _months(transaction: Transaction, table: Table, where: str) -> set[dt.date]:
    """The months of the rows of a table under a condition."""
    time = quoted(table.time)
    sql = f"SELECT DISTINCT date_trunc('month', {time})::DATE FROM {lake_name(table.name)} WHERE {where}"
    return {row[0] for row in transaction.run(sql)}


def _clear(transaction: Transaction, table: Table, region: Region | None) -> int:
    """Removes what a load replaces; how many rows that were."""
    if region is None:
        return 0
    where = region_sql(region, table.time)
    touch(transaction, table, f"(FROM {lake_name(table.name)} WHERE {where})")
    return int(transaction.one(f"DELETE FROM {lake_name(table.name)} WHERE {where}"))


def _insert(transaction: Transaction, table: Table, relation: str, stamp: str, load_id: str, origin: Origin) -> int:
    without = origin.mapping.get("without", ())
    columns = ", ".join(quoted(column.name) for column in table.columns if column.name not in without)
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
