"""How unruly a series is just now: the size of its next deviate, from recent deviates and those of the same season.

Three accounts compete by how well each foretold the deviates so far: always alike; what the time of year
usually brings; and the mean of that and a moving average of recent squares (RiskMetrics, 1996). Depends on
earlier deviates alone.
"""

import numpy as np

from insights.forecast.bank import Floats

_SPEED = 0.1  # weight of the newest square in the moving average
_CLIP = 9.0  # a square counts up to three standard deviations, so that one outlier does not blind the next days
_SEASON_WIDTH = 0.05  # of a year, the kernel's standard deviation
_SEASON_PRIOR = 20.0  # points that "no season" is worth
_PRIOR_LOG = np.log(np.array([0.8, 0.1, 0.1]))


class Volatility:
    """Foretells the size of the next deviate, 1 being as large as the model says. `phases` is the time of year,
    0 to 1."""

    def __init__(self, phases: Floats) -> None:
        self._phases = phases
        self._squares = np.full(len(phases), np.nan)
        self._recent = 1.0
        self._log_weight = _PRIOR_LOG.copy()

    def foretell(self, row: int) -> float:
        """Size of the deviate of a row, before it is seen."""
        weight = np.exp(self._log_weight - self._log_weight.max())
        return float(weight @ self._sizes(row) / weight.sum())

    def _sizes(self, row: int) -> Floats:
        season = self._usual(row)
        return np.asarray(np.sqrt(np.array([1.0, season, 0.5 * (season + self._recent)])))

    def _usual(self, row: int) -> float:
        """What the same time of year brought in rows before, as a variance, drawn to 1 where little was seen."""
        known = self._squares[:row]
        apart = np.abs(self._phases[:row] - self._phases[row])
        apart = np.minimum(apart, 1 - apart)
        weight = np.exp(-0.5 * (apart / _SEASON_WIDTH) ** 2) * np.isfinite(known)
        return float((np.nansum(weight * known) + _SEASON_PRIOR) / (weight.sum() + _SEASON_PRIOR))

    def learn(self, row: int, deviate: float) -> None:
        """Take in the deviate of a row; rows come in order, and none twice."""
        square, sizes = deviate**2, self._sizes(row)
        self._log_weight += -np.log(sizes) - 0.5 * np.minimum(square / sizes**2, 2 * _CLIP)
        self._log_weight -= self._log_weight.max()
        self._squares[row] = min(square, _CLIP)
        self._recent += _SPEED * (min(square, _CLIP * self._recent) - self._recent)
