"""Cards and proposals as they were shown, word for word, and who saw an incident first when.

Frozen at the moment of showing; a later card of the same incident is another row. Words nothing and judges nothing.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from data.appending import NO_DAY, NOT_YET, Entry, append, as_text, entry_of, found, reading, seal, writing
from data.errors import Words, unknown
from data.home import Home
from data.people import Person, require
from data.schema import INCIDENT_TOPICS, PROPOSALS, SHOWN_CARDS, SIGHTINGS

EVERYONE = "all"
INCIDENT, CASE = "incident", "case"


@dataclass(frozen=True)
class ShownCard:
    """A card as it was shown. `audience`: the departments that its reader may see, joined by commas, or "all"."""

    incident: str
    audience: str
    department: str
    snapshot: int
    content: Mapping[str, Any] = field(hash=False)
    at: dt.datetime = NOT_YET


@dataclass(frozen=True)
class ShownProposal:
    """A proposal as it was shown. `origin`: an incident, or a case of another department; `subject` is its id.

    `content`: text in both languages, slot text, evidence ids, facts. The same content has the same id.
    """

    origin: str
    subject: str
    department: str
    code: str
    snapshot: int
    content: Mapping[str, Any] = field(hash=False)
    person: str = ""
    at: dt.datetime = NOT_YET
    day: dt.date = NO_DAY

    @property
    def id(self) -> str:
        """The fingerprint of what it says and of what it is about."""
        parts = as_text([self.origin, self.subject, self.department, self.code, self.content])
        return hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True)
class Sighting:
    """The first time that a person saw an incident."""

    incident: str
    person: str
    department: str
    at: dt.datetime
    day: dt.date


def show(home: Home, who: Person, card: ShownCard, proposals: Sequence[ShownProposal]) -> bool:
    """Writes down what is shown, unless that is what was shown last; whether something was written.

    Refuses who may not look at the department.
    """
    require(who, "record_view", [card.department])
    sealed = hashlib.sha256(as_text(card.content).encode("utf-8", "surrogatepass")).hexdigest()
    with reading(home) as connection:
        if _last(connection, card) == sealed:
            return False
    entry = entry_of(home, who.id)
    row = {
        "incident": card.incident, "audience": card.audience, "department": card.department,
        "shown_at": entry.at.isoformat(), "snapshot": card.snapshot, "sha256": sealed, "content": as_text(card.content),
    }  # fmt: skip
    with writing(home) as connection:
        if _last(connection, card) == sealed:
            return False
        append(connection, SHOWN_CARDS, row, entry, "show_card", f"incident/{card.incident}")
        for one in proposals:
            _put(connection, one, entry)
    return True


def _last(connection: sa.Connection, card: ShownCard) -> str | None:
    cards = SHOWN_CARDS.c
    query = sa.select(cards.sha256).where(cards.incident == card.incident, cards.audience == card.audience)
    return connection.execute(query.order_by(cards.number.desc()).limit(1)).scalar()


def _put(connection: sa.Connection, one: ShownProposal, entry: Entry) -> None:
    """Adds a proposal that is not there yet."""
    if connection.execute(sa.select(PROPOSALS.c.id).where(PROPOSALS.c.id == one.id)).first() is None:
        connection.execute(
            PROPOSALS.insert().values(
                id=one.id, origin=one.origin, subject=one.subject, department=one.department, code=one.code,
                person=entry.person, shown_at=entry.at.isoformat(), day=entry.day.isoformat(), snapshot=one.snapshot,
                content=as_text(one.content),
            )
        )  # fmt: skip


def offer(home: Home, who: Person, proposal: ShownProposal, by: str = "") -> ShownProposal:
    """Puts a case's improvement before a department as a proposal of its own. Refuses who may not speak there."""
    require(who, "reply", [proposal.department])
    entry = entry_of(home, by or who.id)
    with writing(home) as connection:
        _put(connection, proposal, entry)
        seal(connection, entry, "offer", f"proposal/{proposal.id}", {"department": proposal.department})
    return shown_proposal(home, proposal.id)


def shown_proposal(home: Home, named: str) -> ShownProposal:
    """The proposal of that id. Refuses an id that there is not."""
    rows = found(home, PROPOSALS, "shown_at", {"id": named}, ("shown_at", None))
    if not rows:
        raise unknown(Words("提案", "proposal"), named[:80], [])
    return _proposal(rows[0])


