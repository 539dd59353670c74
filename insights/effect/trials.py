"""Placebos: the same measure where no action was taken, earlier in time and in untreated segments.

What these trials miss by is what the interval is widened by. Judges no action.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import special

from insights.effect.aligned import Aligned
from insights.effect.counterfactual import Prepared, gap, prepare
from insights.effect.model import Placebo
from insights.forecast.bank import Floats

SHARES = np.array([0.5, 0.2, 0.1])
"""Tail shares at which what trials missed by is compared with what was claimed."""
CLAIMED = -special.ndtri(SHARES / 2)
PRIOR_TRIALS = 8.0
"""Trials that the model's own claim is worth."""
MOST_SEGMENTS = 4
LEAST_KNOWN = 0.6
NARROWEST, WIDEST = 0.85, 4.0
FIRST = 0.4
"""Share of the history that a trial in time must have before it."""


@dataclass(frozen=True)
class Missed:
    """Deviates of trials: those in time overlap, and `independent` says what they are worth together."""

    in_time: Floats
    in_space: Floats
    independent: float

    @property
    def inflation(self) -> float:
        """The factor by which the spread must grow to fit the trials; never below 1."""
        every = np.abs(np.r_[self.in_time, self.in_space])
        worth = self.independent + len(self.in_space)
        if not len(every):
            return 1.0
        weights = np.r_[
            np.full(len(self.in_time), self.independent / max(len(self.in_time), 1)), np.ones(len(self.in_space))
        ]
        ratio = _quantiles(every, weights) / CLAIMED
        share = worth / (worth + PRIOR_TRIALS)
        return float(np.clip(np.exp(share * np.mean(np.log(np.maximum(ratio, 0.2)))), NARROWEST, WIDEST))

    def rank(self, deviate: float) -> float | None:
        """The share of trials, this one among them, that are at least as far up; None without any."""
        every = np.r_[self.in_time, self.in_space]
        return float((1 + np.sum(every >= deviate)) / (1 + len(every))) if len(every) else None


def _quantiles(values: Floats, weights: Floats) -> Floats:
    """Weighted quantiles above which the tail shares lie."""
    order = np.argsort(values)
    below = (np.cumsum(weights[order]) - weights[order] / 2) / weights.sum()
    return np.asarray(np.interp(1 - SHARES, below, values[order]))


def trials(found: Aligned, prepared: Prepared, placebo: Placebo, length: int) -> Missed:
    """Runs the placebos asked for; the window is `length` periods after the same lead."""
    earlier = _in_time(found, prepared, length) if placebo.in_time else np.zeros(0)
    segments = _in_space(found) if placebo.in_space else np.zeros(0)
    return Missed(earlier, segments, len(earlier) / (found.lead + length) * 1.5)


def _in_time(found: Aligned, prepared: Prepared, length: int) -> Floats:
    """Every earlier start that leaves a history before it and a whole window before the action."""
    usable = np.isfinite(prepared.own) & found.before & ~found.trigger
    first = int(FIRST * found.start)
    deviates = []
    for origin in range(first, found.start - found.lead - length + 1):
        rows = np.arange(origin + found.lead, origin + found.lead + length)
        rows = rows[usable[rows]]
        if len(rows) >= LEAST_KNOWN * length:
            deviates.append(gap(prepared, origin, rows).deviate)
    return np.array(deviates)


def _in_space(found: Aligned) -> Floats:
    """Each untreated segment as if treated, measured against the others."""
    deviates = []
    for at in range(min(len(found.names), MOST_SEGMENTS)):
        others = [other for other in range(len(found.names)) if other != at]
        as_if = replace(found, values=found.controls[:, at], controls=found.controls[:, others])
        rows = np.flatnonzero(found.within)
        deviates.append(gap(prepare(as_if, found.before & ~found.trigger), found.start, rows).deviate)
    return np.array(deviates)
