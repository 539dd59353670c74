"""What should have arrived and has not: a table's declared rhythm against its newest day and its last load.

Pure. A rhythm is a grain and days of grace: `daily 1`, `weekly 2`, `monthly 3`, `yearly 1`. Daily means working days.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from data.declarations import Table
from metrics.calendar import BusinessCalendar
from metrics.model import Grain
from metrics.periods import period_of, shifted

GRAINS: Mapping[str, Grain] = {"weekly": "week", "monthly": "month", "quarterly": "quarter", "yearly": "year"}


@dataclass(frozen=True)
class Late:
    """A table that is late: its rows reach `until` (None: there are none); it was due on `due`."""

    table: Table
    until: dt.date | None
    due: dt.date


def late_tables(
    calendar: BusinessCalendar,
    tables: Iterable[Table],
    watermarks: Mapping[str, dt.date],
    loaded: Mapping[str, dt.date],
    today: dt.date,
) -> list[Late]:
    """Tables whose last due period is not in yet, the longest overdue first.

    `loaded` gives the day of each table's last load: one made since the due day counts, as a day may have no rows.
    """
    found = []
    for table in tables:
        expected = _expected(calendar, table.arrives, today)
        if expected is None:
            continue
        needed, due = expected
        until, last = watermarks.get(table.name), loaded.get(table.name)
        if (until is None or until < needed) and (last is None or last < due):
            found.append(Late(table, until, due))
    return sorted(found, key=lambda late: (late.due, late.table.name))


def _expected(calendar: BusinessCalendar, arrives: str, today: dt.date) -> tuple[dt.date, dt.date] | None:
    """The first day of the newest period that is due before today, and the day it was due."""
    rhythm, _, grace = arrives.partition(" ")
    days = int(grace) if grace.strip().isdigit() else 0
    if rhythm == "daily":
        return _expected_day(calendar, max(days, 1), today)
    if rhythm not in GRAINS:
        return None
    period = shifted(calendar, period_of(calendar, today, GRAINS[rhythm]), -1)
    while period.end + dt.timedelta(days=days) >= today:
        period = shifted(calendar, period, -1)
    return period.start, period.end + dt.timedelta(days=days)


def _expected_day(calendar: BusinessCalendar, grace: int, today: dt.date) -> tuple[dt.date, dt.date]:
    """The newest working day whose rows were due, that many working days later, before today."""
    day = today
    while True:
        day -= dt.timedelta(days=1)
        due = calendar.working_day(day + dt.timedelta(days=1), grace)
        if calendar.is_working_day(day) and due < today:
            return day, due
