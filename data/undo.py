# ruff: noqa: S608 - names are quoted identifiers of declarations and the catalogue, values are quoted literals
"""Undo: takes a load back as though it had never been, with the rows that it replaced restored exactly.

Refuses where a later load took the place of the same rows. Removes no history: the undo is written down as well.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from data.bookkeeping import book_later
from data.closings import closed_months, refuse_closed
from data.declarations import LOAD_COLUMN, Table
from data.errors import Refusal, Words
from data.history import Load, find_load, loads_of
from data.home import Home
from data.people import require
from data.records import records
from data.regions import region_of, region_sql
from data.rollups import touch
from data.steps import reached
from data.transaction import Transaction, lake_name
from data.undeclared import table_known
from data.warehouse import quoted, text
from data.writing import write

RESTORED = "restored_rows"


@dataclass(frozen=True)
class Undone:
    """What an undo touched, or would touch: `first` and `last` are days of the rows, None without a time column;
    `closed` are closed months among them.
    """

    load_id: str
    table: str
    removed: int
    restored: int
    first: dt.date | None
    last: dt.date | None
    departments: tuple[str, ...]
    by: str
    snapshot: int | None
    dry_run: bool
    closed: tuple[dt.date, ...] = ()


class _OnlyAsked(Exception):
    """Ends the transaction of a dry run; carries what it found."""

    def __init__(self, found: Undone) -> None:
        super().__init__(found.load_id)
        self.found = found


def undo(
    home: Home, load_id: str, *, by: str | None = None, dry_run: bool = False, into_closed: bool = False
) -> Undone:
    """Takes a load back. `dry_run` says what that touches and changes nothing. Refuses to change closed months, but
    where `into_closed` says so.
    """

    def _take_back(transaction: Transaction) -> Undone:
        undone = take_back(transaction, load_id, dry_run, into_closed)
        if dry_run:
            raise _OnlyAsked(undone)
        return undone

    try:
        done = write(home, _take_back, by=by, message=f"undo {load_id}")
    except _OnlyAsked as asked:
        return asked.found
    book_later(home)
    return done


def take_back(transaction: Transaction, load_id: str, dry_run: bool = True, into_closed: bool = False) -> Undone:
    """Takes a load back within a transaction; `dry_run` is what the answer says of itself, and asks about nothing."""
    loads = loads_of(records(transaction.run))
    load = find_load(loads, load_id)
    _refuse_undone(load)
    require(transaction.author, "undo", load.departments)
    table = table_known(transaction, load.table)
    if table is None:
        raise _covered(load, [])
    _stage_restored(transaction, load, table)
    _refuse_covered(transaction, loads, load, table)
    theirs = f"{quoted(LOAD_COLUMN)} = {text(load_id)}"
    affected = f"(FROM {lake_name(table.name)} WHERE {theirs} UNION ALL BY NAME FROM {RESTORED})"
    first, last = _days(transaction, table, affected)
    closed = _closed(transaction, table, load, affected)
    if closed and not (dry_run or into_closed):
        raise refuse_closed(table.name, closed)
    touch(transaction, table, affected)
    restored = transaction.one(f"SELECT count(*) FROM {RESTORED}")
    transaction.run(f"DELETE FROM {lake_name(table.name)} WHERE {theirs}")
    transaction.run(f"INSERT INTO {lake_name(table.name)} BY NAME FROM {RESTORED}")
    said: dict[str, Any] = {"load_id": load_id, "by": transaction.author.id, "at": transaction.moment.isoformat()}
    transaction.record.undos.append(said | ({"closed": [month.isoformat() for month in closed]} if closed else {}))
    reached("undone")
    return Undone(
        load_id,
        table.name,
        load.rows,
        restored,
        first,
        last,
        load.departments,
        transaction.author.id,
        None if dry_run else transaction.base + 1,
        dry_run,
        closed,
    )


def _refuse_undone(load: Load) -> None:
    if load.state == "undone":
        raise Refusal(
            "already_undone",
            Words(f"{load.load_id} は取り消し済みです。", f"{load.load_id} is already undone."),
        )


def _stage_restored(transaction: Transaction, load: Load, table: Table) -> None:
    """The rows that the load replaced, from the snapshot before it.

    Staged before anything is deleted: a read of an earlier snapshot sees the deletions of its own transaction.
    """
    region = region_of(load)
    where = region_sql(region, table.time) if region and load.replaced else "false"
    version = load.base if load.replaced else transaction.base
    earlier = f"FROM {lake_name(table.name)} AT (VERSION => {version}) WHERE {where}"
    transaction.run(f"CREATE OR REPLACE TEMP TABLE {RESTORED} AS {earlier}")


def _refuse_covered(transaction: Transaction, loads: dict[str, Load], load: Load, table: Table) -> None:
    """Refuses where a later load replaced rows that this one brought, or that it would bring back."""
    theirs = f"{quoted(LOAD_COLUMN)} = {text(load.load_id)}"
    left = transaction.one(f"SELECT count(*) FROM {lake_name(table.name)} WHERE {theirs}")
    later = [each for each in loads.values() if each.table == load.table and each.snapshot > load.snapshot]
    covering = [each for each in later if each.state == "active" and _takes(transaction, each, load, table)]
    if covering or left != load.rows:
        raise _covered(load, covering)


def _takes(transaction: Transaction, later: Load, load: Load, table: Table) -> bool:
    """Whether a later load took the place of rows that this one brought or took the place of."""
    region = region_of(later)
    if region is None:
        return False
    where = region_sql(region, table.time)
    if transaction.one(f"SELECT count(*) FROM {RESTORED} WHERE {where}"):
        return True
    theirs = f"{quoted(LOAD_COLUMN)} = {text(load.load_id)}"
    brought = f"{lake_name(table.name)} AT (VERSION => {load.snapshot}) WHERE {theirs} AND {where}"
    return bool(transaction.one(f"SELECT count(*) FROM {brought}"))


def _covered(load: Load, covering: list[Load]) -> Refusal:
    names = ", ".join(each.load_id for each in covering) or load.table
    return Refusal(
        "covered_by_later_load",
        Words(
            f"{load.load_id} の行は、後の取り込み（{names}）で置き換えられています。",
            f"Rows of {load.load_id} were replaced by a later load ({names}).",
        ),
        Words("先に後の取り込みを取り消してください。", "Undo the later load first."),
    )


def _days(transaction: Transaction, table: Table, affected: str) -> tuple[dt.date | None, dt.date | None]:
    if not table.time:
        return None, None
    time = quoted(table.time)
    first, last = transaction.run(f"SELECT min({time})::DATE, max({time})::DATE FROM {affected}")[0]
    return first, last


def _closed(transaction: Transaction, table: Table, load: Load, affected: str) -> tuple[dt.date, ...]:
    """The closed months that rows go from or come back to."""
    shut = closed_months(transaction.home, table.name, load.departments) if table.time else set()
    if not shut:
        return ()
    found = transaction.run(f"SELECT DISTINCT date_trunc('month', {quoted(table.time)})::DATE FROM {affected}")
    return tuple(sorted(shut & {row[0] for row in found}))
