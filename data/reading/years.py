"""The year of months that stand without one (4月, 5月 … 3月): as the file says it, or a person; never guessed.

A 年度 begins in April here, and where the months run from January to December it is not said which it is.
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
_CALENDAR = re.compile(
    rf"(?:(?P<era>{_ERA})\s*(?P<eray>\d{{1,2}}|元)|(?<!\d)(?P<year>20\d{{2}}|19\d{{2}}))\s*年(?!度|間|前|後|\s*\d{{1,2}}\s*月)"
)
FIRST_MONTH = 4


@dataclass(frozen=True)
class Year:
    """A year: that of a fiscal year's April where `fiscal`, else January to December. `text` is how it was said."""

    number: int
    fiscal: bool = True
    text: str = ""

    def of(self, month: int) -> date:
        """The first day of a month of it."""
        later = self.fiscal and month < FIRST_MONTH
        return date(self.number + later, month, 1)


def month_of(name: str) -> int | None:
    """The month that a name is, alone and without a year; None where it is none."""
    found = _MONTH.fullmatch(normalize(name))
    return int(found[1]) if found else None


def months_of(names: Sequence[str]) -> list[int] | None:
    """The months that all names are, each once; None where one is none."""
    found = [month for name in names if (month := month_of(name)) is not None]
    return found if names and len(set(found)) == len(names) else None


def year_said(months: Sequence[int], places: Iterable[Iterable[str]]) -> Year | None:
    """The year of the first place (title rows, sheet, file name) that says one that the months can be of.

    None where nothing says it, where a place says several, and where the months run against it.
    """
    for texts in places:
        found = {year for text in texts for year in _years(normalize(text))}
        if found:
            told = {(each.number, each.fiscal): each for each in found}
            [one] = told.values() if len(told) == 1 else [None]
            return one if one is not None and _fits(months, one) else None
    return None


def _years(text: str) -> Iterable[Year]:
    for pattern, fiscal in ((_FISCAL, True), (_CALENDAR, False)):
        for match in pattern.finditer(text):
            yield Year(_number(match), fiscal, match[0].strip())


def _number(match: re.Match[str]) -> int:
    parts = match.groupdict()
    if parts.get("fy"):
        return int(parts["fy"]) if len(parts["fy"]) == 4 else 2000 + int(parts["fy"])
    if parts["year"]:
        return int(parts["year"])
    era = parts["era"].upper() if parts["era"].isascii() else parts["era"]
    return ERAS[era] + (1 if parts["eray"] == "元" else int(parts["eray"]))


def _fits(months: Sequence[int], year: Year) -> bool:
    """Whether the months stand in the order that they have in such a year: April to March, or January to December."""
    days = [year.of(month) for month in months]
    return days == sorted(days)
