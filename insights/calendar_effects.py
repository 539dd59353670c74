"""Design matrix of Japanese calendar effects: what a date alone says about a KPI, before any value is seen.

Rows are dates, columns are effects (weekday, public holiday and its neighbours, bridge day, GW, お盆, 年末年始,
五十日, month end, closing month, company days, time of year), each with a prior size. Depends on nothing but
the dates and the calendar, so a row never changes when later points arrive. Fits nothing; keeps no fiscal rules
(those are metrics.calendar's).
"""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from insights.japanese_calendar import Calendar, JapaneseCalendar

Floats = NDArray[np.float64]

GRAINS = ("subday", "day", "week", "month", "quarter", "year")
_YEAR_DAYS = 365.2425
_SUNDAY = 6
_BLOCKS = {"golden_week": ((4, 29), (5, 5)), "obon": ((8, 12), (8, 16)), "new_year": ((12, 30), (1, 3))}


@dataclass(frozen=True)
class Design:
    """Effects by date: `values` is (dates, effects), `prior_sd` the usual size of each effect in units of the noise."""

    names: tuple[str, ...]
    values: Floats
    prior_sd: Floats
    special: NDArray[np.bool_]  # dates on which a holiday, a block of days off or a company day is in effect


@dataclass(frozen=True)
class _Days:
    """One row a calendar day, with the facts all effects are built from."""

    dates: pd.DatetimeIndex
    off: NDArray[np.bool_]
    holiday: NDArray[np.bool_]
    company: NDArray[np.bool_]
    closing: NDArray[np.bool_]

    @property
    def special(self) -> NDArray[np.bool_]:
        """Days off for a reason that is not the day of the week."""
        return np.asarray((self.holiday & (np.asarray(self.dates.day_of_week) != _SUNDAY)) | self.company)


def design(dates: pd.DatetimeIndex, grain: str, calendar: Calendar | None = None) -> Design:
    """Build the effects of `dates` (period starts) at a grain of day, week, month, quarter or year (or subday).

    An effect's column is 0 where it does not apply. `prior_sd` has one entry an effect. Raises ValueError on
    another grain.
    """
    if grain not in GRAINS:
        raise ValueError(f"no grain {grain!r}; one of {', '.join(GRAINS)}")
    known = calendar if calendar is not None else JapaneseCalendar()
    if grain == "subday" or not isinstance(known, Hashable):
        return _design(dates, grain, known)
    return _remembered(dates.unit, dates.asi8.tobytes(), grain, known)


@lru_cache(maxsize=64)
def _remembered(unit: str, dates: bytes, grain: str, calendar: Calendar) -> Design:
    """The same: most KPIs of a company begin and end on the same days."""
    days = pd.DatetimeIndex(np.frombuffer(dates, dtype=np.int64).view(f"M8[{unit}]"))
    made = _design(days, grain, calendar)
    for array in (made.values, made.prior_sd, made.special):
        array.setflags(write=False)
    return made


def _design(dates: pd.DatetimeIndex, grain: str, calendar: Calendar) -> Design:
    columns, special = _effects(dates, grain, calendar)
    names = tuple(columns)
    values = np.column_stack([columns[name][0] for name in names]) if names else np.zeros((len(dates), 0))
    return Design(names, values, np.array([columns[name][1] for name in names]), special)


_Columns = dict[str, tuple[Floats, float]]


def _effects(dates: pd.DatetimeIndex, grain: str, calendar: Calendar) -> tuple[_Columns, NDArray[np.bool_]]:
    if grain == "subday":
        return _time_of_week(dates), np.zeros(len(dates), dtype=bool)
    if grain == "day":
        days = _days(_span(dates, 31, 31), calendar)
        at = days.dates.get_indexer(dates.normalize())
        columns = {name: (full[at], sd) for name, (full, sd) in _daily(days).items()}
        return columns | _time_of_year(dates, 4), days.special[at] | _in_block(days)[at]
    if grain == "week":
        return _weekly(dates, calendar)
    if grain == "month":
        return _monthly(dates, calendar)
    seasons = np.asarray(dates.quarter) if grain == "quarter" else np.zeros(len(dates), dtype=int)
    names = range(1, 5) if grain == "quarter" else ()
    return {f"quarter_{q}": (_flag(seasons == q), 1.0) for q in names}, np.zeros(len(dates), dtype=bool)


def _flag(mask: NDArray[np.bool_]) -> Floats:
    return np.asarray(mask, dtype=np.float64)


