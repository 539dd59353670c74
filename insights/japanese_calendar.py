"""Which days a company works: what statistics ask of its calendar, and Japan's public holidays where it gave none.

Knows no effects of days on KPIs (calendar_effects.py) and no fiscal rules (metrics.calendar).
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Protocol

import holidays


class Calendar(Protocol):
    """What detection and forecast ask of a company's calendar."""

    def is_working_day(self, day: date, /) -> bool:
        """Whether the company works on this day."""

    def is_holiday(self, day: date, /) -> bool:
        """Whether the day is a public holiday."""


@lru_cache(maxsize=1)
def _public_holidays() -> Any:
    return holidays.country_holidays("JP")


@dataclass(frozen=True)
class JapaneseCalendar:
    """Public holidays of Japan with Saturday and Sunday off; used where a company gave no calendar.

    `closing_months` are the months a fiscal half ends in; `company_days` are the company's own days off.
    """

    closing_months: frozenset[int] = frozenset({3, 9})
    company_days: frozenset[date] = frozenset()

    def is_holiday(self, day: date, /) -> bool:
        """Whether the day is a public holiday (振替休日 and 国民の休日 too)."""
        return day in _public_holidays()

    def is_working_day(self, day: date, /) -> bool:
        """Whether it is a weekday, no public holiday and none of the company's own days off."""
        return day.weekday() < 5 and not self.is_holiday(day) and day not in self.company_days
