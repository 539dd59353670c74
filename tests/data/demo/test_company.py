"""The example company's rows: declared columns, unique keys, coherent numbers, and the same again for the same seed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from itertools import pairwise

import duckdb
import pytest

from data.declarations import DUCKDB_TYPES, declared_tables
from data.demo.company import company_of, make
from data.demo.days import company_days, first_day
from data.demo.listing import SEED, TODAY
from data.demo.loads import TABLES
from data.demo.measures import by_period, prepare
from data.home import SHIPPED_DEFINITIONS

LATER = TODAY + dt.timedelta(days=9)
STILL_OPEN = {"deals": "status <> '進行中' AND closed_on < DATE '{day}'", "shipments": "delivered_on <= DATE '{day}'"}
"""Rows of these two tables are completed later on; those that are complete stay."""


def kept(seed: int, today: dt.date, tables: Iterable[str] = TABLES) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    make(connection, company_of(seed, today))
    for table in tables:
        connection.execute(f"CREATE TEMP TABLE kept_{table} AS FROM demo_{table}")
    return connection


@pytest.fixture(scope="module")
def company() -> duckdb.DuckDBPyConnection:
    connection = kept(SEED, TODAY)
    connection.execute("CREATE OR REPLACE TEMP VIEW demo_orders AS FROM kept_orders")
    prepare(connection)
    return connection


@pytest.fixture(scope="module")
def later() -> duckdb.DuckDBPyConnection:
    return kept(SEED, LATER)


def digest(connection: duckdb.DuckDBPyConnection, table: str, where: str = "true") -> object:
    return connection.execute(f"SELECT count(*), bit_xor(hash(r)) FROM kept_{table} AS r WHERE {where}").fetchone()


def one(connection: duckdb.DuckDBPyConnection, sql: str) -> float:
    row = connection.execute(sql).fetchone()
    assert row is not None
    return float(row[0])


def test_every_declared_table_is_made() -> None:
    assert {*TABLES, "targets"} == set(declared_tables([SHIPPED_DEFINITIONS]))


@pytest.mark.parametrize("table", TABLES)
def test_columns_and_types_are_the_declared_ones(company: duckdb.DuckDBPyConnection, table: str) -> None:
    declared = {
        column.name: DUCKDB_TYPES[column.type] for column in declared_tables([SHIPPED_DEFINITIONS])[table].columns
    }
    made = {row[0]: row[1] for row in company.execute(f"DESCRIBE kept_{table}").fetchall()}
    assert made == declared | {"arrived": "DATE"}


@pytest.mark.parametrize("table", TABLES)
def test_keys_are_unique_and_whole(company: duckdb.DuckDBPyConnection, table: str) -> None:
    key = declared_tables([SHIPPED_DEFINITIONS])[table].key
    rows, distinct = company.execute(
        f"SELECT count(*), count(DISTINCT ({', '.join(key)})) FROM kept_{table}"
    ).fetchone()
    assert rows == distinct > 0
    assert one(company, f"SELECT count(*) FROM kept_{table} WHERE {' IS NULL OR '.join(key)} IS NULL") == 0


@pytest.mark.parametrize("table", TABLES)
def test_same_seed_and_day_give_the_same_rows(
    company: duckdb.DuckDBPyConnection, later: duckdb.DuckDBPyConnection, table: str
) -> None:
    """A later day of the same seed holds the earlier one's rows unchanged."""
    past = f"arrived <= DATE '{TODAY}' AND {STILL_OPEN.get(table, 'true').format(day=TODAY)}"
    assert digest(company, table, past) == digest(later, table, past)
    assert digest(company, table, past)[0] > 0  # type: ignore[index]


def test_another_seed_gives_other_rows(company: duckdb.DuckDBPyConnection) -> None:
    tables = [table for table in TABLES if table != "orders"]
    other = kept(SEED + 1, TODAY, [*tables, "order_cells"])
    company.execute("CREATE TEMP TABLE kept_order_cells AS FROM demo_order_cells")
    for table in (*tables, "order_cells"):
        assert digest(other, table) != digest(company, table), table


