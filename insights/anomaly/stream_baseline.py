"""What a metric sampled more finely than a day is expected to be, from the rows before.

That is its median of late, or the same time of earlier days or weeks where that has proved nearer. Depends on
earlier rows alone; judges nothing.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from insights.forecast.bank import Floats
from insights.forecast.grain import OPENING

_DAY = 86_400
_NEARBY = 3_600  # seconds within which a sample stands for the same time of another day
_REPEATS = ((_DAY, 5), (7 * _DAY, 4))  # (period, how many of them): what a seasonal expectation is the median of
_BETTER_BY = 0.9  # a season is believed in once its errors are this much smaller
_SMALLEST = 1e-12


@dataclass(frozen=True)
class Baseline:
    """By row: the expected value, and how large an error is usual (both in the metric's unit; NaN at the start)."""

    expected: Floats
    scale: Floats


def samples_per_day(seconds: NDArray[np.int64]) -> float:
    """How many rows a day has, from the spacing of the first eight."""
    spacing = np.median(np.diff(seconds[:OPENING])) if len(seconds) > 1 else _DAY
    return float(_DAY / max(spacing, 1.0))


def baseline(seconds: NDArray[np.int64], values: Floats, per_day: float) -> Baseline:
    """Expectations of values without gaps, in order of time, at these seconds."""
    day_rows = max(OPENING, int(per_day))
    expected = _before(values, day_rows, max(3, day_rows // 4))
    nearest = _usual_error(values - expected, per_day, 5)
    for period, count in _REPEATS:
        seasonal = _same_time(values, seconds, period, count, per_day)
        error = _usual_error(values - seasonal, per_day, max(5, int(2 * per_day)))
        better = error < _BETTER_BY * nearest
        expected, nearest = np.where(better, seasonal, expected), np.where(better, error, nearest)
    return Baseline(expected, _scale(values - expected, per_day))


def _before(values: Floats, rows: int, least: int) -> Floats:
    """Median of so many rows before each, NaN under `least` of them."""
    rolling = pd.Series(values).rolling(rows, min_periods=min(least, rows))
    return np.asarray(rolling.median().shift(1), dtype=np.float64)


def _usual_error(errors: Floats, per_day: float, least: int) -> Floats:
    return _before(np.abs(errors), max(least, int(14 * per_day)), least)


def _same_time(values: Floats, seconds: NDArray[np.int64], period: int, count: int, per_day: float) -> Floats:
    """Median of the values one to `count` periods before, NaN unless two of them are there."""
    nearby = max(_NEARBY, 3 * _DAY / per_day)
    earlier = np.full((count, len(values)), np.nan)
    for k in range(1, count + 1):
        sought = seconds - k * period
        at = np.searchsorted(seconds, sought, side="right") - 1
        found = (at >= 0) & (sought - seconds[np.maximum(at, 0)] <= nearby)
        earlier[k - 1, found] = values[at[found]]
    enough = np.isfinite(earlier).sum(axis=0) >= 2
    median = np.full(len(values), np.nan)
    median[enough] = np.nanmedian(earlier[:, enough], axis=0)
    return median


def _scale(errors: Floats, per_day: float) -> Floats:
    """Robust size of the errors of the last week; their mean so far where more than half of them are zero."""
    absolute = np.abs(errors)
    typical = 1.4826 * _before(absolute, max(10, int(7 * per_day)), 10)
    capped = pd.Series(np.minimum(absolute, np.where(np.isfinite(typical), 10 * typical, np.inf)))
    mean = np.asarray(capped.expanding(10).mean().shift(1), dtype=np.float64)
    return np.asarray(np.maximum(np.maximum(typical, 0.3 * mean), _SMALLEST))
