"""Spacing of a series: which grain it has, and how many periods lie between two dates. Knows nothing of values."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from insights.calendar_effects import GRAINS

# The first points decide, so that no later one can change an earlier verdict.
OPENING = 8
_DAY = 86_400.0
_UPPER_DAYS = (("subday", 0.75), ("day", 4.0), ("week", 20.0), ("month", 60.0), ("quarter", 200.0))
_PERIOD_ALIAS = {"day": "D", "week": "W", "month": "M", "quarter": "Q", "year": "Y"}
_WEEKS_TO_SEE_A_REST = 8
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def infer_grain(dates: pd.DatetimeIndex) -> str:
    """Grain from the median spacing of the first eight dates; a single date counts as daily."""
    opening = dates[:OPENING]
    if len(opening) < 2:
        return "day"
    seconds = np.median(np.diff(opening.to_numpy().astype("datetime64[s]").astype(np.int64)))
    return next((name for name, upper in _UPPER_DAYS if seconds / _DAY < upper), "year")


def resolve_grain(grain: str, dates: pd.DatetimeIndex) -> str:
    """The grain asked for, or the inferred one for "auto". Raises ValueError on an unknown name."""
    if grain == "auto":
        return infer_grain(dates)
    if grain not in GRAINS:
        raise ValueError(f"no grain {grain!r}; one of auto, {', '.join(GRAINS)}")
    return grain


def period_number(dates: pd.DatetimeIndex, grain: str) -> NDArray[np.float64]:
    """Consecutive number of each date's period, in periods (sub-daily: in days)."""
    seconds = dates.to_numpy().astype("datetime64[s]").astype(np.int64).astype(np.float64)
    if grain in _MONTHS:
        months = np.asarray(dates.year) * 12 + np.asarray(dates.month) - 1
        return np.asarray(months // _MONTHS[grain], dtype=np.float64)
    return np.asarray(seconds / (_DAY * (7 if grain == "week" else 1)))


def gaps(numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Periods passed since the row before, at least one and at most sixty; 1 for the first row."""
    steps = np.diff(numbers, prepend=numbers[:1] - 1)
    return np.clip(np.round(steps), 1.0, 60.0)


def following_dates(last: pd.Timestamp, grain: str, horizon: int) -> pd.DatetimeIndex:
    """The next `horizon` period starts after `last`, at its own day of the week or month.

    Raises ValueError for a sub-daily grain, which has no fixed next time.
    """
    if grain not in _PERIOD_ALIAS:
        raise ValueError(f"cannot count periods of grain {grain!r}; one of {', '.join(_PERIOD_ALIAS)}")
    if grain in _MONTHS:
        return pd.DatetimeIndex([last + pd.DateOffset(months=_MONTHS[grain] * k) for k in range(1, horizon + 1)])
    step = pd.Timedelta(days=7 if grain == "week" else 1)
    return pd.DatetimeIndex([last + step * k for k in range(1, horizon + 1)])


def expected_dates(dates: pd.DatetimeIndex, grain: str, horizon: int) -> pd.DatetimeIndex:
    """The next `horizon` dates on which the series will have a row: days of the week it never has are left out."""
    if grain != "day" or len(dates) < _WEEKS_TO_SEE_A_REST * 5:
        return following_dates(dates[-1], grain, horizon)
    open_days = set(np.asarray(dates[-_WEEKS_TO_SEE_A_REST * 7 :].day_of_week).tolist())
    ahead = following_dates(dates[-1], grain, horizon * 7 // len(open_days) + 7)
    return ahead[np.isin(np.asarray(ahead.day_of_week), list(open_days))][:horizon]
