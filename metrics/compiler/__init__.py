"""The compiler: a question about KPIs and a dialect in, SQL text out.

Pure: the same catalogue, question and context give the same text. Scope and snapshot are inside of every table that the
text reads. Runs nothing.

    context      what is given beside the question          recipe       formulas over groups of aggregates
    relations    tables in scope, as of a snapshot          rollup       whether a roll-up answers
    dimensions   splits and filters                         groups       a pass over rows, by mode
    windows      running totals                             fill         zeros on a time spine
    targets      plan                                       statement    all of it in one SELECT
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp

from data.errors import Refusal, Words
from data.sums import exactly
from metrics.compiler.checks import check_query
from metrics.compiler.context import Context, frame_of
from metrics.compiler.relations import REFERENCES
from metrics.compiler.statement import statement
from metrics.model import Catalog, MetricQuery

__all__ = ["Context", "compile_plan", "compile_plans", "compile_queries", "compile_query"]


def compile_query(catalog: Catalog, query: MetricQuery, context: Context, *, pretty: bool = False) -> str:
    """SQL that gives period, the dimensions by name, and value. Refuses what can't be asked."""
    return compile_queries(catalog, [query], context, pretty=pretty)


def compile_queries(catalog: Catalog, queries: Sequence[MetricQuery], context: Context, *, pretty: bool = False) -> str:
    """One statement for questions that differ in the KPI alone: v0, v1, … in their order, and with each h0, h1, …:
    whether the KPI has that row at all. A single question gives `value` alone."""
    return _compiled(catalog, queries, context, pretty, plan=False)


def compile_plan(catalog: Catalog, query: MetricQuery, context: Context, *, pretty: bool = False) -> str:
    """SQL that gives the plan of what is asked, with parts of months phased as the KPI says."""
    return compile_plans(catalog, [query], context, pretty=pretty)


def compile_plans(catalog: Catalog, queries: Sequence[MetricQuery], context: Context, *, pretty: bool = False) -> str:
    """The plans of several KPIs in one statement, as compile_queries."""
    return _compiled(catalog, queries, context, pretty, plan=True)


def whole_columns(catalog: Catalog) -> set[str]:
    """Names of columns that are whole numbers in every table and view that has them."""
    found: dict[str, bool] = {}
    for columns in catalog.columns.values():
        for name, kind in columns.items():
            found[name] = found.get(name, True) and kind in ("integer", "boolean")
    return {name for name, whole in found.items() if whole}


def _compiled(catalog: Catalog, queries: Sequence[MetricQuery], context: Context, pretty: bool, *, plan: bool) -> str:
    if context.dialect not in REFERENCES:
        raise Refusal(
            "unknown_engine",
            Words(f"エンジン「{context.dialect}」はありません。", f"There is no engine '{context.dialect}'."),
            Words("duckdb を指定してください。", "Use duckdb."),
        )
    metrics = [check_query(catalog, query) for query in queries]
    if len({replace(query, metric="") for query in queries}) != 1:
        raise ValueError("questions of one statement differ in more than the KPI")
    tree: exp.Expr = statement(frame_of(catalog, context, queries[0]), metrics, plan=plan)
    if context.dialect == "duckdb":
        tree = exactly(tree, whole_columns(catalog).__contains__)
    return tree.sql(context.dialect, pretty=pretty, comments=False)
