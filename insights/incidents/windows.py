"""Windows of one or more periods against what lies around them: how far off, in standard errors of the series itself.

A scan statistic (after Dümbgen & Spokoiny, 2001): the mean of each window less a local line through the periods before
it and, once known, after it; its error from the series' own residuals, widened where means over longer windows scatter
more than independent periods would. Says nothing of KPIs, and names no cause.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from insights.watch.panel import Floats

WIDTHS = {"week": (2, 3, 4, 6, 9, 13, 17), "month": (1, 2, 3, 4), "quarter": (1, 2), "year": (1,), "day": (1, 2, 3, 5)}
REACH = {"week": 40.0, "month": 10.0, "quarter": 6.0, "year": 4.0, "day": 60.0}
"""Periods over which what lies around loses weight (by a factor of e)."""
SLOPE = {"week": 0.02, "month": 0.08, "quarter": 0.2, "year": 0.5, "day": 0.01}
"""Usual slope of a local line a period, in standard deviations of a period."""
LEAST_AROUND = 5.0
WEEKS = {"day": 1 / 7, "week": 1.0, "month": 4.35, "quarter": 13.0, "year": 52.0}
USUAL_SPAN, USUAL_WIDTH = 138.0, 13.0
CLIP = 4.0
NARROWEST, WIDEST = 1.0, 4.0
FEW_PLACES = 2.0


@dataclass(frozen=True)
class Plan:
    """The windows of a width over a number of periods: (windows, periods) matrices; `known` holds only what lies
    before a window where False."""

    grain: str
    periods: int
    hindsight: bool = True

    def width(self, width: int) -> tuple[Floats, Floats, Floats]:
        """Membership of each window, weight of each period around it, and distance from its middle."""
        return _plan(self.grain, self.periods, width, self.hindsight)


@lru_cache(maxsize=256)
def _plan(grain: str, periods: int, width: int, hindsight: bool) -> tuple[Floats, Floats, Floats]:
    at, starts = np.arange(periods), np.arange(max(periods - width + 1, 0))[:, None]
    inside = (at >= starts) & (at < starts + width)
    away = np.where(at < starts, starts - at, at - (starts + width - 1))
    around = np.exp(-np.abs(away) / REACH[grain]) * ~inside
    if not hindsight:
        around = around * (at < starts)
    return inside.astype(float), around, at - (starts + (width - 1) / 2)


@dataclass(frozen=True)
class Scan:
    """Windows of one width: `effect` and `error` (windows, places) in the series' unit, `z` their ratio."""

    width: int
    effect: Floats
    error: Floats
    z: Floats


def scan(
    series: Floats,
    weight: Floats,
    plan: Plan,
    base: NDArray[np.bool_] | None = None,
    lumpy: NDArray[np.bool_] | None = None,
) -> Iterator[Scan]:
    """Every window of every width. `base` are the periods that may speak for the usual level (all where None); of
    `lumpy` places every period speaks for the noise, far-off ones too."""
    usual = weight if base is None else weight * base
    size = noise(series, weight, plan)
    if lumpy is not None:
        size = np.where(lumpy, np.maximum(size, rough_noise(series, weight, plan)), size)
    clipped = _clipped(series, usual, size, plan)
    for width in WIDTHS[plan.grain]:
        if width * 3 > plan.periods:
            return
        effect, spread = _effects(series, clipped, weight, usual, plan, width)
        error = spread * size
        with np.errstate(all="ignore"):
            z = effect / error
        wider = _wider(z if base is None else np.where(inside_of(base, plan, width), z, np.nan))
        yield Scan(width, effect, error * wider, z / wider)


def inside_of(base: NDArray[np.bool_], plan: Plan, width: int) -> NDArray[np.bool_]:
    """Windows all of whose periods may speak for the usual level."""
    inside, _, _ = plan.width(width)
    return np.asarray(inside @ base > width - 0.5)


def residuals(series: Floats, weight: Floats, plan: Plan) -> Floats:
    """Each period less the local line through the others; 0 where there is none."""
    effect, _ = _effects(series, series, weight, weight, Plan(plan.grain, plan.periods), 1)
    return np.nan_to_num(effect)


