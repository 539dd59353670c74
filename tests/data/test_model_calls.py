"""The ledger's rows of model calls: caps by day and month, completion, judgement, and what is counted."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from data import model_calls
from data.events import broken_event
from data.model_calls import Caps, ModelCall, judge, judged, reserve, settle, spent

CAPS = Caps(100.0, 250.0)
DRAFT = ModelCall(
    "", dt.datetime.fromisoformat("2026-11-24"), "owner", "card", "k", "anthropic", "m", "p", "masked", "{}", 30.0
)


@pytest.fixture
def home(any_ledger):
    """All of it holds on SQLite and on PostgreSQL."""
    return any_ledger


def test_a_call_is_counted_at_its_worst_until_it_is_settled(home):
    call = reserve(home, DRAFT, CAPS)
    assert spent(home) == (30.0, 30.0)
    settle(home, replace(call, yen=2.5, state="answered", answer="\u2028{}"))
    assert spent(home) == (2.5, 2.5)
    assert model_calls.model_calls(home)[0].answer == "\u2028{}"
    assert broken_event(home) is None


def test_no_day_and_no_month_passes_its_cap(home, monkeypatch):
    day = dt.datetime.fromisoformat("2026-11-20T09:00")
    made = 0
    for _ in range(12):
        monkeypatch.setattr(model_calls, "now", lambda _, at=day: at)
        made += reserve(home, DRAFT, CAPS) is not None
        made += reserve(home, DRAFT, CAPS) is not None
        made += reserve(home, DRAFT, CAPS) is not None
        assert reserve(home, DRAFT, CAPS) is None
        assert spent(home)[0] <= 100
        assert spent(home)[1] <= 250
        day += dt.timedelta(days=1)
    assert made == 8 + 3  # eight in November, and the first of December again


def test_many_at_once_do_not_pass_a_cap(home):
    with ThreadPoolExecutor(20) as pool:
        made = list(pool.map(lambda _: reserve(home, DRAFT, CAPS), range(20)))
    assert sum(one is not None for one in made) == 3


def test_a_judgement_is_found_by_its_question(home):
    call = reserve(home, DRAFT, CAPS)
    assert judged(home, "k") is None
    judge(home, call.id, "digit", "refused")
    assert judged(home, "k").validation == "digit"
    assert judged(home, "another") is None