def test_about_a_million_order_lines_over_three_fiscal_years(company: duckdb.DuckDBPyConnection) -> None:
    assert first_day(TODAY) == dt.date(2024, 4, 1)
    rows, first, last = company.execute("SELECT count(*), min(ordered_on), max(ordered_on) FROM kept_orders").fetchone()
    assert 900_000 < rows < 1_150_000
    assert (first, last) == (dt.date(2024, 4, 1), TODAY)


def test_cube_of_order_days_is_much_smaller_than_the_lines(company: duckdb.DuckDBPyConnection) -> None:
    cube = one(company, "SELECT count(DISTINCT (ordered_on, region, category, channel)) FROM kept_orders")
    assert cube < one(company, "SELECT count(*) FROM kept_orders") / 10


def test_an_order_has_one_day_region_channel_customer_and_a_first_line(company: duckdb.DuckDBPyConnection) -> None:
    wrong = one(
        company,
        "SELECT count(*) FROM (SELECT order_id FROM kept_orders GROUP BY order_id"
        " HAVING min(ordered_on) <> max(ordered_on) OR min(region) <> max(region) OR min(channel) <> max(channel)"
        " OR min(customer) <> max(customer) OR min(line) <> 1 OR count(*) <> max(line))",
    )
    assert wrong == 0


def test_orders_rest_on_days_off_but_for_the_online_shop(company: duckdb.DuckDBPyConnection) -> None:
    off = [day for day in company_days(2025, 2025) if day.weekday() < 5]
    found = company.execute("SELECT DISTINCT channel FROM kept_orders WHERE ordered_on IN ?", [off]).fetchall()
    assert found == [("オンライン",)]


def test_orders_swell_towards_the_close_of_a_month(company: duckdb.DuckDBPyConnection) -> None:
    tenths = company.execute(
        "SELECT floor(month_done * 10) AS tenth, sum(amount) / count(DISTINCT day) FROM kept_orders"
        " JOIN demo_days ON day = ordered_on WHERE is_working GROUP BY tenth ORDER BY tenth"
    ).fetchall()
    assert 1.5 < tenths[9][1] / tenths[0][1] < 2.3


def test_some_rows_are_late_and_some_reports_are_missing(company: duckdb.DuckDBPyConnection) -> None:
    late = one(company, "SELECT avg((arrived > ordered_on)::INTEGER) FROM kept_orders")
    assert 0.003 < late < 0.01
    lost = one(
        company,
        "SELECT count(*) FROM (SELECT DISTINCT day, channel FROM demo_ads_drawn"
        " EXCEPT SELECT DISTINCT day, channel FROM kept_ads)",
    )
    assert 1 <= lost <= 30


def test_stops_add_up_to_the_minutes_that_lots_lost(company: duckdb.DuckDBPyConnection) -> None:
    lost = one(company, "SELECT sum(planned_minutes - run_minutes) FROM kept_lots")
    assert one(company, "SELECT sum(minutes) FROM kept_stoppages") == lost


def test_headcount_moves_as_people_join_and_leave(company: duckdb.DuckDBPyConnection) -> None:
    """The last day of work counts: who leaves on a day is gone from the next."""
    days = company.execute("SELECT day, sum(headcount) FROM kept_roster GROUP BY day ORDER BY day").fetchall()
    moves = dict(
        company.execute(
            "SELECT CASE kind WHEN '退職' THEN moved_on + 1 ELSE moved_on END AS day,"
            " sum(CASE kind WHEN '退職' THEN -1 ELSE 1 END)"
            " FROM kept_movements GROUP BY day"
        ).fetchall()
    )
    for (_, before), (day, after) in pairwise(days):
        assert after - before == moves.get(day, 0), day


