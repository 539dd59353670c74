"""The days that the example company works on, as the temporary table demo_days.

Weekends, national holidays (the `holidays` package) and the company's own days off. The KPIs' calendar is the metrics'.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import holidays

DAY = dt.timedelta(days=1)
BEFORE, AFTER = 400, 420
"""Days known before the first and after the last one: deals open earlier and close later."""
WEIGHTS = (0.96, 1.02, 1.0, 1.0, 1.02)
YEAR_END = ((12, 29), (12, 30), (12, 31), (1, 2), (1, 3))
OBON = ((8, 13), (8, 14), (8, 15))


def fiscal_year(day: dt.date) -> int:
    """The fiscal year from April that a day is in, by the year it starts in."""
    return day.year if day.month >= 4 else day.year - 1


def first_day(today: dt.date) -> dt.date:
    """The first day of the fiscal year two before that of `today`."""
    return dt.date(fiscal_year(today) - 2, 4, 1)


def company_days(first_year: int, last_year: int) -> tuple[dt.date, ...]:
    """The company's own days off: 年末年始 and お盆."""
    return tuple(
        dt.date(year, month, day) for year in range(first_year, last_year + 1) for month, day in sorted(YEAR_END + OBON)
    )


def day_rows(today: dt.date) -> Iterator[tuple[object, ...]]:
    """(day, week, month, working, weight, share of the month's working days done, their count, next working day)."""
    start, end = first_day(today) - BEFORE * DAY, today + AFTER * DAY
    days = [start + i * DAY for i in range((end - start).days + 60)]
    off = set(holidays.country_holidays("JP", years=range(start.year, days[-1].year + 1)))
    off |= set(company_days(start.year, days[-1].year))
    working = {day: day.weekday() < 5 and day not in off for day in days}
    months: dict[dt.date, list[dt.date]] = {}
    for day in days:
        if working[day]:
            months.setdefault(day.replace(day=1), []).append(day)
    following = _following(days, working)
    for day in days[: (end - start).days + 1]:
        within = months[day.replace(day=1)]
        number = sum(other <= day for other in within)
        done = (number - 0.5) / len(within) if number else 0.0
        weight = WEIGHTS[day.weekday()] if day.weekday() < 5 else 0.0
        monday = day - day.weekday() * DAY
        yield (day, monday, day.replace(day=1), working[day], weight, done, number, following[day])


def _following(days: list[dt.date], working: dict[dt.date, bool]) -> dict[dt.date, dt.date]:
    """The first working day from each day on."""
    found, last = {}, days[-1]
    for day in reversed(days):
        last = day if working[day] else last
        found[day] = last
    return found
