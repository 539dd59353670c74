"""Decisions about proposals: accepted, rejected, put off or amended, with reason, note and the terms then fixed.

A later decision about the same matter is another row: nothing is changed. Nobody's decision says that a proposal was
right; that is measured.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

import sqlalchemy as sa

from data.appending import Entry, append, as_text, entry_of, found, writing
from data.errors import Refusal, Words, unknown
from data.home import Home
from data.people import Person, people, require
from data.schema import ACTION_CHANGES, ACTIONS, DECISIONS
from data.shown import ShownProposal, shown_proposal

Choice = Literal["accept", "reject", "hold", "amend"]
CHOICES: tuple[Choice, ...] = get_args(Choice)
REASONS: Mapping[Choice, tuple[str, ...]] = {
    "accept": ("fits", "cheap_to_try", "urgent", "other"),
    "amend": ("smaller", "other_place", "other_means", "other"),
    "hold": ("more_data", "no_capacity", "other_first", "other"),
    "reject": ("cause_elsewhere", "tried_before", "too_costly", "risk", "not_ours", "other"),
}
TO_BE_DONE: frozenset[Choice] = frozenset({"accept", "amend"})
LONGEST_NOTE = 2000
BEGINS = "not_started"


@dataclass(frozen=True)
class Decision:
    """What somebody decided about a proposal. `terms`: what was fixed then (KPI, direction, size, place, window,
    guardrail), empty where nothing is to be done."""

    number: int
    proposal: str
    department: str
    kind: Choice
    reason: str
    note: str
    person: str
    at: dt.datetime
    day: dt.date
    terms: Mapping[str, Any] = field(hash=False)

    @property
    def begins_action(self) -> bool:
        """Whether something is to be done."""
        return self.kind in TO_BE_DONE


@dataclass(frozen=True)
class Draft:
    """A decision about to be written. Owner and due day only where something is to be done."""

    proposal: str
    kind: Choice
    reason: str
    note: str = ""
    terms: Mapping[str, Any] = field(default_factory=dict, hash=False)
    owner: str = ""
    due: dt.date | None = None


def decide(home: Home, who: Person, draft: Draft, by: str = "") -> Decision:
    """Writes a decision, and where something is to be done its action, all or none. Refuses who may not decide for the
    department, codes that there are not, a due day that is past, and an owner whom nobody knows.

    `by` is who sits there, where they look through another's eyes."""
    proposal = shown_proposal(home, draft.proposal)
    require(who, "decide", [proposal.department])
    _check(home, draft)
    entry = entry_of(home, by or who.id)
    row = {
        "proposal": proposal.id, "department": proposal.department, "kind": draft.kind, "reason": draft.reason,
        "note": draft.note.strip(), "person": entry.person, "decided_at": entry.at.isoformat(),
        "day": entry.day.isoformat(), "terms": as_text(draft.terms),
    }  # fmt: skip
    with writing(home) as connection:
        number = append(connection, DECISIONS, row, entry, "decide", f"proposal/{proposal.id}")
        if draft.kind in TO_BE_DONE:
            _begin(connection, number, proposal, draft, entry)
    return _decision({**row, "number": number})


def _check(home: Home, draft: Draft) -> None:
    if draft.kind not in CHOICES:
        raise unknown(Words("判断", "choice"), str(draft.kind)[:80], CHOICES)
    if draft.reason not in REASONS[draft.kind]:
        raise unknown(Words("理由", "reason"), draft.reason[:80], REASONS[draft.kind])
    check_note(draft.note)
    if draft.kind in TO_BE_DONE:
        check_owner(home, draft.owner)
        if draft.due is None or draft.due < home.today():
            raise Refusal(
                "due_past",
                Words("期限は今日以降の日付にしてください。", "The due day must be today or later."),
            )


def check_note(note: str) -> None:
    """Refuses a note that is too long."""
    if len(note) > LONGEST_NOTE:
        raise Refusal(
            "note_length",
            Words(f"メモは{LONGEST_NOTE}文字までです。", f"A note has at most {LONGEST_NOTE} characters."),
        )


def check_owner(home: Home, owner: str) -> None:
    """Refuses an owner whom the ledger does not know."""
    known = {each.id for each in people(home)}
    if owner not in known:
        raise unknown(Words("担当者", "owner"), owner[:80], known)


def _begin(
    connection: sa.Connection, number: int, proposal: ShownProposal, draft: Draft, entry: Entry
) -> None:  # fmt: skip
    """The action of a decision, not started yet."""
    named = hashlib.sha256(f"{proposal.id}/{number}".encode()).hexdigest()[:16]
    row = {
        "id": named, "decision": number, "proposal": proposal.id, "department": proposal.department,
        "begun_at": entry.at.isoformat(), "day": entry.day.isoformat(),
    }  # fmt: skip
    append(connection, ACTIONS, row, entry, "begin_action", f"action/{named}")
    due = draft.due.isoformat() if draft.due else ""
    change = {
        "action": named, "person": entry.person, "changed_at": entry.at.isoformat(), "day": entry.day.isoformat(),
        "owner": draft.owner, "due": due, "state": BEGINS, "note": "",
    }  # fmt: skip
    append(connection, ACTION_CHANGES, change, entry, "change_action", f"action/{named}")


def decisions(
    home: Home, departments: Collection[str] | None = None, *, proposals: Collection[str] | None = None,
    at: dt.datetime | None = None,
) -> list[Decision]:  # fmt: skip
    """Decisions up to a moment, oldest first; of some departments or proposals where named."""
    asked = {
        "department": None if departments is None else list(departments),
        "proposal": None if proposals is None else list(proposals),
    }
    return [_decision(row) for row in found(home, DECISIONS, "number", asked, ("decided_at", at))]


def _decision(row: Mapping[str, Any]) -> Decision:
    return Decision(
        row["number"], row["proposal"], row["department"], row["kind"], row["reason"], row["note"], row["person"],
        dt.datetime.fromisoformat(row["decided_at"]), dt.date.fromisoformat(row["day"]), json.loads(row["terms"]),
    )  # fmt: skip
