"""From a card to its case: frozen words, terms fixed at acceptance, outcomes by code, rest after rejection, undo."""

from __future__ import annotations

import datetime as dt

import pytest

from data.actions import actions, outcomes
from data.cases import hypothesis_tests, kept_cases
from data.decisions import decisions
from data.errors import Refusal
from data.events import broken_event
from data.lake import history, load, newest_snapshot, undo
from data.people import person
from data.resting import resting_on
from data.shown import shown_cards, shown_proposals
from insights.hypotheses import Cost
from insights.loop.following import follow_up
from insights.loop.records import proposal_records, report
from insights.loop.resting import lapses
from insights.loop.teaching import lessons
from insights.loop.telling import outcome_facts, outcome_sentences, verdict_words
from insights.loop.terms import cost_of
from metrics.catalog import catalog_of
from tests.insights.loop.conftest import FALL, TODAY, WHERE, incident, keep_incident, on_day, rows_of, write_rows
from tests.insights.loop.tracing import check_card
from tests.insights.loop.walking import begin, look, settle_on, topic, window_of

LATER = dt.date(2026, 11, 23)


def test_a_card_is_frozen_with_its_evidence_and_every_figure_traces(home):
    kept = keep_incident(home, incident())
    assert follow_up(home, newest_snapshot(home))["topics"] == 1
    content = look(home, kept)
    assert content["source"] == "template"
    assert content["why_template"] == "no_key"
    assert check_card(content) > 20
    assert content["loads"] == [history(home)[0].load_id]
    assert content["findings"][0]["n"] == 25
    assert look(home, kept) == content
    assert len(shown_cards(home)) == 1
    codes = {one["code"] for one in content["ja"]["proposals"]}
    assert {one.code for one in shown_proposals(home)} == codes
    assert broken_event(home) is None


def test_what_is_around_an_incident_is_hidden_from_who_may_not_see_it(home):
    kept = keep_incident(home, incident())
    follow_up(home, newest_snapshot(home))
    assert topic(home, kept, "hr-head").around == ()
    with pytest.raises(Refusal, match="may not"):
        look(home, kept, "hr-head")


def test_acceptance_fixes_the_measure_after_the_due_day(home):
    kept = keep_incident(home, incident())
    look(home, kept)
    made = settle_on(home, kept, "accept")
    start, end = window_of(made)
    assert start > actions(home)[0].now.due
    assert (end - start).days == 8 * 7 - 1
    assert made.terms["direction"] == "up"
    assert made.terms["expected"] == pytest.approx(0.25)
    assert made.terms["place"] == [list(pair) for pair in WHERE]
    assert follow_up(home, newest_snapshot(home))["outcomes"] == 0, "nothing is measured of what nobody began"
    begin(home)
    assert follow_up(home, newest_snapshot(home))["outcomes"] == 1
    assert [one.verdict for one in outcomes(home)] == ["too_early"]
    assert kept_cases(home) == []


LIFTED = [(0.6, {"effective"}, {True}), (0.0, {"not_effective", "undecided"}, {False, None})]


@pytest.mark.parametrize(("lift", "verdicts", "worked"), LIFTED)
def test_an_outcome_is_measured_when_the_window_is_over_and_closes_a_case(home, later_rows, lift, verdicts, worked):
    kept = keep_incident(home, incident())
    look(home, kept)
    made = settle_on(home, kept, "accept", cost=Cost(3.0, 200_000.0))
    begin(home)
    load(home, later_rows(lift), "orders", by="sales-head")
    later = on_day(home, LATER)
    assert follow_up(later, newest_snapshot(later))["outcomes"] == 1
    came = outcomes(later)[-1]
    assert came.verdict in verdicts
    assert set(came.content["effect"]["controls"]) == {"関東", "中部", "九州", "東北"}
    case = kept_cases(later)[0]
    assert case.content["worked"] in worked
    assert cost_of(case.content) == cost_of(made.terms) == Cost(3.0, 200_000.0)
    facts = outcome_facts(came.content, catalog_of(later).metrics["revenue"])
    assert facts["total"].value == pytest.approx(facts["effect"].value * 8, rel=0.01)
    assert follow_up(later, newest_snapshot(later))["outcomes"] == 0
    record = next(one for one in proposal_records(later) if one.decision)
    assert (record.decision, record.verdict, record.decided) == ("accepted", came.verdict, made.day)
    cards = report(later, person(later, "ceo"))
    assert (cards[""].adoption.k, cards[""].adoption.n) == (1, 1)
    assert cards[""].adoption.share is None
    taught = lessons(later, person(later, "sales-head"), LATER + dt.timedelta(days=1))
    assert [one.id for one in taught.cases] == [case.id]
    assert lessons(later, person(later, "hr-head"), LATER).cases == ()
    assert look(later, kept)["findings"]
    assert broken_event(later) is None


