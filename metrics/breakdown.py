"""A KPI split by one dimension so that the parts sum to the whole, where the KPI allows it.

Quantities split into themselves. A ratio's parts are numerators over the whole denominator: they sum to the ratio, and
each member's own ratio stands beside. Whether parts do sum is checked on the figures, not assumed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import Literal

import pandas as pd

from data.home import Home
from metrics.catalog import catalog_of
from metrics.model import MetricQuery
from metrics.periods import Window
from metrics.query import ask_many
from metrics.windows import value_over

Adds = Literal["sum", "contribution", "none"]
TOLERANCE = 1e-9


@dataclass(frozen=True)
class Breakdown:
    """Parts of a KPI. `frame`: member (None where not set), value (the member's own), part (NaN where parts do not
    add), share (of the whole), last_year (the member's own, same part of last year); largest part first."""

    metric: str
    dimension: str
    adds: Adds
    total: float | None
    frame: pd.DataFrame = field(compare=False, repr=False)


def breakdown(home: Home, query: MetricQuery, dimension: str, earlier: Window) -> Breakdown:
    """The KPI in the query's days by the members of a dimension, beside the days `earlier` of last year."""
    whole, split = replace(query, grain=None, by=()), replace(query, grain=None, by=(dimension,))
    before = replace(split, start=earlier.start, end=earlier.end)
    total = value_over(home, whole)
    values, olds = (_by_member(home, asked, dimension) for asked in (split, before))
    frame = pd.DataFrame({"value": values, "last_year": olds.reindex(values.index)})
    adds, parts = _parts(home, whole, split, dimension, values, total)
    frame["part"] = parts.reindex(values.index) if parts is not None else math.nan
    frame["share"] = frame["part"] / total if parts is not None and total else math.nan
    order = frame["part"].where(frame["part"].notna(), frame["value"]).abs().sort_values(ascending=False, kind="stable")
    frame = frame.loc[order.index].rename_axis("member").reset_index()
    return Breakdown(query.metric, dimension, adds, total, frame)


def members(home: Home, query: MetricQuery, dimension: str) -> list[str]:
    """The members of a dimension that have the KPI in the query's days, as text, largest first; unset ones left out."""
    values = _by_member(home, replace(query, grain=None, by=(dimension,)), dimension)
    ordered = values.sort_values(ascending=False, kind="stable", key=lambda column: column.abs())
    return [str(member) for member in ordered.index if pd.notna(member)]


def _parts(
    home: Home, whole: MetricQuery, split: MetricQuery, dimension: str, values: pd.Series, total: float | None
) -> tuple[Adds, pd.Series | None]:
    if total is None:
        return "none", None
    if _sums(values, total):
        return "sum", values
    metric = catalog_of(home).metrics[whole.metric]
    if metric.kind == "ratio":
        below = value_over(home, replace(whole, metric=metric.denominator))
        above = _by_member(home, replace(split, metric=metric.numerator), dimension)
        if below and _sums(above / below, total):
            return "contribution", above / below
    return "none", None


def _sums(parts: pd.Series, total: float) -> bool:
    return math.isclose(
        float(parts.sum()), total, rel_tol=TOLERANCE, abs_tol=TOLERANCE * max(1.0, float(parts.abs().sum()))
    )


def _by_member(home: Home, query: MetricQuery, dimension: str) -> pd.Series:
    frame = ask_many(home, [query])[0].frame
    return pd.Series(frame["value"].to_numpy(dtype=float), index=pd.Index(frame[dimension], dtype=object))
