"""From plan, or from last year, to actual: the steps that moved a KPI, summing exactly to the difference.

A KPI that is a sum of others moves by these terms, any other by the members of a dimension. A term is split further
where the plan is given by a dimension and its parts sum.
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
from metrics.catalog.parts import impersonal
from metrics.compiler.shapes import target_dimensions
from metrics.model import Metric, MetricQuery
from metrics.periods import Window
from metrics.windows import frames_over


@dataclass(frozen=True)
class Step:
    """A term's effect on the whole, in the whole's unit: positive lifts it. `member` names a part of a split term."""

    metric: Metric
    member: str
    effect: float


@dataclass(frozen=True)
class Bridge:
    """Base (plan, or last year), steps and actual: base + the steps' effects = actual.

    `apportioned`: the plan is given for the whole alone, and was laid on members as last year's values were.
    """

    metric: Metric
    base: float
    actual: float
    steps: tuple[Step, ...]
    apportioned: bool = False


@dataclass(frozen=True)
class _Sides:
    """Where a bridge ends and begins: the days asked for, and their plan or the days of another year."""

    home: Home
    earlier: Window | None
    like: Window | None = None

    def now(self, asked: list[MetricQuery]) -> list[pd.DataFrame]:
        """Actual values."""
        return frames_over(self.home, asked)

    def before(self, asked: list[MetricQuery]) -> list[pd.DataFrame]:
        """Plans, or the values of the earlier days."""
        if self.earlier is None:
            return frames_over(self.home, asked, plans=True)
        return frames_over(self.home, [_moved(query, self.earlier) for query in asked])


def _moved(query: MetricQuery, window: Window) -> MetricQuery:
    return replace(query, start=window.start, end=window.end)


def bridge(home: Home, query: MetricQuery, earlier: Window | None = None, like: Window | None = None) -> Bridge | None:
    """The bridge of a KPI in the query's days from its plan, or from its value in the days `earlier`.

    A plan without members is laid on them as the values of the days `like` were. None where the KPI is no sum (ratios,
    KPIs whose parts don't add), or a part of it has no value or no base.
    """
    metrics, sides = catalog_of(home).metrics, _Sides(home, earlier, like)
    metric, terms = metrics[query.metric], terms_of(metrics[query.metric]) or _itself(metrics[query.metric])
    asked = [replace(query, metric=name, grain=None, by=()) for name in (metric.name, *(name for name, _ in terms))]
    values, bases = _values(sides.now(asked)), _values(sides.before(asked))
    if not terms or None in values or None in bases:
        return None
    known = [value for value in values if value is not None]
    gaps = [value - base for value, base in zip(known, bases, strict=True) if base is not None]
    steps = [
        step
        for (name, sign), one, gap in zip(terms, asked[1:], gaps[1:], strict=True)
        for step in _steps(sides, one, metrics[name], sign, gap)
    ]
    base, alone = known[0] - gaps[0], len(steps) == 1
    if alone:
        steps = _apportioned(sides, asked[0], base, gaps[0])
    return Bridge(metric, base, known[0], _closed(metric, steps, gaps[0]), alone) if steps else None


def _apportioned(sides: _Sides, query: MetricQuery, base: float, gap: float) -> list[Step]:
    """Steps of a plan laid on members as those of the days `like`; none where that can't be done."""
    metric = catalog_of(sides.home).metrics[query.metric]
    if sides.earlier is not None or sides.like is None or not _itself(metric):
        return []
    for dimension in impersonal(catalog_of(sides.home), metric):
        split = replace(query, by=(dimension,))
        now, then = (_members(frame, dimension) for frame in sides.now([split, _moved(split, sides.like)]))
        if len(now) < 2 or not then.sum():
            continue
        index = now.index.union(then.index)
        gaps = now.reindex(index, fill_value=0.0) - then.reindex(index, fill_value=0.0) * (base / then.sum())
        if math.isclose(gaps.sum(), gap, rel_tol=1e-9, abs_tol=1e-6):
            return [Step(metric, str(member), float(each)) for member, each in gaps.items()]
    return []


def _members(frame: pd.DataFrame, dimension: str) -> pd.Series:
    return frame.set_index(dimension)["value"].astype(float)


def _itself(metric: Metric) -> list[tuple[str, int]]:
    """A KPI that sums over rows and days is a term of its own, to be split by a dimension."""
    return [(metric.name, 1)] if metric.kind == "simple" and metric.over_time in ("sum", "last") else []


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


def _steps(sides: _Sides, query: MetricQuery, metric: Metric, sign: int, gap: float) -> list[Step]:
    """One step for the term, or one a member of the first dimension by which the gaps sum."""
    for dimension in _split_by(sides, metric, alone=query.metric == metric.name):
        gaps = _gaps(sides, replace(query, by=(dimension,)), dimension)
        if len(gaps) > 1 and math.isclose(gaps.sum(), gap, rel_tol=1e-9, abs_tol=1e-6):
            return [Step(metric, str(member), sign * float(each)) for member, each in gaps.items()]
    return [Step(metric, "", sign * gap)]


def _split_by(sides: _Sides, metric: Metric, *, alone: bool) -> list[str]:
    """The dimensions by which the KPI's targets may be given; against last year of a KPI by itself all of them.
    Never by persons."""
    if sides.earlier is not None and alone:
        return list(impersonal(catalog_of(sides.home), metric))
    carried = target_dimensions(catalog_of(sides.home), metric.target) if metric.target else ()
    return [name for name in impersonal(catalog_of(sides.home), metric) if name in carried]


def _gaps(sides: _Sides, query: MetricQuery, dimension: str) -> pd.Series:
    """Actual less base by member; empty where no base is split so."""
    bases = sides.before([query])[0]
    if bases.empty or bases["value"].isna().any():
        return pd.Series(dtype=float)
    values = sides.now([query])[0].set_index(dimension)["value"]
    before = bases.set_index(dimension)["value"]
    index = values.index.union(before.index)
    return values.reindex(index, fill_value=0.0) - before.reindex(index, fill_value=0.0)


def _closed(metric: Metric, steps: list[Step], gap: float) -> tuple[Step, ...]:
    """The steps, and what they leave over where the whole's base is not the sum of its terms' bases."""
    rest = gap - sum(step.effect for step in steps)
    size = max((abs(step.effect) for step in steps), default=0.0)
    if abs(rest) <= 1e-9 * max(size, abs(gap), 1.0):
        return tuple(steps)
    return (*steps, Step(metric, "", rest))


def _values(frames: list[pd.DataFrame]) -> list[float | None]:
    """The single value of each frame; None where it is absent."""
    return [float(v) if len(f) and pd.notna(v := f["value"].iloc[0]) else None for f in frames]
