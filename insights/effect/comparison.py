"""A window against its forecast: the mean difference with its interval, from joint paths, in the KPI's unit.

Where the action was taken for an extreme value, two forecasts are held against it: one without the trigger, as if it
had been passing, and one that lets it stand. The interval covers both. Judges nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from insights.effect.aligned import Aligned
from insights.effect.counterfactual import Prepared, draw, gap, prepare
from insights.effect.model import Direction, EffectPoint
from insights.effect.structure import Rows
from insights.effect.verdicts import needed
from insights.forecast.bank import Floats

PATHS = 4000
LASTING = {"day": 5, "week": 3, "month": 2, "quarter": 2, "year": 2}
"""Periods from which on a trigger may have been a level that stays."""


@dataclass(frozen=True)
class Comparison:
    """Means over the window's periods that have a value, in the KPI's unit; `detectable` likewise and positive.

    `deviate` and `p_value` are of the forecast that is harder to beat. `is_apart`: the two forecasts of a trigger
    differ. `is_relative`: the forecast is far enough from zero for shares of it to mean something.
    """

    actual: float
    expected: float
    absolute: float
    low: float
    high: float
    detectable: float
    deviate: float
    p_value: float
    is_apart: bool
    is_relative: bool
    points: tuple[EffectPoint, ...]


def compare(
    found: Aligned, prepared: Prepared, inflation: float, level: float,
    direction: Direction, seed: int,
) -> Comparison:  # fmt: skip
    """Holds the window's values against the forecast; without values (before the action) only sizes are meant."""
    rows = np.flatnonzero(found.within & np.isfinite(found.values))
    rows = rows if len(rows) else np.flatnonzero(found.within)
    variants = [prepared, *_lasting(found)]
    rng, sign = np.random.default_rng(seed), 1 if direction == "up" else -1
    paths = [_paths(one, found.start, rows, inflation, rng) for one in variants]
    means = [each.mean(axis=1) for each in paths]
    edges = np.array([np.quantile(each, [(1 - level) / 2, 0.5, (1 + level) / 2]) for each in means])
    expected = float(np.median(np.concatenate(means)))
    actual = float(np.mean(found.values[rows]))
    deviates = [sign * gap(one, found.start, rows).deviate for one in variants]
    apart = float(np.ptp(edges[:, 1])) / 2
    return Comparison(
        actual, expected, actual - expected, actual - float(edges[:, 2].max()), actual - float(edges[:, 0].min()),
        _detectable(prepared, found.start, rows, inflation, level, sign, expected) + apart,
        sign * min(deviates), float(stats.norm.sf(min(deviates) / inflation)),
        len(variants) > 1 and apart > 0.05 * float(np.ptp(edges)),
        prepared.logged or bool(abs(expected) > np.ptp(edges) / 2), _points(found, rows, np.concatenate(paths), level),
    )  # fmt: skip


def _lasting(found: Aligned) -> list[Prepared]:
    """The forecast that lets the trigger stand: as a new level where it went on long enough, else as a value."""
    if not found.trigger.any():
        return []
    first = int(np.argmax(found.trigger))
    shifts = (first,) if int(found.trigger.sum()) >= LASTING[found.grain] else ()
    return [prepare(found, found.known, shifts)]


def _paths(one: Prepared, origin: int, rows: Rows, inflation: float, rng: np.random.Generator) -> Floats:
    """Joint paths in the KPI's unit, their spread widened about their middle."""
    drawn = draw(one.model.ahead(origin, rows), PATHS, rng)
    middle = np.median(drawn, axis=0)
    return one.back(middle + (drawn - middle) * inflation)


def _detectable(
    one: Prepared, origin: int, rows: Rows, inflation: float, level: float, sign: int, expected: float
) -> float:
    """The smallest mean difference told with a power of 80 %, in the KPI's unit."""
    missed = gap(one, origin, rows)
    size = needed(missed.sd * inflation, missed.degrees, level) * one.scale
    return float(abs(np.expm1(sign * size) * expected)) if one.logged else float(size)


def _points(found: Aligned, rows: Rows, paths: Floats, level: float) -> tuple[EffectPoint, ...]:
    low, middle, high = np.quantile(paths, [(1 - level) / 2, 0.5, (1 + level) / 2], axis=0)
    return tuple(
        EffectPoint(
            found.dates[row].date(), float(found.values[row]) if np.isfinite(found.values[row]) else None,
            float(middle[at]), float(low[at]), float(high[at]),
        )
        for at, row in enumerate(rows)
    )  # fmt: skip
