"""Measures what an action brought about: the KPI against its forecast without the action, and the verdict on it.

Pure: takes frames, reads nothing, words nothing. The forecast is made in counterfactual.py, calibrated in trials.py.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Literal

import pandas as pd

from insights.calendar_effects import Calendar
from insights.effect.model import Detectable, Direction, Effect, Guardrail, Placebo

EVERY_PLACEBO = Placebo()


def measure(
    series: pd.DataFrame,
    *,
    started: dt.date,
    window: tuple[dt.date, dt.date],
    direction: Direction,
    grain: str = "auto",
    controls: Mapping[str, pd.DataFrame] | None = None,
    calendar: Calendar | None = None,
    over_time: Literal["sum", "last", "average"] = "sum",
    expected: float | None = None,
    triggered: tuple[dt.date, dt.date] | None = None,
    guardrails: Mapping[str, Guardrail] | None = None,
    placebo: Placebo = EVERY_PLACEBO,
    level: float = 0.9,
    today: dt.date | None = None,
    seed: int = 0,
) -> Effect:
    """What an action begun on `started` did to a KPI in `window` (first and last day, as fixed at acceptance).

    `series` has columns date (first day of the period) and value; it may go on past the window. `controls` are the
    same KPI in segments where the action was not taken, by name. `expected` is the relative size in the direction
    wished for that was frozen at acceptance (0.1 is 10 %). `triggered` are the days of the extreme values that the
    action was taken for, if so. `today` None takes the window as over. Raises ValueError on a choice out of range.
    """
    raise NotImplementedError


def detectable(
    series: pd.DataFrame,
    *,
    window: tuple[dt.date, dt.date],
    direction: Direction,
    grain: str = "auto",
    controls: Mapping[str, pd.DataFrame] | None = None,
    calendar: Calendar | None = None,
    level: float = 0.9,
    seed: int = 0,
) -> Detectable:
    """The smallest effect that the window could tell, from what is known before it; to be shown at acceptance."""
    raise NotImplementedError
