# ruff: noqa: S608 - names are quoted identifiers of declarations and the catalogue, values are quoted literals
"""Roll-ups: small cubes kept beside their tables, refreshed for the touched days in the transaction that touched them.

Holds what the definitions declare; decides nothing about which question a roll-up may answer.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import logging

from data.declarations import DEPARTMENT_COLUMN, Rollup, Table
from data.records import Fetch, records
from data.transaction import Transaction, lake_name
from data.warehouse import quoted

LOG = logging.getLogger(__name__)
TORN = "torn:"


def fingerprint(rollup: Rollup) -> str:
    """What a roll-up was made as; another declaration has another one."""
    said = [rollup.table, rollup.time, list(rollup.dimensions), list(rollup.measures.items()), rollup.distinct_by]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()[:16]


def rollups_made(fetch: Fetch, snapshot: int) -> dict[str, str]:
    """The roll-ups of a snapshot, and the fingerprint that each was made as."""
    made: dict[str, str] = {}
    for _, record in records(fetch, until=snapshot):
        made |= record.rollups
    return made


def touch(transaction: Transaction, table: Table, source: str) -> None:
    """Marks the days of the rows in `source` (a relation with the table's time column) as touched."""
    for time in sorted({rollup.time for rollup in table.rollups}):
        days = transaction.touched.get((table.name, time))
        if days is None:
            days = transaction.touched[table.name, time] = f"touched_{len(transaction.touched)}"
            transaction.run(f"CREATE TEMP TABLE {days} (day DATE)")
        transaction.run(f"INSERT INTO {days} SELECT DISTINCT {quoted(time)}::DATE FROM {source}")


def refresh_rollups(transaction: Transaction) -> None:
    """Brings the roll-ups of all touched tables up to their rows."""
    made = rollups_made(transaction.run, transaction.base)
    for (name, time), days in transaction.touched.items():
        for rollup in (each for each in transaction.tables[name].rollups if each.time == time):
            if made.get(rollup.name) == fingerprint(rollup):
                _refresh(transaction, rollup, days)
            else:
                _make(transaction, rollup, rollup.name in made)


def _make(transaction: Transaction, rollup: Rollup, replaces: bool) -> None:
    """Makes a roll-up from all rows of its table, in place of one that was declared otherwise."""
    from data.expressions import check_measure  # its parser costs a sixth of a start, and is needed for new roll-ups

    table = transaction.tables[rollup.table]
    for name, expression in rollup.measures.items():
        check_measure(table, rollup.name, name, expression)
    if replaces:
        transaction.run(f"DROP TABLE {lake_name(rollup.name)}")
    transaction.run(f"CREATE TABLE {lake_name(rollup.name)} AS {_cube(table, rollup, '')}")
    transaction.record.rollups[rollup.name] = fingerprint(rollup)
    _check_key(transaction, rollup, "true")


def _refresh(transaction: Transaction, rollup: Rollup, days: str) -> None:
    first, last, undated = transaction.run(f"SELECT min(day), max(day), count(*) > count(day) FROM {days}")[0]
    stale = _within(quoted(rollup.time), days, first, last, undated)
    transaction.run(f"DELETE FROM {lake_name(rollup.name)} WHERE {stale}")
    transaction.run(
        f"INSERT INTO {lake_name(rollup.name)} {_cube(transaction.tables[rollup.table], rollup, 'WHERE ' + stale)}"
    )
    _check_key(transaction, rollup, stale)


def _check_key(transaction: Transaction, rollup: Rollup, touched: str) -> None:
    """Marks a roll-up whose counted key does not fix day and dimensions: its counts would add up to too much.

    A marked one is hidden from questions, which then read the rows, and is made anew with the next load.
    """
    if not rollup.distinct_by:
        return
    key, rows = quoted(rollup.distinct_by), lake_name(rollup.table)
    parts = ", ".join([f"{quoted(rollup.time)}::DATE", *(quoted(n) for n in (*rollup.dimensions, DEPARTMENT_COLUMN))])
    torn = f"SELECT {key} FROM {rows} WHERE {key} IN (SELECT {key} FROM {rows} WHERE {touched}) GROUP BY {key}"
    if transaction.run(f"{torn} HAVING count(DISTINCT ({parts})) > 1 LIMIT 1"):
        LOG.warning("%s: one %s lies on several days or members; it answers no question", rollup.name, key)
        transaction.record.rollups[rollup.name] = TORN + fingerprint(rollup)


def _within(time: str, days: str, first: dt.date | None, last: dt.date | None, undated: bool) -> str:
    """Rows of the touched days. The range lets whole files be passed over."""
    parts = [f"{time} IS NULL"] if undated else []
    if first is not None and last is not None:
        after = last + dt.timedelta(days=1)
        parts.append(f"({time} >= DATE '{first}' AND {time} < DATE '{after}' AND {time}::DATE IN (FROM {days}))")
    return " OR ".join(parts) or "false"


def _cube(table: Table, rollup: Rollup, where: str) -> str:
    from data.expressions import exact_measure  # see _make

    time = quoted(rollup.time)
    dimensions = [quoted(name) for name in (*rollup.dimensions, DEPARTMENT_COLUMN)]
    measures = [f"{exact_measure(table, text)} AS {quoted(name)}" for name, text in rollup.measures.items()]
    columns = ", ".join([f"{time}::DATE AS {time}", *dimensions, *measures])
    groups = ", ".join([f"{time}::DATE", *dimensions])
    return f"SELECT {columns} FROM {lake_name(rollup.table)} {where} GROUP BY {groups} ORDER BY {groups}"
