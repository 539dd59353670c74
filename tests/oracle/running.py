"""Running sums in pandas' stead: cumulated by day once, so that every stretch is a difference.

Knows neither windows nor KPIs.
"""

from __future__ import annotations

import bisect
import datetime as dt
from collections.abc import Mapping

import numpy as np

Key = tuple[object, ...]
Values = Mapping[Key, float | None]


class RunningSums:
    """Sums over days of values by (day, dimensions...)."""

    def __init__(self, daily: Values) -> None:
        self.keys = sorted({key[1:] for key in daily}, key=str)
        self.days = sorted({key[0] for key in daily})  # type: ignore[type-var]
        values = [[daily.get((day, *key)) for key in self.keys] for day in self.days]
        known = np.array([[value is not None for value in row] for row in values]).reshape(len(self.days), -1)
        whole = all(isinstance(value, int) for row in values for value in row if value is not None)
        filled = np.array([[value or 0 for value in row] for row in values], dtype=np.int64 if whole else float)
        self.number = int if whole else float
        self.sums = np.vstack([np.zeros((1, len(self.keys)), filled.dtype), filled.reshape(known.shape).cumsum(axis=0)])
        self.counts = np.vstack([np.zeros((1, len(self.keys)), int), known.cumsum(axis=0)])

    def between(self, start: dt.date, end: dt.date) -> dict[Key, float | None]:
        """By dimensions, the sums of the days from start to end; absent where there are none."""
        low, high = bisect.bisect_left(self.days, start), bisect.bisect_right(self.days, end)
        counts, sums = self.counts[high] - self.counts[low], self.sums[high] - self.sums[low]
        return {key: self.number(sums[place]) for place, key in enumerate(self.keys) if high > low and counts[place]}
