"""From a card as shown to a case: kept word for word, by whom it may be, in order, and readable as of any moment."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import sqlalchemy as sa

from data import appending
from data.actions import Outcome, action, actions, change_action, outcomes, store_outcome
from data.cases import HypothesisTest, KeptCase, close_case, hypothesis_tests, kept_cases, store_tests
from data.decisions import CHOICES, REASONS, Draft, decide, decisions
from data.errors import Refusal
from data.events import broken_event, events
from data.ledger_database import ledger_engine
from data.people import person
from data.policy import ROLES
from data.shown import (
    CASE,
    ShownCard,
    ShownProposal,
    card_as_of,
    offer,
    show,
    shown_cards,
    shown_proposals,
    sight,
    sightings,
)

CARD = ShownCard("i1", "all", "sales", 3, {"headline": {"ja": "売上高は減少", "en": "Revenue fell"}})
PROPOSAL = ShownProposal("incident", "i1", "sales", "call_customers", 3, {"text": {"ja": "連絡する", "en": "Call"}})
DUE = dt.date(2099, 12, 31)


@pytest.fixture
def clock(monkeypatch):
    """Sets the clock that rows are written by."""

    def at(text: str) -> dt.datetime:
        moment = dt.datetime.fromisoformat(text)
        monkeypatch.setattr(
            appending, "entry_of", made := lambda home, who: appending.Entry(who, moment, moment.date())
        )
        for module in ("data.shown", "data.decisions", "data.actions", "data.cases"):
            monkeypatch.setattr(f"{module}.entry_of", made)
        return moment

    return at


def draft(kind: str = "accept", **more) -> Draft:
    told = {"owner": "sales-head", "due": DUE} if kind in ("accept", "amend") else {}
    return Draft(PROPOSAL.id, kind, REASONS[kind][0], **{**told, **more})


def test_what_is_shown_is_kept_once_and_read_word_for_word_as_of_then(home, clock):
    head = person(home, "sales-head")
    first = clock("2026-11-02T09:00")
    assert show(home, head, CARD, [PROPOSAL])
    assert not show(home, head, CARD, [PROPOSAL])
    later = replace(CARD, snapshot=4, content={"headline": {"ja": "売上高は増加", "en": "Revenue rose"}})
    clock("2026-11-09T09:00")
    assert show(home, head, later, [PROPOSAL])
    assert card_as_of(home, head, "i1", "all", first).content == CARD.content
    assert card_as_of(home, head, "i1", "all", None).content == later.content
    assert card_as_of(home, head, "i1", "all", first - dt.timedelta(days=1)) is None
    assert card_as_of(home, head, "i1", "sales", None) is None
    assert len(shown_cards(home)) == 2
    assert [one.code for one in shown_proposals(home)] == ["call_customers"]
    assert broken_event(home) is None


def test_a_card_of_another_department_is_neither_written_nor_read(home):
    head = person(home, "sales-head")
    show(home, head, CARD, [PROPOSAL])
    other = person(home, "hr-head")
    with pytest.raises(Refusal, match="may not"):
        card_as_of(home, other, "i1", "all", None)
    with pytest.raises(Refusal, match="may not"):
        show(home, other, CARD, [PROPOSAL])
    with pytest.raises(Refusal, match="may not"):
        sight(home, other, "i1", "sales")


def test_the_first_sighting_counts(home, clock):
    clock("2026-11-02T09:00")
    assert sight(home, person(home, "sales-head"), "i1", "sales")
    clock("2026-11-03T09:00")
    assert not sight(home, person(home, "sales-head"), "i1", "sales")
    assert [(one.person, one.day.isoformat()) for one in sightings(home)] == [("sales-head", "2026-11-02")]


def test_many_at_once_write_the_same_thing_once(any_ledger):
    head, promoter = person(any_ledger, "sales-head"), person(any_ledger, "promoter")
    case = ShownProposal(CASE, "c1", "hr", "call_customers", 3, {"text": {"ja": "連絡する", "en": "Call"}})

    def write(_: int) -> tuple[bool, bool, bool]:
        offer(any_ledger, promoter, case)
        closed = close_case(any_ledger, KeptCase("c1", "sales", 3, {}))
        return sight(any_ledger, head, "i1", "sales"), show(any_ledger, head, CARD, [PROPOSAL]), closed

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(write, range(8)))
    assert [sum(each) for each in zip(*done, strict=True)] == [1, 1, 1]
    assert (len(sightings(any_ledger)), len(shown_cards(any_ledger)), len(shown_proposals(any_ledger))) == (1, 1, 2)
    assert broken_event(any_ledger) is None


@pytest.mark.parametrize("kind", CHOICES)
def test_only_what_is_accepted_or_amended_begins_an_action(home, kind):
    head = person(home, "sales-head")
    show(home, head, CARD, [PROPOSAL])
    made = decide(home, head, draft(kind, terms={"kpi": "revenue"}))
    assert made.terms == {"kpi": "revenue"}
    assert [one.decision for one in actions(home)] == ([made.number] if kind in ("accept", "amend") else [])
    assert made.begins_action == bool(actions(home))
    assert broken_event(home) is None


@pytest.mark.parametrize("role", ROLES)
def test_only_who_may_decide_decides(home, role):
    show(home, person(home, "sales-head"), CARD, [PROPOSAL])
    names = {"owner": "owner", "executive": "ceo", "promoter": "promoter", "head": "hr-head", "viewer": "viewer"}
    if role in ("owner", "executive"):
        assert decide(home, person(home, names[role]), draft()).person == names[role]
        return
    with pytest.raises(Refusal, match="may not"):
        decide(home, person(home, names[role]), draft())
    assert not decisions(home)
    assert not actions(home)


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": "because"},
        {"owner": "nobody"},
        {"due": dt.date(2020, 1, 1)},
        {"due": None},
        {"note": "x" * 2001},
        {"proposal": "none"},
        {"kind": "maybe"},
    ],
)
def test_what_is_wrong_is_refused_and_nothing_is_written(home, wrong):
    head = person(home, "sales-head")
    show(home, head, CARD, [PROPOSAL])
    with pytest.raises(Refusal):
        decide(home, head, replace(draft(), **wrong))
    assert not decisions(home)
    assert not actions(home)


def test_an_action_keeps_its_history_and_stands_as_it_stood(home, clock):
    head = person(home, "sales-head")
    clock("2026-11-02T09:00")
    show(home, head, CARD, [PROPOSAL])
    decide(home, head, draft())
    monday = clock("2026-11-09T09:00")
    named = actions(home)[0].id
    change_action(home, head, named, owner="sales-head", due=DUE, state="under_way")
    clock("2026-11-16T09:00")
    done = change_action(home, head, named, owner="promoter", due=DUE, state="done", note="済み")
    assert [each.state for each in done.changes] == ["not_started", "under_way", "done"]
    assert done.started == dt.date(2026, 11, 9)
    assert actions(home, at=monday)[0].now.state == "under_way"
    assert actions(home, at=monday - dt.timedelta(days=30)) == []
    with pytest.raises(Refusal, match="may not"):
        change_action(home, person(home, "hr-head"), named, owner="hr-head", due=DUE, state="stopped")
    for wrong in ({"state": "finished"}, {"owner": "nobody"}):
        with pytest.raises(Refusal):
            change_action(home, head, named, **{"owner": "sales-head", "due": DUE, "state": "done", **wrong})
    assert action(home, named) == done


def test_outcomes_tests_and_cases_are_kept_once(home, clock):
    then = clock("2026-11-02T09:00")
    made = Outcome("a1", "sales", "too_early", 3, {"verdict": "too_early", "n": 3})
    assert store_outcome(home, made)
    assert not store_outcome(home, made)
    clock("2026-11-09T09:00")
    assert store_outcome(home, replace(made, verdict="effective", content={"verdict": "effective"}))
    assert [one.verdict for one in outcomes(home, subject="a1")] == ["too_early", "effective"]
    assert [one.verdict for one in outcomes(home, at=then)] == ["too_early"]
    tested = HypothesisTest("i1", "sales", "volume", "supported", 3, {})
    assert store_tests(home, [tested, tested]) == 1
    assert store_tests(home, [tested]) == 0
    assert store_tests(home, [replace(tested, verdict="refuted")]) == 1
    assert [one.verdict for one in hypothesis_tests(home, "i1")][-1] == "refuted"
    case = KeptCase("c1", "sales", 3, {"kpi": "revenue"})
    assert close_case(home, case)
    assert not close_case(home, replace(case, content={"kpi": "other"}))
    assert kept_cases(home)[0].content == {"kpi": "revenue"}
    assert kept_cases(home, at=then) == []
    assert broken_event(home) is None


def test_a_case_is_put_before_another_department_by_who_may_speak_there(home):
    made = ShownProposal(CASE, "c1", "hr", "call_customers", 3, {"text": {"ja": "連絡する", "en": "Call"}})
    with pytest.raises(Refusal, match="may not"):
        offer(home, person(home, "sales-head"), made)
    found = offer(home, person(home, "promoter"), made)
    assert (found.person, found.id) == ("promoter", made.id)
    assert decide(home, person(home, "hr-head"), replace(draft("hold"), proposal=found.id)).department == "hr"


def test_every_row_is_sealed_in_the_chain(home):
    head = person(home, "sales-head")
    show(home, head, CARD, [PROPOSAL])
    decide(home, head, draft())
    verbs = [event.verb for event in events(home)]
    assert verbs[-4:] == ["show_card", "decide", "begin_action", "change_action"]
    sealed = events(home, verb="decide")[0].detail["sha256"]
    with ledger_engine(home).connect() as connection:
        row = connection.execute(sa.text("SELECT * FROM decisions")).mappings().one()
    assert appending.fingerprint({name: value for name, value in row.items() if name != "number"}) == sealed
