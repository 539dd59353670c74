"""How values of parts make the value of the whole: which KPIs add up over time, and how their targets do.

Pure, over the catalogue.
"""

from __future__ import annotations

from typing import Literal

from sqlglot import exp

from metrics import expression
from metrics.model import Catalog, Metric, OverTime

Mode = Literal["sum", "last", "average", "mean"]
"""Over the times of a period: added; the last one's; added and divided by the number of times; the plain mean."""
NOT_DIMENSIONS = ("metric", "month", "value", "department")


def adds_up(catalog: Catalog, metric: Metric) -> bool:
    """Whether a KPI's values of months add up to that of the year."""
    if metric.over_time != "sum":
        return False
    if metric.kind == "simple":
        return expression.accumulates(expression.aggregate_expression(metric.expression))
    return metric.kind == "derived" and _adds(catalog, expression.derived_expression(metric.expression))


def _adds(catalog: Catalog, tree: exp.Expr) -> bool:
    if isinstance(tree, exp.Column):
        return adds_up(catalog, catalog.metrics[tree.name])
    if isinstance(tree, exp.Paren | exp.Neg | exp.Coalesce):
        return _adds(catalog, tree.this)
    if isinstance(tree, exp.Add | exp.Sub):
        return _adds(catalog, tree.left) and _adds(catalog, tree.right)
    if isinstance(tree, exp.Mul | exp.Div) and isinstance(tree.right, exp.Literal):
        return _adds(catalog, tree.left)
    return isinstance(tree, exp.Mul) and isinstance(tree.left, exp.Literal) and _adds(catalog, tree.right)


def segments_add(catalog: Catalog, metric: Metric) -> bool:
    """Whether a KPI's targets of segments add up to one for all of them; those of a rate do not."""
    if metric.kind == "simple":
        return expression.accumulates(expression.aggregate_expression(metric.expression))
    return metric.kind == "derived" and adds_up(catalog, metric)


def read_mode(metric: Metric) -> OverTime:
    """How a simple KPI's rows make a period's value. A period's median or mean is that of its rows, also where the KPI
    is an average over time: the mean of each time's median is none."""
    if not metric.time:
        return "sum"
    if metric.over_time == "average" and not expression.accumulates(expression.aggregate_expression(metric.expression)):
        return "sum"
    return metric.over_time


def plan_mode(catalog: Catalog, metric: Metric) -> Mode:
    """Targets of flows are added; of stocks and running totals the last month's is taken, of rates the mean."""
    if metric.over_time == "last" or metric.kind == "cumulative":
        return "last"
    return "sum" if adds_up(catalog, metric) else "mean"


def target_dimensions(catalog: Catalog, table: str) -> tuple[str, ...]:
    """The dimensions that a table of targets may carry."""
    return tuple(name for name in catalog.columns[table] if name not in NOT_DIMENSIONS)
