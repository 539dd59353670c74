"""A series as detection takes it: checked, in order of time, with its dates as naive times. Judges nothing."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from insights.forecast.bank import Floats

_LARGEST = 1e100  # beyond, squares overflow; no KPI is that large


@dataclass(frozen=True)
class Series:
    """Dates and values in order of time; `order` holds each one's row in the frame that was given."""

    dates: pd.DatetimeIndex
    values: Floats
    order: NDArray[np.intp]


def read_series(frame: pd.DataFrame) -> Series:
    """Read columns `date` and `value`. Raises ValueError where one is missing or a date cannot be read."""
    missing = {"date", "value"} - set(frame.columns)
    if missing:
        raise ValueError(f"a series has the columns date and value; missing: {', '.join(sorted(missing))}")
    dates = pd.DatetimeIndex(pd.to_datetime(frame["date"]))
    if dates.hasnans:
        raise ValueError("a series has a date in every row")
    if dates.tz is not None:
        dates = dates.tz_localize(None)
    order = np.argsort(dates.to_numpy(), kind="stable")
    values = pd.to_numeric(frame["value"]).to_numpy(dtype=np.float64, na_value=np.nan)
    values = np.where(np.abs(values) < _LARGEST, values, np.nan)
    return Series(dates[order], values[order], order)
