"""A field of places over periods: what is usual at each, how noisy it is, and every window of it against the rest.

A window's effect is the coefficient of its box in a least-squares fit beside what is usual, far-off periods drawn in
(Huber, 1964): a matched filter. Its error comes from the series' own residuals, widened where windows of that width
scatter more than independent periods would. Knows no KPIs and chooses nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from insights.watch.panel import Floats

Flags = NDArray[np.bool_]
WIDTHS = {
    "day": (7, 14, 21, 28), "week": (2, 3, 4, 6, 9, 12, 15, 18), "month": (1, 2, 3, 4), "quarter": (1, 2),
    "year": (1,),
}  # fmt: skip
LONG = {"day": (28,), "week": (9, 15, 26, 39), "month": (3, 6, 9), "quarter": (2,), "year": (1,)}
"""Widths of windows that slow waves might be taken for; those beyond WIDTHS count only where they are strong."""
CLIP = 4.0
LEAST_OUTSIDE = 8.0
"""Usual periods that must lie outside a window."""
LEAST_INSIDE = 0.45
"""Share of a window's usual weight that must be known."""
LEAST_OWN = 0.2
"""Share of a window that what is usual must not be able to mimic."""
NARROWEST, WIDEST = 1.0, 4.0
USUAL_SCATTER = 0.2


@dataclass(frozen=True)
class Series:
    """`values` and `weight` (periods, places), weight 0 where unknown; of `lumpy` places every period speaks for the
    noise, far-off ones too, as the middle says nothing of it. `tied`: how many periods of a place are one observation.
    """

    values: Floats
    weight: Floats
    lumpy: Flags
    tied: Floats


@dataclass(frozen=True)
class Field:
    """The values with far-off periods drawn in, a period's noise being `size` over the root of its weight; `design`
    (periods, places, columns) is what is usual, and then windows that are known. `ridge` (places, usual columns) is
    what a coefficient of what is usual is held by: a period's variance over its own."""

    series: Series
    drawn: Floats
    size: Floats
    design: Floats
    ridge: Floats

    @property
    def off(self) -> Floats:
        """What the design leaves, in standard deviations; 0 where unknown."""
        usual = fit(self.design, weigh(self.series.weight, self.design, self.ridge), self.drawn)
        return np.asarray((self.drawn - usual) * np.sqrt(self.series.weight) / self.size)


@dataclass(frozen=True)
class Scan:
    """Windows of one width: `effect` and `error` (windows, places) in the series' unit, `z` their ratio; `wider` is
    the factor by which the errors were widened."""

    width: int
    effect: Floats
    error: Floats
    z: Floats
    wider: float


GRID = (0.0, 0.003, 0.03, 0.3, 3.0)
SLOPES = (0.01, 0.1, 1.0, 100.0)
SHARE = 0.5
OCCAM = 7.0
TOPS = (9, 15, 26)


def drawn_in(series: Series, design: Floats, ridge: Floats, least: Floats | float = 1e-300) -> Field:
    """The field beside a design; its noise is `least` at the least."""
    weighed, root = weigh(series.weight, design, ridge), np.sqrt(np.maximum(series.weight, 1e-12))
    drawn, size = series.values, np.ones(series.values.shape[1])
    for _ in range(3):
        usual = fit(design, weighed, drawn)
        off = series.values - usual
        size = np.maximum(_size(off * root, series), least)
        drawn = np.where(series.weight > 0, usual + np.clip(off, -CLIP * size / root, CLIP * size / root), 0.0)
    return Field(series, drawn, size, design, ridge)


def weigh(weight: Floats, design: Floats, ridge: Floats) -> tuple[Floats, Floats]:
    """The design times its weights (places, periods, columns), and the inverse of its normal equations. Coefficients
    with a ridge are random effects (Henderson, 1975), the others are free."""
    turned = design.transpose(1, 0, 2)
    weighed = turned * weight.T[:, :, None]
    square = weighed.transpose(0, 2, 1) @ turned
    least = 1e-9 * (1e-9 + np.trace(square, axis1=1, axis2=2))
    held = np.pad(ridge, ((0, 0), (0, design.shape[2] - ridge.shape[1]))) + least[:, None]
    return weighed, np.linalg.inv(square + np.eye(square.shape[1]) * held[:, None, :])


