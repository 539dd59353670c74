"""SQL as text: committed snapshots, the same text each time, and no dialect taken for granted."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest
import sqlglot

from data.errors import Refusal
from metrics.calendar import BusinessCalendar
from metrics.catalog import load_catalog
from metrics.compiler import Context, compile_plan, compile_plans, compile_queries, compile_query
from metrics.model import EVERYTHING, MetricQuery, Scope
from tests.metrics.conftest import DEFINITIONS, TODAY

SNAPSHOTS = Path(__file__).parent / "snapshots"
CATALOG = load_catalog([DEFINITIONS])
SALES = Scope("sales-head", frozenset({"sales"}))
YEAR = {"start": dt.date(2026, 4, 1), "end": dt.date(2027, 3, 31)}
QUERIES = {
    "total": MetricQuery("revenue", EVERYTHING, snapshot=7),
    "flow-by-month-from-a-rollup": MetricQuery("revenue", SALES, "month", ("region",), snapshot=7),
    "flow-by-week-from-rows": MetricQuery("revenue", SALES, "week", ("channel",), (("size", ("大",)),), snapshot=7),
    "distinct-from-a-rollup": MetricQuery("orders", SALES, "day", snapshot=7, **YEAR),
    "filter-with-absent": MetricQuery("middle_amount", SALES, where=(("channel", ("web", "")),), snapshot=7),
    "ratio-of-one-source": MetricQuery("basket", SALES, "year", snapshot=7),
    "ratio-across-sources": MetricQuery("revenue_per_visit", SALES, "quarter", ("region",), snapshot=7),
    "ratio-with-a-side-without-time": MetricQuery("revenue_per_head", EVERYTHING, "month", snapshot=7),
    "stock-at-the-last-time": MetricQuery("stock", EVERYTHING, "month", ("region",), snapshot=7),
    "stock-on-average": MetricQuery("stock_mean", EVERYTHING, "week", snapshot=7),
    "zero-where-empty": MetricQuery("stoppages", EVERYTHING, "month", ("line",), snapshot=7, **YEAR),
    "running-total": MetricQuery("revenue_to_date", SALES, "month", snapshot=7),
    "running-total-of-distinct": MetricQuery("customers_to_date", SALES, "month", ("region",), snapshot=7),
    "view": MetricQuery("view_revenue", SALES, "month", snapshot=7),
    "plan-inside": MetricQuery("attainment", SALES, "month", snapshot=7, **YEAR),
    "nobody": MetricQuery("revenue", Scope("x", frozenset()), snapshot=7),
}
PLANS = {
    "plan-by-month": MetricQuery("revenue", SALES, "month", snapshot=7, start=dt.date(2026, 10, 11), end=TODAY),
    "plan-by-week": MetricQuery("revenue", SALES, "week", snapshot=7, start=dt.date(2026, 11, 2), end=TODAY),
    "plan-of-a-ratio": MetricQuery("basket", SALES, "quarter", snapshot=7),
    "plan-of-a-running-total": MetricQuery(
        "revenue_to_date", SALES, "month", snapshot=7, start=dt.date(2026, 10, 1), end=TODAY
    ),
}


def context(dialect: str) -> Context:
    return Context(dialect, BusinessCalendar(), today=TODAY)


def compiled(name: str, dialect: str) -> str:
    if name in PLANS:
        return compile_plan(CATALOG, PLANS[name], context(dialect), pretty=True) + "\n"
    return compile_query(CATALOG, QUERIES[name], context(dialect), pretty=True) + "\n"


@pytest.mark.parametrize("dialect", ["duckdb", "spark"])
@pytest.mark.parametrize("name", [*QUERIES, *PLANS])
def test_snapshot(name: str, dialect: str) -> None:
    """make snapshots writes them anew."""
    path = SNAPSHOTS / dialect / f"{name}.sql"
    found = compiled(name, dialect)
    if os.environ.get("SAIGEN_WRITE_SNAPSHOTS"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(found, encoding="utf-8")
    assert found == path.read_text(encoding="utf-8")


def test_snapshot_several_in_one_statement() -> None:
    queries = [MetricQuery(name, SALES, "month", snapshot=7) for name in ("revenue", "basket", "visits", "customers")]
    found = compile_queries(CATALOG, queries, context("duckdb"), pretty=True) + "\n"
    path = SNAPSHOTS / "duckdb" / "several.sql"
    if os.environ.get("SAIGEN_WRITE_SNAPSHOTS"):
        path.write_text(found, encoding="utf-8")
    assert found == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [*QUERIES, *PLANS])
def test_spark_text_is_spark(name: str) -> None:
    """Read back as Spark and written again it is the same; nothing of another dialect is left in it."""
    text = compiled(name, "spark")
    assert sqlglot.parse_one(text, dialect="spark").sql("spark", pretty=True) + "\n" == text
    assert "UNNEST" not in text
    assert "DATE_TRUNC" not in text


def test_the_same_question_is_the_same_text() -> None:
    assert compiled("ratio-across-sources", "duckdb") == compiled("ratio-across-sources", "duckdb")


def test_an_unknown_dialect_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        compile_query(CATALOG, QUERIES["total"], context("oracle"))
    assert refused.value.code == "unknown_engine"


def test_questions_that_differ_in_more_than_the_kpi_are_our_fault() -> None:
    with pytest.raises(ValueError, match="more than the KPI"):
        compile_plans(CATALOG, [QUERIES["total"], QUERIES["ratio-of-one-source"]], context("duckdb"))


HOSTILE = [
    "' OR 1=1 --",
    "'; DROP TABLE orders; --",
    "\\",
    "\\' OR 1=1 --",
    '"',
    "%",
    "$1",
    "?",
    "日本'語",
    "*/",
    "{x}",
]


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("dialect", ["duckdb", "spark"])
def test_values_stay_values(value: str, dialect: str) -> None:
    """Whatever a value holds, the statement has the same shape: it is one literal."""
    asked = MetricQuery("revenue", SALES, where=(("region", (value,)),), snapshot=7)
    text = compile_query(CATALOG, asked, context(dialect))
    tree = sqlglot.parse_one(text, dialect=dialect)
    literals = [found.this for found in tree.find_all(sqlglot.exp.Literal) if found.is_string]
    assert sorted(literals) == sorted(["sales", value])


@pytest.mark.parametrize("name", ["revenue; DROP TABLE x", 'revenue"', "SUM(amount)", "", "__class__", "_department"])
def test_names_are_those_of_the_catalogue(name: str) -> None:
    for asked in (
        MetricQuery(name, SALES),
        MetricQuery("revenue", SALES, by=(name,)),
        MetricQuery("revenue", SALES, where=((name, ("x",)),)),
        MetricQuery("revenue", SALES, grain=name or "x"),  # type: ignore[arg-type]
    ):
        with pytest.raises(Refusal) as refused:
            compile_query(CATALOG, asked, context("duckdb"))
        assert refused.value.code.startswith("unknown_")


@pytest.mark.parametrize("value", ["x", "1; --", "nan", "inf", "1e999", ""])
def test_a_number_is_asked_for_by_a_number(value: str) -> None:
    asked = MetricQuery("revenue", SALES, where=(("customer", (value,)),), snapshot=7)
    if value == "":
        assert "IS NULL" in compile_query(CATALOG, asked, context("duckdb"))
        return
    with pytest.raises(Refusal) as refused:
        compile_query(CATALOG, asked, context("duckdb"))
    assert refused.value.code == "wrong_value"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        (MetricQuery("staff", SALES, "month"), "no_time"),
        (MetricQuery("score_mean", SALES, "day"), "grain_too_fine"),
        (MetricQuery("revenue", SALES, start=TODAY, end=dt.date(2026, 1, 1)), "empty_range"),
        (MetricQuery("staff", SALES, by=("office",)), "unknown_dimension"),
    ],
)
def test_what_can_not_be_asked(query: MetricQuery, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        compile_query(CATALOG, query, context("duckdb"))
    assert refused.value.code == code