def noise(series: Floats, weight: Floats, plan: Plan) -> Floats:
    """Standard deviation of a period of usual weight about its local line, from the middle and the shoulders."""
    effect, spread = _effects(series, series, weight, weight, Plan(plan.grain, plan.periods), 1)
    with np.errstate(all="ignore"):
        off = np.abs(effect / spread)
    return np.asarray(np.maximum(np.nan_to_num(_robust(off)), 1e-300))


def rough_noise(series: Floats, weight: Floats, plan: Plan) -> Floats:
    """The same where values are few and lumpy: the plain standard deviation, which the middle says nothing of."""
    effect, spread = _effects(series, series, weight, weight, Plan(plan.grain, plan.periods), 1)
    with np.errstate(all="ignore"):
        squares = (effect / spread) ** 2
    known = np.isfinite(squares)
    mean = np.where(known, squares, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    return np.asarray(np.maximum(np.sqrt(mean), 1e-300))


def _robust(off: Floats) -> Floats:
    """A scale by place: half of what the middle and half of what the upper part of absolute values says."""
    quiet = np.where(np.isfinite(off).any(axis=0), off, 0.0)
    middle, upper = np.nanquantile(quiet, [0.5, 0.85], axis=0)
    return np.asarray((middle / 0.6745 + upper / 1.4395) / 2)


def _wider(z: Floats) -> float:
    """By how much windows scatter more (or less) than their errors say: what is usual among the places, the less
    trusted the fewer there are."""
    middle = np.nanmedian(np.where(np.isfinite(z).any(axis=0), np.abs(z), 0.0), axis=0) / 0.6745
    seen = middle[middle > 0]
    if not len(seen):
        return 1.0
    trust = len(seen) / (len(seen) + FEW_PLACES)
    return float(np.clip(np.exp(trust * np.log(np.median(seen))), NARROWEST, WIDEST))


def _clipped(series: Floats, weight: Floats, size: Floats, plan: Plan) -> Floats:
    """The series with single far-off periods drawn in, for what is usual."""
    off = residuals(series, weight, plan)
    return np.asarray(series - off + np.clip(off, -CLIP * size, CLIP * size))


def _effects(
    series: Floats, usual: Floats, weight: Floats, base: Floats, plan: Plan, width: int
) -> tuple[Floats, Floats]:
    """Mean of each window less the local line at its middle, and that difference's error by the period's noise."""
    inside, around, away = plan.width(width)
    within = inside @ weight
    line, variance, known = _line(usual, base, around, away, SLOPE[plan.grain])
    with np.errstate(all="ignore"):
        effect = (inside @ (weight * series)) / within - line
        spread = np.sqrt(1 / within + variance)
    judged = (known >= LEAST_AROUND) & (within > 0.5 * width)
    return np.where(judged, effect, np.nan), np.where(judged, spread, np.nan)


def _line(series: Floats, weight: Floats, around: Floats, away: Floats, slope: float) -> tuple[Floats, Floats, Floats]:
    """A weighted line with a ridge on its slope, at distance 0; its variance by the noise, and the weight behind it."""
    first, second = around * away, around * away * away
    s0, s1, s2 = around @ weight, first @ weight, second @ weight + 1 / slope**2
    y0, y1 = around @ (weight * series), first @ (weight * series)
    with np.errstate(all="ignore"):
        size = s0 * s2 - s1 * s1
        return (s2 * y0 - s1 * y1) / size, 0.6 * s2 / size, s0


def surprise(z: Floats, width: int, plan: Plan) -> Floats:
    """|z| less what the number of windows of that width brings by chance; a wide window counts as it is."""
    weeks = WEEKS[plan.grain]
    chance = np.sqrt(2 * np.log(np.e * max(plan.periods * weeks, width * weeks) / (width * weeks)))
    usual = np.sqrt(2 * np.log(np.e * USUAL_SPAN / USUAL_WIDTH))
    return np.asarray(np.abs(z) - (chance - usual))