def test_advertising_is_booked_as_spent(company: duckdb.DuckDBPyConnection) -> None:
    spent = one(company, "SELECT sum(spend) FROM kept_ads")
    assert one(company, "SELECT sum(amount) FROM kept_expenses WHERE account = '広告宣伝費'") == spent


def test_nothing_is_known_of_days_after_today(company: duckdb.DuckDBPyConnection) -> None:
    for table, column in (
        ("deals", "closed_on"),
        ("deals", "proposed_on"),
        ("shipments", "delivered_on"),
        ("roster", "day"),
    ):
        assert company.execute(f"SELECT max({column}) FROM kept_{table}").fetchone() <= (TODAY,)
    assert one(company, "SELECT count(*) FROM kept_deals WHERE (status = '進行中') <> (closed_on IS NULL)") == 0


@pytest.mark.parametrize(
    ("kpi", "low", "high"),
    [
        ("revenue", 1.0e9, 1.9e9), ("gross_margin", 0.28, 0.36), ("orders", 9_000, 19_000),
        ("average_order_value", 80_000, 130_000), ("win_rate", 0.22, 0.40), ("sales_cycle", 40, 75),
        ("pipeline", 1.5e9, 3.5e9), ("ctr", 0.008, 0.015), ("cpc", 150, 260), ("leads", 900, 2_200),
        ("cpa", 6_500, 11_000),
        ("roas", 3, 6), ("headcount", 380, 430), ("attrition", 0, 0.35), ("overtime", 12, 28), ("engagement", 60, 75),
        ("defect_rate", 0.010, 0.025), ("yield", 0.95, 0.98), ("availability", 0.87, 0.93), ("performance", 0.84, 0.91),
        ("on_time_delivery", 0.90, 0.98), ("unit_cost", 2_800, 4_200), ("energy_per_unit", 0.6, 0.9),
        ("deployment_frequency", 3.5, 9), ("lead_time_for_changes", 1.5, 3), ("change_failure_rate", 0.02, 0.25),
        ("velocity", 25, 45), ("review_time", 4, 9), ("operating_expenses", 2.7e8, 3.7e8),
    ],
)  # fmt: skip
def test_monthly_kpis_are_plausible(company: duckdb.DuckDBPyConnection, kpi: str, low: float, high: float) -> None:
    months = company.execute(f"SELECT period, value FROM ({by_period(kpi, 'month')}) ORDER BY period").fetchall()[:-1]
    assert len(months) == 31
    assert all(low <= value <= high for _, value in months), months


def test_the_year_ends_in_profit_and_most_months_do(company: duckdb.DuckDBPyConnection) -> None:
    months = company.execute(
        f"SELECT p.period, p.value - e.value AS profit FROM ({by_period('gross_profit', 'month')}) AS p"
        f" JOIN ({by_period('operating_expenses', 'month')}) AS e USING (period) ORDER BY p.period"
    ).fetchall()[:-1]
    profits = [profit for _, profit in months]
    assert 0.8e8 < sum(profits) / len(profits) < 2.0e8
    assert min(profits) > 0


def test_annual_attrition_and_oee_are_those_of_such_a_firm(company: duckdb.DuckDBPyConnection) -> None:
    leavers = one(company, "SELECT count(*) FROM kept_movements WHERE kind = '退職'")
    years = one(company, "SELECT sum(person_years) FROM demo_roster_exposure")
    assert 0.06 < leavers / years < 0.13
    oee = one(
        company,
        "SELECT (sum(run_minutes) / sum(planned_minutes)) * (sum(ideal_minutes) / sum(run_minutes))"
        " * (sum(good_units) / sum(produced_units)) FROM kept_lots",
    )
    assert 0.74 < oee < 0.81


def test_ai_is_worth_something(company: duckdb.DuckDBPyConnection) -> None:
    assisted, plain = (
        one(
            company,
            f"SELECT avg((status = '受注')::INTEGER) FROM kept_deals WHERE status <> '進行中' AND ai_assisted = {flag}",
        )
        for flag in ("true", "false")
    )
    assert 0.01 < assisted - plain < 0.08