def _span(dates: pd.DatetimeIndex, before: int, after: int) -> pd.DatetimeIndex:
    if not len(dates):
        return pd.DatetimeIndex([])
    first, last = dates.min().normalize(), dates.max().normalize()
    return pd.date_range(first - timedelta(days=before), last + timedelta(days=after), freq="D")


def _days(span: pd.DatetimeIndex, calendar: Calendar) -> _Days:
    plain = [stamp.date() for stamp in span]
    company = frozenset(getattr(calendar, "company_days", ()) or ())
    closing = frozenset(getattr(calendar, "closing_months", ()) or (3,))
    return _Days(
        dates=span,
        off=np.array([not calendar.is_working_day(day) for day in plain], dtype=bool),
        holiday=np.array([calendar.is_holiday(day) for day in plain], dtype=bool),
        company=np.array([day in company for day in plain], dtype=bool),
        closing=np.isin(np.asarray(span.month), list(closing)),
    )


def _daily(days: _Days) -> _Columns:
    return _weekdays(days) | _holidays(days) | _blocks(days) | _month_position(days)


def _weekdays(days: _Days) -> _Columns:
    """Day of the week; a holiday counts as a Sunday, so that one learns from the other from the first week on."""
    weekday = np.where(days.special | _in_block(days, "new_year"), _SUNDAY, np.asarray(days.dates.day_of_week))
    return {f"weekday_{k}": (_flag(weekday == k), 1.0) for k in range(7)}


def _holidays(days: _Days) -> _Columns:
    off, special = days.off, days.special
    usual = special & ~_in_block(days, "new_year")
    before, after = np.roll(off, 1), np.roll(off, -1)
    bridge = ~off & before & after
    weekday = np.asarray(days.dates.day_of_week)
    return {
        "holiday": (_flag(usual & days.holiday), 0.5),
        "holiday_saturday": (_flag(usual & (weekday == 5)), 0.3),
        "company_day": (_flag(days.company), 0.5),
        "before_holiday": (_flag(~off & np.roll(special, -1)), 0.3),
        "after_holiday": (_flag(~off & np.roll(special, 1)), 0.3),
        "bridge_day": (_flag(bridge), 0.5),
        "long_rest": (_flag(off & before & after & (np.roll(special, 1) | np.roll(special, -1) | special)), 0.3),
        "first_after_rest": (_flag(~off & before & np.roll(off, 2) & np.roll(off, 3)), 0.3),
    }


def _in_block(days: _Days, name: str | None = None) -> NDArray[np.bool_]:
    """Days of GW, お盆 or 年末年始 (all three without a name)."""
    if name is None:
        return np.asarray(np.logical_or.reduce([_in_block(days, each) for each in _BLOCKS]))
    (from_month, from_day), (to_month, to_day) = _BLOCKS[name]
    key = np.asarray(days.dates.month) * 100 + np.asarray(days.dates.day)
    start, end = from_month * 100 + from_day, to_month * 100 + to_day
    return np.asarray((key >= start) | (key <= end) if start > end else (key >= start) & (key <= end))


def _blocks(days: _Days) -> _Columns:
    key = np.asarray(days.dates.month) * 100 + np.asarray(days.dates.day)
    columns: _Columns = {f"block_{name}": (_flag(_in_block(days, name)), 0.7) for name in _BLOCKS}
    columns["obon_working"] = (_flag(_in_block(days, "obon") & ~days.off), 0.7)
    for name, one in {
        "1228": 1228,
        "1230": 1230,
        "1231": 1231,
        "0101": 101,
        "0102": 102,
        "0103": 103,
        "0104": 104,
    }.items():
        columns[f"day_{name}"] = (_flag(key == one), 0.7)
    columns["new_year_edge"] = (_flag(np.isin(key, [1226, 1227, 105, 106, 107])), 0.4)
    columns["golden_week_working"] = (_flag(~days.off & (key >= 427) & (key <= 507)), 0.4)
    columns["golden_week_core"] = (_flag((key >= 503) & (key <= 505)), 0.4)
    columns["obon_core"] = (_flag((key >= 813) & (key <= 815)), 0.4)
    columns["obon_edge"] = (_flag(np.isin(key, [810, 811, 817, 818])), 0.3)
    return columns


def _month_position(days: _Days) -> _Columns:
    rank, rank_end = _working_rank(days, 1), _working_rank(days, -1)
    last = ~days.off & (rank_end == 1)
    return {
        "first_working_day": (_flag(~days.off & (rank == 1)), 0.4),
        "last_working_day": (_flag(last), 0.5),
        "late_month": (_flag(~days.off & (rank_end <= 3)), 0.3),
        "gotobi": (_flag(_gotobi(days)), 0.3),
        "closing_month": (_flag(days.closing), 0.3),
        "closing_day": (_flag(last & days.closing), 0.5),
        "closing_late": (_flag(~days.off & (rank_end <= 5) & days.closing), 0.3),
    }


