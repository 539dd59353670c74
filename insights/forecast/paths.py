"""Simulated futures of a KPI: many paths that agree with what the models believe and with how far they erred before.

Each path draws a model, its states and its noise, and walks on; sums over a path carry how errors of
neighbouring periods hang together, which intervals by period do not. Spread is then scaled by what forecasts
from earlier origins turned out to miss (split conformal by horizon). Draws no chart and knows no target.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from insights.calendar_effects import design
from insights.forecast.bank import DISTURBANCE, LEVEL, STATES, Bank, Floats
from insights.forecast.grain import OPENING, expected_dates, gaps, period_number
from insights.forecast.members import bank_for, regressors
from insights.forecast.origins import Origins, spread_factor
from insights.forecast.track import Tracker
from insights.japanese_calendar import Calendar

DEFAULT_PATHS = 2000
# How far a level wanders in a year shows little in a single step, so that steps weigh less here than they do for the
# next point (a tempered posterior; Grünwald & van Ommen, 2017, "Inconsistency of Bayesian inference for misspecified
# linear models").
_TEMPER = 0.7


@dataclass(frozen=True)
class Paths:
    """Futures of a series: `values` is (paths, dates), in the KPI's unit."""

    dates: pd.DatetimeIndex
    values: Floats


@dataclass(frozen=True)
class _Learnt:
    bank: Bank
    effects: Floats  # of the future dates
    steps: Floats
    factor: Floats  # spread scale by horizon


def simulate(
    dates: pd.DatetimeIndex, values: Floats, grain: str, horizon: int, calendar: Calendar | None, paths: int, seed: int
) -> Paths:
    """Simulate the `horizon` periods after a history in order of time without gaps in its values.

    The same history and seed give the same paths. Where no value was ever negative, no path is.
    """
    future = expected_dates(dates, grain, horizon)
    learnt = _learn(dates, values, future, grain, calendar)
    drawn = _draw(learnt, paths, np.random.default_rng(seed))
    return Paths(future, np.maximum(drawn, 0.0) if values.min() >= 0 else drawn)


def _learn(
    dates: pd.DatetimeIndex, values: Floats, future: pd.DatetimeIndex, grain: str, calendar: Calendar | None
) -> _Learnt:
    every = pd.DatetimeIndex(dates.append(future))
    plan, numbers = design(every, grain, calendar), period_number(every, grain)
    effects, steps, rows = regressors(plan, numbers), gaps(numbers), len(values)
    tracker = Tracker(bank_for(plan, grain, values[: OPENING - 1]), grain, rows)
    origins = Origins(rows, len(future), values, effects, steps)
    for row in range(rows):
        tracker.step(row, float(values[row]), effects[row], steps[row])
        origins.visit(row, tracker.bank)
    return _Learnt(tracker.bank, effects[rows:], steps[rows:], spread_factor(origins, len(future)))


def _draw(learnt: _Learnt, paths: int, rng: np.random.Generator) -> Floats:
    """Paths in the KPI's unit, of the members in the unit most believed in."""
    bank = learnt.bank
    logged = bool(bank.weights()[bank.logged].sum() > 0.5)
    share = np.where(bank.logged == logged, bank.weights(_TEMPER), 0.0)
    counts = rng.multinomial(paths, share / share.sum())
    drawn = np.concatenate([_walk(learnt, int(i), int(counts[i]), rng) for i in np.flatnonzero(counts)])
    centre = np.median(drawn, axis=0)
    drawn = centre + (drawn - centre) * learnt.factor
    rng.shuffle(drawn, axis=0)
    return np.asarray(np.exp(np.minimum(drawn, 700.0)) if logged else drawn)


def _walk(learnt: _Learnt, member: int, count: int, rng: np.random.Generator) -> Floats:
    bank, traits = learnt.bank, learnt.bank.members[member]
    degrees = bank.degrees[member]
    noise = np.sqrt(bank.noise[member] * degrees / rng.chisquare(degrees, count))
    size, root = np.linalg.eigh(bank.cov[member])
    spread = rng.standard_normal((count, len(size))) @ (root * np.sqrt(np.maximum(size, 0.0))).T
    states = bank.mean[member] + noise[:, None] * spread
    level, disturbance, coefficients = states[:, LEVEL], states[:, DISTURBANCE], states[:, STATES:]
    out = np.empty((count, len(learnt.steps)))
    for ahead, (effects, periods) in enumerate(zip(learnt.effects, learnt.steps, strict=True)):
        kicks = rng.standard_normal((3, count)) * noise
        level = level + kicks[0] * np.sqrt(traits.level_variance * periods)
        decay = traits.persistence**periods
        disturbance = decay * disturbance + kicks[1] * np.sqrt(traits.share * (1 - decay**2))
        out[:, ahead] = level + disturbance + coefficients @ effects + kicks[2] * np.sqrt(1 - traits.share)
    return out
