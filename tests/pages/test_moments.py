"""Earlier moments: one a snapshot, none twice, the newest left out."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

from data.home import Home
from data.incident_store import Reply
from data.lake import Load
from pages.shared.session import findings, moment

DAY = dt.datetime(2026, 11, 24, 9, 0)  # noqa: DTZ001 - a load's time is the company's wall time
LOAD = Load("a", "orders", 1, 0, 5, "ceo", DAY, "f.csv", "0", "append", "sales", "active")


def test_each_earlier_snapshot_is_offered_once():
    loads = [replace(LOAD, snapshot=7), replace(LOAD, snapshot=5), replace(LOAD, snapshot=5), replace(LOAD, snapshot=3)]
    assert moment.moments(Home(Path("nowhere")), loads, 7) == ["5", "3"]


def test_one_snapshot_leaves_nothing_to_choose():
    assert moment.moments(Home(Path("nowhere")), [LOAD, LOAD], 5) == []


def test_a_page_of_the_past_holds_the_replies_given_by_then():
    first, second = (Reply("x", "ceo", DAY + dt.timedelta(days=days), "…") for days in (0, 2))
    assert findings.given_by([first, second], DAY + dt.timedelta(days=1)) == [first]
    assert findings.given_by([first, second], None) == [first, second]
