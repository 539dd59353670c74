"""The background job: what a command line has looked at already is not looked at again, and the rest is done."""

from __future__ import annotations

from data.incident_store import replays, stored_points
from data.lake import load
from insights import jobs
from tests.insights.loop.conftest import incident, keep_incident, on_day
from tests.insights.loop.test_loop import LATER


def test_a_state_whose_incidents_are_stored_is_replayed_all_the_same(home, later_rows):
    load(home, later_rows(0.0), "orders", by="sales-head")
    home = on_day(home, LATER)
    keep_incident(home, incident())
    assert not replays(home)
    jobs.ensure(home)
    assert jobs.wait(home, 120) == "done"
    assert replays(home, "forecast")
    assert stored_points(home)[2] == []  # the run that was there already
