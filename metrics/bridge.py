"""From plan to actual: the steps by which the terms of a KPI moved it, summing exactly to the difference.

Only KPIs that are sums and differences of others have such terms; a term is split by a dimension where the plan is so
split too, and its parts sum.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pandas as pd
from sqlglot import exp

from data.home import Home
from metrics import expression
from metrics.catalog import catalog_of
from metrics.compiler.shapes import target_dimensions
from metrics.model import Metric, MetricQuery
from metrics.windows import frames_over


@dataclass(frozen=True)
class Step:
    """A term's effect on the whole, in the whole's unit: positive lifts it. `member` names a part of a split term."""

    metric: Metric
    member: str
    effect: float


@dataclass(frozen=True)
class Bridge:
    """Plan, steps and actual: plan + the steps' effects = actual."""

    metric: Metric
    plan: float
    actual: float
    steps: tuple[Step, ...]


def bridge(home: Home, query: MetricQuery) -> Bridge | None:
    """The bridge of a KPI in the query's days; None where it has no terms, or a term has no value or plan."""
    metrics = catalog_of(home).metrics
    metric, terms = metrics[query.metric], terms_of(metrics[query.metric])
    asked = [replace(query, metric=name, grain=None, by=()) for name in (metric.name, *(name for name, _ in terms))]
    values, plans = _values(frames_over(home, asked)), _values(frames_over(home, asked, plans=True))
    if not terms or None in values or None in plans:
        return None
    known = [value for value in values if value is not None]
    gaps = [value - plan for value, plan in zip(known, plans, strict=True) if plan is not None]
    steps = [
        step
        for (name, sign), one, gap in zip(terms, asked[1:], gaps[1:], strict=True)
        for step in _steps(home, one, metrics[name], sign, gap)
    ]
    return Bridge(metric, known[0] - gaps[0], known[0], _closed(metric, steps, gaps[0]))


def terms_of(metric: Metric) -> list[tuple[str, int]]:
    """The KPIs that a derived KPI adds (+1) and takes away (-1); none where it is anything but such a sum."""
    if metric.kind != "derived":
        return []
    try:
        return list(_terms(expression.derived_expression(metric.expression), 1))
    except ValueError:
        return []


def _terms(node: exp.Expr, sign: int) -> Iterator[tuple[str, int]]:
    if isinstance(node, exp.Column):
        yield node.name, sign
    elif isinstance(node, exp.Paren):
        yield from _terms(node.this, sign)
    elif isinstance(node, exp.Neg):
        yield from _terms(node.this, -sign)
    elif isinstance(node, exp.Add | exp.Sub):
        yield from _terms(node.this, sign)
        yield from _terms(node.expression, sign if isinstance(node, exp.Add) else -sign)
    else:
        raise ValueError(node.key)


def _steps(home: Home, query: MetricQuery, metric: Metric, sign: int, gap: float) -> list[Step]:
    """One step for the term, or one a member where its plan is given by a dimension and the members' gaps sum."""
    for dimension in _planned_by(home, metric):
        gaps = _gaps(home, replace(query, by=(dimension,)), dimension)
        if len(gaps) > 1 and math.isclose(gaps.sum(), gap, rel_tol=1e-9, abs_tol=1e-6):
            return [Step(metric, str(member), sign * float(each)) for member, each in gaps.items()]
    return [Step(metric, "", sign * gap)]


def _planned_by(home: Home, metric: Metric) -> list[str]:
    """The dimensions by which the KPI's targets may be given."""
    carried = target_dimensions(catalog_of(home), metric.target) if metric.target else ()
    return [name for name in metric.dimensions if name in carried]


def _gaps(home: Home, query: MetricQuery, dimension: str) -> pd.Series:
    """Actual less plan by member; empty where no plan is split so."""
    plans = frames_over(home, [query], plans=True)[0]
    if plans.empty or plans["value"].isna().any():
        return pd.Series(dtype=float)
    values = frames_over(home, [query])[0].set_index(dimension)["value"]
    planned = plans.set_index(dimension)["value"]
    index = values.index.union(planned.index)
    return values.reindex(index, fill_value=0.0) - planned.reindex(index, fill_value=0.0)


def _closed(metric: Metric, steps: list[Step], gap: float) -> tuple[Step, ...]:
    """The steps, and what they leave over where the whole's plan is not the sum of its terms' plans."""
    rest = gap - sum(step.effect for step in steps)
    size = max((abs(step.effect) for step in steps), default=0.0)
    if abs(rest) <= 1e-9 * max(size, abs(gap), 1.0):
        return tuple(steps)
    return (*steps, Step(metric, "", rest))


def _values(frames: list[pd.DataFrame]) -> list[float | None]:
    """The single value of each frame; None where it is absent."""
    return [float(v) if len(f) and pd.notna(v := f["value"].iloc[0]) else None for f in frames]
