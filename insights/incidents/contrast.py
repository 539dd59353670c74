"""A place beside the rest of its KPI: the series in which calendar, season and growth that both share cancel out.

Judges nothing. The rest counts as far as the place has moved with it before (a regression of local residuals, between
0 and 1): a region's sales follow the company's weeks, a channel's click rate has weeks of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from insights.incidents.windows import Plan, residuals
from insights.watch import Panel
from insights.watch.panel import Floats

LOGGED_FROM = 0.97
"""Share of periods that must be above zero for a place to be seen in logarithms."""
ROUNDS = 4


@dataclass(frozen=True)
class Contrast:
    """`series` (periods, places) with `weight` 0 where unknown; `logged` places are in logarithms; `rest` likewise."""

    series: Floats
    weight: Floats
    logged: NDArray[np.bool_]
    beta: Floats


def contrast(
    panel: Panel, whole: Floats, whole_above: Floats | None, whole_below: Floats | None, plan: Plan
) -> Contrast:
    """The contrast of each place of a panel; `whole` and a ratio's parts of the whole are (periods, 1)."""
    value, rest, weight = _values(panel, whole, whole_above, whole_below)
    known = np.isfinite(value) & np.isfinite(rest)
    logged = _positive(value, known) & _positive(rest, known)
    with np.errstate(all="ignore"):
        own = np.where(logged, np.log(np.where(value > 0, value, np.nan)), value)
        other = np.where(logged, np.log(np.where(rest > 0, rest, np.nan)), rest)
    known &= np.isfinite(own) & np.isfinite(other)
    own, other, weight = (np.where(known, each, 0.0) for each in (own, other, weight))
    beta = _beta(own, other, weight, plan)
    return Contrast(own - beta * other, weight, logged, beta)


def _positive(values: Floats, known: NDArray[np.bool_]) -> NDArray[np.bool_]:
    count = np.maximum(known.sum(axis=0), 1)
    with np.errstate(invalid="ignore"):
        return np.asarray(((values > 0) & known).sum(axis=0) / count >= LOGGED_FROM)


def _values(panel: Panel, whole: Floats, above: Floats | None, below: Floats | None) -> tuple[Floats, Floats, Floats]:
    """Each place's value, that of all others together, and how much each period's value weighs."""
    with np.errstate(all="ignore"):
        if panel.above is not None and panel.below is not None and above is not None and below is not None:
            up, down = np.nan_to_num(panel.above), np.nan_to_num(panel.below)
            usual = np.nanmean(np.where(down > 0, down, np.nan), axis=0)
            return up / down, (above - up) / (below - down), np.nan_to_num(down / usual)
        if panel.adds:
            value = np.nan_to_num(panel.value)
            return value, whole - value, np.ones_like(value)
        return panel.value, np.broadcast_to(whole, panel.value.shape), np.ones_like(panel.value)


def _beta(own: Floats, other: Floats, weight: Floats, plan: Plan) -> Floats:
    """How far each place follows the rest: a robust slope of the one's local residuals on the other's."""
    x, z = residuals(other, weight, plan), residuals(own, weight, plan)
    now, slope = weight, np.ones(x.shape[1])
    for _ in range(ROUNDS):
        slope = (now * x * z).sum(axis=0) / np.maximum((now * x * x).sum(axis=0), 1e-300)
        off = np.abs(z - slope * x)
        size = 1.4826 * np.median(off, axis=0) + 1e-300
        now = weight * np.minimum(1.0, 1.5 * size / np.maximum(off, 1e-300))
    return np.clip(slope, 0.0, 1.0)
