"""The statement: a CTE a group, the keys of the answer, and one column a KPI.

Each side is aggregated before anything is joined; groups are joined on period and dimensions, never row by row.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot import exp

from metrics.compiler import sql
from metrics.compiler.context import Frame
from metrics.compiler.fill import filled, is_filled
from metrics.compiler.groups import keys, rows_query
from metrics.compiler.recipe import Group, Recipe
from metrics.compiler.spans import SPANS, span_values
from metrics.compiler.targets import plan_query
from metrics.compiler.windows import window_query
from metrics.model import Metric

KEYS, KEY = "keys", "k"


@dataclass(frozen=True)
class Column:
    """A KPI's column in a statement: its formula, and the groups that it needs."""

    formula: exp.Expr
    groups: tuple[tuple[Group, tuple[exp.Expr, ...]], ...]


def statement(frame: Frame, metrics: Sequence[Metric], *, plan: bool = False) -> exp.Select:
    """The SELECT that answers for all metrics: period, the dimensions by name, value (v0, v1, … and their presence
    h0, h1, … where there are several)."""
    recipe = Recipe(frame, due=frame.end if plan else frame.until)
    columns = [_column(recipe, metric, plan) for metric in metrics]
    ctes = _ctes(frame, recipe)
    query = _select(frame, recipe, columns)
    for name, tree in [*ctes, (KEYS, _keys(frame, recipe))]:
        query = query.with_(sql.name(name), as_=tree, copy=False)
    return query


def _column(recipe: Recipe, metric: Metric, plan: bool) -> Column:
    """Written once by itself to know the groups that it needs, then over the groups that all share."""
    own = Recipe(recipe.frame, recipe.due)
    (own.plan if plan else own.value)(metric)
    for group, trees in own.groups.items():
        recipe.group_columns(group, trees)
    return Column(
        (recipe.plan if plan else recipe.value)(metric),
        tuple((group, tuple(trees)) for group, trees in own.groups.items()),
    )


def _ctes(frame: Frame, recipe: Recipe) -> list[tuple[str, exp.Query]]:
    found: list[tuple[str, exp.Query]] = []
    for index, (group, trees) in enumerate(recipe.groups.items()):
        query = _group_query(frame, group, trees, recipe.due)
        if is_filled(frame, group):
            found.append((f"g{index}_rows", query))
            query = filled(frame, group, f"g{index}_rows", len(trees))
        found.append((f"g{index}", query))
    return found


def _group_query(frame: Frame, group: Group, trees: list[exp.Expr], due: dt.date | None) -> exp.Select:
    if group.due:
        return plan_query(frame, group, [tree.name for tree in trees], due)
    stretched = group.window or (frame.spans and group.mode == "sum")
    return (window_query if stretched and group.time else rows_query)(frame, group, trees)


def _keys(frame: Frame, recipe: Recipe) -> exp.Query:
    """The rows of the answer. By period alone, every period from the first to the last that has data."""
    names = _names(frame)
    timed = [index for index, group in enumerate(recipe.groups) if group.time or not frame.has_periods]
    if not names:
        return exp.select(sql.named(exp.Literal.number(1), "one"))
    if frame.spans and names == ["period"]:
        return exp.select(sql.named(sql.column(SPANS, "period"), "period")).from_(span_values(frame), copy=False)
    if not timed:
        return _no_keys(frame, names)
    parts = [
        exp.select(*(sql.column(f"g{index}", each) for each in names)).from_(exp.to_table(f"g{index}"), copy=False)
        for index in timed
    ]
    had: exp.Query = exp.union(*parts) if len(parts) > 1 else parts[0]
    return _spine(frame, had) if names == ["period"] else had


def _spine(frame: Frame, had: exp.Query) -> exp.Select:
    period = sql.column("h", "period")
    ends = exp.select(sql.named(exp.Min(this=period), "first"), sql.named(exp.Max(this=period.copy()), "last"))
    ends = ends.from_(had.subquery(sql.name("h"), copy=False), copy=False)
    every = sql.series(sql.column("b", "first"), sql.column("b", "last"), frame.grain or "day")
    listed = exp.select(sql.named(every, "period")).from_(ends.subquery(sql.name("b"), copy=False), copy=False)
    return exp.select(sql.named(sql.as_date(sql.column("x", "period")), "period")).from_(
        listed.subquery(sql.name("x"), copy=False), copy=False
    )


def _no_keys(frame: Frame, names: list[str]) -> exp.Select:
    kinds = {"period": "DATE"}
    columns = [sql.named(exp.cast(exp.null(), kinds.get(each, "TEXT")), each) for each in names]
    return exp.select(*columns).where(exp.false(), copy=False)


def _names(frame: Frame) -> list[str]:
    return [*(["period"] if frame.has_periods else []), *(f"d{index}" for index in range(len(frame.by)))]


def _select(frame: Frame, recipe: Recipe, columns: list[Column]) -> exp.Select:
    shown = [sql.named(sql.column(KEY, "period"), "period")] if frame.has_periods else []
    shown += [sql.named(sql.column(KEY, f"d{index}"), name) for index, name in enumerate(frame.by)]
    count = len(shown)
    alone = len(columns) == 1
    for index, each in enumerate(columns):
        value = exp.cast(each.formula, "DOUBLE")
        shown.append(sql.named(value, "value" if alone else f"v{index}"))
        if not alone:
            shown.append(sql.named(_present(recipe, each), f"h{index}"))
    query = exp.select(*shown).from_(exp.alias_(exp.to_table(KEYS), KEY, quoted=True), copy=False)
    for index, group in enumerate(recipe.groups):
        on = sql.same(KEY, f"g{index}", keys(frame, group))
        query = query.join(exp.to_table(f"g{index}"), on=on, join_type="LEFT", copy=False)
    return query.order_by(*(exp.Literal.number(index + 1) for index in range(count)), copy=False) if count else query


def _present(recipe: Recipe, column: Column) -> exp.Expr:
    found = [recipe.has(group, list(trees)) for group, trees in column.groups]
    return sql.either(found) if found else exp.false()
