"""What a KPI is regressed on: the calendar, a trend and untreated segments. From dates and controls alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from insights.calendar_effects import design
from insights.effect.structure import Plan
from insights.forecast.bank import Floats
from insights.japanese_calendar import Calendar, JapaneseCalendar

TREND_A_YEAR = 1.0
"""Usual growth in a year, in units of the noise."""
WORKING_DAYS = 0.7
"""Usual elasticity of a KPI to a period's working days; a flow's is about 1, a rate's 0."""
AT_MOST = 3.0
"""What working days may move a KPI by, over its own standard deviation."""
CONTROL = 2.0
"""Usual coefficient of the mean of the untreated segments, a KPI's change to one of theirs."""
APART = 0.5
"""The same for each segment's distance from that mean."""
SHIFT = 10.0
"""Usual size of a level shift that was found."""
YEAR = 365.25
USUAL_DAYS = {"week": 5.0, "month": 20.4}
LEAST_DAYS = 0.5


@dataclass(frozen=True)
class Almanac:
    """What dates alone say: `effects` of the calendar and their usual sizes, `years` since the first, and `days`, the
    working days of each week or month (as many as usual at other grains)."""

    effects: Floats
    prior_sd: Floats
    years: Floats
    days: Floats
    usual: float


def almanac_of(dates: pd.DatetimeIndex, grain: str, calendar: Calendar | None) -> Almanac:
    """The almanac of some periods by their first days."""
    known = calendar if calendar is not None else JapaneseCalendar()
    effects = design(dates, grain, known)
    usual = USUAL_DAYS.get(grain, 1.0)
    days = working_days(dates, grain, known) if grain in USUAL_DAYS else np.ones(len(dates))
    years = (dates - dates[0]).days.to_numpy() / YEAR
    return Almanac(effects.values, effects.prior_sd, years, days, usual)


def working_days(dates: pd.DatetimeIndex, grain: str, calendar: Calendar) -> Floats:
    """Working days of each week or month."""
    after = pd.DateOffset(months=1) if grain == "month" else pd.Timedelta(days=7)
    every = pd.date_range(dates[0], dates[-1] + after, freq="D")
    worked = np.cumsum([0, *(calendar.is_working_day(day.date()) for day in every)])
    bounds = every.get_indexer(dates.append(pd.DatetimeIndex([dates[-1] + after])))
    return np.diff(worked[bounds]).astype(float)


def plan_of(almanac: Almanac, controls: Floats, size: float, spread: float, shifts: tuple[int, ...] = ()) -> Plan:
    """The plan over all periods. `controls` and `size`, the KPI's own, are in units of its noise (of a logarithm, 1
    over the noise), as is `spread`, its standard deviation; `shifts` are rows at which the level jumped."""
    own, own_sd = _controls(controls)
    count = len(almanac.years)
    steps = np.array([np.arange(count) >= at for at in shifts], dtype=float).T.reshape(count, len(shifts))
    days = np.log(np.maximum(almanac.days, LEAST_DAYS) / almanac.usual)
    every = np.column_stack([almanac.effects, almanac.years, days, own, steps])
    elasticity = min(WORKING_DAYS * size, AT_MOST * spread / max(float(np.std(days)), 1e-3))
    sd = np.r_[almanac.prior_sd, TREND_A_YEAR, elasticity, own_sd, np.full(len(shifts), SHIFT)]
    fixed = 1 + len(own_sd) + len(shifts)
    scaled = np.r_[np.ones(len(sd) - fixed), np.zeros(fixed)]
    known_from = np.r_[np.zeros(len(sd) - len(shifts)), np.array(shifts, dtype=float) + 1]
    return Plan(every, sd, scaled, known_from)


def _controls(controls: Floats) -> tuple[Floats, Floats]:
    """The mean of the segments and, from two on, each one's distance from it."""
    if controls.shape[1] < 2:
        return controls, np.full(controls.shape[1], CONTROL)
    middle = controls.mean(axis=1)
    return np.column_stack([middle, controls - middle[:, None]]), np.r_[CONTROL, np.full(controls.shape[1], APART)]
