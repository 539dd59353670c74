"""Which KPIs are watched, at which grains and split by what. Pure, over definitions; how much a place holds is judged
where the values are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from sqlglot import exp

from metrics import expression
from metrics.catalog.parts import GRAINS, impersonal, leaves_of, parts_of
from metrics.model import Catalog, Grain, Metric

Split = tuple[str, ...]
WATCHED: tuple[Grain, ...] = ("week", "month")
MOST_MEMBERS = 12
"""A dimension with more members than this is searched within an incident, not watched by itself."""
MOST_PAIRS = 40


def watched(catalog: Catalog) -> list[Metric]:
    """Listed KPIs with a time of their own. Left out: parts that no list shows, running totals (their base is watched)
    and KPIs measured against the plan (a new plan is no incident)."""
    return [metric for metric in catalog.metrics.values() if _is_watched(catalog, metric)]


def _is_watched(catalog: Catalog, metric: Metric) -> bool:
    if metric.internal or metric.kind == "cumulative" or _is_planned(metric):
        return False
    leaves = list(leaves_of(catalog.metrics, metric.name))
    return bool(leaves) and all(leaf.time for leaf in leaves)


def _is_planned(metric: Metric) -> bool:
    if metric.kind != "derived":
        return False
    return any(expression.derived_expression(metric.expression).find_all(exp.Anonymous))


def grains_of(metric: Metric, dims: Split = ()) -> list[Grain]:
    """Weeks and months, where the KPI has them, else its own grain; of places the finest of these alone, as windows
    of several weeks are looked at too. An average of events tells nothing of how many there were, so that its places
    are watched by month, where they are more."""
    smallest = GRAINS.index(metric.smallest_grain)
    found = [grain for grain in WATCHED if GRAINS.index(grain) >= smallest] or [metric.smallest_grain]
    if dims and metric.kind == "simple" and metric.over_time == "average":
        return found[-1:]
    return found[:1] if dims else found


def splits_of(catalog: Catalog, metric: Metric, members: Mapping[str, int]) -> Iterator[Split]:
    """The whole, each dimension with few members, and pairs of those where a pair's places are not too many. No place
    is a person."""
    yield ()
    dims = [name for name in impersonal(catalog, metric) if 2 <= members.get(name, 0) <= MOST_MEMBERS]
    yield from ((name,) for name in dims)
    if _pairs_matter(catalog, metric):
        for one, other in combinations(dims, 2):
            if members[one] * members[other] <= MOST_PAIRS:
                yield one, other


def _pairs_matter(catalog: Catalog, metric: Metric) -> bool:
    """Quantities that add up, and ratios in or of money: their places of two levels hold enough to be judged."""
    if metric.over_time != "sum":
        return False
    if metric.kind == "simple":
        return True
    units = {catalog.metrics[name].unit for name in parts_of(metric)}
    return metric.kind == "ratio" and units == {"JPY"}


def parts(catalog: Catalog, metric: Metric) -> tuple[str, ...]:
    """Numerator and denominator of a ratio; none else."""
    return parts_of(catalog.metrics[metric.name]) if metric.kind == "ratio" else ()
