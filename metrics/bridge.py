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
from metrics.model import Metric, MetricQuery
from metrics.query import ask, ask_plan


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
    metric = metrics[query.metric]
    terms = terms_of(metric)
    steps: list[Step] = []
    for name, sign in terms:
        found = _steps(home, replace(query, metric=name, grain=None, by=()), metrics[name], sign)
        if found is None:
            return None
        steps += found
    actual, plan = _value(home, query), _plan(home, query)
    if not terms or actual is None or plan is None:
        return None
    return Bridge(metric, plan, actual, _closed(metric, steps, actual - plan))


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


def _steps(home: Home, query: MetricQuery, metric: Metric, sign: int) -> list[Step] | None:
    """One step for the term, or one a member where its plan is split by a dimension."""
    value, plan = _value(home, query), _plan(home, query)
    if value is None or plan is None:
        return None
    for dimension in metric.dimensions:
        gaps = _gaps(home, replace(query, by=(dimension,)), dimension)
        if len(gaps) > 1 and math.isclose(gaps.sum(), value - plan, rel_tol=1e-9, abs_tol=1e-6):
            return [Step(metric, str(member), sign * float(gap)) for member, gap in gaps.items()]
    return [Step(metric, "", sign * (value - plan))]


def _gaps(home: Home, query: MetricQuery, dimension: str) -> pd.Series:
    """Actual less plan by member; empty where no plan is split so."""
    plans = ask_plan(home, query).frame
    if plans.empty or plans["value"].isna().any():
        return pd.Series(dtype=float)
    values = ask(home, query).frame.set_index(dimension)["value"]
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


def _value(home: Home, query: MetricQuery) -> float | None:
    return _first(ask(home, replace(query, grain=None, by=())).frame)


def _plan(home: Home, query: MetricQuery) -> float | None:
    return _first(ask_plan(home, replace(query, grain=None, by=())).frame)


def _first(frame: pd.DataFrame) -> float | None:
    return float(frame["value"].iloc[0]) if len(frame) and pd.notna(frame["value"].iloc[0]) else None
