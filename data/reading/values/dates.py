"""Dates as offices write them: 2026/4/1 · 2026年4月1日 · 令和8年4月 · R8.4.1 · 31/08/2023 · 4-Sep-12 · 24:00.

A cell gives every reading it allows; which order of day, month and year holds is decided over the column (columns.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache

from data.reading.values.numbers import normalize

ERAS = {
    "明治": 1867,
    "大正": 1911,
    "昭和": 1925,
    "平成": 1988,
    "令和": 2018,
    "M": 1867,
    "T": 1911,
    "S": 1925,
    "H": 1988,
    "R": 2018,
}
_ENGLISH = {
    m: n for n, m in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)
}
_ERA = r"(?:(?P<era>明治|大正|昭和|平成|令和|[MTSHR])\s*(?P<eray>\d{1,2}|元)|(?P<year>[12]\d{3}))"
_TIME = (
    r"(?:[T\s]*(?P<hour>\d{1,2})(?::|時)\s*(?P<minute>\d{1,2})(?:(?::|分)\s*(?P<second>\d{1,2})?(?:\.(?P<fraction>\d{1,9}))?秒?)?分?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?\s*(?P<zone>Z|UTC|JST|[+-]\d{2}:?\d{2})?)?"
)
_WEEKDAY = r"(?:\s*\(?[月火水木金土日](?:曜日?)?\)?)?"
_YMD = re.compile(
    rf"{_ERA}\s*(?:年|[-/.])\s*(?P<month>\d{{1,2}})\s*(?:(?:月|[-/.])\s*(?P<day>\d{{1,2}})\s*日?|月)?{_WEEKDAY}\s*{_TIME}"
)
_TRIPLE = re.compile(
    rf"(?P<a>\d{{1,2}})(?P<mark>[-/.])(?P<b>\d{{1,2}})(?P=mark)(?P<c>\d{{4}}|\d{{2}}){_WEEKDAY}\s*{_TIME}"
)
_NAMED = re.compile(
    rf"(?:(?P<day>\d{{1,2}})[-\s/.]*(?P<name>[A-Za-z]{{3,9}})|(?P<name2>[A-Za-z]{{3,9}})\.?\s*(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?,?"
    rf"|(?P<name3>[A-Za-z]{{3,9}}))\.?[-,\s/.]*(?P<year>\d{{4}}|\d{{2}})\s*{_TIME}"
)
_TIME_ONLY = re.compile(r"\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s*[AP]M)?", re.I)
_NO_YEAR = re.compile(r"\d{1,2}月\s*\d{1,2}日(?:\(.\))?|(?:0?[1-9]|1[0-2])/(?:0?[1-9]|[12]\d|3[01])")
_PERIOD = re.compile(
    rf"{_ERA}\s*年度?|(?:FY)?(?P<y2>[12]\d{{3}})(?:年度?|\s*Q[1-4])|\d{{1,2}}月|第?[1-4]四半期|Q[1-4]|[上下]期|[1-4]Q"
)
ORDERS = ("ymd", "dmy", "mdy")


@dataclass(frozen=True)
class Moment:
    """A date in every order its text allows, as (ymd | dmy | mdy | any, value); `timed` where a time was written."""

    readings: tuple[tuple[str, datetime], ...]
    timed: bool

    def at(self, order: str) -> datetime | None:
        """The value under an order, or the only one where the text leaves no choice."""
        found = dict(self.readings)
        return found.get("any", found.get(order))


@lru_cache(maxsize=200_000)
def parse_date(text: str) -> Moment | None:
    """A cell as a date or a point in time, or None. A month is its first day; 24:00 is the next day's 0:00."""
    plain = normalize(text)
    if len(plain) < 4 or len(plain) > 45 or not any(c.isdigit() or c == "元" for c in plain):
        return None
    if match := _YMD.fullmatch(plain):
        return _moment([("any", _year(match), int(match["month"]), int(match["day"] or 1))], match)
    if match := _TRIPLE.fullmatch(plain):
        return _moment(_orders(match), match)
    if (match := _NAMED.fullmatch(plain)) and (parts := _named(match)):
        return _moment([("any", *parts)], match)
    return None


