"""The ledger's rows as the records and statements that the report card counts. Counts and judges nothing itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from data.actions import Action, Outcome, actions, outcomes
from data.decisions import Choice, Decision, decisions
from data.history import all_loads
from data.home import Home
from data.incident_store import replays, stored_incidents
from data.people import Person
from data.shown import INCIDENT, ShownProposal, Sighting, shown_proposals, sightings
from insights.loop.spoken import hypothesis_statements
from insights.loop.teaching import Matter, last_decisions, matter_of, may_view
from insights.review import Decision as Judged
from insights.review import ProposalRecord, ReportCard, Statement, replayed_statements, report_cards
from metrics.calendar import calendar_of

JUDGED: Mapping[Choice, Judged] = {"accept": "accepted", "amend": "modified", "reject": "rejected", "hold": "held"}


@dataclass(frozen=True)
class _Book:
    """Rows of the ledger up to a moment, by what they are about."""

    detected: Mapping[str, dt.date]
    seen: Mapping[str, dt.date]
    decided: Mapping[Matter, tuple[ShownProposal, Decision]]
    acted: Mapping[int, Action]
    came: Mapping[str, Outcome]


def report(home: Home, person: Person, at: dt.datetime | None = None) -> dict[str, ReportCard]:
    """The report cards of the departments that a person may see, and under "" of all of those together."""
    records = [one for one in proposal_records(home, at) if may_view(person, one.department)]
    said = [one for one in statements(home, at) if may_view(person, one.department)]
    return report_cards(records, said, calendar_of(home.settings))


def proposal_records(home: Home, at: dt.datetime | None = None) -> list[ProposalRecord]:
    """Each matter that was proposed, as it stood at a moment; what rested when it was shown is not counted."""
    shown = shown_proposals(home, at=at)
    first: dict[Matter, ShownProposal] = {}
    for one in shown:
        if not one.content.get("rests"):
            first.setdefault(matter_of(one), one)
    book = _book(home, shown, at)
    return [_record(book, matter, one) for matter, one in first.items()]


def _book(home: Home, shown: list[ShownProposal], at: dt.datetime | None) -> _Book:
    arrived: dict[int, dt.date] = {}
    for load in all_loads(home).values():
        arrived[load.snapshot] = max(load.at.date(), arrived.get(load.snapshot, load.at.date()))
    detected = {
        one.id: arrived[one.first_snapshot] for one in stored_incidents(home) if one.first_snapshot in arrived
    }  # fmt: skip
    seen: dict[str, dt.date] = {}
    for sighting in sightings(home, at):
        seen.setdefault(sighting.incident, _day(sighting))
    acted = {one.decision: one for one in actions(home, at=at)}
    came = {one.subject: one for one in outcomes(home, at=at)}
    return _Book(detected, seen, last_decisions(shown, decisions(home, at=at)), acted, came)


def _day(sighting: Sighting) -> dt.date:
    return sighting.day


def _record(book: _Book, matter: Matter, one: ShownProposal) -> ProposalRecord:
    detected = book.detected.get(one.subject, one.day) if one.origin == INCIDENT else one.day
    record = ProposalRecord(
        "/".join(matter), one.department, one.content["kpi"], one.code, detected, book.seen.get(one.subject)
    )  # fmt: skip
    if matter not in book.decided:
        return record
    decision = book.decided[matter][1]
    action = book.acted.get(decision.number)
    outcome = book.came.get(action.id if action else f"decision/{decision.number}")
    return ProposalRecord(
        record.id, record.department, record.kpi, record.proposal, detected, record.seen, decision.day,
        action.started if action else None, JUDGED[decision.kind],
        outcome.verdict if outcome and action else None,  # type: ignore[arg-type]  # the ledger keeps what was measured
        outcome.content.get("aftermath") if outcome and not action else None,
    )  # fmt: skip


def statements(home: Home, at: dt.datetime | None = None) -> list[Statement]:
    """What was said and can turn out right: the replay's, and the first hypothesis of every card that was shown."""
    return [*replayed_statements(replays(home)), *hypothesis_statements(home, at)]
