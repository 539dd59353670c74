"""How far forecasts from earlier points in a history missed, by horizon: what intervals are widened or narrowed by.

From a dozen past origins the bank is run ahead without learning, and what came is compared with what it said.
"""

from dataclasses import dataclass, field

import numpy as np
from scipy import special

from insights.forecast.bank import Bank, Floats
from insights.forecast.track import combine, normal_deviate

_ORIGINS = 12
_SHARES = np.array([0.5, 0.2, 0.1])  # tail shares at which misses and claims are compared
_CLAIMED = -special.ndtri(_SHARES / 2)
_PRIOR_ORIGINS = 4.0  # origins that the models' own claim is worth


@dataclass
class Origins:
    """Collects normal deviates of past forecasts: `misses` holds (horizon from 1, deviate)."""

    rows: int
    horizon: int
    values: Floats
    effects: Floats
    steps: Floats
    misses: list[tuple[int, float]] = field(default_factory=list)
    visited: int = 0

    def __post_init__(self) -> None:
        first = max(12, self.rows // 3)
        last = self.rows - 2
        self._at = set(np.linspace(first, last, _ORIGINS).astype(int).tolist()) if last > first else set()

    def visit(self, row: int, bank: Bank) -> None:
        """Forecast from here if this row is an origin; the bank stays as it is."""
        if row not in self._at:
            return
        self.visited += 1
        ahead = bank.copy()
        for at in range(row + 1, min(row + 1 + self.horizon, self.rows)):
            ahead.advance(self.steps[at])
            logged, *moments = combine(ahead, ahead.predict(self.effects[at]))
            self.misses.append((at - row, normal_deviate(float(self.values[at]), logged, *moments)))


def spread_factor(origins: Origins, horizon: int) -> Floats:
    """What to multiply the spread by at each horizon; 1 where there is nothing to learn from."""
    if not origins.misses:
        return np.ones(horizon)
    at, deviates = np.array([h for h, _ in origins.misses]), np.abs([z for _, z in origins.misses])
    return np.array(
        [_factor(deviates[(at >= h * 0.6 - 1) & (at <= h * 1.6 + 1)], at, h, origins) for h in range(1, horizon + 1)]
    )


def _factor(near: Floats, at: Floats, horizon: int, origins: Origins) -> float:
    if not len(near):  # no past forecast reached so far: take the farthest that did
        return _factor(np.abs([z for h, z in origins.misses if h >= at.max() * 0.6]), at, horizon, origins)
    reached = len(near) / max(len({h for h, _ in origins.misses if horizon * 0.6 - 1 <= h <= horizon * 1.6 + 1}), 1)
    weight = reached / (reached + _PRIOR_ORIGINS)
    ratio = np.quantile(near, 1 - _SHARES) / _CLAIMED
    return float(np.clip(np.exp(weight * np.mean(np.log(np.maximum(ratio, 0.05)))), 0.6, 2.5))
