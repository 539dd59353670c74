"""How much of a month's target belongs to the part of the month that is over.

Pure: fractions only. The sums over the targets are the compiler's; a KPI's curve is its definition's.
"""

from __future__ import annotations

import datetime as dt

import numpy as np

from metrics.calendar import BusinessCalendar, add_months
from metrics.model import Metric
from metrics.periods import Period, Window, period_of


def month_weights(calendar: BusinessCalendar, metric: Metric, window: Window) -> dict[dt.date, float]:
    """The fraction (0 to 1) of each month's target that falls into `window`, by the month's first day.

    Months outside the window are left out. Only flows are phased: a stock, an average or a ratio aims at its month's
    target on every day of it.
    """
    months, first = {}, window.start.replace(day=1)
    while first <= window.end:
        months[first] = _weight(calendar, metric, period_of(calendar, first, "month"), window)
        first = add_months(first, 1)
    return months


def is_phased(metric: Metric) -> bool:
    """Whether a part of a month aims at a part of its target."""
    return metric.kind != "ratio" and metric.over_time == "sum" and metric.phasing != "none"


def _weight(calendar: BusinessCalendar, metric: Metric, month: Period, window: Window) -> float:
    if not is_phased(metric) or (window.start <= month.start and month.end <= window.end):
        return 1.0
    before = _share(calendar, metric, month, window.start - dt.timedelta(days=1))
    return _share(calendar, metric, month, window.end) - before


def _share(calendar: BusinessCalendar, metric: Metric, month: Period, day: dt.date) -> float:
    """The share of the month's target due by the end of a day."""
    if day < month.start:
        return 0.0
    if day >= month.end:
        return 1.0
    if metric.phasing == "calendar":
        return Window(month.start, day).days / month.window.days
    total = calendar.working_days(month.start, month.end)
    done = calendar.working_days(month.start, day) / total if total else 1.0
    return _on_curve(metric.curve, done) if metric.phasing == "curve" else done


def _on_curve(curve: tuple[float, ...], done: float) -> float:
    """A curve gives cumulative shares at even steps of the month's working days; between them it runs straight."""
    steps = np.linspace(0, 1, len(curve) + 1)
    return float(np.interp(done, steps, (0.0, *curve)))
