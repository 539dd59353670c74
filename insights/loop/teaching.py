"""Cases and rejections of the ledger as the next card's lessons: as of a moment, and of the departments one may see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from data.cases import KeptCase, kept_cases
from data.decisions import Decision, decisions
from data.home import Home
from data.people import Person
from data.policy import allows
from data.shown import ShownProposal, shown_proposals
from insights.loop.freezing import place_of
from insights.memory import REST, ClosedCase, Rejection


@dataclass(frozen=True)
class Lessons:
    """What is known of earlier incidents as of a day."""

    cases: tuple[ClosedCase, ...]
    rejections: tuple[Rejection, ...]
    as_of: dt.date


def lessons(home: Home, person: Person, as_of: dt.date, at: dt.datetime | None = None) -> Lessons:
    """The cases that a person may see, and rejections, as the ledger had them at a moment."""
    cases = [closed_case(one) for one in kept_cases(home, at=at) if may_view(person, one.department)]
    return Lessons(tuple(cases), tuple(rejections(home, at)), as_of)


def may_view(person: Person, department: str) -> bool:
    """Whether a person may see what belongs to a department."""
    return allows(person.role, person.department, "view", [department])


def closed_case(kept: KeptCase) -> ClosedCase:
    """A kept case as memory reads it."""
    said: Mapping[str, Any] = kept.content
    return ClosedCase(
        kept.id, kept.department, said["kpi"], said["kind"], said["dimension"], said["cause"], said["grade"],
        said["verdict"], kept.day, said["proposal"], said["worked"],
    )  # fmt: skip


def rejections(home: Home, at: dt.datetime | None = None) -> list[Rejection]:
    """Proposals that were turned down, each by the last decision about its matter."""
    shown = {one.id: one for one in shown_proposals(home, at=at)}
    found = []
    for proposal, decision in last_decisions(list(shown.values()), decisions(home, at=at)).values():
        if decision.kind == "reject" and "kpi" in proposal.content:
            place = place_of(proposal.content["place"])
            found.append(Rejection(proposal.code, proposal.content["kpi"], place, decision.day))
    return found


Matter = tuple[str, str, str]
"""The subject of a proposal, its department and its code: one matter, however often it was worded anew."""


def matter_of(proposal: ShownProposal) -> Matter:
    """What a proposal is about."""
    return proposal.subject, proposal.department, proposal.code


def last_decisions(
    shown: list[ShownProposal], made: list[Decision]
) -> dict[Matter, tuple[ShownProposal, Decision]]:  # fmt: skip
    """The last decision about each matter, and the proposal as it was then shown."""
    known = {one.id: one for one in shown}
    return {matter_of(known[one.proposal]): (known[one.proposal], one) for one in made if one.proposal in known}


def rests_until(rejected: Rejection) -> dt.date:
    """The first day on which a rejected kind may be proposed again."""
    return rejected.on + REST
