"""How proposals stand at a page's moment: decided by whom, done how far, with what outcome.

Reads the ledger; words and draws nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from data.actions import Action, Outcome, actions, outcomes
from data.cases import hypothesis_tests
from data.decisions import Decision, decisions
from data.home import Home
from data.people import Person
from data.policy import allows
from data.shown import ShownProposal, shown_proposals
from insights.loop.resting import lapses
from insights.loop.teaching import last_decisions, matter_of, may_view
from pages.shared.loop.moment import as_of
from pages.shared.session import Page
from pages.shared.session.findings import ledger_stamp

if TYPE_CHECKING:
    from insights.review import Lapse


@dataclass(frozen=True)
class Standing:
    """A proposal as last shown, and what became of it. `lapse`: what it rested on was undone."""

    proposal: ShownProposal
    decision: Decision | None = None
    action: Action | None = None
    outcome: Outcome | None = None
    lapse: Lapse | None = None

    @property
    def waits(self) -> bool:
        """Whether somebody still has to decide: nobody has, or it was put off."""
        rests = bool(self.proposal.content.get("rests"))
        return (self.decision is None and not rests) or (self.decision is not None and self.decision.kind == "hold")


def standings(
    page: Page, departments: Collection[str] | None = None, *, subject: str | None = None
) -> list[Standing]:  # fmt: skip
    """Each matter of the departments that the asker may see, newest first; about one subject where named."""
    home = page.asker.home
    return [
        one
        for one in _every(home, ledger_stamp(home), page.moment.newest, as_of(page))
        if may_view(page.asker.person, one.proposal.department)
        and (departments is None or one.proposal.department in departments)
        and subject in (None, one.proposal.subject)
    ]


@lru_cache(maxsize=16)
def _every(home: Home, stamp: object, newest: int, at: dt.datetime | None) -> tuple[Standing, ...]:
    """Every matter as the ledger has it; read again whenever the ledger, or the lake, has changed."""
    del stamp, newest
    shown = shown_proposals(home, at=at)
    decided = last_decisions(shown, decisions(home, at=at))
    acted = {one.decision: one for one in actions(home, at=at)}
    came = {one.subject: one for one in outcomes(home, at=at)}
    gone = lapses(home, [(one.id, one.content) for one in shown], at)
    last = {matter_of(one): one for one in shown}
    return tuple(
        _standing(decided.get(matter, (one, None))[1], one, acted, came, gone)
        for matter, one in reversed(last.items())
    )  # fmt: skip


def _standing(
    decision: Decision | None, one: ShownProposal, acted: Mapping[int, Action], came: Mapping[str, Outcome],
    gone: Mapping[str, Lapse],
) -> Standing:  # fmt: skip
    action = acted.get(decision.number) if decision else None
    subject = action.id if action else f"decision/{decision.number}" if decision else ""
    lapse = gone.get(decision.proposal if decision else one.id)
    return Standing(one, decision, action, came.get(subject), lapse)


def tested(page: Page, incident: str) -> Mapping[str, str]:
    """What newer data said of an incident's hypotheses by the page's moment, by cause."""
    return {one.cause: one.verdict for one in hypothesis_tests(page.asker.home, incident, at=as_of(page))}


def may_decide(person: Person, department: str) -> bool:
    """Whether a person may decide for a department."""
    return allows(person.role, person.department, "decide", [department])
