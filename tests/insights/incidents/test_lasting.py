"""Ids that last: a later run sees the onset a week earlier, and it is still the same incident."""

import datetime as dt
from dataclasses import replace

from data.incident_store import Kept
from insights.incidents.lasting import detail_of, incident_of, with_kept_ids
from insights.incidents.model import CauseCandidate, Incident

ONE = Incident(
    "sold", "sales", "week", (("region", "c"),), dt.date(2026, 4, 6), dt.date(2026, 5, 3), dt.date(2026, 4, 6),
    80.0, 100.0, 90.0, 110.0, 4.0, 3.8, 0.001, "sustained", "sustained_change", False, False,
    causes=(CauseCandidate("volume", 1.0, ("usual",)),), related=("x",),
)  # fmt: skip


def kept(one):
    return Kept(one.id, one.metric, one.department, one.grain, one.place, one.start, one.end, {})


def test_the_same_onset_has_the_same_id():
    assert ONE.id == replace(ONE, end=dt.date(2026, 6, 7), actual=70.0).id
    assert ONE.id != replace(ONE, place=()).id


def test_a_moved_onset_keeps_the_stored_id():
    moved = replace(ONE, start=dt.date(2026, 3, 30))
    assert moved.id != ONE.id
    assert with_kept_ids([moved], [kept(ONE)])[0].id == ONE.id


def test_another_time_is_another_incident():
    later = replace(ONE, start=dt.date(2026, 8, 3), end=dt.date(2026, 8, 30))
    assert with_kept_ids([later], [kept(ONE)])[0].id == later.id


def test_two_incidents_never_share_a_stored_id():
    halves = [replace(ONE, end=dt.date(2026, 4, 12)), replace(ONE, start=dt.date(2026, 4, 20))]
    assert len({one.id for one in with_kept_ids(halves, [kept(ONE)])}) == 2


def test_an_incident_survives_its_json():
    assert incident_of(detail_of(ONE)) == replace(ONE, kept_id=ONE.id)
