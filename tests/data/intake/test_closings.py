"""Closed periods: asked about, marked, and closed only by who decides there."""

from __future__ import annotations

import datetime as dt

import pytest

from data.errors import Refusal
from data.intake import close_period, closings, commit, is_closed, open_period, plan, understand
from data.lake import How, history, load, newest_snapshot, undo
from data.ledger import events

APRIL, MAY = dt.date(2026, 4, 1), dt.date(2026, 5, 1)
HEADER = "請求日,請求番号,地域,金額"


@pytest.mark.parametrize("closed", ["billing", "sales"])
@pytest.mark.parametrize("mode", ["append", "replace-period", "replace"])
def test_a_load_into_a_closed_month_is_refused_unless_confirmed_and_then_marked(billing, write_office, closed, mode):
    load(billing, write_office("a.csv", HEADER, "2026/4/1,a,東京,1"), "billing")
    close_period(billing, closed, dt.date(2026, 4, 20), "sales-head")
    assert is_closed(billing, "billing", APRIL)
    assert not is_closed(billing, "billing", MAY)
    day = "2026/5/2" if mode == "replace" else "2026/4/2"
    path = write_office("b.csv", HEADER, f"{day},b,東京,2")
    before = newest_snapshot(billing)
    with pytest.raises(Refusal, match="2026-04 of 'billing' is closed"):
        load(billing, path, "billing", mode=mode)
    assert newest_snapshot(billing) == before
    found = understand(billing, path.read_bytes(), "b.csv")
    made = plan(billing, found, found.mapping, "billing", mode)
    assert (made.closed, made.ready) == ((APRIL,), False)
    with pytest.raises(Refusal) as refusal:
        commit(billing, made)
    assert refusal.value.code == "closed_period"
    done = load(billing, path, "billing", mode=mode, how=How(into_closed=True))
    assert history(billing)[0].closed == done.closed == (APRIL,)


def test_other_months_other_departments_and_reopened_months_are_free(billing, write_office, write_csv):
    close_period(billing, "billing", APRIL, "sales-head")
    load(billing, write_office("may.csv", HEADER, "2026/5/1,a,東京,1"), "billing")
    load(billing, write_csv("v.csv", "visited_at,pages", "2026-04-01,1"), "visits", department="sales")
    open_period(billing, "billing", APRIL, "sales-head")
    assert load(billing, write_office("april.csv", HEADER, "2026/4/1,b,東京,1"), "billing").closed == ()
    assert closings(billing) == []
    with pytest.raises(Refusal, match="not closed"):
        open_period(billing, "billing", APRIL)


def test_only_who_decides_for_a_department_closes_its_months(billing):
    for who in ("viewer", "hr-head"):
        with pytest.raises(Refusal) as refusal:
            close_period(billing, "billing", APRIL, who)
        assert refusal.value.code == "not_allowed"
    with pytest.raises(Refusal) as refusal:
        close_period(billing, "bilingl", APRIL)
    assert "billing" in refusal.value.hint.en


@pytest.mark.parametrize("mode", ["append", "replace-period", "replace"])
def test_an_undo_that_changes_a_closed_month_is_refused_unless_confirmed_and_then_marked(billing, write_office, mode):
    load(billing, write_office("a.csv", HEADER, "2026/4/1,a,東京,1"), "billing")
    day = "2026/5/2" if mode == "replace" else "2026/4/2"
    done = load(billing, write_office("b.csv", HEADER, f"{day},b,東京,2"), "billing", mode=mode)
    close_period(billing, "billing", APRIL, "sales-head")
    before = newest_snapshot(billing)
    with pytest.raises(Refusal) as refusal:
        undo(billing, done.load_id)
    assert (refusal.value.code, newest_snapshot(billing)) == ("closed_period", before)
    assert undo(billing, done.load_id, dry_run=True).closed == (APRIL,)
    assert undo(billing, done.load_id, into_closed=True).closed == (APRIL,)
    assert (history(billing)[0].closed, history(billing)[0].undone_closed) == ((), (APRIL,))
    assert events(billing, verb="undo")[-1].detail["closed"] == ["2026-04-01"]


def test_an_undo_beside_closed_months_is_free(billing, write_office):
    done = load(billing, write_office("may.csv", HEADER, "2026/5/1,a,東京,1"), "billing")
    close_period(billing, "billing", APRIL, "sales-head")
    assert undo(billing, done.load_id).closed == ()
