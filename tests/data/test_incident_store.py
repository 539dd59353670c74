"""Incidents in the ledger, SQLite and PostgreSQL: kept under ids that last, answered, never lost by a new run."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
import sqlalchemy as sa

from data.errors import Refusal
from data.events import broken_event, events
from data.incident_store import (
    Kept,
    estimates,
    give_estimate,
    has_run,
    replies,
    reply,
    store_run,
    stored_incident,
    stored_incidents,
    stored_points,
)
from data.ledger_database import ledger_engine
from data.people import person

DAY = dt.date(2026, 11, 24)
FOUND = Kept("a1", "revenue", "sales", "week", (("region", "関西"),), dt.date(2026, 11, 2), DAY, {"actual": 1.5})


@pytest.fixture
def home(any_ledger):
    return any_ledger


def test_an_incident_stays_when_a_later_run_does_not_find_it(home):
    store_run(home, 3, DAY, [FOUND, replace(FOUND, id="b2", department="hr")], [["revenue", 1.0]])
    store_run(home, 4, DAY, [replace(FOUND, detail={"actual": 2.5})], [])
    kept = {each.id: each for each in stored_incidents(home)}
    assert (kept["a1"].current, kept["b2"].current) == (True, False)
    assert (kept["a1"].first_snapshot, kept["a1"].snapshot, kept["a1"].detail) == (3, 4, {"actual": 2.5})
    assert [each.id for each in stored_incidents(home, ["hr"])] == ["b2"]
    assert has_run(home, 4, DAY)
    assert stored_points(home)[:2] == (4, DAY)


def test_a_reply_stands_beside_its_incident_and_in_the_chain(home):
    store_run(home, 3, DAY, [FOUND], [])
    reply(home, person(home, "sales-head"), "a1", " 大口の失注による ")
    assert [(each.person, each.text) for each in replies(home, "a1")] == [("sales-head", "大口の失注による")]
    assert broken_event(home) is None
    for who, text in (("hr-head", "x"), ("sales-head", " ")):
        with pytest.raises(Refusal):
            reply(home, person(home, who), "a1", text)
    assert len(replies(home, "a1")) == 1


def test_a_reply_and_an_estimate_are_written_with_their_event_or_not_at_all(home):
    store_run(home, 3, DAY, [FOUND], [])
    head = person(home, "sales-head")
    give_estimate(home, head, "sales", "revenue", "2026-11", 5.0)
    reply(home, head, "a1", "x")
    assert [event.verb for event in events(home)][-2:] == ["estimate", "reply"]
    with ledger_engine(home).begin() as connection:
        connection.execute(sa.text("DROP TABLE events"))
    for write in (
        lambda: reply(home, head, "a1", "y"),
        lambda: give_estimate(home, head, "sales", "revenue", "2026-11", 6.0),
    ):
        with pytest.raises(sa.exc.DBAPIError):
            write()
    assert [each.text for each in replies(home, "a1")] == ["x"]
    assert [each.value for each in estimates(home, "revenue")] == [5.0]


def test_an_unknown_incident_is_named(home):
    store_run(home, 3, DAY, [FOUND], [])
    with pytest.raises(Refusal) as refusal:
        stored_incident(home, "a2")
    assert "a1" in refusal.value.hint.en
