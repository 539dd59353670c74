"""Measures what an action brought about: the KPI against its forecast without the action, and the verdict on it.

Pure: takes frames, reads nothing, words nothing. The forecast is made in counterfactual.py, calibrated in trials.py,
judged in verdicts.py.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from insights.effect.aligned import Aligned, align
from insights.effect.comparison import Comparison, compare
from insights.effect.counterfactual import prepare
from insights.effect.guarding import guard
from insights.effect.model import Direction, Effect, Guardrail, Note, OverTime, Placebo, Trials
from insights.effect.trials import Missed, trials
from insights.effect.verdicts import WILD, WORTH, Around, judge, notes_of
from insights.japanese_calendar import Calendar

EVERY_PLACEBO = Placebo()
LEVEL = 0.95
"""Of the intervals; a verdict errs on one side only, so by a fortieth where there was no effect."""
LEAST_BEFORE: Mapping[str, int] = {"day": 42, "week": 26, "month": 12, "quarter": 8, "year": 6}
LEAST_WITHIN = 0.5
"""Share of the window's periods that must have a value."""


@dataclass(frozen=True)
class _Asked:
    direction: Direction
    over_time: OverTime
    expected: float | None
    placebo: Placebo
    level: float
    seed: int

    @property
    def sign(self) -> int:
        """1 for a KPI that should rise, -1 for one that should fall."""
        return 1 if self.direction == "up" else -1


def measure(
    series: pd.DataFrame,
    *,
    started: dt.date,
    window: tuple[dt.date, dt.date],
    direction: Direction,
    grain: str = "auto",
    controls: Mapping[str, pd.DataFrame] | None = None,
    calendar: Calendar | None = None,
    over_time: OverTime = "sum",
    expected: float | None = None,
    triggered: tuple[dt.date, dt.date] | None = None,
    guardrails: Mapping[str, Guardrail] | None = None,
    placebo: Placebo = EVERY_PLACEBO,
    level: float = LEVEL,
    today: dt.date | None = None,
    seed: int = 0,
) -> Effect:
    """What an action begun on `started` did to a KPI in `window` (first and last day, as fixed at acceptance).

    `series` has columns date (first day of the period) and value; it may go on past the window. `controls` are the
    same KPI in segments where the action was not taken, by name. `expected` is the relative size in the direction
    wished for that was frozen at acceptance (0.1 is 10 %). `triggered` are the days of the extreme values that the
    action was taken for, if so. `today` None takes the window as over. The same arguments give the same answer.
    Raises ValueError on a choice out of range.
    """
    check(window, direction, expected, level)
    found = align(series, started, window, grain, controls, triggered, calendar)
    open_or_short = _refused(found, started, window, direction, level, today)
    if open_or_short.reason != "interval_holds_both":
        return open_or_short
    asked = _Asked(direction, over_time, expected, placebo, level, seed)
    measured = _measured(found, asked, open_or_short)
    harms = [guard(name, one, measure, measured, calendar, today) for name, one in (guardrails or {}).items()]
    harmed = any(one.harm == "harmed" for one in harms)
    notes: tuple[Note, ...] = ("guardrail_harmed", *measured.notes) if harmed else measured.notes
    return replace(measured, guardrails=tuple(harms), notes=notes)


def check(window: tuple[dt.date, dt.date], direction: str, expected: float | None, level: float) -> None:
    """Raises ValueError on a choice out of range."""
    if direction not in ("up", "down"):
        raise ValueError(f"direction is up or down, not {direction!r}")
    if window[1] < window[0]:
        raise ValueError(f"a window ends after it begins, not {window[0]} to {window[1]}")
    if not 0 < level < 1 or (expected is not None and expected <= 0):
        raise ValueError("level lies between 0 and 1, and an expected size is positive in the direction wished for")


def _refused(
    found: Aligned, started: dt.date, window: tuple[dt.date, dt.date], direction: Direction, level: float,
    today: dt.date | None,
) -> Effect:  # fmt: skip
    """An effect without figures that says why there are none; of reason interval_holds_both where there can be some."""
    here = found.values[found.within]
    n_after, length = int(np.isfinite(here).sum()), len(here)
    n_before = int(found.known.sum())
    missing = int((found.before & ~found.known).sum()) + length - n_after
    base = Effect(
        "undecided", "interval_holds_both", direction, found.grain, started, window, level, n_before, n_after, missing
    )
    if today is not None and today <= window[1]:
        return replace(base, verdict="too_early", reason="window_open")
    if int((found.known & ~found.trigger).sum()) < LEAST_BEFORE[found.grain]:
        return replace(base, reason="history_short")
    if not n_after or n_after < LEAST_WITHIN * length:
        return replace(base, reason="window_missing")
    if float(np.ptp(found.values[found.known & ~found.trigger])) == 0.0:
        return replace(base, reason="nothing_varies")
    return base


def _measured(found: Aligned, asked: _Asked, base: Effect) -> Effect:
    """The effect with its figures and verdict."""
    prepared = prepare(found, found.known & ~found.trigger)
    length = int(found.within.sum())
    missed = trials(found, prepared, asked.placebo, length)
    got = compare(found, prepared, missed.inflation, asked.level, asked.direction, asked.seed)
    sought = min(got.detectable, (asked.expected or WORTH) * abs(got.expected)) if got.is_relative else got.detectable
    low, high = sorted((asked.sign * got.low, asked.sign * got.high))
    verdict, reason = judge(low, high, got.p_value, sought, asked.level)
    detectable = got.detectable / abs(got.expected) if got.is_relative else None
    if reason == "interval_holds_both" and detectable is not None and detectable > WILD:
        reason = "history_wild"
    around = Around(found, missed, asked.expected, detectable, base.missing, got.is_apart)
    return replace(
        _figured(base, got, asked.over_time == "sum"), verdict=verdict, reason=reason, p_value=got.p_value,
        sought=sought / abs(got.expected) if got.is_relative else None, detectable=detectable,
        detectable_absolute=got.detectable, trials=_trials(missed, asked.sign * got.deviate, asked.sign),
        controls=found.names, notes=notes_of(around),
    )  # fmt: skip


def _figured(base: Effect, got: Comparison, adds: bool) -> Effect:
    """With the difference, absolute, summed and relative."""
    summed = [each * base.n_after if adds else None for each in (got.absolute, got.low, got.high)]
    size = abs(got.expected)
    shares = [each / size if got.is_relative else None for each in (got.absolute, got.low, got.high)]
    return replace(
        base, actual=got.actual, expected=got.expected, absolute=got.absolute, low=got.low, high=got.high,
        total=summed[0], total_low=summed[1], total_high=summed[2],
        relative=shares[0], relative_low=shares[1], relative_high=shares[2], points=got.points,
    )  # fmt: skip


def _trials(missed: Missed, deviate: float, sign: int) -> Trials:
    turned = replace(missed, in_time=sign * missed.in_time, in_space=sign * missed.in_space)
    return Trials(len(missed.in_time), len(missed.in_space), missed.inflation, turned.rank(deviate))
