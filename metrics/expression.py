"""Expressions of KPI definitions: parsed by sqlglot and checked against an allow-list.

Knows no table and no KPI: which names may stand in an expression is the catalogue's to check. What is not listed
here is refused, whatever it does.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import cast

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from data.errors import Words

DIALECT = "duckdb"
AGGREGATES = (exp.Sum, exp.Count, exp.Avg, exp.Median, exp.Min, exp.Max)
UNITS = frozenset({"SECOND", "MINUTE", "HOUR", "DAY", "WEEK", "MONTH", "QUARTER", "YEAR"})
CASTS = frozenset(
    {exp.DType.DOUBLE, exp.DType.FLOAT, exp.DType.DECIMAL, exp.DType.INT, exp.DType.BIGINT, exp.DType.DATE}
)
VALUES = (exp.Column, exp.Identifier, exp.Literal, exp.Boolean, exp.Null, exp.Paren)
ARITHMETIC = (exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Neg, exp.Abs)
LOGIC = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.And, exp.Or, exp.Not, exp.In, exp.Is, exp.Between)
CHOICES = (exp.Case, exp.If, exp.Coalesce, exp.Nullif)
TYPED = (exp.Cast, exp.TryCast, exp.DataType, exp.DataTypeParam, exp.DateDiff, exp.Var)
ROW_NODES = frozenset(VALUES + ARITHMETIC + LOGIC + CHOICES + TYPED)
AGGREGATE_NODES = ROW_NODES | frozenset((*AGGREGATES, exp.Distinct, exp.Star, exp.Filter, exp.Where))
DERIVED_NODES = frozenset(VALUES + ARITHMETIC + LOGIC + CHOICES) | {exp.Anonymous}


class NotAllowed(Exception):
    """An expression that can't be read, or holds what is not on the list; the catalogue says where it stands."""

    def __init__(self, ja: str, en: str) -> None:
        super().__init__(en)
        self.words = Words(ja, en)


@lru_cache(maxsize=2048)
def row_expression(text: str) -> exp.Expr:
    """An expression over one row's columns, as dimensions are. Callers copy it before they change it."""
    return _checked(text, ROW_NODES)


@lru_cache(maxsize=2048)
def aggregate_expression(text: str) -> exp.Expr:
    """An expression of aggregates: every column of it stands inside of one. Callers copy it before they change it."""
    tree = _checked(text, AGGREGATE_NODES)
    found = list(aggregates(tree))
    if not found:
        raise NotAllowed(
            "SUM や COUNT などの集計がありません。", "there is no aggregate; use SUM, COUNT, AVG, MEDIAN, MIN or MAX."
        )
    for aggregate in found:
        _check_aggregate(aggregate)
    inside = {id(column) for aggregate in found for column in aggregate.find_all(exp.Column)}
    for column in tree.find_all(exp.Column):
        if id(column) not in inside:
            raise NotAllowed(
                f"列「{column.name}」が集計の外にあります。", f"column '{column.name}' stands outside of an aggregate."
            )
    return tree


@lru_cache(maxsize=2048)
def derived_expression(text: str) -> exp.Expr:
    """An expression over names of KPIs and plan(KPI). Callers copy it before they change it."""
    tree = _checked(text, DERIVED_NODES)
    for call in tree.find_all(exp.Anonymous):
        if call.name.lower() != "plan" or len(call.expressions) != 1 or type(call.expressions[0]) is not exp.Column:
            raise NotAllowed(
                f"関数「{call.name}」は使えません。plan(KPI名) だけが使えます。",
                f"function '{call.name}' is not allowed; only plan(KPI) is.",
            )
    return tree


def aggregates(tree: exp.Expr) -> Iterator[exp.Expr]:
    """The outermost aggregates of an expression, each with its FILTER."""
    if isinstance(tree, (exp.Filter, *AGGREGATES)):
        yield tree
        return
    for child in tree.iter_expressions():
        yield from aggregates(child)


def column_names(tree: exp.Expr) -> list[str]:
    """The names used in an expression, in order, each once."""
    return list(dict.fromkeys(column.name for column in tree.find_all(exp.Column)))


def condition(aggregate: exp.Expr) -> exp.Expr | None:
    """What an aggregate's FILTER asks of a row; None where it has none."""
    found: exp.Expr | None = aggregate.expression.this if isinstance(aggregate, exp.Filter) else None
    return found


def function_of(aggregate: exp.Expr) -> exp.Expr:
    """The aggregate function without its FILTER."""
    found: exp.Expr = aggregate.this if isinstance(aggregate, exp.Filter) else aggregate
    return found


def counts_distinct(aggregate: exp.Expr) -> bool:
    """Whether it is a COUNT(DISTINCT …)."""
    return isinstance(function_of(aggregate).this, exp.Distinct)


def merges(aggregate: exp.Expr) -> bool:
    """Whether the aggregates of parts give that of the whole: SUM, COUNT, MIN and MAX do."""
    function = function_of(aggregate)
    return isinstance(function, (exp.Sum, exp.Count, exp.Min, exp.Max)) and not counts_distinct(aggregate)


