"""Working days in Japan, counted day by day, and the share of a month's plan that falls into a span of days.

Counts on its own from the list of national holidays; uses nothing of the product's calendar.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

import holidays

DAY = dt.timedelta(days=1)


@lru_cache(maxsize=1)
def _national() -> frozenset[dt.date]:
    return frozenset(holidays.Japan(years=range(2010, 2035)))


def is_working(day: dt.date, company_days: frozenset[dt.date] = frozenset()) -> bool:
    """Monday to Friday, no national holiday, the company not closed."""
    return day.weekday() < 5 and day not in _national() and day not in company_days


def days_between(start: dt.date, end: dt.date) -> list[dt.date]:
    """The days from start to end, both included."""
    return [start + DAY * step for step in range((end - start).days + 1)]


def month_end(month: dt.date) -> dt.date:
    """The last day of a month given by its first."""
    return (month + dt.timedelta(days=32)).replace(day=1) - DAY


@lru_cache(maxsize=100_000)
def share_of_month(
    month: dt.date,
    start: dt.date,
    end: dt.date,
    phasing: str = "working_days",
    curve: tuple[float, ...] = (),
    company_days: frozenset[dt.date] = frozenset(),
) -> float:
    """The share (0 to 1) of a month's plan on the days from start to end. A curve: sums at even steps."""
    last = month_end(month)
    days = [day for day in days_between(month, last) if phasing == "calendar" or is_working(day, company_days)]
    within = sum(1 for day in days if start <= day <= end) / len(days)
    if not curve:
        return within
    before = sum(1 for day in days if day < start) / len(days)
    return _height(curve, before + within) - _height(curve, before)


def _height(curve: tuple[float, ...], at: float) -> float:
    points = (0.0, *curve)
    position = at * len(curve)
    step = min(int(position), len(curve) - 1)
    return points[step] + (points[step + 1] - points[step]) * (position - step)
