# ruff: noqa: DTZ001 - the lake keeps times naive, on the company's clock
"""Snapshots: the newest, as of a moment, what each holds; watermarks, changes, and roll-ups declared otherwise."""

from __future__ import annotations

import datetime as dt
import time
from zoneinfo import ZoneInfo

import pytest

from data.errors import Refusal
from data.lake import (
    changes,
    lake_tables,
    load,
    load_query,
    newest_snapshot,
    resolve_snapshot,
    rows_origin,
    undo,
    watermarks,
    write,
)
from data.warehouse import read_engine

HEADER = "ordered_on,order_id,region,quantity,amount"


@pytest.fixture
def two_loads(home, write_csv):
    first = load(home, write_csv("a.csv", HEADER, "2026-04-01,1,東京,1,10"), "orders")
    time.sleep(0.01)
    between = dt.datetime.now(ZoneInfo("Asia/Tokyo"))
    time.sleep(0.01)
    second = load(home, write_csv("b.csv", HEADER, "2026-05-02,2,大阪,2,20"), "orders", by="sales-head")
    return first, between, second


def test_a_moment_between_two_loads_is_the_first_ones_snapshot(home, two_loads):
    first, between, second = two_loads
    naive = between.replace(tzinfo=None).isoformat()
    assert resolve_snapshot(home, naive) == first.snapshot
    assert resolve_snapshot(home, between.astimezone(dt.UTC).isoformat()) == first.snapshot
    assert resolve_snapshot(home, between.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")) == first.snapshot
    assert resolve_snapshot(home, str(between.date() + dt.timedelta(days=1))) == second.snapshot
    assert resolve_snapshot(home) == resolve_snapshot(home, second.snapshot) == second.snapshot
    assert resolve_snapshot(home, str(first.snapshot)) == first.snapshot
    held = read_engine(home).fetch_rows(f"SELECT count(*) FROM lake.main.orders AT (VERSION => {first.snapshot})")
    assert held == [(1,)]


@pytest.mark.parametrize("asof", ["99", 99, -1, "10" * 30, "2001-01-01", "2026-13-01", "yesterday", ""])
def test_a_snapshot_that_never_was_is_refused(home, asof):
    with pytest.raises(Refusal) as refusal:
        resolve_snapshot(home, asof)
    assert refusal.value.code in {"unknown_snapshot", "bad_moment"}


def test_a_load_dated_back_stands_for_its_moment(home):
    def work(transaction):
        return load_query(transaction, "things", "SELECT 1 AS n", file_label="old.csv")

    past = write(home, work, message="past", at=dt.datetime(2026, 1, 31, 18, 0))
    assert resolve_snapshot(home, "2026-01-31") == past.snapshot
    assert resolve_snapshot(home, "2026-01-31T18:00") == past.snapshot
    with pytest.raises(Refusal):
        resolve_snapshot(home, "2026-01-31T17:59")


def test_tables_are_those_of_the_snapshot_system_columns_last(home, two_loads, write_csv):
    first, _, _ = two_loads
    load(home, write_csv("v.csv", "visited_at,pages", "2026-04-01,1"), "visits")
    assert set(lake_tables(home, first.snapshot)) == {"orders", "orders_by_region"}
    now = lake_tables(home, newest_snapshot(home))
    assert now["orders"] == ["ordered_on", "order_id", "region", "quantity", "amount", "_department", "_load_id"]
    assert now["orders_by_region"] == ["ordered_on", "region", "amount", "quantity", "row_count", "_department"]
    assert "visits" in now
    assert lake_tables(home, 0) == {}


def test_watermarks_are_the_last_days_as_of_a_snapshot(home, two_loads, write_csv):
    first, _, second = two_loads
    load(home, write_csv("v.csv", "visited_at,pages", "2026-07-01 23:59,1"), "visits")
    load(home, write_csv("n.csv", "name", "x"), "names")
    assert watermarks(home, first.snapshot) == {"orders": dt.date(2026, 4, 1)}
    assert watermarks(home, second.snapshot) == {"orders": dt.date(2026, 5, 2)}
    assert watermarks(home, newest_snapshot(home)) == {"orders": dt.date(2026, 5, 2), "visits": dt.date(2026, 7, 1)}


def test_a_watermark_falls_with_the_rows_that_it_was_of(home, write_csv):
    load(home, write_csv("a.csv", "visited_on,pages,paid", "2026-04-01,1,1", "2026-06-30,1,1"), "us_visits")
    late = load(home, write_csv("b.csv", "visited_on,pages,paid", "2026-07-01,1,1"), "us_visits")
    undo(home, late.load_id)
    assert watermarks(home, newest_snapshot(home)) == {"us_visits": dt.date(2026, 6, 30)}
    load(home, write_csv("c.csv", "visited_on,pages,paid", "2026-06-02,1,1"), "us_visits", mode="replace-period")
    assert watermarks(home, newest_snapshot(home)) == {"us_visits": dt.date(2026, 6, 2)}


def test_changes_are_the_loads_and_undos_since_a_snapshot(home, two_loads):
    first, _, second = two_loads
    assert changes(home, second.snapshot) == []
    assert [each.load_id for each in changes(home, first.snapshot)] == [second.load_id]
    undo(home, first.load_id)
    found = changes(home, second.snapshot)
    assert [(each.load_id, each.state, each.undone_by) for each in found] == [(first.load_id, "undone", "owner")]
    assert rows_origin(home, second.load_id).by == "sales-head"


def test_a_roll_up_declared_otherwise_is_hidden_until_it_is_made_anew(home, two_loads, write_csv, rows):
    path = home.path / "definitions" / "sales.yaml"
    said = path.read_text(encoding="utf-8")
    path.write_text(said.replace("amount: SUM(amount)", "amount: SUM(amount * 2)"), encoding="utf-8")
    assert "orders_by_region" not in lake_tables(home, newest_snapshot(home))
    load(home, write_csv("c.csv", HEADER, "2026-06-01,3,京都,1,5"), "orders")
    assert "orders_by_region" in lake_tables(home, newest_snapshot(home))
    assert sorted(row[3] for row in rows("orders_by_region")) == [10.0, 20.0, 40.0]
    assert "orders_by_region" not in lake_tables(home, two_loads[2].snapshot)


@pytest.mark.parametrize(
    "measure",
    [
        "SUM(amount) FROM x",
        "read_text('/etc/passwd')",
        "SUM((SELECT 1))",
        "SUM(salary)",
        "getenv('HOME')",
        "amount; DROP",
    ],
)
def test_a_measure_that_says_more_than_it_may_is_refused(home, write_csv, measure):
    path = home.path / "definitions" / "sales.yaml"
    said = path.read_text(encoding="utf-8")
    path.write_text(said.replace("amount: SUM(amount)", f'amount: "{measure}"'), encoding="utf-8")
    with pytest.raises(Refusal) as refusal:
        load(home, write_csv("a.csv", HEADER, "2026-04-01,1,東京,1,10"), "orders")
    assert refusal.value.code == "definition_invalid"
    assert newest_snapshot(home) == 0


def test_rows_of_kpi_tables_are_in_parquet_only(home, two_loads):
    files = list((home.files / "main" / "orders").glob("*.parquet"))
    assert len(files) == 2
    inlined = read_engine(home).fetch_rows("SELECT data_file FROM ducklake_list_files('lake', 'orders')")
    assert len(inlined) == 2
