"""Undo: every mode restored row by row, refusals where a later load covers, and agreement with a plain model."""

from __future__ import annotations

import contextlib
import dataclasses
import random

import pytest

from data.errors import Refusal
from data.lake import history, load, newest_snapshot, undo
from data.ledger import events
from data.warehouse import read_engine

HEADER = "ordered_on,order_id,region,quantity,amount"
FIRST = (
    "2026-04-01,1,東京,1,10",
    "2026-04-01,1,東京,1,10",
    "2026-04-09,2,大阪,,20",
    "2026-05-01,3,東京,1,30",
    ",4,京都,1,40",
)
SECOND = ("2026-04-05,9,東京,1,90",)


@pytest.fixture
def state(rows):
    """All rows and both roll-ups, as they are now."""

    def now() -> list[object]:
        kept = [row for row in rows("orders_by_region") if row[4]]
        return [rows("orders"), kept]

    return now


@pytest.mark.parametrize("mode", ["append", "replace-period", "replace"])
def test_undo_restores_every_row_and_every_roll_up(home, write_csv, state, mode):
    load(home, write_csv("a.csv", HEADER, *FIRST), "orders")
    before = state()
    second = load(home, write_csv("b.csv", HEADER, *SECOND), "orders", mode=mode, by="sales-head")
    assert state() != before
    undone = undo(home, second.load_id, by="sales-head")
    assert state() == before
    assert (undone.removed, undone.restored) == (1, second.replaced)
    assert [each.state for each in history(home)] == ["undone", "active"]
    event = events(home)[-1]
    assert (event.verb, event.object, event.person) == ("undo", second.load_id, "sales-head")


def test_a_dry_run_says_what_it_would_touch_and_touches_nothing(home, write_csv, state):
    load(home, write_csv("a.csv", HEADER, *FIRST), "orders")
    second = load(home, write_csv("b.csv", HEADER, *SECOND), "orders", mode="replace-period")
    before, snapshot = state(), newest_snapshot(home)
    said = undo(home, second.load_id, dry_run=True)
    assert (said.table, said.removed, said.restored, said.dry_run) == ("orders", 1, 3, True)
    assert (str(said.first), str(said.last), said.departments) == ("2026-04-01", "2026-04-09", ("sales",))
    assert (state(), newest_snapshot(home)) == (before, snapshot)
    assert history(home)[0].state == "active"
    done = undo(home, second.load_id)
    assert dataclasses.replace(done, dry_run=True, snapshot=None) == said


def test_an_undone_file_may_be_loaded_again_but_not_undone_again(home, write_csv, state):
    path = write_csv("a.csv", HEADER, *FIRST)
    first = load(home, path, "orders")
    undo(home, first.load_id)
    with pytest.raises(Refusal) as refusal:
        undo(home, first.load_id)
    assert refusal.value.code == "already_undone"
    again = load(home, path, "orders")
    assert again.load_id != first.load_id
    assert len(state()[0]) == 5


def test_an_unknown_load_is_refused_with_the_nearest(home, write_csv):
    done = load(home, write_csv("a.csv", HEADER, *FIRST), "orders")
    with pytest.raises(Refusal) as refusal:
        undo(home, done.load_id[:-1])
    assert (refusal.value.code, done.load_id in refusal.value.hint.en) == ("unknown_load", True)


def test_rows_that_a_later_load_replaced_can_not_be_undone_first(home, write_csv, state):
    first = load(home, write_csv("a.csv", HEADER, *FIRST), "orders")
    second = load(home, write_csv("b.csv", HEADER, *SECOND), "orders", mode="replace-period")
    before = state()
    with pytest.raises(Refusal, match=second.load_id) as refusal:
        undo(home, first.load_id)
    assert refusal.value.code == "covered_by_later_load"
    assert state() == before
    undo(home, second.load_id)
    undo(home, first.load_id)
    assert state() == [[], []]


def test_a_later_load_of_rows_that_would_come_back_covers_them(home, write_csv, state):
    load(home, write_csv("a.csv", HEADER, *FIRST), "orders")
    emptied = load(home, write_csv("b.csv", HEADER, "2026-06-01,9,x,1,1"), "orders", mode="replace")
    april = load(home, write_csv("c.csv", HEADER, *SECOND), "orders", mode="replace-period")
    with pytest.raises(Refusal, match=april.load_id):
        undo(home, emptied.load_id)
    undo(home, april.load_id)
    undo(home, emptied.load_id)
    assert len(state()[0]) == 5


def test_other_months_departments_and_appends_do_not_cover(home, write_csv, rows):
    header = "visited_at,pages"
    load(home, write_csv("a.csv", header, "2026-04-01,1"), "visits", department="sales")
    second = load(home, write_csv("b.csv", header, "2026-04-02,2"), "visits", department="sales", mode="replace-period")
    load(home, write_csv("c.csv", header, "2026-04-02,3"), "visits", department="hr", mode="replace-period")
    load(home, write_csv("d.csv", header, "2026-05-02,4"), "visits", department="sales", mode="replace-period")
    load(home, write_csv("e.csv", header, "2026-04-02,5"), "visits", department="sales")
    undo(home, second.load_id)
    assert sorted(row[1] for row in rows("visits")) == [1, 3, 4, 5]


def test_only_who_may_write_a_department_may_undo_its_loads(home, write_csv):
    done = load(home, write_csv("a.csv", HEADER, *FIRST), "orders", by="sales-head")
    for person in ("hr-head", "viewer", "promoter"):
        with pytest.raises(Refusal) as refusal:
            undo(home, done.load_id, by=person)
        assert refusal.value.code == "not_allowed"
    undo(home, done.load_id, by="sales-head")


def test_any_order_of_loads_and_undos_leaves_what_a_plain_model_leaves(home, write_csv, rows):
    """The model: the rows of each load kept in a list; an undo replays all others from the start."""
    chance = random.Random(7)  # a test's dice
    done: list[tuple[str, str, list[tuple[int, int]]]] = []
    for number in range(14):
        mode = chance.choice(["append", "append", "replace-period", "replace"])
        new = [(chance.randint(1, 3), number * 100 + at) for at in range(chance.randint(1, 3))]
        lines = [f"2026-0{month}-1{chance.randint(0, 9)},{number},x,1,{value}" for month, value in new]
        loaded = load(home, write_csv(f"{number}.csv", HEADER, *lines), "orders", mode=mode)
        done.append((loaded.load_id, mode, new))
        if chance.random() < 0.6:
            victim = chance.choice(done)
            with contextlib.suppress(Refusal):
                undo(home, victim[0])
                done.remove(victim)
        assert sorted(int(row[4]) for row in rows("orders")) == sorted(value for _, value in replay(done))
        totals = read_engine(home).fetch_rows("SELECT sum(amount), sum(row_count) FROM lake.main.orders_by_region")[0]
        held = replay(done)
        assert (totals[0] or 0, totals[1] or 0) == (sum(value for _, value in held), len(held))


def replay(loads: list[tuple[str, str, list[tuple[int, int]]]]) -> list[tuple[int, int]]:
    held: list[tuple[int, int]] = []
    for _, mode, new in loads:
        if mode == "replace":
            held = []
        if mode == "replace-period":
            held = [row for row in held if row[0] not in {month for month, _ in new}]
        held += new
    return held