def _working_rank(days: _Days, direction: int) -> NDArray[np.int64]:
    """Number of working days from the start (1) or the end (-1) of the month, this day included."""
    month = np.asarray(days.dates.year) * 12 + np.asarray(days.dates.month)
    frame = pd.DataFrame({"month": month, "working": ~days.off})[::direction]
    return np.asarray(frame.groupby("month")["working"].cumsum()[::direction], dtype=np.int64)


def _gotobi(days: _Days) -> NDArray[np.bool_]:
    """五十日: days 5, 10, … 30; one on a day off is kept on the working day before."""
    number = np.asarray(days.dates.day)
    due = (number % 5 == 0) & (number <= 30)
    out = np.asarray(due & ~days.off, dtype=np.bool_)
    carried = False
    for i in range(len(due) - 1, -1, -1):
        if days.off[i]:
            carried = carried or bool(due[i])
        elif carried:
            out[i], carried = True, False
    return out


def _time_of_year(dates: pd.DatetimeIndex, harmonics: int) -> _Columns:
    turn = 2 * np.pi * (np.asarray(dates.day_of_year) - 1 + np.asarray(dates.hour) / 24) / _YEAR_DAYS
    columns: _Columns = {}
    for k in range(1, harmonics + 1):
        columns[f"year_sin_{k}"] = (np.sin(k * turn), 0.7 / k)
        columns[f"year_cos_{k}"] = (np.cos(k * turn), 0.7 / k)
    return columns


def _weekly(dates: pd.DatetimeIndex, calendar: Calendar) -> tuple[_Columns, NDArray[np.bool_]]:
    days = _days(_span(dates, 31, 38), calendar)
    last = _flag(~days.off & (_working_rank(days, -1) == 1))
    weekday_off = _flag(days.special & (np.asarray(days.dates.day_of_week) < 5))
    daily = {
        "days_off": (weekday_off, 0.5),
        "month_end": (last, 0.3),
        "closing_end": (last * days.closing, 0.4),
        **{f"block_{name}": (_flag(_in_block(days, name)) / 5, 0.7) for name in _BLOCKS},
    }
    columns = {name: (_window_sum(dates, days, full, 7), sd) for name, (full, sd) in daily.items()}
    special = np.asarray((columns["days_off"][0] > 0) | (columns["block_obon"][0] > 0))
    return columns | _time_of_year(dates + timedelta(days=3), 5), special


def _monthly(dates: pd.DatetimeIndex, calendar: Calendar) -> tuple[_Columns, NDArray[np.bool_]]:
    days = _days(_span(dates, 31, 62), calendar)
    length = np.asarray(dates.days_in_month)
    working = np.array([_window_sum(dates[[i]], days, _flag(~days.off), int(length[i]))[0] for i in range(len(dates))])
    month = np.asarray(dates.month)
    closing = list(frozenset(getattr(calendar, "closing_months", ()) or (3,)))
    columns: _Columns = {f"month_{m}": (_flag(month == m), 1.0) for m in range(1, 13)}
    columns["working_days"] = (working - 20.4, 0.3)
    columns["quarter_end"] = (_flag(month % 3 == 0), 0.4)
    columns["closing_month"] = (_flag(np.isin(month, closing)), 0.5)
    return columns, np.asarray(np.abs(working - 20.4) >= 2.0)


def _window_sum(dates: pd.DatetimeIndex, days: _Days, daily: Floats, length: int) -> Floats:
    at = days.dates.get_indexer(dates.normalize())
    total = np.concatenate([[0.0], np.cumsum(daily)])
    return np.asarray(total[np.minimum(at + length, len(daily))] - total[at])


def _time_of_week(dates: pd.DatetimeIndex) -> _Columns:
    """Daily profile of a metric sampled more finely than a day, with another one on Saturdays and Sundays."""
    turn = 2 * np.pi * (np.asarray(dates.hour) + np.asarray(dates.minute) / 60) / 24
    weekend = _flag(np.asarray(dates.day_of_week) >= 5)
    columns: _Columns = {"weekend": (weekend, 0.7)}
    for k in range(1, 7):
        for name, wave in (("sin", np.sin(k * turn)), ("cos", np.cos(k * turn))):
            columns[f"day_{name}_{k}"] = (wave, 1.0 / k)
            if k <= 3:
                columns[f"weekend_{name}_{k}"] = (wave * weekend, 0.7 / k)
    return columns