def is_time(text: str) -> bool:
    """Whether a text is a time of day alone (0:00, 23:48, 9:05 PM)."""
    return _TIME_ONLY.fullmatch(normalize(text)) is not None


def lacks_year(text: str) -> bool:
    """Whether a text is a day without its year (5月31日, 10/1)."""
    return _NO_YEAR.fullmatch(normalize(text)) is not None


def is_period(text: str) -> bool:
    """Whether a text names a period: a year, month, quarter or half, as stands above a column of a wide table."""
    plain = normalize(text)
    if re.fullmatch(r"(?:19|20)\d{2}", plain) or _PERIOD.fullmatch(plain):
        return True
    moment = parse_date(plain)
    return moment is not None and not moment.timed


def from_serial(number: int) -> date:
    """An Excel serial number (1900 system) as a date."""
    return date(1899, 12, 30) + timedelta(days=number)


def from_digits(text: str) -> date | None:
    """20260401 as a date between 1900 and 2100, or None."""
    try:
        found = datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007 - a calendar day has no zone
    except ValueError:
        return None
    return found if 1900 <= found.year <= 2100 else None


def _year(match: re.Match[str]) -> int:
    if match["year"]:
        return int(match["year"])
    return ERAS[match["era"]] + (1 if match["eray"] == "元" else int(match["eray"]))


def _orders(match: re.Match[str]) -> list[tuple[str, int, int, int]]:
    a, b, c = int(match["a"]), int(match["b"]), int(match["c"])
    year = c if len(match["c"]) == 4 else _century(c)
    orders = [("dmy", year, b, a), ("mdy", year, a, b)]
    return orders if len(match["c"]) == 4 else [("ymd", _century(a), b, c), *orders]


def _century(year: int) -> int:
    return year + (2000 if year < 70 else 1900)


def _named(match: re.Match[str]) -> tuple[int, int, int] | None:
    name = (match["name"] or match["name2"] or match["name3"]).lower()
    month = _ENGLISH.get(name[:3])
    if month is None or (not _full_name(month).startswith(name.rstrip(".")) and name != "sept"):
        return None
    year = int(match["year"]) if len(match["year"]) == 4 else _century(int(match["year"]))
    return year, month, int(match["day"] or match["day2"] or 1)


def _full_name(month: int) -> str:
    return date(2000, month, 1).strftime("%B").lower()


def _moment(candidates: list[tuple[str, int, int, int]], match: re.Match[str]) -> Moment | None:
    readings = []
    for order, year, month, day in candidates:
        try:
            readings.append((order, _timed(datetime(year, month, day), match)))  # noqa: DTZ001 - files hold local times
        except (ValueError, OverflowError):
            continue
    return Moment(tuple(readings), match["hour"] is not None) if readings else None


def _timed(day: datetime, match: re.Match[str]) -> datetime:
    if match["hour"] is None:
        return day
    hour, minute = int(match["hour"]), int(match["minute"])
    if match["half"]:
        hour = hour % 12 + (12 if match["half"][0] in "Pp" else 0)
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        raise ValueError(f"no time of day: {hour}:{minute}")
    fraction = int((match["fraction"] or "0").ljust(6, "0")[:6])
    found = day + timedelta(hours=hour, minutes=minute, seconds=int(match["second"] or 0), microseconds=fraction)
    return _local(found, match["zone"])


def _local(found: datetime, zone: str | None) -> datetime:
    """A time with a zone is told as Japan's, the zone of every time without one."""
    if zone in (None, "JST"):
        return found
    minutes = 0 if zone in ("Z", "UTC") else int(zone[0] + "1") * (int(zone[1:3]) * 60 + int(zone[-2:]))
    aware = found.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    return aware.astimezone(timezone(timedelta(hours=9))).replace(tzinfo=None)
