"""One-step predictions of a daily or coarser series, each from the points before it, and level shifts on the way.

A level shift is a run of far-off points on one side: when the run is long enough, the bank is set back to where
it began, its level opened, and the run learnt in full, so that the new level is the norm from there on. Decides
no alarm.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from insights.forecast.bank import Bank, Floats, Prediction

RUN_FAR = 2.5  # normal deviates from which a point counts towards a run
_RUN_LENGTH = {"day": 5, "week": 3}
_RUN_LENGTH_ELSE = 3
_CHOICE_COST = 0.77  # share of the degrees of freedom left after choosing among members on the same points


@dataclass(frozen=True)
class Track:
    """By row: the prediction in the unit it was made in (`logged` or plain), the point's normal deviate, the
    run's length.

    Rows without a prediction or a value hold NaN; `run` counts far-off points in a row, negative below the expectation,
    `settled` is true on the row that made a new level the norm.
    """

    centre: Floats
    spread: Floats
    degrees: Floats
    logged: NDArray[np.bool_]
    deviate: Floats
    run: NDArray[np.int64]
    settled: NDArray[np.bool_]


def follow(bank: Bank, values: Floats, effects: Floats, steps: Floats, grain: str) -> Track:
    """Run the bank through the series; row t of the answer depends on rows up to t alone."""
    tracker = Tracker(bank, grain, len(values))
    for row in range(len(values)):
        tracker.step(row, values[row], effects[row], steps[row])
    return tracker.track()


class Tracker:
    """Walks the bank through a series, row by row; `bank` is its state after the rows stepped through."""

    def __init__(self, bank: Bank, grain: str, rows: int) -> None:
        self.bank, self.length = bank, _RUN_LENGTH.get(grain, _RUN_LENGTH_ELSE)
        self.table = np.full((rows, 4), np.nan)
        self.logged, self.settled = np.zeros(rows, dtype=bool), np.zeros(rows, dtype=bool)
        self.run = np.zeros(rows, dtype=np.int64)
        self.count, self.before = 0, bank
        self.pending: list[tuple[float, Floats, float]] = []

    @property
    def shifting(self) -> bool:
        """Whether a run of far-off points has begun that may yet turn out to be a shift."""
        return self.count != 0

    def step(self, row: int, value: float, effects: Floats, periods: float) -> None:
        """Predict a row, then learn it."""
        self.bank.advance(periods)
        ahead = self.bank.predict(effects)
        logged, *moments = combine(self.bank, ahead)
        self.logged[row], self.table[row, :3] = logged, moments
        if not np.isfinite(value):
            return
        deviate = normal_deviate(value, logged, *moments)
        self.table[row, 3] = deviate
        self._count(deviate)
        if self.count:
            self._remember(value, effects, periods)
        self.bank.update(value, ahead)
        self.run[row] = self.count
        if abs(self.count) >= self.length:
            self._settle(row, abs(deviate))

    def _count(self, deviate: float) -> None:
        side = int(np.sign(deviate)) if abs(deviate) > RUN_FAR else 0
        self.count = self.count + side if side and self.count * side > 0 else side

    def _remember(self, value: float, effects: Floats, periods: float) -> None:
        if abs(self.count) == 1:
            self.before, self.pending = self.bank.copy(), []
        self.pending.append((value, effects, periods))

    def _settle(self, row: int, jump: float) -> None:
        """Learn the run again, with the level open."""
        weight = self.bank.log_weight
        self.bank = self.before
        self.bank.loosen(10 * jump)
        for at, (value, effects, periods) in enumerate(self.pending):
            if at:
                self.bank.advance(periods)
            self.bank.update(value, self.bank.predict(effects), trust=True)
        self.bank.log_weight = np.where(np.isfinite(weight), self.bank.log_weight, -np.inf)
        self.count, self.settled[row] = 0, True

    def track(self) -> Track:
        """What was predicted on the way."""
        centre, spread, degrees, deviate = self.table.T
        return Track(centre, spread, degrees, self.logged, deviate, self.run, self.settled)


def combine(bank: Bank, ahead: Prediction) -> tuple[bool, float, float, float]:
    """Unit most believed in, and centre, spread and degrees of freedom of its members' mixture (by its moments)."""
    weight = bank.weights()
    logged = bool(weight[bank.logged].sum() > 0.5)
    share = np.where(bank.logged == logged, weight, 0.0)
    share = share / share.sum()
    centre = float(share @ ahead.centre)
    variance = float(share @ (ahead.spread**2 + (ahead.centre - centre) ** 2))
    return logged, centre, float(np.sqrt(variance)), float(share @ ahead.degrees) * _CHOICE_COST


def normal_deviate(value: float, logged: bool, centre: float, spread: float, degrees: float) -> float:
    """The standard normal deviate as rare as this value is under the predicted Student t."""
    if logged and value <= 0:
        return -38.0
    t = ((np.log(value) if logged else value) - centre) / spread
    tail = special.stdtr(degrees, -abs(t))
    return float(np.sign(t) * -special.ndtri(max(tail, 1e-300)))
