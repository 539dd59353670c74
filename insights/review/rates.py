"""k of n with Wilson's interval, and the calibration of chances that were given. Knows no proposal."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from statsmodels.stats.proportion import proportion_confint

from insights.review.model import ENOUGH, Bin, Calibration, Rate

LEVEL = 0.95
EDGES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


def rate(k: int, n: int, level: float = LEVEL) -> Rate:
    """k of n with Wilson's score interval (Wilson, 1927), which is only given from `ENOUGH` cases on."""
    if not 0 <= k <= n:
        raise ValueError(f"{k} of {n} is not a share")
    if n < ENOUGH:
        return Rate(k, n, level=level)
    low, high = proportion_confint(k, n, alpha=1 - level, method="wilson")
    return Rate(k, n, float(low), float(high), level)


def calibration(chances: Sequence[float], came: Sequence[bool]) -> Calibration:
    """Brier's score (1950), its skill against the base rate, and reliability by fifths of the chance given."""
    said, true = np.asarray(chances, dtype=float), np.asarray(came, dtype=float)
    if len(said) != len(true) or np.any((said < 0) | (said > 1)):
        raise ValueError("every chance lies between 0 and 1 and has an outcome")
    bins = tuple(_bins(said, true))
    if len(said) < ENOUGH:
        return Calibration(len(said), bins=bins)
    brier, base = float(np.mean((said - true) ** 2)), float(true.mean() * (1 - true.mean()))
    return Calibration(len(said), brier, base, 1 - brier / base if base > 0 else None, bins)


def _bins(said: np.ndarray, true: np.ndarray) -> list[Bin]:
    """The fifths in which there is anything; 1 belongs to the last."""
    at = np.clip(np.digitize(said, EDGES) - 1, 0, len(EDGES) - 2)
    return [
        Bin(EDGES[i], EDGES[i + 1], float(said[at == i].mean()), rate(int(true[at == i].sum()), int((at == i).sum())))
        for i in range(len(EDGES) - 1)
        if np.any(at == i)
    ]
