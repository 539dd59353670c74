"""What is asked of a KPI, and the periods that days fall into, in pandas.

Knows nothing of the metric layer: it is the other side of the comparison.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

GRAINS = ("day", "week", "month", "quarter", "year")
FISCAL_START = 4
MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class Question:
    """A grain (None: one row), the dimensions to split by, the values to keep, and inclusive days."""

    grain: str | None = None
    by: tuple[str, ...] = ()
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    start: dt.date | None = None
    end: dt.date | None = None


def period_starts(days: pd.Series, grain: str) -> pd.Series:
    """The first day of the period of each day; quarters and years are fiscal, weeks begin on Monday."""
    days = days.dt.normalize()
    if grain == "day":
        return days
    if grain == "week":
        return days - pd.to_timedelta(days.dt.weekday, unit="D")
    index = days.dt.year * 12 + (days.dt.month - 1)
    offset = (index - (FISCAL_START - 1)) % MONTHS[grain]
    first = index - offset
    return pd.Series(
        pd.to_datetime({"year": first // 12, "month": first % 12 + 1, "day": np.ones(len(first), dtype=int)}),
        index=days.index,
    )


def period_start(day: dt.date, grain: str) -> dt.date:
    """The same for one day."""
    if grain == "day":
        return day
    if grain == "week":
        return day - dt.timedelta(days=day.weekday())
    return _month(day, -((day.month - FISCAL_START) % MONTHS[grain]))


def period_end(day: dt.date, grain: str) -> dt.date:
    """The last day of the period of a day."""
    start = period_start(day, grain)
    if grain in MONTHS:
        return _month(start, MONTHS[grain]) - dt.timedelta(days=1)
    return start + dt.timedelta(days=6 if grain == "week" else 0)


def _month(day: dt.date, shift: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 + shift, 12)
    return dt.date(year, month + 1, 1)
