"""A place beside the rest of its KPI: the series in which calendar, season and growth that both share cancel out.

Judges nothing. The rest counts as far as the place has moved with it before (a regression of local residuals, between
0 and 1): a region's sales follow the company's weeks, a channel's click rate has weeks of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from insights.calendar_effects import design
from insights.incidents.around import residuals
from insights.watch import Panel
from insights.watch.panel import Floats
from metrics.calendar import BusinessCalendar

LOGGED_FROM = 0.97
"""Share of periods that must be above zero for a place to be seen in logarithms."""
ROUNDS = 4
CALM = 0.25
"""Scatter of a ratio, in logarithms, up to which it is seen in these."""
LESS_SURE = 0.5
"""How much less a week counts for each day off in it."""
USUAL_EFFECT = 2.0
"""Usual size of what a week's days off do to a place by itself, in its noise."""
FAR = 8.0
Whole = tuple[Floats, Floats | None, Floats | None]
"""The whole's values and, of a ratio, its parts: (periods, 1) each."""


@dataclass(frozen=True)
class Contrast:
    """`series` (periods, places) with `weight` 0 where unknown; `logged` places are in logarithms; `rest` likewise."""

    series: Floats
    weight: Floats
    logged: NDArray[np.bool_]
    beta: Floats


def contrast(panel: Panel, whole: Whole, calendar: BusinessCalendar) -> Contrast:
    """The contrast of each place of a panel, without its level and its own ways on days off.

    Stocks are seen by their changes: what once came in stays, and is no news the week after.
    """
    value, rest, weight = _values(panel, *whole)
    known = np.isfinite(value) & np.isfinite(rest)
    logged = _positive(value, known) & _positive(rest, known)
    if panel.is_ratio:
        logged &= _calm(value, known)
    with np.errstate(all="ignore"):
        own = np.where(logged, np.log(np.where(value > 0, value, np.nan)), value)
        other = np.where(logged, np.log(np.where(rest > 0, rest, np.nan)), rest)
        other = np.where(logged, other, other * _scale(value, rest, weight, known))
    known &= np.isfinite(own) & np.isfinite(other)
    own, other, weight = (np.where(known, each, 0.0) for each in (own, other, weight))
    beta = _beta(own, other, weight, panel.grain)
    series = own - beta * other
    if panel.metric.over_time == "last":
        series, weight = _changes(series, weight)
    days_off = _days_off(panel, calendar)
    weight = weight / (1 + days_off.sum(axis=1, keepdims=True) * LESS_SURE)
    series = series - (series * weight).sum(axis=0) / np.maximum(weight.sum(axis=0), 1e-300)
    return Contrast(series - _own_ways(series, weight, days_off, panel.grain), weight, logged, beta)


def _calm(value: Floats, known: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether periods scatter so little that logarithms are no other than shares."""
    with np.errstate(all="ignore"):
        seen = np.log(np.where(known & (value > 0), value, np.nan))
        middle = np.nanquantile(np.where(np.isfinite(seen).any(axis=0), seen, 0.0), [0.16, 0.84], axis=0)
    return np.asarray((middle[1] - middle[0]) / 2 <= CALM)


def _scale(value: Floats, rest: Floats, weight: Floats, known: NDArray[np.bool_]) -> Floats:
    """The place's usual level by the rest's."""
    seen = np.where(known, weight, 0.0)
    above, below = (np.where(seen > 0, each, 0.0) * seen for each in (value, rest))
    return np.asarray(above.sum(axis=0) / np.where(below.sum(axis=0) != 0, below.sum(axis=0), 1.0))


def _changes(series: Floats, weight: Floats) -> tuple[Floats, Floats]:
    """The change of each period that is known, as is the one before."""
    known = (weight[1:] > 0) & (weight[:-1] > 0)
    change = np.where(known, series[1:] - series[:-1], 0.0)
    nothing = np.zeros((1, series.shape[1]))
    return np.vstack([nothing, change]), np.vstack([nothing, weight[1:] * known])


def _huber(off: Floats) -> Floats:
    """Weights that draw in what lies beyond one and a half usual deviations."""
    size = 1.4826 * np.median(np.abs(off), axis=0) + 1e-300
    return np.minimum(1.0, 1.5 * size / np.maximum(np.abs(off), 1e-300))


def _days_off(panel: Panel, calendar: BusinessCalendar) -> Floats:
    """Days off for a reason other than the weekend, by block of the year (periods, effects), in weeks; else none."""
    if panel.grain != "week":
        return np.zeros((len(panel.dates), 0))
    plan = design(panel.dates, "week", calendar)
    names = [name for name in plan.names if name.startswith(("block_", "days_off"))]
    return np.asarray(plan.values[:, [plan.names.index(name) for name in names]])


def _own_ways(series: Floats, weight: Floats, effects: Floats, grain: str) -> Floats:
    """What days off do to a place beyond what they do to the rest, learnt from all years, cautiously."""
    if not effects.shape[1]:
        return np.zeros_like(series)
    off = residuals(series, weight, grain)
    size = 1.4826 * np.median(np.abs(off), axis=0) + 1e-300
    shrunk = np.eye(effects.shape[1]) / USUAL_EFFECT**2
    found = np.linalg.solve(effects.T @ effects + shrunk, effects.T @ (np.clip(off / size, -FAR, FAR)))
    return np.asarray(effects @ found * size)


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


def _beta(own: Floats, other: Floats, weight: Floats, grain: str) -> Floats:
    """How far each place follows the rest: a robust slope of the one's local residuals on the other's."""
    x, z = residuals(other, weight, grain), residuals(own, weight, grain)
    now, slope = weight, np.ones(x.shape[1])
    for _ in range(ROUNDS):
        slope = (now * x * z).sum(axis=0) / np.maximum((now * x * x).sum(axis=0), 1e-300)
        now = weight * _huber(z - slope * x)
    return np.clip(slope, 0.0, 1.0)
