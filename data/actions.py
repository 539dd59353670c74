"""Actions: what was accepted, whose it is, until when and how far; and the outcomes that were measured.

An action's state is its newest change; the changes are its history. Outcomes are measured by code, never entered.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, get_args

from data.appending import NO_DAY, NOT_YET, append, as_text, entry_of, found, writing
from data.decisions import check_note, check_owner
from data.errors import Words, unknown
from data.home import Home
from data.people import Person, require
from data.schema import ACTION_CHANGES, ACTIONS, OUTCOMES

State = Literal["not_started", "under_way", "done", "stopped"]
STATES: tuple[State, ...] = get_args(State)
OVER: frozenset[str] = frozenset({"done", "stopped"})


@dataclass(frozen=True)
class Change:
    """What an action was set to, by whom and when."""

    action: str
    person: str
    at: dt.datetime
    day: dt.date
    owner: str
    due: dt.date
    state: State
    note: str


@dataclass(frozen=True)
class Action:
    """An action and its changes, oldest first: the last one is how it stands."""

    id: str
    decision: int
    proposal: str
    department: str
    at: dt.datetime
    day: dt.date
    changes: tuple[Change, ...] = ()

    @property
    def now(self) -> Change:
        """How it stands."""
        return self.changes[-1]

    @property
    def started(self) -> dt.date | None:
        """The day it was first under way or done; None while it was not."""
        return next((each.day for each in self.changes if each.state in ("under_way", "done")), None)


@dataclass(frozen=True)
class Outcome:
    """What was measured of a subject (an action's id, or "decision/n" where nothing was done)."""

    subject: str
    department: str
    verdict: str
    snapshot: int
    content: Mapping[str, Any] = field(hash=False)
    at: dt.datetime = NOT_YET
    day: dt.date = NO_DAY


def actions(
    home: Home, departments: Collection[str] | None = None, *, at: dt.datetime | None = None
) -> list[Action]:  # fmt: skip
    """Actions as they stood at a moment, oldest first; of some departments where named."""
    asked = {"department": None if departments is None else list(departments)}
    changes: dict[str, list[Change]] = {}
    for row in found(home, ACTION_CHANGES, "number", {}, ("changed_at", at)):
        changes.setdefault(row["action"], []).append(_change(row))
    made = [_action(row) for row in found(home, ACTIONS, "begun_at", asked, ("begun_at", at))]
    return [replace(one, changes=tuple(changes[one.id])) for one in made if one.id in changes]


def _action(row: Mapping[str, Any]) -> Action:
    at, day = dt.datetime.fromisoformat(row["begun_at"]), dt.date.fromisoformat(row["day"])
    return Action(row["id"], row["decision"], row["proposal"], row["department"], at, day)


def _change(row: Mapping[str, Any]) -> Change:
    return Change(
        row["action"], row["person"], dt.datetime.fromisoformat(row["changed_at"]), dt.date.fromisoformat(row["day"]),
        row["owner"], dt.date.fromisoformat(row["due"]), row["state"], row["note"],
    )  # fmt: skip


def action(home: Home, named: str) -> Action:
    """The action of that id as it stands. Refuses an id that there is not."""
    every = {one.id: one for one in actions(home)}
    if named not in every:
        raise unknown(Words("アクション", "action"), named[:80], every)
    return every[named]


def change_action(
    home: Home, who: Person, named: str, *, owner: str, due: dt.date, state: State, note: str = "", by: str = ""
) -> Action:
    """Sets owner, due day and state of an action; what was before stays. Refuses who may not decide for the department,
    a state that there is not and an owner whom nobody knows."""
    known = action(home, named)
    require(who, "decide", [known.department])
    if state not in STATES:
        raise unknown(Words("状態", "state"), str(state)[:80], STATES)
    check_owner(home, owner)
    check_note(note)
    entry = entry_of(home, by or who.id)
    row = {
        "action": named, "person": entry.person, "changed_at": entry.at.isoformat(), "day": entry.day.isoformat(),
        "owner": owner, "due": due.isoformat(), "state": state, "note": note.strip(),
    }  # fmt: skip
    with writing(home) as connection:
        append(connection, ACTION_CHANGES, row, entry, "change_action", f"action/{named}")
    return action(home, named)


def store_outcome(home: Home, made: Outcome, by: str = "owner") -> bool:
    """Keeps what was measured, unless it is what was measured last; whether something was written."""
    last = outcomes(home, subject=made.subject)[-1:]
    if last and last[0].content == json.loads(as_text(made.content)):
        return False
    entry = entry_of(home, by)
    row = {
        "subject": made.subject, "department": made.department, "measured_at": entry.at.isoformat(),
        "day": entry.day.isoformat(), "snapshot": made.snapshot, "verdict": made.verdict,
        "content": as_text(made.content),
    }  # fmt: skip
    with writing(home) as connection:
        append(connection, OUTCOMES, row, entry, "measure", made.subject)
    return True


def outcomes(
    home: Home, departments: Collection[str] | None = None, *, subject: str | None = None,
    at: dt.datetime | None = None,
) -> list[Outcome]:  # fmt: skip
    """Outcomes up to a moment, oldest first: a subject's last one is how it stands."""
    asked = {"department": None if departments is None else list(departments), "subject": subject}
    return [
        Outcome(
            row["subject"], row["department"], row["verdict"], row["snapshot"], json.loads(row["content"]),
            dt.datetime.fromisoformat(row["measured_at"]), dt.date.fromisoformat(row["day"]),
        )
        for row in found(home, OUTCOMES, "number", asked, ("measured_at", at))
    ]  # fmt: skip