def shown_proposals(
    home: Home, departments: Collection[str] | None = None, *, origin: str | None = None, subject: str | None = None,
    at: dt.datetime | None = None,
) -> list[ShownProposal]:  # fmt: skip
    """Proposals shown up to a moment, oldest first; of some departments, an origin or a subject where named."""
    asked = {"department": None if departments is None else list(departments), "origin": origin, "subject": subject}
    return [_proposal(row) for row in found(home, PROPOSALS, "shown_at", asked, ("shown_at", at))]


def _proposal(row: Mapping[str, Any]) -> ShownProposal:
    return ShownProposal(
        row["origin"], row["subject"], row["department"], row["code"], row["snapshot"], json.loads(row["content"]),
        row["person"], dt.datetime.fromisoformat(row["shown_at"]), dt.date.fromisoformat(row["day"]),
    )  # fmt: skip


def card_as_of(home: Home, who: Person, incident: str, audience: str, at: dt.datetime | None) -> ShownCard | None:
    """The card of an incident as it was last shown to that audience up to a moment; None where it was not.

    Refuses who may not see its department.
    """
    asked = {"incident": incident, "audience": audience}
    rows = found(home, SHOWN_CARDS, "number", asked, ("shown_at", at))
    if not rows:
        return None
    last = rows[-1]
    require(who, "view", [last["department"]])
    at = dt.datetime.fromisoformat(last["shown_at"])
    return ShownCard(incident, audience, last["department"], last["snapshot"], json.loads(last["content"]), at)


def shown_cards(home: Home, at: dt.datetime | None = None, incident: str | None = None) -> list[ShownCard]:
    """Every card shown up to a moment, oldest first; of one incident where named."""
    return [
        ShownCard(
            row["incident"], row["audience"], row["department"], row["snapshot"], json.loads(row["content"]),
            dt.datetime.fromisoformat(row["shown_at"]),
        )
        for row in found(home, SHOWN_CARDS, "number", {"incident": incident}, ("shown_at", at))
    ]  # fmt: skip


def sight(home: Home, who: Person, incident: str, department: str, by: str = "") -> bool:
    """Writes down that somebody saw an incident, the first time; whether it was the first. Refuses who may not."""
    require(who, "record_view", [department])
    entry = entry_of(home, by or who.id)
    query = sa.select(SIGHTINGS.c.day).where(SIGHTINGS.c.incident == incident, SIGHTINGS.c.person == entry.person)
    with reading(home) as connection:
        if connection.execute(query).first() is not None:
            return False
    row = {
        "incident": incident, "person": entry.person, "department": department, "seen_at": entry.at.isoformat(),
        "day": entry.day.isoformat(),
    }  # fmt: skip
    with writing(home) as connection:
        if connection.execute(query).first() is not None:
            return False
        append(connection, SIGHTINGS, row, entry, "view", f"incident/{incident}")
    return True


def sightings(home: Home, at: dt.datetime | None = None) -> list[Sighting]:
    """First sightings up to a moment, oldest first."""
    return [
        Sighting(
            row["incident"], row["person"], row["department"], dt.datetime.fromisoformat(row["seen_at"]),
            dt.date.fromisoformat(row["day"]),
        )
        for row in found(home, SIGHTINGS, "seen_at", {}, ("seen_at", at))
    ]  # fmt: skip


def store_topics(home: Home, snapshot: int, topics: Mapping[str, Any]) -> None:
    """Keeps what was found around incidents at a snapshot: it can be computed again, and is replaced where it was."""
    now = entry_of(home, "").at.isoformat()
    with writing(home) as connection:
        for incident, content in topics.items():
            same = (INCIDENT_TOPICS.c.incident == incident, INCIDENT_TOPICS.c.snapshot == snapshot)
            connection.execute(INCIDENT_TOPICS.delete().where(*same))
            connection.execute(
                INCIDENT_TOPICS.insert().values(
                    incident=incident, snapshot=snapshot, stored_at=now, content=as_text(content)
                )
            )


def stored_topics(home: Home, snapshot: int, incidents: Collection[str] | None = None) -> dict[str, Any]:
    """What was found around incidents, the newest up to a snapshot, by incident."""
    topics = INCIDENT_TOPICS.c
    query = sa.select(topics.incident, topics.content).where(topics.snapshot <= snapshot).order_by(topics.snapshot)
    if incidents is not None:
        query = query.where(topics.incident.in_(list(incidents)))
    with reading(home) as connection:
        return {row.incident: json.loads(row.content) for row in connection.execute(query)}
