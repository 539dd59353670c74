"""The company's calendar: fiscal years, weeks, working days, Japanese holidays and days the company is closed.

Pure: knows days, not data. Holidays come from the `holidays` package (the government's list and its rules).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property, lru_cache

import holidays
import numpy as np

from data.errors import Language
from data.home import Settings
from metrics.model import Grain

DAY = dt.timedelta(days=1)
MONTHS: dict[Grain, int] = {"month": 1, "quarter": 3, "year": 12}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
FIRST_YEAR, LAST_YEAR = 1990, 2060


@lru_cache(maxsize=4)
def _national(language: str) -> dict[dt.date, str]:
    return dict(holidays.country_holidays("JP", years=range(FIRST_YEAR, LAST_YEAR), language=language))


def add_months(day: dt.date, months: int) -> dt.date:
    """The first of the month that lies `months` after the month of `day`."""
    index = day.year * 12 + day.month - 1 + months
    return dt.date(index // 12, index % 12 + 1, 1)


@dataclass(frozen=True)
class BusinessCalendar:
    """Days as a company counts them. A fiscal year is named by the year it starts in."""

    fiscal_year_start: int = 4
    week_start: str = "monday"
    company_days: tuple[dt.date, ...] = ()
    closing_months: tuple[int, ...] = ()

    @cached_property
    def _closed(self) -> np.ndarray:
        days = [*_national("ja"), *self.company_days]
        return np.unique(np.array(days, dtype="datetime64[D]"))

    @cached_property
    def _company_days(self) -> frozenset[dt.date]:
        return frozenset(self.company_days)

    def is_holiday(self, day: dt.date) -> bool:
        """Whether the day is a national holiday (振替休日 and 国民の休日 included)."""
        return day in _national("ja")

    def holiday_name(self, day: dt.date, language: Language = "ja") -> str:
        """The holiday's name, "" on other days."""
        return _national("ja" if language == "ja" else "en_US").get(day, "")

    def is_company_day(self, day: dt.date) -> bool:
        """Whether the company itself is closed on that day."""
        return day in self._company_days

    def is_working_day(self, day: dt.date) -> bool:
        """Monday to Friday, no national holiday, no company day."""
        return day.weekday() < 5 and not self.is_holiday(day) and not self.is_company_day(day)

    def working_days(self, start: dt.date, end: dt.date) -> int:
        """Working days from `start` to `end`, both included; 0 where `end` is before `start`."""
        if end < start:
            return 0
        return int(np.busday_count(start, end + DAY, holidays=self._closed))

    def working_day(self, start: dt.date, count: int) -> dt.date:
        """The `count`-th working day from `start` on (1 is the first)."""
        first = np.busday_offset(start, 0, roll="forward", holidays=self._closed)
        found: dt.date = np.busday_offset(first, count - 1, holidays=self._closed).astype(dt.date)
        return found

    def fiscal_year(self, day: dt.date) -> int:
        """The fiscal year a day is in: 2026-03-31 is in 2025 where years start in April."""
        return day.year if day.month >= self.fiscal_year_start else day.year - 1

    def fiscal_quarter(self, day: dt.date) -> int:
        """1 to 4, counted from the start of the fiscal year."""
        return ((day.month - self.fiscal_year_start) % 12) // 3 + 1

    def period_start(self, day: dt.date, grain: Grain) -> dt.date:
        """The first day of the period that holds a day."""
        if grain == "day":
            return day
        if grain == "week":
            return day - dt.timedelta(days=(day.weekday() - WEEKDAYS.index(self.week_start)) % 7)
        months = MONTHS[grain]
        return add_months(day, -((day.month - self.fiscal_year_start) % months))

    def next_period(self, start: dt.date, grain: Grain, count: int = 1) -> dt.date:
        """The first day of the period that lies `count` periods after the one that begins at `start`."""
        if grain in MONTHS:
            return add_months(start, count * MONTHS[grain])
        return start + dt.timedelta(days=count * (7 if grain == "week" else 1))

    def period_end(self, day: dt.date, grain: Grain) -> dt.date:
        """The last day of the period that holds a day."""
        return self.next_period(self.period_start(day, grain), grain) - DAY


@lru_cache(maxsize=32)
def calendar_of(settings: Settings) -> BusinessCalendar:
    """The calendar that a company's settings describe."""
    return BusinessCalendar(
        settings.fiscal_year_start, settings.week_start, settings.company_days, settings.closing_months
    )
