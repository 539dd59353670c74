"""A panel: one KPI at one grain and split, as a matrix of periods by places. Values only; reads and judges nothing."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from metrics.model import Filter, Grain, Metric

Floats = NDArray[np.float64]
Place = tuple[tuple[str, str], ...]
"""Dimension and value of each level; () is the whole."""
MISSING = "∅"
"""How a place whose dimension has no value is named."""


def filters_of(place: Place) -> tuple[Filter, ...]:
    """A place as the filters of a question, where "" asks for rows whose dimension has no value."""
    return tuple((dim, ("" if value == MISSING else value,)) for dim, value in place)


@dataclass(frozen=True)
class Panel:
    """`value` is (periods, places) in the KPI's unit, NaN where absent; `above` and `below` are a ratio's parts.

    `dates` are the first days of whole periods, in order and without gaps.
    """

    metric: Metric
    grain: Grain
    dims: tuple[str, ...]
    dates: pd.DatetimeIndex = field(compare=False)
    places: tuple[Place, ...] = field(compare=False)
    value: Floats = field(compare=False, repr=False)
    above: Floats | None = field(compare=False, repr=False, default=None)
    below: Floats | None = field(compare=False, repr=False, default=None)

    @property
    def is_ratio(self) -> bool:
        """Whether it has parts that add up over places and periods."""
        return self.above is not None and self.below is not None

    @property
    def adds(self) -> bool:
        """Whether its places sum to the whole."""
        return self.metric.kind == "simple" and self.metric.over_time in ("sum", "last") and not self.is_ratio

    def least(self, column: int) -> float:
        """What the KPI of a place can't be below: zero where its values never were, unless it is a difference."""
        value = self.value[:, column]
        can_fall = self.metric.kind == "derived" or bool((value[np.isfinite(value)] < 0).any())
        return -np.inf if can_fall else 0.0
