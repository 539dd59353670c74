"""Incidents as the ledger keeps them: ids that last, replies beside them, heads' estimates, and replays of the past.

Knows no KPI and judges nothing: what an incident says of itself is kept as it was given, as JSON.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from data.appending import reading, writing
from data.errors import Refusal, Words, unknown
from data.events import append_events, record
from data.home import Home
from data.people import Person, require
from data.schema import HEAD_ESTIMATES, INCIDENT_REPLIES, INCIDENT_RUNS, INCIDENTS, REPLAYS

RUNS_KEPT = 3
LONGEST_REPLY = 2000
Place = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Kept:
    """A stored incident. `current`: the newest run still found it. `detail` is what that run said of it."""

    id: str
    metric: str
    department: str
    grain: str
    place: Place
    start: dt.date
    end: dt.date
    detail: Mapping[str, Any] = field(hash=False)
    first_snapshot: int = 0
    snapshot: int = 0
    current: bool = True


@dataclass(frozen=True)
class Reply:
    """What somebody answered to an incident. `at` is naive, the company's time."""

    incident: str
    person: str
    at: dt.datetime
    text: str


@dataclass(frozen=True)
class Estimate:
    """A head's own estimate (ヨミ) of where a KPI will land in a period, by the period's name."""

    metric: str
    period: str
    person: str
    at: dt.datetime
    value: float


@dataclass(frozen=True)
class Replayed:
    """What would have been said of a period of a KPI as of an earlier day, and what came (in `detail`)."""

    kind: str
    metric: str
    department: str
    as_of: dt.date
    period: dt.date
    detail: Mapping[str, Any] = field(hash=False)


def store_run(home: Home, snapshot: int, day: dt.date, found: Sequence[Kept], points: Sequence[Any]) -> None:
    """Keeps what a run found, all or none; incidents that it no longer found stay, and are not current."""
    with writing(home) as connection:
        known = set(connection.execute(sa.select(INCIDENTS.c.id)).scalars())
        connection.execute(INCIDENTS.update().values(current=False))
        for one in {each.id: each for each in found}.values():
            row = _row(one, snapshot, home.now())
            if one.id in known:
                row.pop("first_snapshot")
                connection.execute(INCIDENTS.update().where(INCIDENTS.c.id == one.id).values(row))
            else:
                connection.execute(INCIDENTS.insert().values(row))
        _store_points(connection, snapshot, day, home.now(), points)


def _row(one: Kept, snapshot: int, now: dt.datetime) -> dict[str, Any]:
    return {
        "id": one.id,
        "metric": one.metric,
        "department": one.department,
        "grain": one.grain,
        "place": json.dumps(one.place, ensure_ascii=False),
        "begins": one.start.isoformat(),
        "ends": one.end.isoformat(),
        "first_snapshot": snapshot,
        "snapshot": snapshot,
        "stored_at": now.isoformat(),
        "current": True,
        "detail": json.dumps(one.detail, ensure_ascii=False, sort_keys=True),
    }


def _store_points(
    connection: sa.Connection, snapshot: int, day: dt.date, now: dt.datetime, points: Sequence[Any]
) -> None:
    """The points of the newest runs only: they can be computed again."""
    runs = INCIDENT_RUNS.c
    connection.execute(INCIDENT_RUNS.delete().where(runs.snapshot == snapshot, runs.day == day.isoformat()))
    text = json.dumps(points, ensure_ascii=False)
    connection.execute(
        INCIDENT_RUNS.insert().values(snapshot=snapshot, day=day.isoformat(), stored_at=now.isoformat(), points=text)
    )
    newest = connection.execute(
        sa.select(runs.snapshot, runs.day).order_by(runs.stored_at.desc(), runs.snapshot.desc())
    )
    for old in newest.all()[RUNS_KEPT:]:
        connection.execute(INCIDENT_RUNS.delete().where(runs.snapshot == old.snapshot, runs.day == old.day))


def has_run(home: Home, snapshot: int, day: dt.date) -> bool:
    """Whether a state of the lake has been looked at on a day."""
    runs = INCIDENT_RUNS.c
    query = sa.select(runs.snapshot).where(runs.snapshot == snapshot, runs.day == day.isoformat())
    with reading(home) as connection:
        return connection.execute(query).first() is not None


def stored_points(home: Home) -> tuple[int, dt.date, list[Any]] | None:
    """Snapshot, day and points of the newest run; None where there was none."""
    query = (
        sa.select(INCIDENT_RUNS).order_by(INCIDENT_RUNS.c.stored_at.desc(), INCIDENT_RUNS.c.snapshot.desc()).limit(1)
    )
    with reading(home) as connection:
        found = connection.execute(query).first()
    return None if found is None else (found.snapshot, dt.date.fromisoformat(found.day), json.loads(found.points))


def stored_incidents(home: Home, departments: Iterable[str] | None = None, *, current: bool = False) -> list[Kept]:
    """Stored incidents, newest onset first; of some departments where named, the current ones where asked."""
    query = sa.select(INCIDENTS).order_by(INCIDENTS.c.begins.desc(), INCIDENTS.c.id)
    if departments is not None:
        query = query.where(INCIDENTS.c.department.in_(list(departments)))
    if current:
        query = query.where(INCIDENTS.c.current)
    with reading(home) as connection:
        return [_kept(row) for row in connection.execute(query)]


