"""Calibrates deviates against the errors a model really made, so that an interval covers what it says.

Adaptive conformal prediction: the deviates seen so far (as rare as the model thinks) are put in order, and a
new one is as rare as its rank says; after Vovk, Gammerman & Shafer (2005), "Algorithmic Learning in a Random
World". Ranks of a short history say little of the far tail, so each rank counts against the model's own claim
by the number of points that speak for it. Depends on the deviates before a point alone.
"""

from bisect import insort

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]

_KNOT_P = np.array([0.32, 0.1, 0.04, 0.015, 0.005])  # two-sided tail shares at which ranks and model are compared
_KNOTS = -special.ndtri(_KNOT_P / 2)
_PRIOR_TAIL = 4.0  # points in the tail that the model's claim is worth


class Calibration:
    """Map between a model's deviates and calibrated ones, learnt point by point."""

    def __init__(self) -> None:
        self._sorted: list[float] = []
        self._knots = _KNOTS.copy()

    def learn(self, deviate: float) -> None:
        """Add a deviate that has been judged."""
        insort(self._sorted, abs(deviate))
        self._knots = self._compare()

    def _compare(self) -> Floats:
        """Where the model's deviate must be for each tail share: its own claim, and the ranks, by their weight."""
        ordered, count = self._sorted, len(self._sorted)
        at = (count + 1) * (1 - _KNOT_P) - 1
        low = np.clip(np.floor(at).astype(int), 0, count - 1)
        high = np.minimum(low + 1, count - 1)
        part = at - np.floor(at)
        ranks = np.array([ordered[i] for i in low]) * (1 - part) + np.array([ordered[i] for i in high]) * part
        tail = count * _KNOT_P
        weight = np.where(at > count - 1, 0.0, tail / (tail + _PRIOR_TAIL))
        ratio, log_ratio = np.log(np.maximum(ranks, 1e-6) / _KNOTS), 0.0
        for i in range(len(_KNOTS)):  # what few points say is helped by what the nearer tail said
            log_ratio = ratio[i] = weight[i] * ratio[i] + (1 - weight[i]) * log_ratio
        return np.asarray(np.maximum.accumulate(np.clip(np.exp(ratio), 0.5, 3.0) * _KNOTS))

    def calibrated(self, deviate: float) -> float:
        """The deviate as rare as this one has turned out to be, with its sign."""
        return float(np.sign(deviate) * _piecewise(abs(deviate), self._knots, _KNOTS))

    def needed(self, calibrated: float) -> float:
        """The model's deviate that a calibrated one stands for: the inverse."""
        return _piecewise(calibrated, _KNOTS, self._knots)


def _piecewise(x: float, xs: Floats, ys: Floats) -> float:
    """Linear between knots, through the origin before them and in proportion after them."""
    if x >= xs[-1]:
        return float(x * ys[-1] / xs[-1])
    return float(np.interp(x, np.concatenate([[0.0], xs]), np.concatenate([[0.0], ys])))
