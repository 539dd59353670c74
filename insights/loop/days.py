"""Working days of an incident's window beside those of windows as long before it: whether they can explain its change.

What is expected of a KPI already allows for days off of kinds that were there before (insights.calendar_effects), so a
window explains something by its days only where it holds more or fewer days off than any window before it, kind by
kind. Asks no data and names no cause.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from insights.facts import Fact
from insights.findings import Finding, finding_id, way_of
from metrics.calendar import DAY, BusinessCalendar
from metrics.model import Metric

PAST = dt.timedelta(weeks=104)
"""How far back the windows go that one is held against."""
AS_USUAL = "days_as_usual"
"""The tag of a subject whose window holds days off as windows before it did."""


@dataclass(frozen=True)
class Days:
    """Working days of a window, their mean in the windows before it, and by how many days off it goes beyond all of
    those (below zero: it has fewer than any); more of one kind and fewer of another are set off against each other."""

    now: float
    usual: float
    beyond: float


def days_of(start: dt.date, end: dt.date, calendar: BusinessCalendar) -> Days:
    """The days of a window; earlier windows are as long and begin on the same day of the week."""
    kinds = _kinds(start - PAST, end, calendar)
    length = (end - start + DAY).days
    counts = sliding_window_view(kinds, length, axis=1).sum(axis=2)[:, ::7]
    now, before = counts[:, -1], counts[:, : -1 - (length - 1) // 7]
    if not before.shape[1]:  # longer than all that it could be held against
        return Days(float(now[0]), float(now[0]), 0.0)
    beyond = now[1:] - np.clip(now[1:], before[1:].min(axis=1), before[1:].max(axis=1))
    return Days(float(now[0]), float(before[0].mean()), float(beyond.sum()))


def _kinds(first: dt.date, last: dt.date, calendar: BusinessCalendar) -> NDArray[np.int64]:
    """Of each day whether it is worked, and else, of Monday to Friday, whether for a holiday or for the company."""
    days = [first + number * DAY for number in range((last - first + DAY).days)]
    weekday = np.array([day.weekday() < 5 for day in days])
    holiday = np.array([calendar.is_holiday(day) for day in days])
    company = np.array([calendar.is_company_day(day) for day in days])
    kinds = [weekday & ~holiday & ~company, weekday & holiday, weekday & company & ~holiday]
    return np.stack(kinds).astype(np.int64)


def dated(subject: Finding, calendar: BusinessCalendar) -> Finding:
    """The subject, tagged where the days off of its window are as in windows before."""
    if subject.window is None or days_of(*subject.window, calendar).beyond:
        return subject
    return replace(subject, tags=subject.tags | {AS_USUAL})


def sums_over_days(metric: Metric) -> bool:
    """Whether a KPI of a window is the sum of its days, so that fewer of them make it smaller."""
    return metric.over_time == "sum" and metric.kind in ("simple", "derived") and metric.unit != "ratio"


def calendar_finding(subject: Finding, metric: Metric, calendar: BusinessCalendar) -> list[Finding]:
    """Working days unlike those of windows before, of a KPI that sums over days, where they go the incident's way; with
    the share of its change that the days beyond all those windows make up."""
    relative = subject.facts["relative"].value if "relative" in subject.facts else None
    if subject.window is None or not isinstance(relative, float) or not sums_over_days(metric):
        return []
    found = days_of(*subject.window, calendar)
    gap = -found.beyond
    if not found.usual or way_of(gap) != subject.direction or way_of(found.now - found.usual) != subject.direction:
        return []
    share = gap / found.usual / relative
    facts = {
        "kpi": subject.facts["kpi"],
        "place": subject.facts["place"],
        "change": Fact("change", (found.usual, found.now), "days"),
        "direction": Fact("direction", gap),
        "share": Fact("pct", share),
    }
    name = finding_id("calendar", subject.kpi, subject.place, subject.window)
    return [
        Finding(
            name, "calendar", subject.kpi, subject.place, way_of(gap), gap, share=share, window=subject.window,
            facts=facts,
        )
    ]  # fmt: skip
