"""Planted actions: KPI series like the example company's, with an action whose true effect is known. From a seed alone.

Noise is the residual spread of data/demo/residuals.json at a kind's place (weekly series: twice a month's); around it
lie trend, season, working days, a factor shared with the control segments, fading noise with a heavy tail, a level that
wanders, incidents that come and go or stay, values that are missing, and actions taken because a value was extreme.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.demo.incidents import residual_sd
from data.demo.kinds import KINDS
from insights.effect import suggest_window
from insights.effect.planning import LENGTHS
from insights.japanese_calendar import JapaneseCalendar

LEVELS = {
    "gross_margin": 0.30, "win_rate": 0.312, "attrition": 0.092, "engagement": 70.0, "availability": 0.906,
    "on_time_delivery": 0.952, "ai_change_share": 0.4, "change_failure_rate": 0.092,
}  # fmt: skip
"""Usual level of the KPIs whose residual is given in their own unit."""
FLOWS = {"revenue", "orders", "leads", "output", "velocity", "overtime"}
"""KPIs that follow the working days."""
LIFTS = (*(0.0,) * 33, *(-0.1,) * 5, *(-0.2,) * 5, *(0.05,) * 10, *(0.1,) * 15, *(0.2,) * 20, *(0.3,) * 12)
TRIGGERS = (*("",) * 13, *("noise",) * 4, "passing", "passing", "lasting")
"""Why an action was taken: planned (""), a value extreme by chance, an incident that will pass, a shift that stays."""
BY_MONTH = 0.3
"""Monthly noise from which nobody looks at a KPI by the week."""
WHOLE = 0.55
"""Noise of a KPI in total over that at a place: the median over 41 KPIs of the example company, by week."""
CONTROLLED = {True: 0.1, False: 0.95}
"""How often there are untreated segments, for a KPI in total and at a place, where the other places are such."""
LATEST = dt.date(2026, 6, 1)
CALENDAR = JapaneseCalendar()


@dataclass(frozen=True)
class Planted:
    """An action and the series around it. `lift` is the true relative effect, positive in the direction wished for."""

    kpi: str
    grain: str
    direction: str
    lift: float
    noise: float
    trigger: str
    whole: bool
    series: pd.DataFrame
    controls: dict[str, pd.DataFrame]
    started: dt.date
    window: tuple[dt.date, dt.date]
    expected: float | None
    triggered: tuple[dt.date, dt.date] | None

    @property
    def asked(self):
        """What `measure` is called with."""
        return {
            "started": self.started, "window": self.window, "direction": self.direction, "grain": self.grain,
            "controls": self.controls, "expected": self.expected, "triggered": self.triggered, "calendar": CALENDAR,
        }  # fmt: skip


def planted(seed):
    """The action of a seed; lifts, kinds and triggers come in their shares over a run of seeds."""
    rng = np.random.default_rng([seed, 61])
    kind = KINDS[int(rng.integers(len(KINDS)))]
    place = kind.places[int(rng.integers(len(kind.places)))]
    lift = LIFTS[seed % len(LIFTS)]
    sd = residual_sd(kind.name, place) / (1.0 if kind.relative else LEVELS[kind.kpi])
    whole = rng.random() < 0.3
    sd *= WHOLE if whole else 1.0
    grain = "week" if kind.grain == "week" or (rng.random() < 0.45 and sd < BY_MONTH) else "month"
    sd *= 2.0 if grain == "week" and kind.grain == "month" else 1.0
    better = 1 if (kind.sign < 0) != kind.short or kind.kpi == "leads" else -1
    if kind.kpi in ("output", "revenue", "ai_change_share"):
        better = 1
    return _made(rng, kind.kpi, sd, grain, better, lift, whole)


def _made(rng, kpi, sd, grain, better, lift, whole):
    history = int(rng.integers(24, 37) if grain == "month" else rng.integers(80, 135))
    length, longest = int(rng.integers(3, 7) if grain == "month" else rng.integers(8, 27)), LENGTHS[grain][-1]
    lead = int(rng.integers(0, 2) if grain == "month" else rng.integers(0, 3))
    dates = _dates(grain, history + lead + longest + 1)
    world = _world(rng, kpi, sd, grain, dates)
    trigger = TRIGGERS[int(rng.integers(len(TRIGGERS)))]
    controls = int(rng.integers(2, 6)) if rng.random() < CONTROLLED[whole] else 0
    own, others = _segments(rng, world, sd, grain, len(dates), 1 + controls)
    start = history
    if trigger == "noise":  # begins right after the worst of the last third
        late = range(2 * history // 3, history)
        start = 1 + min(late, key=lambda row: better * (own[row] - np.median(own[max(0, row - 12) : row])))
        cut = start + lead + longest
        dates, own, others = dates[:cut], own[:cut], [other[:cut] for other in others]
    ago = int(rng.integers(1, 3) if grain == "month" else rng.integers(3, 7))
    if trigger in ("passing", "lasting"):
        lasts = round(rng.integers(97, 112) / (30.4 if grain == "month" else 7)) if trigger == "passing" else len(own)
        own[start - ago : start - ago + lasts] -= better * rng.uniform(1.5, 4) * sd / (2 if grain == "week" else 1)
    first = start + lead
    expected = None if rng.random() < 0.3 else float(rng.choice([0.05, 0.1, 0.15, 0.2]))
    if rng.random() < 0.75:  # takes the window that is suggested at acceptance
        known = _frame(dates[:start], np.exp(own[:start]) * 1000)
        told = suggest_window(
            known, first=dates[first], direction="up" if better > 0 else "down", expected=expected, grain=grain,
            calendar=CALENDAR,
        )  # fmt: skip
        length = sum(told.window[0] <= day <= told.window[1] for day in dates)
    within = slice(first, first + length)
    shape = np.ones(length)
    if rng.random() < 0.3:
        shape = np.minimum(np.arange(1, length + 1) / (length / 3), 1)
        shape /= shape.mean()
    values = np.exp(own) * 1000
    values[start:first] *= 1 + better * lift * 0.5
    values[within] *= 1 + better * lift * shape
    if rng.random() < 0.25:
        gone = rng.random(len(values)) < rng.uniform(0.02, 0.08)
        values = np.where(gone, np.nan, values)
    ends = [day - dt.timedelta(days=1) for day in (*dates[1:], _after(dates[-1], grain))]
    seen = {"": None, "noise": (dates[start - 1], ends[start - 1])}
    return Planted(
        kpi, grain, "up" if better > 0 else "down", lift, sd, trigger, whole, _frame(dates, values),
        {f"segment {at}": _frame(dates, np.exp(other) * 1000) for at, other in enumerate(others)},
        dates[start], (dates[first], ends[first + length - 1]),
        expected,
        seen.get(trigger, (dates[start - ago], ends[start - 1])),
    )  # fmt: skip


def _dates(grain, count):
    if grain == "month":
        return [stamp.date() for stamp in pd.date_range(end=LATEST, periods=count, freq="MS")]
    return [stamp.date() for stamp in pd.date_range(end=LATEST, periods=count, freq="W-MON")]


def _after(day, grain):
    return (pd.Timestamp(day) + (pd.DateOffset(months=1) if grain == "month" else pd.Timedelta(days=7))).date()


def _frame(dates, values):
    return pd.DataFrame({"date": pd.to_datetime(dates), "value": values})


def _world(rng, kpi, sd, grain, dates):
    """What all segments have in common but for its size: growth, season, working days, shared shocks."""
    years = np.array([(day - dates[0]).days / 365.25 for day in dates])
    turn = 2 * np.pi * (np.array([day.timetuple().tm_yday for day in dates]) / 365.25 + rng.uniform())
    season = rng.uniform(0.3, 1.5) * sd * np.sin(turn) + rng.uniform(0, 0.7) * sd * np.sin(2 * turn + rng.uniform(0, 6))
    closing = rng.uniform(0, 1.5) * sd * np.array([day.month == 3 for day in dates])
    days = np.zeros(len(dates))
    if kpi in FLOWS:
        usual = 20.4 if grain == "month" else 5.0
        worked = [
            sum(CALENDAR.is_working_day(day.date()) for day in pd.date_range(one, _after(one, grain), inclusive="left"))
            for one in dates
        ]
        days = rng.uniform(0.6, 1.1) * np.log(np.maximum(worked, 0.4) / usual)
    growth = rng.normal(0.05, 0.06) * years
    shared = _fading(rng, len(dates), sd, rng.uniform(0, 0.4)) + _wander(rng, len(dates), sd, grain)
    for _ in range(rng.poisson(0.3 * years[-1])):  # what hits everybody for a while
        at = int(rng.integers(len(dates)))
        shared[at : at + int(rng.integers(2, 8))] += rng.choice([-1, 1]) * rng.uniform(1, 3) * sd
    return growth + season + closing + days, shared


def _fading(rng, count, sd, persistence):
    """AR(1) with standard deviation `sd` and a heavy tail (t with five degrees)."""
    shocks = rng.standard_t(5, count + 20) / np.sqrt(5 / 3) * sd * np.sqrt(1 - persistence**2)
    out = np.zeros(count + 20)
    for at in range(1, len(out)):
        out[at] = persistence * out[at - 1] + shocks[at]
    return out[20:]


def _wander(rng, count, sd, grain):
    """A level that wanders by a fraction of the noise over a year."""
    a_year = 12 if grain == "month" else 52
    return np.cumsum(rng.normal(0, rng.uniform(0, 0.7) * sd / np.sqrt(a_year), count))


def _segments(rng, world, sd, grain, count, segments):
    """The treated segment and the others: the shared part in different measure, own noise, own incidents."""
    common, shared = world
    share = rng.uniform(0.2, 0.7)
    made = []
    for _ in range(segments):
        own = _fading(rng, count, sd, rng.uniform(0, 0.25)) + 0.5 * _wander(rng, count, sd, grain)
        series = common + rng.uniform(0.7, 1.3) * np.sqrt(share) * shared + np.sqrt(1 - share) * own
        series += rng.normal(0, 0.02) * np.arange(count) / (12 if grain == "month" else 52)
        for _ in range(rng.poisson(0.1 * count / (12 if grain == "month" else 52))):
            at, lasts = int(rng.integers(count)), int(rng.integers(3, 5) * (1 if grain == "month" else 4))
            size = rng.choice([-1, 1], p=[0.7, 0.3]) * rng.uniform(1.5, 4) * sd / (2 if grain == "week" else 1)
            series[at : at + (lasts if rng.random() < 0.6 else count)] += size
        made.append(series + rng.normal(0, 0.3))
    return made[0], made[1:]
