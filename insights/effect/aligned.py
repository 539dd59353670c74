"""A KPI, its window and its controls on one run of periods without gaps. Reads frames; forecasts nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from insights.effect.regressors import Almanac, almanac_of
from insights.forecast.bank import Floats
from insights.forecast.grain import period_number, resolve_grain
from insights.forecast.series import read_series
from insights.japanese_calendar import Calendar

Bools = NDArray[np.bool_]
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_KNOWN_SHARE = 0.9
"""Share of periods in which a control must have a value, before and in the window alike."""


@dataclass(frozen=True)
class Aligned:
    """Rows are periods from the first value to the window's end. `values` has NaN where there is none.

    `before`: wholly before the action; `within`: wholly in the window; `trigger`: periods the action was taken for.
    Rows between are neither. `controls` is (periods, names), gaps filled.
    """

    grain: str
    dates: pd.DatetimeIndex
    values: Floats
    before: Bools
    within: Bools
    trigger: Bools
    controls: Floats
    names: tuple[str, ...]
    almanac: Almanac

    @property
    def start(self) -> int:
        """Row of the first period that is not before the action."""
        return int(self.before.sum())

    @property
    def lead(self) -> int:
        """Periods from the action's start to the window's."""
        return int(np.argmax(self.within)) - self.start if self.within.any() else 0

    @property
    def known(self) -> Bools:
        """Rows before the action that have a value."""
        return np.asarray(self.before & np.isfinite(self.values))


def align(
    series: pd.DataFrame,
    started: dt.date,
    window: tuple[dt.date, dt.date],
    grain: str,
    controls: Mapping[str, pd.DataFrame] | None,
    triggered: tuple[dt.date, dt.date] | None,
    calendar: Calendar | None,
) -> Aligned:
    """Puts everything on the periods from the first value to the window's end."""
    read = read_series(series)
    if not np.isfinite(read.values).any():
        raise ValueError("an effect needs a series with at least one value")
    grain = resolve_grain(grain, read.dates)
    dates = _dates(read.dates[np.isfinite(read.values)], pd.Timestamp(window[1]), grain)
    ends = _ends(dates, grain)
    before = np.asarray(ends < pd.Timestamp(started))
    within = np.asarray((dates >= pd.Timestamp(window[0])) & (ends <= pd.Timestamp(window[1])) & ~before)
    trigger = np.zeros(len(dates), dtype=bool)
    if triggered is not None:
        trigger = np.asarray((ends >= pd.Timestamp(triggered[0])) & (dates <= pd.Timestamp(triggered[1])) & before)
    columns = _controls(controls or {}, dates, grain, before | within)
    values = np.column_stack(list(columns.values())) if columns else np.zeros((len(dates), 0))
    own = _on(read.dates, read.values, dates, grain)
    return Aligned(
        grain, dates, own, before, within, trigger, values, tuple(columns), almanac_of(dates, grain, calendar)
    )


def _dates(seen: pd.DatetimeIndex, last: pd.Timestamp, grain: str) -> pd.DatetimeIndex:
    """Every period from the first seen to the last day; of days, only the days of the week that ever have a value."""
    first = seen[0].normalize()
    if grain in _MONTHS:
        count = int(period_number(pd.DatetimeIndex([last]), grain)[0] - period_number(seen[:1], grain)[0]) + 1
        step = _MONTHS[grain]
        return pd.DatetimeIndex([first + pd.DateOffset(months=step * at) for at in range(max(count, 1))])
    if grain == "week":
        return pd.date_range(first, max(last, first), freq="7D")
    if grain != "day":
        raise ValueError(f"no effect is measured at grain {grain!r}; one of day, week, {', '.join(_MONTHS)}")
    days = pd.date_range(first, max(last, first), freq="D")
    return days[np.isin(np.asarray(days.day_of_week), np.unique(np.asarray(seen.day_of_week)))]


def _ends(dates: pd.DatetimeIndex, grain: str) -> pd.DatetimeIndex:
    """The last day of each period."""
    if grain in _MONTHS:
        return pd.DatetimeIndex([day + pd.DateOffset(months=_MONTHS[grain], days=-1) for day in dates])
    return dates + pd.Timedelta(days=6 if grain == "week" else 0)


def _on(seen: pd.DatetimeIndex, values: Floats, dates: pd.DatetimeIndex, grain: str) -> Floats:
    """Values by period; NaN where there is none."""
    here, there = (np.round(period_number(each.normalize(), grain), 6) for each in (dates, seen))
    found = pd.Series(values, index=there)
    return np.asarray(found[~found.index.duplicated(keep="last")].reindex(here), dtype=np.float64)


def _controls(
    controls: Mapping[str, pd.DataFrame], dates: pd.DatetimeIndex, grain: str, needed: Bools
) -> dict[str, Floats]:
    """Those with a value in nearly all periods that are needed; their few gaps drawn straight."""
    found = {}
    for name, frame in controls.items():
        read = read_series(frame)
        values = _on(read.dates, read.values, dates, grain)
        known = np.isfinite(values)
        if needed.any() and known[needed].mean() >= _KNOWN_SHARE and np.ptp(values[known & needed]) > 0:
            found[name] = np.interp(np.arange(len(values)), np.flatnonzero(known), values[known])
    return found
