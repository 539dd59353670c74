"""Each period against the local line through those around it: what a place does by itself. Finds no windows."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from insights.watch.panel import Floats

REACH = {"week": 40.0, "month": 10.0, "quarter": 6.0, "year": 4.0, "day": 60.0}
"""Periods over which what lies around loses weight (by a factor of e)."""
SLOPE = {"week": 0.02, "month": 0.08, "quarter": 0.2, "year": 0.5, "day": 0.01}
"""Usual slope of a local line a period, in standard deviations of a period."""
LEAST_AROUND = 5.0


def residuals(series: Floats, weight: Floats, grain: str) -> Floats:
    """Each period (periods, places) less the local line through the others; 0 where there is none."""
    around, away = _around(grain, len(series))
    line, known = _line(series, weight, around, away, SLOPE[grain])
    judged = (known >= LEAST_AROUND) & (weight > 0)
    return np.nan_to_num(np.where(judged, series - line, np.nan))


@lru_cache(maxsize=16)
def _around(grain: str, periods: int) -> tuple[Floats, Floats]:
    at = np.arange(periods)
    away = (at[None, :] - at[:, None]).astype(float)
    return np.exp(-np.maximum(np.abs(away) - 1, 0) / REACH[grain]) * (away != 0), away


def _line(series: Floats, weight: Floats, around: Floats, away: Floats, slope: float) -> tuple[Floats, Floats]:
    """A weighted line with a ridge on its slope, at distance 0; and the weight behind it."""
    first, second = around * away, around * away * away
    s0, s1, s2 = around @ weight, first @ weight, second @ weight + 1 / slope**2
    y0, y1 = around @ (weight * series), first @ (weight * series)
    with np.errstate(all="ignore"):
        return (s2 * y0 - s1 * y1) / (s0 * s2 - s1 * s1), s0
