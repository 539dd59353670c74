"""A bank of dynamic linear models that learns a series one point at a time.

Each member is a local level, an AR(1) disturbance and the calendar's effects as regressors, with the noise
variance unknown (conjugate normal-gamma), after West & Harrison (1997), "Bayesian Forecasting and Dynamic
Models", chapters 4, 11 and 12. Members differ in how fast the level moves, how long a disturbance lasts, how
large effects are, and whether the KPI is seen in its own unit or in logarithms; each counts by how well it
predicted so far. A far-off point teaches little (Huber weights).

Every state depends on the points fed so far alone. Judges nothing and knows no dates.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy import special

Floats = NDArray[np.float64]

LEVEL, DISTURBANCE, STATES = 0, 1, 2  # state 0 and 1, and the first regressor's
_DIFFUSE = 1e4
_CLIP_P = 2 * float(special.ndtr(-3.0))


@dataclass(frozen=True)
class Member:
    """One member: variances in units of the noise variance, a period; `scale` multiplies the effects' prior size."""

    level_variance: float
    persistence: float  # of the AR(1) disturbance, a period
    share: float  # of the noise that is the disturbance
    scale: float
    logged: bool = False


@dataclass(frozen=True)
class Prediction:
    """The next point's distribution by member (Student t; in the member's own unit), before it is seen."""

    centre: Floats
    spread: Floats
    degrees: Floats


