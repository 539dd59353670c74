"""Forecasts with calibrated intervals, and the probability that a target is met by the end of a period.

Takes frames, answers frames and typed facts. Fits nothing itself and words nothing.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from insights.forecast.bank import Floats
from insights.forecast.grain import period_number, resolve_grain
from insights.forecast.paths import DEFAULT_PATHS, Paths, simulate
from insights.forecast.series import Series, read_series
from insights.japanese_calendar import Calendar

_OVER_TIME = ("sum", "last", "average")


@dataclass(frozen=True)
class Attainment:
    """Where a period will land: probability (0 to 1) that the target is met, and the landing, in the KPI's unit."""

    probability: float
    so_far: float  # what the rows of the period say already (nan where there is none)
    landing: float
    low: float
    high: float
    level: float


def forecast(
    series: pd.DataFrame,
    *,
    grain: str = "auto",
    horizon: int = 12,
    level: float = 0.8,
    calendar: Calendar | None = None,
) -> pd.DataFrame:
    """Forecast the next `horizon` periods of `series` (columns date, value), as columns date, value, low, high.

    `value` is the median; of the values to come, a share of `level` (0 to 1) lies between low and high. The
    answer is the same each time for the same series. Raises ValueError where the series is empty, its grain
    sub-daily, or a choice out of range.
    """
    if not 0 < level < 1:
        raise ValueError(f"level is a share between 0 and 1, not {level}")
    paths = simulate_paths(series, grain=grain, horizon=horizon, calendar=calendar)
    low, middle, high = np.quantile(paths.values, [(1 - level) / 2, 0.5, (1 + level) / 2], axis=0)
    return pd.DataFrame({"date": paths.dates, "value": middle, "low": low, "high": high})


def simulate_paths(
    series: pd.DataFrame,
    *,
    grain: str = "auto",
    horizon: int = 12,
    calendar: Calendar | None = None,
    paths: int = DEFAULT_PATHS,
    seed: int = 0,
) -> Paths:
    """Simulated futures of `series`; see `Paths`. Raises ValueError as `forecast` does."""
    known, grain = _history(series, grain)
    if horizon < 1:
        raise ValueError(f"horizon is a number of periods from 1, not {horizon}")
    return simulate(known.dates, known.values, grain, horizon, calendar, paths, seed)


def attainment_probability(
    series: pd.DataFrame,
    target: float,
    *,
    start: date,
    end: date,
    grain: str = "auto",
    over_time: str = "sum",
    direction: str = "up",
    level: float = 0.8,
    calendar: Calendar | None = None,
    seed: int = 0,
) -> Attainment:
    """Probability that a KPI meets `target` over the period from `start` to `end`, both inclusive.

    Rows of the period already there count as they are; the rest is simulated. `over_time` is sum, last or
    average, as in the KPI's definition; `direction` up means at least the target, down at most. Raises
    ValueError on another choice.
    """
    if over_time not in _OVER_TIME or direction not in ("up", "down"):
        raise ValueError(f"over_time is one of {', '.join(_OVER_TIME)}, direction up or down")
    known, grain = _history(series, grain)
    within = np.asarray((known.dates >= pd.Timestamp(start)) & (known.dates <= pd.Timestamp(end)))
    landings = _landings(known, within, pd.Timestamp(end), grain, over_time, calendar, seed)
    met = landings >= target if direction == "up" else landings <= target
    low, middle, high = np.quantile(landings, [(1 - level) / 2, 0.5, (1 + level) / 2])
    so_far = _over_time(known.values[within][None, :], over_time)[0] if within.any() else np.nan
    return Attainment(float(met.mean()), float(so_far), float(middle), float(low), float(high), level)


def _history(series: pd.DataFrame, grain: str) -> tuple[Series, str]:
    read = read_series(series)
    known = np.isfinite(read.values)
    if not known.any():
        raise ValueError("a forecast needs at least one value")
    return Series(read.dates[known], read.values[known], read.order[known]), resolve_grain(grain, read.dates)


def _landings(
    known: Series,
    within: np.ndarray,
    end: pd.Timestamp,
    grain: str,
    over_time: str,
    calendar: Calendar | None,
    seed: int,
) -> Floats:
    past = np.broadcast_to(known.values[within], (DEFAULT_PATHS, int(within.sum())))
    last, until = period_number(pd.DatetimeIndex([known.dates[-1], end]), grain)
    horizon = int(until - last)
    if horizon < 1:
        return _over_time(past, over_time)
    ahead = simulate(known.dates, known.values, grain, horizon, calendar, DEFAULT_PATHS, seed)
    return _over_time(np.column_stack([past, ahead.values[:, np.asarray(ahead.dates <= end)]]), over_time)


def _over_time(values: Floats, over_time: str) -> Floats:
    if over_time == "last":
        return values[:, -1]
    return np.asarray(values.sum(axis=1) if over_time == "sum" else values.mean(axis=1))
