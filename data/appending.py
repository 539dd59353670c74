"""Rows of the ledger that are added and never changed: each with its sealed event, in one transaction.

Knows no table by name and no meaning; what is written, and by whom it may be, is the concern of the modules above.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from data.events import append_events, write_alone
from data.faults import faults_of
from data.home import Home
from data.ledger_database import ledger_engine

NOT_YET = dt.datetime.fromisoformat("0001-01-01")
NO_DAY = NOT_YET.date()
"""When something was written that is not written yet."""


@dataclass(frozen=True)
class Entry:
    """Who writes, and when: the clock's time, and the company's day, which settings may fix."""

    person: str
    at: dt.datetime
    day: dt.date


def entry_of(home: Home, person: str) -> Entry:
    """An entry made now."""
    return Entry(person, home.now(), home.today())


@contextmanager
def writing(home: Home) -> Iterator[sa.Connection]:
    """A transaction that writes, all of it or nothing, and alone: what it has looked up holds when it writes."""
    with faults_of(home.path), ledger_engine(home).execution_options(writing=True).begin() as connection:
        write_alone(connection)
        yield connection


@contextmanager
def reading(home: Home) -> Iterator[sa.Connection]:
    """A connection that reads."""
    with faults_of(home.path), ledger_engine(home).connect() as connection:
        yield connection


def append(
    connection: sa.Connection, table: sa.Table, row: Mapping[str, Any], entry: Entry, verb: str, what: str
) -> int:
    """Adds a row and seals its fingerprint in the chain of events; the row's number where it has one."""
    result = connection.execute(table.insert().values(dict(row)))
    seal(connection, entry, verb, what, {"department": row.get("department", ""), "sha256": fingerprint(row)})
    key = result.inserted_primary_key
    return int(key[0]) if key and isinstance(key[0], int) else 0


def seal(connection: sa.Connection, entry: Entry, verb: str, what: str, detail: Mapping[str, Any]) -> None:
    """Seals a deed in the chain of events."""
    append_events(connection, [(entry.at, entry.person, verb, what, detail)])


def fingerprint(row: Mapping[str, Any]) -> str:
    """The sha256 of a row's content, whatever the order of its columns."""
    return hashlib.sha256(as_text(row).encode("utf-8", "surrogatepass")).hexdigest()


def as_text(content: Any) -> str:
    """JSON as it is kept: one form for one content."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def found(
    home: Home, table: sa.Table, order: str, conditions: Mapping[str, Any], moment: tuple[str, dt.datetime | None]
) -> Sequence[Mapping[str, Any]]:
    """Rows in the order of a column. A condition None asks nothing; a list asks for any of it.

    `moment`: the column that says when a row was written, and the last time that counts (None: all).
    """
    query = sa.select(table).order_by(table.c[order])
    for name, asked in conditions.items():
        if isinstance(asked, list | tuple | set | frozenset):
            query = query.where(table.c[name].in_(list(asked)))
        elif asked is not None:
            query = query.where(table.c[name] == asked)
    if moment[1] is not None:
        query = query.where(table.c[moment[0]] <= moment[1].isoformat())
    with reading(home) as connection:
        return [dict(row) for row in connection.execute(query).mappings()]