def fit(design: Floats, weighed: tuple[Floats, Floats], values: Floats) -> Floats:
    """What a design makes of values (periods, places)."""
    right = weighed[0].transpose(0, 2, 1) @ values.T[:, :, None]
    return np.asarray((design.transpose(1, 0, 2) @ (weighed[1] @ right))[:, :, 0].T)


def _size(off: Floats, series: Series) -> Floats:
    """Standard deviation of a period of usual weight: half of what the middle and half of what the upper part says."""
    known = np.where(series.weight > 0, np.abs(off), np.nan)
    known = np.where((series.weight > 0).any(axis=0), known, 0.0)
    middle, upper = _quantiles(known, 0.5, 0.85)
    robust = (middle / 0.6745 + upper / 1.4395) / 2
    size = np.where(series.lumpy, np.maximum(robust, np.sqrt(np.nanmean(known**2, axis=0))), robust)
    count = (series.weight > 0).sum(axis=0)
    return np.asarray(np.maximum(size * np.sqrt(count / np.maximum(count - 2, 1)), 1e-300))


def _quantiles(values: Floats, *shares: float) -> list[Floats]:
    """Quantiles of each column's known values, of which there is one at the least (NumPy's own go column by column)."""
    ordered, last = np.sort(values, axis=0), np.isfinite(values).sum(axis=0) - 1
    found = []
    for share in shares:
        at = last * share
        below = np.floor(at).astype(int)
        low, high = (
            np.take_along_axis(ordered, rows[None], axis=0)[0] for rows in (below, np.minimum(below + 1, last))
        )
        found.append(low + (high - low) * (at - below))
    return found


def scan(field: Field, widths: tuple[int, ...]) -> Iterator[Scan]:
    """Every window of every width that is at most a third of the whole."""
    series, weight, periods = field.series, field.series.weight, len(field.drawn)
    weighed = weigh(weight, field.design, field.ridge)
    off = (field.drawn - fit(field.design, weighed, field.drawn)) * weight
    for width in widths:
        if width * 3 <= periods:
            own = own_weight(weight, weighed, width)
            with np.errstate(all="ignore"):
                effect, error = sums(off, width) / own, field.size / np.sqrt(own)
                error = error * tied_by(series.tied, width)
                wider = _wider(effect / error, width)
                yield Scan(width, effect, error * wider, effect / error / wider, wider)


def tied_by(tied: Floats, width: int) -> Floats:
    """By how much a window's error is greater where so many periods are one observation."""
    lags = np.arange(1, width)[:, None]
    shared = (1 - lags / width) * np.maximum(1 - lags / tied, 0.0)
    return np.asarray(np.sqrt(1 + 2 * shared.sum(axis=0)))


def own_weight(weight: Floats, weighed: tuple[Floats, Floats], width: int) -> Floats:
    """The weight of each window that what is usual can't mimic; NaN where a window can't be judged."""
    within, every = sums(weight, width), weight.sum(axis=0)
    shared = sums(weighed[0].transpose(1, 0, 2), width)
    own = within - ((shared.transpose(1, 0, 2) @ weighed[1]).transpose(1, 0, 2) * shared).sum(axis=2)
    usual = every / len(weight)
    judged = (within > LEAST_INSIDE * width * usual) & (own > LEAST_OWN * within)
    return np.where(judged & (every - within > LEAST_OUTSIDE * usual), own, np.nan)


def sums(values: Floats, width: int) -> Floats:
    """Sums over each window of periods."""
    total = np.concatenate([np.zeros((1, *values.shape[1:])), np.cumsum(values, axis=0)])
    return np.asarray(total[width:] - total[:-width])


def _wider(z: Floats, width: int) -> float:
    """By how much windows scatter more than their errors say: what is usual among the places, trusted as far as so
    many independent windows can tell it."""
    judged = np.isfinite(z)
    seen = np.abs(z[:, judged.any(axis=0)])
    if not seen.size:
        return 1.0
    middle, upper = _quantiles(seen, 0.5, 0.9)
    scatter = float(np.median(np.maximum(middle / 0.6745, upper / 1.6449)))
    trust = USUAL_SCATTER**2 / (USUAL_SCATTER**2 + 0.7 / max(judged.sum() / width, 1.0))
    return float(np.clip(scatter, NARROWEST, WIDEST) ** trust)