def accumulates(tree: exp.Expr) -> bool:
    """Whether values of parts may be added: sums and counts, joined by + and -, times or by a number."""
    if isinstance(tree, exp.Paren | exp.Neg):
        return accumulates(tree.this)
    if isinstance(tree, exp.Coalesce):
        return accumulates(tree.this) and all(_is_number(item) for item in tree.expressions)
    if isinstance(tree, exp.Add | exp.Sub):
        return accumulates(tree.left) and accumulates(tree.right)
    if isinstance(tree, exp.Mul | exp.Div):
        numbers = _is_number(tree.right), isinstance(tree, exp.Mul) and _is_number(tree.left)
        return (numbers[0] and accumulates(tree.left)) or (numbers[1] and accumulates(tree.right))
    return isinstance(function_of(tree), exp.Sum | exp.Count)


def safe(tree: exp.Expr) -> exp.Expr:
    """A copy in which nothing can fail on data: no division by zero, no cast that raises."""
    root = exp.Paren(this=tree.copy())
    for node in list(root.find_all(exp.Div, exp.Cast)):
        if type(node) is exp.Div:
            guard = exp.Nullif(this=node.expression, expression=exp.Literal.number(0))
            node.set("expression", guard)
        elif type(node) is exp.Cast:
            node.replace(exp.TryCast(this=node.this, to=node.to))
    return cast(exp.Expr, root.this)


def divided(above: exp.Expr, below: exp.Expr) -> exp.Expr:
    """above / below, absent where `below` is zero."""
    guard = exp.Nullif(this=below, expression=exp.Literal.number(0))
    return exp.Div(this=above, expression=guard, typed=False, safe=False)


def canonical(tree: exp.Expr) -> str:
    """One spelling for expressions that mean the same to the parser."""
    return tree.sql(DIALECT, comments=False)


def _is_number(tree: exp.Expr) -> bool:
    return isinstance(tree, exp.Literal) and not tree.is_string


def _checked(text: str, allowed: frozenset[type[exp.Expr]]) -> exp.Expr:
    tree = _parsed(text)
    for node in tree.walk():
        if type(node) not in allowed:
            what = node.sql(DIALECT, comments=False)[:60]
            raise NotAllowed(
                f"「{what}」は式に使えません。使えるのは列、四則演算、比較、CASE、FILTER、"
                "SUM、COUNT、AVG、MEDIAN、MIN、MAX、DATE_DIFF などです。",
                f"'{what}' is not allowed here. Allowed are columns, arithmetic, comparisons, CASE, FILTER, "
                "SUM, COUNT, AVG, MEDIAN, MIN, MAX, DATE_DIFF and the like.",
            )
        _check_details(node)
        node.pop_comments()
    return tree


def _parsed(text: str) -> exp.Expr:
    try:
        found = sqlglot.parse(text, dialect=DIALECT)
    except (SqlglotError, RecursionError) as error:
        raise NotAllowed(f"式「{text}」を読み取れません。", f"the expression '{text}' can't be read.") from error
    if len(found) != 1 or not isinstance(found[0], exp.Expr):
        raise NotAllowed(f"「{text}」は一つの式ではありません。", f"'{text}' is not one expression.")
    return found[0]


def _check_details(node: exp.Expr) -> None:
    if isinstance(node, exp.Column) and node.args.get("table"):
        raise NotAllowed(
            f"「{node.sql()}」は列名だけで書いてください。", f"write '{node.sql()}' as the column's name alone."
        )
    if isinstance(node, exp.Star) and not isinstance(node.parent, exp.Count):
        raise NotAllowed("「*」は COUNT(*) だけで使えます。", "'*' may stand in COUNT(*) alone.")
    if isinstance(node, exp.Distinct) and (not isinstance(node.parent, exp.Count) or len(node.expressions) != 1):
        raise NotAllowed(
            "DISTINCT は COUNT(DISTINCT 列) だけで使えます。", "DISTINCT may stand in COUNT(DISTINCT column) alone."
        )
    if isinstance(node, exp.Cast) and node.to.this not in CASTS:
        raise NotAllowed("CAST は数値か日付に限ります。", "CAST goes to a number or a date.")
    if isinstance(node, exp.DateDiff) and node.text("unit").upper() not in UNITS:
        raise NotAllowed(
            f"DATE_DIFF の単位「{node.text('unit')}」は使えません。", f"DATE_DIFF has no unit '{node.text('unit')}'."
        )


def _check_aggregate(aggregate: exp.Expr) -> None:
    function = function_of(aggregate)
    if not isinstance(function, AGGREGATES) or function.this is None:
        raise NotAllowed(
            f"「{canonical(aggregate)}」は集計として書けていません。",
            f"'{canonical(aggregate)}' is no complete aggregate.",
        )
    if function.args.get("expressions"):
        raise NotAllowed(
            f"「{canonical(aggregate)}」の引数は一つです。", f"'{canonical(aggregate)}' takes one argument."
        )
    parts = [function.this, condition(aggregate)]
    if any(inner for part in parts if part is not None for inner in aggregates(part)):
        raise NotAllowed("集計の中に集計は書けません。", "an aggregate can't stand inside of another.")
