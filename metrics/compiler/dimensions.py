"""Dimensions as SQL: what a question splits by, and which rows its filters ask for.

A filter's values are texts; for a column of numbers, dates or truths they are read as such, or refused.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sqlglot import exp

from data.declarations import ColumnType
from data.errors import Refusal, Words
from metrics import expression
from metrics.compiler import sql
from metrics.compiler.context import Frame
from metrics.model import Dimension

TEXT = Words("文字列", "a text")
TRUTHS = {"true": True, "false": False}
TYPE_WORDS = {
    "integer": Words("整数", "a whole number"),
    "decimal": Words("数値", "a number"),
    "date": Words("日付（YYYY-MM-DD）", "a date (YYYY-MM-DD)"),
    "boolean": Words("true か false", "true or false"),
}


def qualified(tree: exp.Expr, alias: str) -> exp.Expr:
    """A copy whose columns are those of a table's alias, safe against data."""
    found = expression.safe(tree)
    for column in list(found.find_all(exp.Column)):
        column.set("this", sql.name(column.name))
        column.set("table", sql.name(alias))
    return found


def dimension(frame: Frame, source: str, name: str) -> Dimension:
    """A dimension of a source; the catalogue has checked that it exists."""
    return frame.catalog.dimensions[source, name]


def plain_column(found: Dimension) -> str:
    """The column that a dimension is; "" where it is computed."""
    tree = expression.row_expression(found.expression)
    return tree.name if isinstance(tree, exp.Column) else ""


def split(frame: Frame, source: str, alias: str) -> list[exp.Expr]:
    """The question's dimensions over a source's rows, named d0, d1, …"""
    trees = [expression.row_expression(dimension(frame, source, name).expression) for name in frame.by]
    return [sql.named(qualified(tree, alias), f"d{index}") for index, tree in enumerate(trees)]


def filters(frame: Frame, source: str, alias: str) -> list[exp.Expr]:
    """The question's filters over a source's rows."""
    found = []
    for name, values in frame.where:
        of_source = dimension(frame, source, name)
        tree = qualified(expression.row_expression(of_source.expression), alias)
        kind = frame.catalog.columns.get(source, {}).get(plain_column(of_source))
        found.append(one_of(name, tree, kind, values))
    return found


def columns_used(frame: Frame, source: str) -> list[str]:
    """The columns that split and filters need."""
    names = (*frame.by, *(name for name, _ in frame.where))
    trees = [expression.row_expression(dimension(frame, source, name).expression) for name in names]
    return [column for tree in trees for column in expression.column_names(tree)]


def one_of(name: str, tree: exp.Expr, kind: ColumnType | None, values: Iterable[str]) -> exp.Expr:
    """Whether a dimension has one of the values; "" also means absent. Refuses values of another type."""
    given = list(dict.fromkeys(values))
    literals = [_literal(name, kind, value) for value in given if value or kind in ("text", None)]
    if kind not in TYPE_WORDS and kind != "text":
        tree = exp.cast(tree, "TEXT")
    conditions: list[exp.Expr] = [exp.In(this=tree, expressions=literals)] if literals else []
    if "" in given:
        conditions.append(exp.Is(this=tree.copy(), expression=exp.null()))
    return sql.either(conditions) if conditions else exp.false()


def _literal(name: str, kind: ColumnType | None, value: str) -> exp.Expr:
    try:
        _check_text(value)
        if kind == "integer":
            return sql.number(int(value))
        if kind == "decimal":
            return sql.number(_finite(value))
        if kind == "date":
            return sql.date(dt.date.fromisoformat(value))
        if kind == "boolean":
            return exp.Boolean(this=TRUTHS[value.lower()])
    except (ValueError, KeyError) as error:
        wanted = TYPE_WORDS.get(str(kind), TEXT)
        shown = ascii(value[:80])[1:-1] if wanted is TEXT else value[:80]
        raise Refusal(
            "wrong_value",
            Words(
                f"切り口「{name}」の値「{shown}」は{wanted.ja}ではありません。",
                f"'{shown}' is not {wanted.en}, as '{name}' needs.",
            ),
        ) from error
    return exp.Literal.string(value)


def _check_text(value: str) -> None:
    """NUL would end the statement for the engine's parser; half a character can't be written at all."""
    if "\0" in value:
        raise ValueError(value)
    value.encode()


def _finite(value: str) -> float:
    found = float(value)
    if found - found != 0:
        raise ValueError(value)
    return found
