"""The year of months that stand without one (4月, 5月 … 3月): as the file says it, or a person; never guessed.

A 年度 begins in the company's month, April where nothing else is said: 2026年度 3月 is then March 2027. Where the
months run from January to December it is not said which year a 年度 means.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from data.reading.values.dates import ERAS
from data.reading.values.numbers import normalize

_MONTH = re.compile(r"(1[0-2]|0?[1-9])月(?:[度分])?")
_ERA = "|".join(ERAS)
_FISCAL = re.compile(
    rf"(?:(?P<era>{_ERA})\s*(?P<eray>\d{{1,2}}|元)|(?<!\d)(?P<year>20\d{{2}}|19\d{{2}}))\s*(?:年度|会計年度)"
    r"|(?<![A-Za-z])FY\s*'?(?P<fy>20\d{2}|\d{2})(?!\d)",
    re.I,
)
_LAST_MONTH = re.compile(r"(?<!\d)(?:1[0-2]|0?[1-9])月(?:[度分])?$")
_CALENDAR = re.compile(
    rf"(?:(?P<era>{_ERA})\s*(?P<eray>\d{{1,2}}|元)|(?<!\d)(?P<year>20\d{{2}}|19\d{{2}}))\s*年(?!度|間|前|後|\s*\d{{1,2}}\s*月)"
)
FIRST_MONTH = 4


@dataclass(frozen=True)
class Year:
    """A year: the one that a fiscal year begins in where `fiscal`, in its month `first`; else January to December.
    `text` is how it was said.
    """

    number: int
    fiscal: bool = True
    text: str = ""
    first: int = FIRST_MONTH

    def of(self, month: int) -> date:
        """The first day of a month of it."""
        later = self.fiscal and month < self.first
        return date(self.number + later, month, 1)


def month_of(name: str) -> int | None:
    """The month that a name is, alone and without a year; None where it is none."""
    found = _MONTH.fullmatch(normalize(name))
    return int(found[1]) if found else None


def months_of(names: Sequence[str]) -> list[int] | None:
    """The months that all names are, each once; None where one is none."""
    found = [month for name in names if (month := month_of(name)) is not None]
    return found if names and len(set(found)) == len(names) else None


def names_month_of_year(name: str) -> bool:
    """Whether a name is a month with its fiscal or calendar year: 2026年度 4月, 令和8年度4月, FY2026 4月."""
    return _said(name, FIRST_MONTH) is not None


def months_of_header(names: Sequence[str], first: int = FIRST_MONTH) -> dict[str, date] | None:
    """The first days of months, by name, where the names themselves say their years, in a header of two rows once for
    several columns (2026年度 4月, 5月, 6月); None where they don't, or don't run forward.
    """
    days: dict[str, date] = {}
    year: Year | None = None
    for name in names:
        year = _said(name, first) or year
        month = month_of(name) if _said(name, first) is None else _last_month(name)
        if year is None or month is None:
            return None
        days[name] = year.of(month)
    found = list(days.values())
    return days if found and found == sorted(set(found)) else None


def _said(name: str, first: int) -> Year | None:
    """The year that stands before a month in a name, and nothing else beside it."""
    plain = normalize(name)
    month = _LAST_MONTH.search(plain)
    before = plain[: month.start()].strip() if month else ""
    for pattern, fiscal in ((_FISCAL, True), (_CALENDAR, False)):
        if match := pattern.fullmatch(before):
            return Year(_number(match), fiscal, before, first)
    return None


def _last_month(name: str) -> int | None:
    found = _LAST_MONTH.search(normalize(name))
    return month_of(found[0]) if found else None


def year_said(months: Sequence[int], places: Iterable[Iterable[str]], first: int = FIRST_MONTH) -> Year | None:
    """The year of the first place (title rows, sheet, file name) that says one that the months can be of.

    None where nothing says it, where a place says several, and where the months run against it.
    """
    for texts in places:
        found = {year for text in texts for year in _years(normalize(text), first)}
        if found:
            told = {(each.number, each.fiscal): each for each in found}
            [one] = told.values() if len(told) == 1 else [None]
            return one if one is not None and _fits(months, one) else None
    return None


def _years(text: str, first: int) -> Iterable[Year]:
    for pattern, fiscal in ((_FISCAL, True), (_CALENDAR, False)):
        for match in pattern.finditer(text):
            yield Year(_number(match), fiscal, match[0].strip(), first)


def _number(match: re.Match[str]) -> int:
    parts = match.groupdict()
    if parts.get("fy"):
        return int(parts["fy"]) if len(parts["fy"]) == 4 else 2000 + int(parts["fy"])
    if parts["year"]:
        return int(parts["year"])
    era = parts["era"].upper() if parts["era"].isascii() else parts["era"]
    return ERAS[era] + (1 if parts["eray"] == "元" else int(parts["eray"]))


def _fits(months: Sequence[int], year: Year) -> bool:
    """Whether the months stand in the order that they have in such a year: April to March, January to December."""
    days = [year.of(month) for month in months]
    return days == sorted(days)
