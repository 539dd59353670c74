"""What was decided whose outcome may be measured: each matter by its last decision. Measures nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from data.actions import Action, actions
from data.decisions import Decision, decisions
from data.home import Home
from data.shown import ShownProposal, shown_proposals
from insights.findings import Place
from insights.loop.teaching import Matter, last_decisions
from insights.loop.terms import Terms, terms_from


@dataclass(frozen=True)
class Due:
    """Something decided whose outcome may be measured: `subject` is what its outcome is kept under."""

    subject: str
    decision: Decision
    proposal: ShownProposal
    terms: Terms
    action: Action | None


def due(home: Home) -> Iterator[Due]:
    """Everything decided with terms, each matter by its last decision. An action that was not begun while its window
    was open has no effect to be measured, and is left out."""
    shown = shown_proposals(home)
    by_decision = {one.decision: one for one in actions(home)}
    latest: Mapping[Matter, tuple[ShownProposal, Decision]] = last_decisions(shown, decisions(home))
    for proposal, decision in latest.values():
        terms, action = terms_from(decision.terms), by_decision.get(decision.number)
        if terms is not None and (action is None or _was_begun(action, terms)):
            yield Due(action.id if action else f"decision/{decision.number}", decision, proposal, terms, action)


def _was_begun(action: Action, terms: Terms) -> bool:
    return action.started is not None and action.started <= terms.window[1]


def treated_places(every: Iterable[Due]) -> dict[str, set[Place]]:
    """By KPI the places where something was done."""
    found: dict[str, set[Place]] = {}
    for one in every:
        if one.action is not None:
            found.setdefault(one.terms.kpi, set()).add(one.terms.place)
    return found
