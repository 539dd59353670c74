"""Derived KPIs: the change along the formula, split over its components by Shapley values. Evaluates no text: it is
given a function.
"""

from collections.abc import Callable, Mapping
from itertools import combinations
from math import factorial

MOST_COMPONENTS = 10


def along_formula(
    evaluate: Callable[[Mapping[str, float]], float],
    expected: Mapping[str, float],
    actual: Mapping[str, float],
) -> dict[str, float]:
    """Contribution of each component to evaluate(actual) − evaluate(expected).

    A component's contribution is what it changes, averaged over all orders in which the components can move from
    expected to actual (Shapley, 1953; Shorrocks, 2013, for decompositions). It is exact for any formula: the
    contributions sum to the change. Raises ValueError for differing or more than ten components (2^n evaluations).
    """
    names = sorted(expected)
    if names != sorted(actual):
        raise ValueError("Expected and actual must name the same components.")
    if len(names) > MOST_COMPONENTS:
        raise ValueError(f"A formula of {len(names)} components is beyond {MOST_COMPONENTS}; split it in steps.")
    values = {
        moved: evaluate({name: actual[name] if name in moved else expected[name] for name in names})
        for size in range(len(names) + 1)
        for moved in map(frozenset, combinations(names, size))
    }
    return {name: _average(name, names, values) for name in names}


def _average(name: str, names: list[str], values: Mapping[frozenset[str], float]) -> float:
    count = len(names)
    others = [other for other in names if other != name]
    total = 0.0
    for size in range(count):
        weight = factorial(size) * factorial(count - size - 1) / factorial(count)
        for moved in map(frozenset, combinations(others, size)):
            total += weight * (values[moved | {name}] - values[moved])
    return total
