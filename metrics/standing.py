"""Where a KPI stands: its value beside plan, earlier period and last year, and the one rule that gives its status.

Pure: values in, judgement out. What is read to fill it is the board's; how it looks is the pages'.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import Literal

from metrics.model import Direction, Metric
from metrics.periods import Period, Window

Status = Literal["on_track", "watch", "act", "no_plan", "no_data"]
WATCH_FROM = 0.95
"""Attainment from which a missed plan is watched rather than acted on."""


@dataclass(frozen=True)
class Point:
    """A KPI in one period of its history."""

    start: dt.date
    value: float | None
    plan: float | None


@dataclass(frozen=True)
class Standing:
    """A KPI in a period, up to the last day its data reach. Values are in the KPI's unit; None is absent.

    `window` is the part of the period that is over; plan, previous and last year are those of the same part.
    """

    metric: Metric
    period: Period
    window: Window
    running: bool
    value: float | None
    plan: float | None = None
    whole_plan: float | None = None
    previous: float | None = None
    last_year: float | None = None
    to_date: float | None = None
    to_date_plan: float | None = None
    to_date_last_year: float | None = None
    points: tuple[Point, ...] = ()
    current: bool = True

    @property
    def attainment(self) -> float | None:
        """達成率: above 1 is better, also where less is more."""
        return attainment(self.value, self.plan, self.metric.direction)

    @property
    def to_date_attainment(self) -> float | None:
        """達成率 of the fiscal year to date."""
        return attainment(self.to_date, self.to_date_plan, self.metric.direction)

    @property
    def plan_gap(self) -> float | None:
        """Actual less plan, in the KPI's unit."""
        return difference(self.value, self.plan)

    @property
    def plan_change(self) -> float | None:
        """The gap as a share of plan."""
        return relative(self.value, self.plan)

    @property
    def year_gap(self) -> float | None:
        """Actual less the same part of last year, in the KPI's unit."""
        return difference(self.value, self.last_year)

    @property
    def year_change(self) -> float | None:
        """That gap as a share of last year's value."""
        return relative(self.value, self.last_year)

    @property
    def previous_gap(self) -> float | None:
        """Actual less the same part of the period before, in the KPI's unit."""
        return difference(self.value, self.previous)

    @property
    def previous_change(self) -> float | None:
        """That gap as a share of the earlier value."""
        return relative(self.value, self.previous)

    @property
    def status(self) -> Status:
        """The one rule behind status, colour and the count of 要対応."""
        return status_of(self.value, self.plan, self.metric.direction)


def difference(value: float | None, base: float | None) -> float | None:
    """value - base; None where either is absent."""
    return None if value is None or base is None else value - base


def relative(value: float | None, base: float | None) -> float | None:
    """The difference as a share of the base's size; None without a base."""
    gap = difference(value, base)
    return None if gap is None or not base else gap / abs(base)


def attainment(value: float | None, plan: float | None, direction: Direction) -> float | None:
    """Actual by plan, or plan by actual where less is more. None where a ratio says nothing: zero or less on a side."""
    if value is None or plan is None or value < 0 or plan < 0:
        return None
    above, below = (value, plan) if direction == "up" else (plan, value)
    return above / below if below > 0 else None


def is_good(gap: float, direction: Direction) -> bool:
    """Whether a difference is to the better, or none."""
    return gap >= 0 if direction == "up" else gap <= 0


def status_of(value: float | None, plan: float | None, direction: Direction, watch_from: float = WATCH_FROM) -> Status:
    """on_track where plan is met; watch where it is missed by little; act where by more, or where no ratio can say."""
    if value is None or math.isnan(value):
        return "no_data"
    if plan is None:
        return "no_plan"
    if is_good(value - plan, direction):
        return "on_track"
    reached = attainment(value, plan, direction)
    return "watch" if reached is not None and reached >= watch_from else "act"
