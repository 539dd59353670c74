"""What a window could tell, said before acceptance: as prepared by the job, and the same where it is computed."""

from __future__ import annotations

import datetime as dt

import pytest

from data.actions import outcomes
from data.lake import load, newest_snapshot
from data.shown import store_topics, stored_topics
from insights.effect.planning import LENGTHS as TRIED
from insights.loop.following import follow_up
from insights.loop.foreseeing import KEY, Foresight, Matter, foreseen, foresight, untreated
from insights.loop.terms import LENGTHS, WAIT, windows
from metrics.calendar import calendar_of
from tests.insights.loop.conftest import FALL, TODAY, WHERE, incident, keep_incident, on_day
from tests.insights.loop.test_loop import LATER
from tests.insights.loop.walking import begin, look, settle_on

DUE = TODAY + WAIT


def ahead(home, due=DUE, incident="", place=WHERE):
    end = dt.date(2026, 6, 7)
    return foresight(home, newest_snapshot(home), Matter("revenue", place, "week", (FALL, end)), due, incident)


def test_the_lengths_offered_are_those_that_are_tried():
    assert LENGTHS == TRIED


def test_the_job_prepares_what_the_dialog_would_compute(home):
    kept = keep_incident(home, incident())
    done = follow_up(home, newest_snapshot(home))
    assert done["foresight"] == 1
    assert follow_up(home, newest_snapshot(home))["foresight"] == 0
    calls = foreseen.cache_info().misses
    prepared = ahead(home, incident=kept.id)
    assert foreseen.cache_info().misses == calls
    assert prepared == ahead(home)
    assert list(prepared.sizes) == windows(calendar_of(home.settings), "week", DUE, LENGTHS["week"])
    assert ahead(home, DUE + dt.timedelta(days=60), kept.id) != prepared


def test_a_topic_of_an_older_state_says_nothing_of_what_could_be_told(home, later_rows):
    kept = keep_incident(home, incident())
    snapshot = newest_snapshot(home)
    follow_up(home, snapshot)
    topic = stored_topics(home, snapshot, [kept.id])[kept.id]
    store_topics(home, snapshot, {kept.id: topic | {KEY: []}})
    load(home, later_rows(0.0), "orders", by="sales-head")
    assert ahead(on_day(home, LATER), LATER + WAIT, kept.id).n_before > 110


def test_the_shortest_length_that_is_enough_is_named(home):
    found = ahead(home)
    sizes = list(found.sizes.values())
    assert all(0.005 < size < 0.3 for size in sizes)
    assert found.enough_for(1.0) == next(iter(found.sizes))
    assert found.enough_for(min(sizes) / 2) is None
    assert found.enough_for(None) is None
    assert set(found.controls) == {"関東", "中部", "九州", "東北"}
    assert Foresight(dict.fromkeys(found.sizes), 3, ()).enough_for(0.5) is None


def test_a_place_where_something_is_done_is_not_compared_with(home):
    kept = keep_incident(home, incident())
    look(home, kept)
    settle_on(home, kept, "accept")
    begin(home)
    other = (("region", "中部"),)
    found = ahead(home, place=other)
    assert set(untreated(home, "revenue", other, found)) == {"関東", "九州", "東北"}
    assert "関西" in untreated(home, "orders", other, found)
    assert untreated(home, "revenue", (), found) == ()


def test_what_was_said_to_be_told_is_told_by_the_measure(home, later_rows):
    """The size promised before is that which the outcome says, but for what the controls add."""
    kept = keep_incident(home, incident())
    promised = next(iter(ahead(home).sizes.values()))
    look(home, kept)
    settle_on(home, kept, "accept")
    begin(home)
    load(home, later_rows(0.6), "orders", by="sales-head")
    later = on_day(home, LATER)
    follow_up(later, newest_snapshot(later))
    measured = outcomes(later)[-1].content["effect"]["detectable"]
    assert measured == pytest.approx(promised, rel=0.9)


def test_nothing_is_foreseen_of_what_is_not_in(home):
    nowhere = ahead(home, place=(("region", "北海道"),))
    assert (set(nowhere.sizes.values()), nowhere.n_before, nowhere.controls) == ({None}, 0, ())