def stored_incident(home: Home, named: str) -> Kept:
    """The incident of that id. Refuses an id that there is not."""
    with reading(home) as connection:
        row = connection.execute(sa.select(INCIDENTS).where(INCIDENTS.c.id == named)).first()
        if row is None:
            known = connection.execute(sa.select(INCIDENTS.c.id)).scalars()
            raise unknown(Words("異常", "incident"), named[:80], known)
    return _kept(row)


def _kept(row: sa.Row[Any]) -> Kept:
    place: Place = tuple((dim, value) for dim, value in json.loads(row.place))
    return Kept(
        row.id, row.metric, row.department, row.grain, place, dt.date.fromisoformat(row.begins),
        dt.date.fromisoformat(row.ends), json.loads(row.detail), row.first_snapshot, row.snapshot, bool(row.current),
    )  # fmt: skip


def see(home: Home, who: Person, named: str) -> Kept:
    """The incident, with its being seen written down. Refuses who may not see its department."""
    found = stored_incident(home, named)
    require(who, "view", [found.department])
    record(home, who.id, "view", f"incident/{found.id}", {"metric": found.metric, "department": found.department})
    return found


def reply(home: Home, who: Person, named: str, text: str) -> Reply:
    """Answers an incident; the answer stands beside it for all who may see it. Refuses an empty or overlong text."""
    found = stored_incident(home, named)
    require(who, "reply", [found.department])
    text = text.strip()
    if not text or len(text) > LONGEST_REPLY:
        raise Refusal(
            "reply_length",
            Words(f"返信は1〜{LONGEST_REPLY}文字です。", f"A reply has 1 to {LONGEST_REPLY} characters."),
        )
    made = Reply(found.id, who.id, home.now(), text)
    row = {"incident": found.id, "person": who.id, "replied_at": made.at.isoformat(), "text": text}
    detail = {"text": text, "department": found.department}
    with writing(home) as connection:
        connection.execute(INCIDENT_REPLIES.insert().values(row))
        append_events(connection, [(made.at, who.id, "reply", f"incident/{found.id}", detail)])
    return made


def replies(home: Home, named: str) -> list[Reply]:
    """The answers to an incident, oldest first."""
    query = sa.select(INCIDENT_REPLIES).where(INCIDENT_REPLIES.c.incident == named).order_by(INCIDENT_REPLIES.c.number)
    with reading(home) as connection:
        rows = connection.execute(query).all()
    return [Reply(row.incident, row.person, dt.datetime.fromisoformat(row.replied_at), row.text) for row in rows]


def give_estimate(home: Home, who: Person, department: str, metric: str, period: str, value: float) -> Estimate:
    """Keeps a head's own estimate of a KPI's landing; earlier ones stay, so that each can be judged later."""
    require(who, "decide", [department])
    made = Estimate(metric, period, who.id, home.now(), float(value))
    row = {"metric": metric, "period": period, "person": who.id, "given_at": made.at.isoformat(), "value": made.value}
    detail = {"value": made.value, "department": department}
    with writing(home) as connection:
        connection.execute(HEAD_ESTIMATES.insert().values(row))
        append_events(connection, [(made.at, who.id, "estimate", f"{metric}/{period}", detail)])
    return made


def estimates(home: Home, metric: str | None = None) -> list[Estimate]:
    """Heads' estimates, oldest first; of one KPI where named."""
    query = sa.select(HEAD_ESTIMATES).order_by(HEAD_ESTIMATES.c.number)
    if metric is not None:
        query = query.where(HEAD_ESTIMATES.c.metric == metric)
    with reading(home) as connection:
        rows = connection.execute(query).all()
    return [Estimate(r.metric, r.period, r.person, dt.datetime.fromisoformat(r.given_at), r.value) for r in rows]


def store_replays(home: Home, snapshot: int, found: Iterable[Replayed]) -> None:
    """Replaces the replays of the kinds given."""
    every = list(found)
    rows = [
        {
            "kind": one.kind,
            "metric": one.metric,
            "department": one.department,
            "as_of": one.as_of.isoformat(),
            "period": one.period.isoformat(),
            "snapshot": snapshot,
            "detail": json.dumps(one.detail, ensure_ascii=False, sort_keys=True),
        }
        for one in every
    ]
    with writing(home) as connection:
        connection.execute(REPLAYS.delete().where(REPLAYS.c.kind.in_({one.kind for one in every})))
        if rows:
            connection.execute(REPLAYS.insert(), rows)


def replays(home: Home, kind: str | None = None) -> list[Replayed]:
    """Replays, oldest first; of one kind where named."""
    query = sa.select(REPLAYS).order_by(REPLAYS.c.as_of, REPLAYS.c.metric)
    if kind is not None:
        query = query.where(REPLAYS.c.kind == kind)
    with reading(home) as connection:
        rows = connection.execute(query).all()
    return [
        Replayed(
            row.kind, row.metric, row.department, dt.date.fromisoformat(row.as_of), dt.date.fromisoformat(row.period),
            json.loads(row.detail),
        )
        for row in rows
    ]  # fmt: skip
