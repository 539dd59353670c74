"""Additive KPIs: what each value of one dimension contributed to the change. Exact: the contributions sum to the
change.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pandas as pd


@dataclass(frozen=True)
class Contribution:
    """One value of the dimension: expected and actual amount, their difference, and its share of the whole's
    difference.

    `share` is None where the whole did not change.
    """

    value: Any
    expected: float
    actual: float
    change: float
    share: float | None


def contributions(frame: pd.DataFrame, dim: str, *, unit: float | None = None) -> list[Contribution]:
    """Contributions of one dimension's values to actual − expected, largest first.

    frame: columns `dim`, actual, expected; missing values of `dim` are a value of their own (None).
    unit: round the changes to this unit (1 for yen) so that the rounded ones sum to the rounded total (largest
    remainders).
    """
    sums = [
        (None if pd.isna(value) else value, _exact(part["expected"]), _exact(part["actual"]))
        for value, part in frame.groupby(dim, dropna=False, observed=True, sort=False)
    ]
    changes = [actual - expected for _, expected, actual in sums]
    if unit is not None:
        changes = apportion(changes, unit)
    total = sum(changes, Fraction(0))
    made = [
        Contribution(value, float(expected), float(actual), float(change), float(change / total) if total else None)
        for (value, expected, actual), change in zip(sums, changes, strict=True)
    ]
    return sorted(made, key=lambda one: -abs(one.change))


def apportion(amounts: list[Fraction], unit: float) -> list[Fraction]:
    """The amounts rounded to multiples of `unit` so that they sum to their rounded sum (largest remainders)."""
    step = Fraction(unit)
    floors = [amount // step for amount in amounts]
    target = round(sum(amounts, Fraction(0)) / step)
    missing = target - sum(floors)
    order = sorted(range(len(amounts)), key=lambda i: floors[i] - amounts[i] / step)
    for place in range(missing):
        floors[order[place % len(order)]] += 1
    return [floor * step for floor in floors]


def _exact(column: pd.Series) -> Fraction:
    return sum((Fraction(value) for value in column.dropna().tolist()), Fraction(0))
