"""Whether a roll-up answers a KPI's question, and the KPI's aggregates as aggregates of its measures.

A roll-up answers where every aggregate is one of its measures and everything split or filtered by is one of its
columns; a distinct count only where the counted key fixes the day and all dimensions of the roll-up.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from data.declarations import Rollup
from metrics import expression
from metrics.compiler.context import Frame
from metrics.compiler.dimensions import dimension, plain_column
from metrics.compiler.relations import is_stored
from metrics.model import Metric


@dataclass(frozen=True)
class Reading:
    """What a simple KPI is read from, and its expression over that."""

    relation: str
    tree: exp.Expr


def reading_of(frame: Frame, metric: Metric) -> Reading:
    """The first roll-up that answers, else the KPI's own source."""
    tree = expression.aggregate_expression(metric.expression)
    table = frame.catalog.tables.get(metric.source)
    for rollup in table.rollups if table else ():
        if _covers(frame, metric, rollup):
            over_measures = _over_measures(tree, rollup)
            if over_measures is not None:
                return Reading(rollup.name, over_measures)
    return Reading(metric.source, tree.copy())


def _covers(frame: Frame, metric: Metric, rollup: Rollup) -> bool:
    """A day's row can't stand for single times, so a stock over times of day is read from rows."""
    by_day = metric.over_time == "sum" or frame.catalog.columns[metric.source][metric.time] == "date"
    names = (*frame.by, *(name for name, _ in frame.where))
    columns = [plain_column(dimension(frame, metric.source, name)) for name in names]
    return (
        bool(metric.time)
        and metric.time == rollup.time
        and by_day
        and all(column in rollup.dimensions for column in columns)
        and is_stored(frame, rollup.name)
    )


def _over_measures(tree: exp.Expr, rollup: Rollup) -> exp.Expr | None:
    measures = {
        expression.canonical(expression.aggregate_expression(str(text))): name for name, text in rollup.measures.items()
    }
    found = tree.copy()
    for aggregate in list(expression.aggregates(found)):
        name = measures.get(expression.canonical(aggregate))
        merged = _merged(aggregate, name, rollup) if name else None
        if merged is None:
            return None
        found = merged if aggregate is found else found
        aggregate.replace(merged)
    return found


def _merged(aggregate: exp.Expr, measure: str, rollup: Rollup) -> exp.Expr | None:
    """The aggregate of the measure over the roll-up's rows; None where parts don't give the whole."""
    function = expression.function_of(aggregate)
    values = exp.Column(this=exp.to_identifier(measure, quoted=True))
    if expression.counts_distinct(aggregate):
        counted = function.this.expressions[0]
        alone = isinstance(counted, exp.Column) and counted.name == rollup.distinct_by and function is aggregate
        return exp.Sum(this=values) if alone else None
    if not expression.merges(aggregate):
        return None
    kind = type(function) if isinstance(function, exp.Min | exp.Max) else exp.Sum
    return kind(this=values)
