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
BEYOND_DOUBT = 8.0
BENDS = (0, 1, 2, 4)
"""How many slow waves what is usual may have beside its line."""
DEAR = 2.0
"""How much more than by BIC a wave must explain."""
FIXED = max(BENDS) + 2
"""Columns of what is usual in a design, before those of windows."""
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
    noise, far-off ones too, as the middle says nothing of it."""

    values: Floats
    weight: Floats
    lumpy: Flags


@dataclass(frozen=True)
class Field:
    """The values with far-off periods drawn in, a period's noise being `size` over the root of its weight; `design`
    (periods, places, columns) is what is usual, and then windows that are known."""

    series: Series
    drawn: Floats
    size: Floats
    design: Floats

    @property
    def off(self) -> Floats:
        """What the design leaves, in standard deviations; 0 where unknown."""
        usual = _fit(self.design, _weighed(self.series.weight, self.design), self.drawn)
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


def field_of(series: Series, grain: str) -> Field:
    """The field of a series with nothing known but what is usual: a line, and as many slow waves as the periods bear
    out (by BIC; Schwarz, 1978), unless a single window says it better."""
    best = np.full(series.values.shape[1], np.inf)
    design = np.zeros((*series.values.shape, FIXED))
    count = np.maximum((series.weight > 0).sum(axis=0), FIXED)
    for bends in BENDS:
        field = drawn_in(series, _curves(len(series.values), series.values.shape[1], bends))
        cost = count * np.log(_left(field, grain) / count) + DEAR * bends * np.log(count)
        design = np.where((cost < best)[None, :, None], field.design, design)
        best = np.minimum(best, cost)
    return drawn_in(series, design)


def _left(field: Field, grain: str) -> Floats:
    """The squares that are left, less those of a window beyond doubt."""
    squares = (field.off**2).sum(axis=0)
    tops = [np.nan_to_num(np.abs(each.z) * each.wider).max(axis=0) for each in scan(field, LONG[grain])]
    top = np.max(tops, axis=0) if tops else np.zeros_like(squares)
    kept = squares - np.where(top > BEYOND_DOUBT, top**2, 0.0)
    return np.asarray(np.maximum(np.maximum(kept, 0.1 * squares + 1e-12) * field.size**2, 1e-300))


def _curves(periods: int, places: int, bends: int) -> Floats:
    """A level, a slope and so many slow waves for each place; nothing in the columns of the others."""
    at = np.linspace(0.0, 1.0, periods)
    columns = [np.ones(periods), 2 * at - 1] + [np.cos(np.pi * (number + 2) * at) for number in range(bends)]
    columns += [np.zeros(periods)] * (FIXED - len(columns))
    return np.broadcast_to(np.stack(columns, axis=1)[:, None, :], (periods, places, FIXED))


def drawn_in(series: Series, design: Floats, least: Floats | float = 1e-300) -> Field:
    """The field beside a design; its noise is `least` at the least."""
    weighed, root = _weighed(series.weight, design), np.sqrt(np.maximum(series.weight, 1e-12))
    drawn, size = series.values, np.ones(series.values.shape[1])
    for _ in range(3):
        usual = _fit(design, weighed, drawn)
        off = series.values - usual
        size = np.maximum(_size(off * root, series), least)
        drawn = np.where(series.weight > 0, usual + np.clip(off, -CLIP * size / root, CLIP * size / root), 0.0)
    return Field(series, drawn, size, design)


def _weighed(weight: Floats, design: Floats) -> tuple[Floats, Floats]:
    """The design times its weights (places, periods, columns), and the inverse of its normal equations."""
    turned = design.transpose(1, 0, 2)
    weighed = turned * weight.T[:, :, None]
    square = weighed.transpose(0, 2, 1) @ turned
    ridge = 1e-9 * (1e-9 + np.trace(square, axis1=1, axis2=2))
    return weighed, np.linalg.pinv(square + np.eye(square.shape[1]) * ridge[:, None, None], hermitian=True)


def _fit(design: Floats, weighed: tuple[Floats, Floats], values: Floats) -> Floats:
    right = weighed[0].transpose(0, 2, 1) @ values.T[:, :, None]
    return np.asarray((design.transpose(1, 0, 2) @ (weighed[1] @ right))[:, :, 0].T)


def _size(off: Floats, series: Series) -> Floats:
    """Standard deviation of a period of usual weight: half of what the middle and half of what the upper part says."""
    known = np.where(series.weight > 0, np.abs(off), np.nan)
    known = np.where((series.weight > 0).any(axis=0), known, 0.0)
    middle, upper = np.nanquantile(known, [0.5, 0.85], axis=0)
    robust = (middle / 0.6745 + upper / 1.4395) / 2
    size = np.where(series.lumpy, np.maximum(robust, np.sqrt(np.nanmean(known**2, axis=0))), robust)
    count = (series.weight > 0).sum(axis=0)
    return np.asarray(np.maximum(size * np.sqrt(count / np.maximum(count - 2, 1)), 1e-300))


def scan(field: Field, widths: tuple[int, ...]) -> Iterator[Scan]:
    """Every window of every width that is at most a third of the whole."""
    weight, periods = field.series.weight, len(field.drawn)
    weighed = _weighed(weight, field.design)
    off = (field.drawn - _fit(field.design, weighed, field.drawn)) * weight
    for width in widths:
        if width * 3 <= periods:
            own = _own(weight, weighed, width)
            with np.errstate(all="ignore"):
                effect, error = _sums(off, width) / own, field.size / np.sqrt(own)
                wider = _wider(effect / error, width)
                yield Scan(width, effect, error * wider, effect / error / wider, wider)


def _own(weight: Floats, weighed: tuple[Floats, Floats], width: int) -> Floats:
    """The weight of each window that what is usual can't mimic; NaN where a window can't be judged."""
    within, every = _sums(weight, width), weight.sum(axis=0)
    shared = _sums(weighed[0].transpose(1, 0, 2), width)
    own = within - ((shared.transpose(1, 0, 2) @ weighed[1]).transpose(1, 0, 2) * shared).sum(axis=2)
    usual = every / len(weight)
    judged = (within > LEAST_INSIDE * width * usual) & (own > LEAST_OWN * within)
    return np.where(judged & (every - within > LEAST_OUTSIDE * usual), own, np.nan)


def _sums(values: Floats, width: int) -> Floats:
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
    middle, upper = np.nanquantile(seen, [0.5, 0.9], axis=0)
    scatter = float(np.median(np.maximum(middle / 0.6745, upper / 1.6449)))
    trust = USUAL_SCATTER**2 / (USUAL_SCATTER**2 + 0.7 / max(judged.sum() / width, 1.0))
    return float(np.clip(scatter, NARROWEST, WIDEST) ** trust)
