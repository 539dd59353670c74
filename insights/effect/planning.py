"""Before an action: what a window could tell, and which window to fix at acceptance. Measures no effect.

Controls count only where they have values up to the window's end; before the action they do not yet, so the sizes
given here are on the safe side.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from insights.effect.aligned import align
from insights.effect.comparison import compare
from insights.effect.counterfactual import prepare
from insights.effect.measuring import EVERY_PLACEBO, LEAST_BEFORE, LEVEL, check
from insights.effect.model import Detectable, Direction
from insights.effect.trials import trials
from insights.effect.verdicts import WORTH
from insights.forecast.grain import resolve_grain
from insights.forecast.series import read_series
from insights.japanese_calendar import Calendar

Window = tuple[dt.date, dt.date]
LENGTHS: Mapping[str, tuple[int, ...]] = {
    "day": (28, 56), "week": (8, 13, 26), "month": (3, 4, 6), "quarter": (2, 4), "year": (1,),
}  # fmt: skip
"""Lengths of windows that are tried, in periods."""
STEPS = {
    "day": pd.DateOffset(days=1), "week": pd.DateOffset(days=7), "month": pd.DateOffset(months=1),
    "quarter": pd.DateOffset(months=3), "year": pd.DateOffset(years=1),
}  # fmt: skip


def detectable(
    series: pd.DataFrame,
    *,
    window: Window,
    direction: Direction,
    grain: str = "auto",
    calendar: Calendar | None = None,
    level: float = LEVEL,
) -> Detectable:
    """The smallest effect that a window could tell, from what is known before it; to be shown at acceptance."""
    check(window, direction, None, level)
    return tell(series, [window], direction=direction, grain=grain, calendar=calendar, level=level)[0]


def tell(
    series: pd.DataFrame, windows: Sequence[Window], *, direction: Direction, grain: str = "auto",
    calendar: Calendar | None = None, triggered: Window | None = None, level: float = LEVEL,
) -> list[Detectable]:  # fmt: skip
    """What each of some windows with the same beginning could tell; the last is the longest.

    `triggered` are the days of the extreme values that the action is taken for, if so: left out as `measure` does.
    """
    found = align(series, windows[-1][0], windows[-1], grain, None, triggered, calendar)
    learnt = found.known & ~found.trigger
    n_before = int(found.known.sum())
    if learnt.sum() < LEAST_BEFORE[found.grain] or not found.within.any() or not np.ptp(found.values[learnt]):
        return [Detectable(window, None, None, n_before) for window in windows]
    prepared = prepare(found, learnt)
    told = []
    for window in windows:
        here = replace(found, within=found.within & np.asarray(found.dates <= pd.Timestamp(window[1])))
        missed = trials(here, prepared, EVERY_PLACEBO, int(here.within.sum()))
        got = compare(here, prepared, missed.inflation, level, direction, 0)
        share = got.detectable / abs(got.expected) if got.is_relative else None
        told.append(Detectable(window, share, got.detectable, n_before))
    return told


def suggest_window(
    series: pd.DataFrame,
    *,
    first: dt.date,
    direction: Direction,
    expected: float | None = None,
    grain: str = "auto",
    calendar: Calendar | None = None,
    lengths: Sequence[int] | None = None,
    level: float = LEVEL,
) -> Detectable:
    """The shortest window from the period that holds or follows `first` that could tell the size expected; else the
    longest. Without an expected size, the one that is looked for then."""
    grain = resolve_grain(grain, read_series(series).dates)
    start, day = _period_from(series, first, grain), pd.Timedelta(days=1)
    ends = [(start + STEPS[grain] * length - day).date() for length in sorted(lengths or LENGTHS[grain])]
    windows = [(start.date(), end) for end in ends]
    told = tell(series, windows, direction=direction, grain=grain, calendar=calendar, level=level)
    enough = [one for one in told if one.relative is not None and one.relative <= (expected or WORTH)]
    return (enough or told[-1:])[0]


def _period_from(series: pd.DataFrame, first: dt.date, grain: str) -> pd.Timestamp:
    """The first period that begins on a day or after it, on the series' own run of periods."""
    at = read_series(series).dates[0].normalize()
    count = 0
    while at + STEPS[grain] * count < pd.Timestamp(first):
        count += 1
    return at + STEPS[grain] * count