def test_what_was_rejected_is_measured_too_and_rests_ninety_days(home, later_rows):
    kept = keep_incident(home, incident())
    first = look(home, kept)["ja"]["proposals"][0]
    made = settle_on(home, kept, "reject")
    assert actions(home) == []
    again = look(home, kept)["ja"]["proposals"]
    resting = next(one for one in again if one["code"] == first["code"])
    assert resting["rests"]
    assert resting["until"]
    assert again[-1]["code"] == first["code"]
    for days, rests in ((89, True), (90, False)):
        then = look(on_day(home, made.day + dt.timedelta(days=days)), kept)["ja"]["proposals"]
        assert any(one["code"] == first["code"] and one["rests"] for one in then) == rests
    load(home, later_rows(0.0), "orders", by="sales-head")
    later = on_day(home, LATER)
    follow_up(later, newest_snapshot(later))
    came = outcomes(later, subject=f"decision/{made.number}")[-1]
    assert came.content["aftermath"] in ("recovered", "persisted", "worsened", "undecided")
    case = kept_cases(later)[0].content
    assert (case["worked"], case["aftermath"]) == (None, came.content["aftermath"])
    told = outcome_sentences(came.content, catalog_of(later).metrics["revenue"], "ja")[0].text
    assert "施策" not in told
    assert verdict_words(came.content, "ja")[0] in ("回復", "変わらず", "悪化", "判定不能")


def test_undoing_a_load_marks_what_rested_on_it_and_deletes_nothing(home, later_rows):
    kept = keep_incident(home, incident())
    follow_up(home, newest_snapshot(home))
    content = look(home, kept)
    settle_on(home, kept, "accept")
    begin(home)
    brought = load(home, later_rows(0.6), "orders", by="sales-head")
    later = on_day(home, LATER)
    follow_up(later, newest_snapshot(later))
    case = kept_cases(later)[0]
    records = [("card", content), ("outcome", outcomes(later)[-1].content), ("case", case.content)]
    assert lapses(later, records) == {}
    undo(later, brought.load_id, by="sales-head")
    assert set(lapses(later, records)) == {"outcome", "case"}
    assert lapses(later, records)["case"].loads == (brought.load_id,)
    undo(later, history(later)[-1].load_id, by="sales-head")
    assert set(lapses(later, records)) == {"card", "outcome", "case"}
    assert set(lapses(later, records, at=dt.datetime.fromisoformat("2020-01-01"))) == set()
    assert len(kept_cases(later)) == len(decisions(later)) == len(shown_cards(later)) == 1


def test_corrected_rows_refute_every_cause_but_faulty_data(home, tmp_path):
    kept = keep_incident(home, incident())
    follow_up(home, newest_snapshot(home))
    causes = [one["cause"] for one in look(home, kept)["ja"]["hypotheses"]]
    assert follow_up(home, newest_snapshot(home))["hypotheses"] == 0
    lost = [line for line in rows_of(0.0) if FALL <= dt.date.fromisoformat(line[:10]) < TODAY and "関西" in line]
    load(home, write_rows(tmp_path / "found.csv", [f"{line}.0" for line in lost[:9]]), "orders", by="sales-head")
    assert follow_up(home, newest_snapshot(home))["hypotheses"] == len(causes)
    found = {one.cause: one.verdict for one in hypothesis_tests(home, kept.id)}
    assert found == {cause: "supported" if cause == "data_quality" else "refuted" for cause in causes}


def test_a_quiet_later_load_leaves_hypotheses_untested(home, later_rows):
    kept = keep_incident(home, incident())
    follow_up(home, newest_snapshot(home))
    look(home, kept)
    load(home, later_rows(0.0), "orders", by="sales-head")
    follow_up(home, newest_snapshot(home))
    assert {one.verdict for one in hypothesis_tests(home, kept.id)} <= {"untested", "supported"}


def test_what_rests_on_a_load_is_named_before_it_is_undone(home):
    kept = keep_incident(home, incident())
    follow_up(home, newest_snapshot(home))
    look(home, kept)
    load_id, who = history(home)[0].load_id, person(home, "sales-head")
    found = resting_on(home, load_id, who)
    waiting = {one.code for one in shown_proposals(home)}
    assert [one.kind for one in found].count("proposal") == len(waiting)
    assert [(one.kind, one.id, one.metric) for one in found][:1] == [("card", kept.id, kept.metric)]
    made = settle_on(home, kept, "accept")
    found = {one.kind: one for one in resting_on(home, load_id, who)}
    assert set(found) == {"card", "proposal", "decision", "action"}
    assert found["decision"].id == str(made.number)
    assert found["action"].id == actions(home)[0].id
    assert found["decision"].name.en in {one.content["text"]["en"] for one in shown_proposals(home)}
    assert resting_on(home, load_id, person(home, "hr-head")) == ()
    assert resting_on(home, "another", who) == ()
