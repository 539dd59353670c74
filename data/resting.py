"""What in the ledger rests on the rows of a load: cards, proposals, decisions, actions and cases, by name.

An undo says so first; the records themselves stay, and are then marked as without ground (根拠失効).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from data.actions import OVER, actions
from data.cases import kept_cases
from data.decisions import Decision, decisions
from data.errors import Words
from data.home import Home
from data.incident_store import stored_incidents
from data.people import Person
from data.policy import allows
from data.shown import ShownProposal, shown_cards, shown_proposals

Kind = Literal["card", "proposal", "decision", "action", "case"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True)
class Resting:
    """A record that rests on a load. `name` is what it says of itself: a proposal's sentence, a card's KPI by name.

    `metric` is the KPI that it is about. A proposal here waits for a decision; an action is not over.
    """

    kind: Kind
    id: str
    department: str
    metric: str
    name: Words | None = None


def resting_on(home: Home, load_id: str, who: Person) -> tuple[Resting, ...]:
    """The records that rest on a load and that the asker may see, by kind."""
    found = [*_cards(home, load_id), *_proposals(home, load_id), *_cases(home, load_id)]
    mine = [one for one in found if allows(who.role, who.department, "view", [one.department])]
    return tuple(sorted(mine, key=lambda one: KINDS.index(one.kind)))


def _rests(content: Mapping[str, Any], load_id: str) -> bool:
    return load_id in content.get("loads", ())


def _cards(home: Home, load_id: str) -> Iterable[Resting]:
    """The cards that incidents of now were last shown with."""
    last = {card.incident: card for card in shown_cards(home)}
    resting = {named for named, card in last.items() if _rests(card.content, load_id)}
    found = stored_incidents(home, current=True)
    return [Resting("card", one.id, one.department, one.metric) for one in found if one.id in resting]


def _proposals(home: Home, load_id: str) -> Iterable[Resting]:
    """Each matter as it was shown last, or as it was when it was decided about; and what was begun for it."""
    shown = {one.id: one for one in shown_proposals(home)}
    matters = {_matter(one): one for one in shown.values()}
    decided = {_matter(shown[one.proposal]): one for one in decisions(home) if one.proposal in shown}
    begun = {one.decision: one for one in actions(home) if one.now.state not in OVER}
    for matter, last in matters.items():
        made = decided.get(matter)
        one = shown[made.proposal] if made else last
        if _rests(one.content, load_id):
            yield _resting(one, made)
            if made and made.number in begun:
                yield Resting("action", begun[made.number].id, one.department, one.content["kpi"], _text(one.content))


def _matter(one: ShownProposal) -> tuple[str, str, str]:
    return one.subject, one.department, one.code


def _resting(one: ShownProposal, made: Decision | None) -> Resting:
    named = str(made.number) if made else one.id
    return Resting("decision" if made else "proposal", named, one.department, one.content["kpi"], _text(one.content))


def _text(content: Mapping[str, Any]) -> Words:
    return Words(content["text"]["ja"], content["text"]["en"])


def _cases(home: Home, load_id: str) -> Iterable[Resting]:
    return [
        Resting("case", one.id, one.department, one.content["kpi"], _text(one.content))
        for one in kept_cases(home)
        if _rests(one.content, load_id)
    ]
