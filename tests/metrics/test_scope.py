"""Whose rows an answer is made of: scope and snapshot stand in every table that a statement reads.

These tests go red where the scope's predicate is taken out of metrics/compiler/relations.py.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest
import sqlglot
from sqlglot import exp

from data.errors import Refusal
from data.home import Home
from data.lake import lake_tables, newest_snapshot
from metrics.catalog import catalog_of
from metrics.compiler import Context, compile_plan, compile_query
from metrics.compiler.checks import has_time
from metrics.model import EVERYTHING, MetricQuery, Scope
from metrics.query import ANSWERS, ask, ask_many, ask_plan, rows
from tests.metrics.conftest import DEFINITIONS, TODAY, Company, bring, made_home

SALES = Scope("sales-head", frozenset({"sales"}))
HR = Scope("hr-head", frozenset({"hr"}))
NOBODY = Scope("nobody", frozenset())
DAY = pd.Timestamp("2026-05-01")


def orders(amount: float, department: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "ordered_on": [DAY],
            "order_id": [department],
            "customer": [1],
            "region": [department],
            "channel": ["web"],
            "amount": [amount],
            "quantity": [6],
        }
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A table with no department of its own: each load's rows are its department's."""
    folder = tmp_path_factory.mktemp("scope")
    own = folder / "definitions"
    (own / "views").mkdir(parents=True)
    text = (DEFINITIONS / "sales.yaml").read_text(encoding="utf-8")
    (own / "sales.yaml").write_text(
        text.replace("    time: ordered_on\n    columns", "    time: ordered_on\n    department: ''\n    columns"),
        encoding="utf-8",
    )
    (own / "production.yaml").write_text(
        (DEFINITIONS / "production.yaml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    (own / "views" / "order_visits.sql").write_text(
        (DEFINITIONS / "views" / "order_visits.sql").read_text(encoding="utf-8"), encoding="utf-8"
    )
    made = made_home(folder / "home", own)
    (folder / "files").mkdir()
    for amount, department in ((1.0, "sales"), (10.0, "hr"), (100.0, "production")):
        bring(made, folder / "files", "orders", orders(amount, department), department=department)
    targets = pd.DataFrame(
        {
            "metric": "revenue",
            "month": [DAY] * 2,
            "region": pd.Series([None, None], dtype="str"),
            "value": [7.0, 70.0],
            "department": ["sales", "hr"],
        }
    )
    bring(made, folder / "files", "targets", targets)
    return made


METRICS = (
    "revenue",
    "lines",
    "orders",
    "middle_amount",
    "view_revenue",
    "revenue_to_date",
    "customers_to_date",
    "basket",
    "largest",
)


def value(home: Home, metric: str, scope: Scope, **asked: object) -> float:
    return ask(home, MetricQuery(metric, scope, **asked)).frame["value"].sum(min_count=1)


@pytest.mark.parametrize("grain", [None, "month", "year"])
@pytest.mark.parametrize("metric", METRICS)
def test_one_sees_the_rows_of_ones_own_department(home: Home, metric: str, grain: str | None) -> None:
    """The cache is warm with the answers of one who may see all."""
    value(home, metric, EVERYTHING, grain=grain)
    if (metric, grain) == ("customers_to_date", "year"):
        return  # of the running quarter, in which nobody ordered
    amounts = {"lines": 1, "orders": 1, "customers_to_date": 1}
    assert value(home, metric, SALES, grain=grain) == amounts.get(metric, 1)
    assert value(home, metric, HR, grain=grain) == amounts.get(metric, 10)
    assert pd.isna(value(home, metric, NOBODY, grain=grain))


def test_segments_of_others_do_not_show(home: Home) -> None:
    frame = ask(home, MetricQuery("revenue", SALES, by=("region",))).frame
    assert frame["region"].tolist() == ["sales"]
    assert ask(home, MetricQuery("revenue", SALES, where=(("region", ("hr",)),))).frame["value"].isna().all()


def test_plans_are_those_of_ones_own_department(home: Home) -> None:
    assert ask_plan(home, MetricQuery("revenue", SALES)).frame["value"].item() == 7
    assert ask_plan(home, MetricQuery("revenue", EVERYTHING)).frame["value"].item() == 77
    assert value(home, "attainment", SALES, grain="month") == pytest.approx(1 / 7)


def test_rows_are_those_of_ones_own_department(home: Home) -> None:
    assert rows(home, MetricQuery("revenue", SALES)).frame["region"].tolist() == ["sales"]
    assert rows(home, MetricQuery("revenue", NOBODY)).total == 0


def test_nothing_is_claimed_of_rows_that_one_may_not_see(company: Company) -> None:
    """A KPI whose empty periods count as 0 says nothing to those who may not see its source."""
    for scope in (NOBODY, SALES):
        for grain in (None, "month"):
            asked = MetricQuery("stoppages", scope, grain, start=dt.date(2026, 4, 1), end=TODAY)
            assert ask(company.home, asked).frame["value"].isna().all()


def test_answers_given_together_keep_their_scopes(home: Home) -> None:
    asked = [
        MetricQuery(metric, scope) for metric in ("revenue", "largest") for scope in (EVERYTHING, SALES, HR, NOBODY)
    ]
    ANSWERS.clear()
    found = [answer.frame["value"].item() for answer in ask_many(home, asked)]
    assert found[:3] + found[4:7] == [111, 1, 10, 100, 1, 10]
    assert pd.isna(found[3])
    assert pd.isna(found[7])


def _lake_tables_without_scope(sql: str) -> list[str]:
    """Tables of the lake that a statement reads without the scope's predicate around them, or without a version."""
    wrong = []
    for table in sqlglot.parse_one(sql, dialect="duckdb").find_all(exp.Table):
        if not table.catalog:
            continue
        where = table.parent_select.args.get("where")
        if (
            where is None
            or where.sql("duckdb") != "WHERE \"_department\" IN ('sales')"
            or table.args.get("when") is None
        ):
            wrong.append(table.sql("duckdb"))
    return wrong


def test_every_table_of_every_kpi_is_in_scope_and_as_of_the_snapshot(company: Company) -> None:
    catalog = catalog_of(company.home)
    stored = {
        name: frozenset(columns) for name, columns in lake_tables(company.home, newest_snapshot(company.home)).items()
    }
    context = Context(stored=stored, today=TODAY)
    for name, metric in catalog.metrics.items():
        for grain in (None, "month") if has_time(catalog, metric) else (None,):
            for by in ((), metric.dimensions[:1]):
                query = MetricQuery(name, SALES, grain, by, snapshot=3)
                for compiled in (compile_query(catalog, query, context), compile_plan(catalog, query, context)):
                    assert _lake_tables_without_scope(compiled) == []


def test_an_earlier_snapshot_shows_what_was_there(home: Home) -> None:
    newest = newest_snapshot(home)
    seen = [value(home, "revenue", EVERYTHING, snapshot=snapshot) for snapshot in range(newest + 1)]
    assert pd.isna(seen[0])
    assert [each for each in dict.fromkeys(seen) if not pd.isna(each)] == [1, 11, 111]


def test_an_unknown_snapshot_is_refused(home: Home) -> None:
    with pytest.raises(Refusal) as refused:
        ask(home, MetricQuery("revenue", EVERYTHING, snapshot=4711))
    assert refused.value.code == "unknown_snapshot"


def test_the_home_of_a_test_is_its_own(home: Home, company: Company, tmp_path: Path) -> None:
    assert value(home, "revenue", EVERYTHING) != value(company.home, "revenue", EVERYTHING)
