"""The rows behind a value: for drill-down, in the asker's scope, as of the snapshot, with the load that brought each.

Gives no rows of tables that are declared as not to be shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pandas as pd
from sqlglot import exp

from data.declarations import LOAD_COLUMN
from data.errors import Refusal, Words
from data.home import Home
from data.lake import day_at, lake_tables, newest_snapshot, resolve_snapshot
from data.warehouse import read_engine
from metrics import expression
from metrics.calendar import calendar_of
from metrics.catalog import catalog_of
from metrics.catalog.parts import leaves_of
from metrics.compiler import Context, sql
from metrics.compiler.checks import check_query
from metrics.compiler.context import Frame, frame_of
from metrics.compiler.dimensions import filters, qualified
from metrics.compiler.groups import ROWS, in_range, times
from metrics.compiler.recipe import Group
from metrics.compiler.relations import relation
from metrics.model import Catalog, Metric, MetricQuery
from metrics.reach import tables_of

MOST = 10_000


@dataclass(frozen=True)
class Rows:
    """Rows of `source` behind a KPI's value: its declared columns and _load_id, newest first. `total` counts all of
    them, also those past the limit."""

    metric: str
    source: str
    columns: tuple[str, ...]
    total: int
    frame: pd.DataFrame = field(compare=False, repr=False)


def rows(home: Home, query: MetricQuery, *, limit: int = 500, part: str | None = None) -> Rows:
    """The rows that a question's value is made of; of a KPI with several parts, those of the first or the named one.

    A KPI of one source shows the rows that any of its parts counts. Grain and split of the question say nothing here:
    give start, end and filters of the mark. Refuses where a table's rows are not to be shown.
    """
    catalog = catalog_of(home)
    check_query(catalog, replace(query, grain=None))
    snapshot = resolve_snapshot(home, query.snapshot if query.snapshot is not None else newest_snapshot(home))
    leaf, leaves = _leaves(catalog, query.metric, part)
    _check_shown(catalog, leaf)
    stored = {name: frozenset(columns) for name, columns in lake_tables(home, snapshot).items()}
    engine = read_engine(home)
    context = Context(engine.dialect, calendar_of(home.settings), stored, day_at(home, snapshot))
    frame = frame_of(catalog, context, replace(query, snapshot=snapshot, grain=None, by=()))
    tree = _selected(frame, leaf, leaves)
    total = engine.fetch(_counted(tree).sql(engine.dialect, comments=False))
    shown = engine.fetch(_newest(tree, leaf, limit).sql(engine.dialect, comments=False))
    return Rows(query.metric, leaf.source, tuple(shown.columns), int(total.iloc[0].item()), shown)


def _leaves(catalog: Catalog, name: str, part: str | None) -> tuple[Metric, list[Metric]]:
    """The part whose source is shown, and all parts that read the same source at the same time."""
    found = list(leaves_of(catalog.metrics, part or name))
    first = found[0]
    return first, [leaf for leaf in found if (leaf.source, leaf.time) == (first.source, first.time)]


def _check_shown(catalog: Catalog, leaf: Metric) -> None:
    hidden = [name for name in tables_of(catalog, leaf.source) if not catalog.tables[name].rows_shown]
    if hidden:
        raise Refusal(
            "rows_not_shown",
            Words(f"表「{hidden[0]}」の明細は表示できません。", f"Single rows of '{hidden[0]}' are not shown."),
            Words("集計値をご覧ください。", "Look at totals instead."),
        )


def _selected(frame: Frame, leaf: Metric, leaves: list[Metric]) -> exp.Select:
    names = list(frame.catalog.columns[leaf.source])
    if leaf.source not in frame.catalog.views and LOAD_COLUMN not in names:
        names.append(LOAD_COLUMN)
    query = exp.select(*(sql.named(sql.column(ROWS, name), name) for name in names))
    query = query.from_(relation(frame, leaf.source, names, ROWS), copy=False).where(
        *filters(frame, leaf.source, ROWS), copy=False
    )
    if leaf.time:
        query = query.where(*in_range(sql.column(ROWS, leaf.time), frame.start, frame.end), copy=False)
        if all(each.over_time == "last" for each in leaves):
            query = query.where(_at_last_time(frame, leaf), copy=False)
    counted = _counted_by(leaves)
    return query.where(sql.either(counted), copy=False) if counted else query


def _counted_by(leaves: list[Metric]) -> list[exp.Expr]:
    """What the parts' FILTERs ask of a row; nothing where one of them takes every row."""
    found: list[exp.Expr] = []
    for leaf in leaves:
        for aggregate in expression.aggregates(expression.aggregate_expression(leaf.expression)):
            asked = expression.condition(aggregate)
            if asked is None:
                return []
            found.append(exp.paren(qualified(asked, ROWS)))
    return list(dict.fromkeys(found))


def _at_last_time(frame: Frame, leaf: Metric) -> exp.Expr:
    group = Group(leaf.source, leaf.source, leaf.time, "last")
    time = sql.column(ROWS, leaf.time)
    newest = exp.select(exp.Max(this=time)).from_(times(frame, group), copy=False)
    newest = newest.where(*in_range(time.copy(), frame.start, frame.end), copy=False)
    return exp.EQ(this=time.copy(), expression=newest.subquery(copy=False))


def _counted(tree: exp.Select) -> exp.Select:
    return exp.select(exp.Count(this=exp.Star())).from_(tree.copy().subquery("r", copy=False), copy=False)


def _newest(tree: exp.Select, leaf: Metric, limit: int) -> exp.Select:
    if leaf.time:
        tree = tree.order_by(exp.Ordered(this=sql.column(ROWS, leaf.time), desc=True), copy=False)
    return tree.limit(max(0, min(limit, MOST)))
