"""Ratio KPIs: the change split into mix (weights shifted) and rate (the groups' own ratios changed), with the residual.

With the groups' weights w = den / Σden and ratios r, and midpoints m(x) = (x_actual + x_expected) / 2:
rate = m(w) · Δr and mix = Δw · (m(r) − m(R)). As ΣΔw = 0, the sum over the groups is ΔR exactly, and no interaction
term is left over (the symmetric form of Kitagawa, 1955). The residual is computed, not assumed: it is float rounding
unless a denominator vanishes.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class RatioContribution:
    """One value of the dimension, or all other change (value None, kind "residual"). mix + rate is its contribution."""

    value: Any
    mix: float
    rate: float
    kind: str

    @property
    def change(self) -> float:
        """Contribution to the change of the ratio."""
        return self.mix + self.rate


def ratio_contributions(frame: pd.DataFrame, dim: str) -> tuple[list[RatioContribution], float]:
    """Contributions to the change of Σnum/Σden by the values of one dimension, largest first, and the residual.

    frame: columns `dim`, actual_num, actual_den, expected_num, expected_den. A value without a denominator on one
    side (new or lost)
    has no ratio there: its ratio counts as unchanged, so that all of it is mix. kind is "kept", "new" or "lost".
    """
    columns = ["actual_num", "actual_den", "expected_num", "expected_den"]
    sums = frame.groupby(dim, dropna=False, observed=True, sort=False)[columns].sum()
    if not (sums["actual_den"].sum() and sums["expected_den"].sum()):
        raise ValueError("A ratio without a denominator has no change to split.")
    num_a, den_a, num_e, den_e = (sums[name].to_numpy(dtype=float) for name in columns)
    whole_a, whole_e = num_a.sum() / den_a.sum(), num_e.sum() / den_e.sum()
    weight_a, weight_e = den_a / den_a.sum(), den_e / den_e.sum()
    rate_a, rate_e = _rates(num_a, den_a, num_e, den_e)
    rate = (weight_a + weight_e) / 2 * (rate_a - rate_e)
    mix = (weight_a - weight_e) * ((rate_a + rate_e) / 2 - (whole_a + whole_e) / 2)
    kinds = np.where(den_e == 0, "new", np.where(den_a == 0, "lost", "kept"))
    made = [
        RatioContribution(None if pd.isna(value) else value, float(m), float(r), str(kind))
        for value, m, r, kind in zip(sums.index, mix, rate, kinds, strict=True)
    ]
    residual = float((whole_a - whole_e) - (mix.sum() + rate.sum()))
    return sorted(made, key=lambda one: -abs(one.change)), residual


def _rates(
    num_a: "np.typing.NDArray[np.float64]",
    den_a: "np.typing.NDArray[np.float64]",
    num_e: "np.typing.NDArray[np.float64]",
    den_e: "np.typing.NDArray[np.float64]",
) -> tuple["np.typing.NDArray[np.float64]", "np.typing.NDArray[np.float64]"]:
    after = np.divide(num_a, den_a, out=np.full(len(num_a), np.nan), where=den_a != 0)
    before = np.divide(num_e, den_e, out=np.full(len(num_e), np.nan), where=den_e != 0)
    after = np.where(np.isnan(after), before, after)
    before = np.where(np.isnan(before), after, before)
    return np.nan_to_num(after), np.nan_to_num(before)
