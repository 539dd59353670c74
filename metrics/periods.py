"""Periods: named stretches of the calendar, the part of one that is over, and what it is fairly compared with.

Pure. Names: 2026-11-24, 2026-W47, 2026-11, 2026Q3 (a quarter of the fiscal year 2026), FY2026.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from data.errors import Refusal, Words
from metrics.calendar import DAY, BusinessCalendar, add_months
from metrics.model import Grain

FORMS: tuple[tuple[Grain, str], ...] = (
    ("day", r"(\d{4})-(\d\d)-(\d\d)"),
    ("week", r"(\d{4})-W(\d\d)"),
    ("month", r"(\d{4})-(\d\d)"),
    ("quarter", r"(\d{4})Q([1-4])"),
    ("year", r"FY(\d{4})"),
)


@dataclass(frozen=True)
class Window:
    """Days from `start` to `end`, both included."""

    start: dt.date
    end: dt.date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.start).days + 1


@dataclass(frozen=True)
class Period:
    """A whole day, week, month, quarter or fiscal year, by its first and last day."""

    grain: Grain
    start: dt.date
    end: dt.date

    @property
    def window(self) -> Window:
        """All of its days."""
        return Window(self.start, self.end)

    def is_running(self, as_of: dt.date) -> bool:
        """Whether the period is not over at the end of a day."""
        return as_of < self.end

    def elapsed(self, as_of: dt.date) -> Window:
        """Its days up to and with `as_of`."""
        return Window(self.start, min(self.end, as_of))


def period_of(calendar: BusinessCalendar, day: dt.date, grain: Grain) -> Period:
    """The period of a grain that holds a day."""
    return Period(grain, calendar.period_start(day, grain), calendar.period_end(day, grain))


def shifted(calendar: BusinessCalendar, period: Period, count: int) -> Period:
    """The period `count` periods later (earlier where negative)."""
    return period_of(calendar, calendar.next_period(period.start, period.grain, count), period.grain)


def last_year(calendar: BusinessCalendar, period: Period) -> Period:
    """The same period a year before; for weeks and days the one 52 weeks before, so that weekdays match."""
    if period.grain in ("day", "week"):
        return period_of(calendar, period.start - dt.timedelta(weeks=52), period.grain)
    return period_of(calendar, add_months(period.start, -12), period.grain)


def year_to_date(calendar: BusinessCalendar, as_of: dt.date) -> Window:
    """From the first day of the fiscal year to `as_of`."""
    return Window(calendar.period_start(as_of, "year"), as_of)


def comparable(calendar: BusinessCalendar, period: Period, as_of: dt.date, earlier: Period) -> Window:
    """The part of an earlier period to compare a running one with: as many working days, and the days off after them.

    A period that is over is compared with the whole earlier one; the earlier part has at least one day.
    """
    if not period.is_running(as_of):
        return earlier.window
    done = calendar.working_days(period.start, as_of)
    if done >= calendar.working_days(earlier.start, earlier.end):
        return earlier.window
    last = calendar.working_day(period.start, done) if done else period.start - DAY
    days_off = (as_of - last).days
    anchor = calendar.working_day(earlier.start, done) if done else earlier.start - DAY
    following = calendar.working_day(earlier.start, done + 1)
    end = min(anchor + dt.timedelta(days=days_off), following - DAY, earlier.end)
    return Window(earlier.start, max(end, earlier.start))


def name_of(calendar: BusinessCalendar, period: Period) -> str:
    """The period's name, as `parse_period` reads it."""
    if period.grain == "day":
        return period.start.isoformat()
    if period.grain == "week":
        year, week, _ = (period.start + 3 * DAY).isocalendar()
        return f"{year}-W{week:02d}"
    if period.grain == "month":
        return f"{period.start:%Y-%m}"
    year = calendar.fiscal_year(period.start)
    return f"{year}Q{calendar.fiscal_quarter(period.start)}" if period.grain == "quarter" else f"FY{year}"


def parse_period(calendar: BusinessCalendar, text: str) -> Period:
    """The period of a name. Refuses other texts with the forms that are understood."""
    for grain, form in FORMS:
        found = re.fullmatch(form, text.strip())
        if found:
            try:
                return period_of(calendar, _first_day(calendar, grain, [int(part) for part in found.groups()]), grain)
            except ValueError:
                break
    raise Refusal(
        "unknown_period",
        Words(f"期間「{text}」を読み取れません。", f"'{text}' is no period."),
        Words(
            "2026-11、2026-W47、2026Q3、FY2026 のように指定してください。",
            "Write it as 2026-11, 2026-W47, 2026Q3 or FY2026.",
        ),
    )


def _first_day(calendar: BusinessCalendar, grain: Grain, parts: list[int]) -> dt.date:
    if grain == "day":
        return dt.date(*parts)
    if grain == "week":
        return dt.date.fromisocalendar(parts[0], parts[1], 1)
    if grain == "month":
        return dt.date(parts[0], parts[1], 1)
    year = dt.date(parts[0], calendar.fiscal_year_start, 1)
    return add_months(year, 3 * (parts[1] - 1)) if grain == "quarter" else year