@dataclass
class Bank:
    """Members' states after the points fed so far: `mean` (members, states), `cov` likewise by noise variance."""

    members: tuple[Member, ...]
    prior_sd: Floats
    pliancy: Floats  # how far an effect's prior size goes with a member's scale: 0 not at all, 1 in full
    drift: Floats  # variance an effect gains a period, in units of its prior variance (at most the noise's)
    opening: Floats  # the first values, from which only the order of size of the noise is taken
    memory: float = 0.99  # of the noise variance, a point
    mean: Floats = field(init=False)
    cov: Floats = field(init=False)
    noise: Floats = field(init=False)
    degrees: Floats = field(init=False)
    log_weight: Floats = field(init=False)

    def __post_init__(self) -> None:
        size, count = STATES + len(self.prior_sd), len(self.members)
        scale, level, persistence, share = self._columns()
        self.logged = np.array([m.logged for m in self.members])
        self._level, self._persistence, self._share = level, persistence, share
        prior = scale[:, None] ** (2 * self.pliancy) * self.prior_sd**2
        variance = np.column_stack([np.full(count, _DIFFUSE), share, prior])
        self._gain = np.column_stack([np.zeros((count, STATES)), np.minimum(prior, 1.0) * self.drift])
        self.cov = np.zeros((count, size, size))
        self.cov[:, np.arange(size), np.arange(size)] = variance
        self.mean = np.zeros((count, size))
        self.noise, self.degrees = np.ones(count), np.ones(count)
        self.log_weight = np.zeros(count)
        for logged in (False, True):
            self._open(self.logged == logged, logged)

    def _columns(self) -> tuple[Floats, Floats, Floats, Floats]:
        rows = [(m.scale, m.level_variance, m.persistence, m.share) for m in self.members]
        table = np.array(rows, dtype=np.float64)
        return table[:, 0], table[:, 1], table[:, 2], table[:, 3]

    def _open(self, which: NDArray[np.bool_], logged: bool) -> None:
        if not which.any():
            return
        values = np.log(self.opening) if logged else self.opening
        spread = float(np.std(values)) if len(values) > 1 else 0.0
        floor = 1e-6 * max(1.0, float(np.abs(values).max(initial=0.0)))
        self.mean[which, LEVEL] = np.median(values) if len(values) else 0.0
        self.noise[which] = max(spread, floor) ** 2

    def advance(self, periods: float) -> None:
        """Let `periods` pass: levels wander, disturbances fade, effects drift."""
        decay = self._persistence**periods
        self.mean[:, DISTURBANCE] *= decay
        self.cov[:, DISTURBANCE, :] *= decay[:, None]
        self.cov[:, :, DISTURBANCE] *= decay[:, None]
        diagonal = self.cov.reshape(len(self.members), -1)[:, :: self.cov.shape[1] + 1]
        diagonal += self._gain * periods
        diagonal[:, LEVEL] += self._level * periods
        diagonal[:, DISTURBANCE] += self._share * (1 - decay**2)

    def predict(self, effects: Floats) -> Prediction:
        """Distribution of a point with these effects, of the current period."""
        self._row, self._at = _sparse(effects)
        self._lean = self.cov[:, :, self._at] @ self._row
        self._size = np.maximum(self._lean[:, self._at] @ self._row + (1 - self._share), 1e-9)
        return Prediction(self.mean[:, self._at] @ self._row, np.sqrt(self.noise * self._size), self.degrees)

    def update(self, value: float, ahead: Prediction, trust: bool = False) -> None:
        """Learn a point whose `ahead` prediction was made last; with `trust` a far-off point teaches in full."""
        seen = self._in_unit(value)
        error = seen - ahead.centre
        z = error / ahead.spread
        clip = np.full_like(z, np.inf) if trust else stats_limit(ahead.degrees)
        within = np.minimum(1.0, clip / np.maximum(np.abs(z), 1e-12))
        size = self._size / within**2
        gain = self._lean / size[:, None]
        self.mean += gain * error[:, None]
        self.cov -= gain[:, :, None] * self._lean[:, None, :]
        self._learn_noise(z * within)
        # A gross point says little of which member is right: all of them missed it.
        self._weigh(np.clip(z, -clip, clip), ahead, value)

    def _in_unit(self, value: float) -> Floats:
        logged = np.log(value) if value > 0 else np.nan
        if np.isnan(logged):
            self.log_weight[self.logged] = -np.inf
            return np.where(self.logged, self.mean[:, LEVEL], value)
        return np.where(self.logged, logged, value)

    def _learn_noise(self, clipped: Floats) -> None:
        kept = self.memory * self.degrees
        self.noise = np.maximum((kept * self.noise + self.noise * clipped**2) / (kept + 1), 1e-300)
        self.degrees = kept + 1

    def _weigh(self, z: Floats, ahead: Prediction, value: float) -> None:
        density = _log_t(z, ahead.degrees) - np.log(ahead.spread)
        if value > 0:
            density = density - self.logged * np.log(value)
        self.log_weight = 0.995 * self.log_weight + density
        self.log_weight -= self.log_weight.max()

    def weights(self, power: float = 1.0) -> Floats:
        """Each member's share of belief, summing to 1; a `power` below 1 holds members nearer to each other."""
        raw = np.exp(power * (self.log_weight - self.log_weight.max()))
        return np.asarray(raw / raw.sum())

    def copy(self) -> "Bank":
        """An independent bank in the same state."""
        twin = Bank(self.members, self.prior_sd, self.pliancy, self.drift, self.opening, self.memory)
        twin.mean, twin.cov = self.mean.copy(), self.cov.copy()
        twin.noise, twin.degrees, twin.log_weight = self.noise.copy(), self.degrees.copy(), self.log_weight.copy()
        return twin

    def loosen(self, jump: float) -> None:
        """Open the level for a shift about `jump` noise deviations wide."""
        self.cov[:, LEVEL, LEVEL] += jump**2


def stats_limit(degrees: Floats) -> Floats:
    """Deviate of Student's t that is as rare as three standard deviations are in a normal distribution."""
    return np.asarray(-special.stdtrit(degrees, _CLIP_P / 2))


def _sparse(effects: Floats) -> tuple[Floats, NDArray[np.intp]]:
    row = np.concatenate([[1.0, 1.0], effects])
    at = np.flatnonzero(row)
    return row[at], at


def _log_t(z: Floats, degrees: Floats) -> Floats:
    half = (degrees + 1) / 2
    scale = special.gammaln(half) - special.gammaln(degrees / 2) - 0.5 * np.log(degrees * np.pi)
    return np.asarray(scale - half * np.log1p(z**2 / degrees))
