"""Events: the chain of what people did, each sealed with all before it.

Writes and reads events; does none of the deeds.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from data.faults import faults_of
from data.home import Home
from data.ledger_database import ledger_engine
from data.schema import EVENTS

GENESIS = "0" * 64


@dataclass(frozen=True)
class Event:
    """What somebody did: `at` is naive, the company's time; `hash` seals it and all before it."""

    id: int
    at: dt.datetime
    person: str
    verb: str
    object: str
    detail: Mapping[str, Any]
    previous: str
    hash: str


def record(home: Home, person: str, verb: str, object: str, detail: Mapping[str, Any]) -> Event:
    """Writes down that a person did something now."""
    return record_all(home, [(home.now(), person, verb, object, detail)])[0]


def record_all(home: Home, deeds: Iterable[tuple[dt.datetime, str, str, str, Mapping[str, Any]]]) -> list[Event]:
    """Writes down deeds (when, person, verb, object, detail) in their order, all or none."""
    with faults_of(home.path), ledger_engine(home).execution_options(writing=True).begin() as connection:
        return append_events(connection, deeds)


def write_alone(connection: sa.Connection) -> None:
    """Keeps other writers of events waiting until the transaction is over; a writer of SQLite is alone anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("LOCK TABLE events IN EXCLUSIVE MODE"))


def append_events(
    connection: sa.Connection, deeds: Iterable[tuple[dt.datetime, str, str, str, Mapping[str, Any]]]
) -> list[Event]:
    """The same within a transaction that is open, so that a deed and its event are written together."""
    events = []
    write_alone(connection)
    last, previous = _last(connection)
    for number, deed in enumerate(deeds, start=last + 1):
        event = _sealed(number, previous, *deed)
        previous = event.hash
        events.append(event)
    if events:
        connection.execute(EVENTS.insert(), [_row(event) for event in events])
    return events


def _last(connection: sa.Connection) -> tuple[int, str]:
    found = connection.execute(sa.select(EVENTS.c.id, EVENTS.c.hash).order_by(EVENTS.c.id.desc()).limit(1)).first()
    return (found.id, found.hash) if found else (0, GENESIS)


def _sealed(
    number: int, previous: str, at: dt.datetime, person: str, verb: str, what: str, detail: Mapping[str, Any]
) -> Event:
    unsealed = Event(number, at, person, verb, what, dict(detail), previous, "")
    return Event(number, at, person, verb, what, dict(detail), previous, _seal(_row(unsealed)))


def _row(event: Event) -> dict[str, Any]:
    return {
        "id": event.id,
        "happened_at": event.at.isoformat(),
        "person": event.person,
        "verb": event.verb,
        "object": event.object,
        "detail": json.dumps(event.detail, ensure_ascii=False, sort_keys=True),
        "previous": event.previous,
        "hash": event.hash,
    }


def _seal(row: Mapping[str, Any]) -> str:
    sealed = json.dumps([row[name] for name in row if name != "hash"], ensure_ascii=False)
    return hashlib.sha256(sealed.encode()).hexdigest()


def events(home: Home, *, verb: str | None = None, object: str | None = None) -> list[Event]:
    """What people did, oldest first; of one verb or to one object where they are named."""
    query = sa.select(EVENTS).order_by(EVENTS.c.id)
    if verb is not None:
        query = query.where(EVENTS.c.verb == verb)
    if object is not None:
        query = query.where(EVENTS.c.object == object)
    with faults_of(home.path), ledger_engine(home).connect() as connection:
        return [_event(row) for row in connection.execute(query)]


def last_detail(home: Home, verbs: tuple[str, ...]) -> Mapping[str, Any] | None:
    """The detail of the last event of any of these verbs."""
    query = sa.select(EVENTS.c.detail).where(EVENTS.c.verb.in_(verbs)).order_by(EVENTS.c.id.desc()).limit(1)
    with faults_of(home.path), ledger_engine(home).connect() as connection:
        found = connection.execute(query).scalar()
    return None if found is None else dict(json.loads(found))


def _event(row: sa.Row[Any]) -> Event:
    at = dt.datetime.fromisoformat(row.happened_at)
    return Event(row.id, at, row.person, row.verb, row.object, json.loads(row.detail), row.previous, row.hash)


def broken_event(home: Home) -> int | None:
    """The id of the first event that was edited, removed or put in since it was written; None where there is none.

    The end of the chain cut off is not seen from the chain itself: keep the last hash elsewhere to see that too.
    """
    previous = GENESIS
    with faults_of(home.path), ledger_engine(home).connect() as connection:
        for expected, row in enumerate(connection.execute(sa.select(EVENTS).order_by(EVENTS.c.id)).mappings(), start=1):
            if row["id"] != expected or row["previous"] != previous or row["hash"] != _seal(dict(row)):
                return expected
            previous = row["hash"]
    return None
