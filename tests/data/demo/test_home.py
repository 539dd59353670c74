"""A home with the example company: its loads, their people and times, targets, and roll-ups. Prints what it took."""

from __future__ import annotations

import datetime as dt
import time

import pytest

from data.demo.home import past
from data.demo.listing import SEED, TODAY
from data.demo.loads import TABLES
from data.home import Home
from data.lake import history, watermarks
from data.lake import newest_snapshot as newest
from data.making import make_home
from data.tables import rollups_of_home
from data.warehouse import read_engine


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    begun = time.perf_counter()
    made = make_home(tmp_path_factory.mktemp("example") / "home", demo=True, today=TODAY, seed=SEED)
    print(f"\nexample company: {made.rows:,} rows in {made.loads} loads, {time.perf_counter() - begun:.1f} s")
    return made.home


def scalar(home: Home, sql: str) -> float:
    return float(read_engine(home).fetch(sql).iloc[0, 0])


def test_settings_name_the_company_and_its_days_off(home: Home) -> None:
    assert home.settings.company_name == "彩玄精工株式会社"
    assert dt.date(2026, 12, 29) in home.settings.company_days
    assert home.today() == TODAY


def test_heads_loaded_their_own_tables_before_now(home: Home) -> None:
    loads = history(home)
    assert {load.table for load in loads} == {*TABLES, "targets"}
    for load in loads:
        assert load.state == "active"
        assert load.rows > 0
        assert load.at.date() <= TODAY
        department = TABLES.get(load.table, "company")
        assert load.by == ("ceo" if department == "company" else f"{department}-head")


def test_every_row_belongs_to_a_load_and_a_department(home: Home) -> None:
    for table in TABLES:
        loads = {load.load_id: load.rows for load in history(home, table)}
        found = read_engine(home).fetch(f"SELECT _load_id, count(*) AS n FROM lake.main.{table} GROUP BY 1")
        assert dict(zip(found["_load_id"], found["n"], strict=True)) == loads, table
        assert scalar(home, f"SELECT count(*) FROM lake.main.{table} WHERE _department IS NULL") == 0


def test_data_reach_up_to_today(home: Home) -> None:
    marks = watermarks(home, newest(home))
    for table in ("orders", "ads", "lots", "roster", "changes", "expenses"):
        assert marks[table] == TODAY, table


def test_rollups_hold_what_their_tables_do(home: Home) -> None:
    for rollup in rollups_of_home(home).values():
        rows, whole = (scalar(home, f"SELECT count(*) FROM lake.main.{name}") for name in (rollup.name, rollup.table))
        print(f"{rollup.name}: {rows:,.0f} of {whole:,.0f} rows")
        assert rows < whole / 2.5, rollup.name
        for measure, expression in rollup.measures.items():
            total = scalar(home, f"SELECT sum({measure}) FROM lake.main.{rollup.name}")
            expected = scalar(home, f"SELECT {expression} FROM lake.main.{rollup.table}")
            assert total == pytest.approx(expected, rel=1e-12), (rollup.name, measure)


def test_targets_cover_every_month_of_three_years(home: Home) -> None:
    found = read_engine(home).fetch(
        "SELECT metric, count(DISTINCT month) AS months, min(month) AS first, max(month) AS last,"
        " count(region) AS regional, count(*) AS n FROM lake.main.targets GROUP BY metric"
    )
    assert (found["months"] == 36).all()
    assert (found["first"].astype(str).str[:10] == "2024-04-01").all()
    assert (found["last"].astype(str).str[:10] == "2027-03-01").all()
    by_region = set(found.loc[found["regional"] == found["n"], "metric"])
    assert by_region == {"revenue", "gross_profit", "cost_of_sales", "orders"}
    assert set(found.loc[found["regional"] == 0, "metric"]) == set(found["metric"]) - by_region


def test_some_months_reach_the_plan_and_some_do_not(home: Home) -> None:
    reached = scalar(
        home,
        "SELECT avg((a.amount >= t.plan)::INTEGER)"
        " FROM (SELECT date_trunc('month', ordered_on) AS month, sum(amount) AS amount"
        " FROM lake.main.orders GROUP BY 1) AS a"
        " JOIN (SELECT month, sum(value) AS plan FROM lake.main.targets"
        f" WHERE metric = 'revenue' GROUP BY 1) AS t USING (month) WHERE a.month < DATE '{TODAY.replace(day=1)}'",
    )
    assert 0.15 < reached < 0.85


def test_no_file_comes_later_than_now(home):
    now = home.now()
    tonight = now.replace(hour=23, minute=59, second=59)
    assert now <= past(home, tonight) <= home.now()
    yesterday = tonight - dt.timedelta(days=1)
    assert past(home, yesterday) == yesterday
