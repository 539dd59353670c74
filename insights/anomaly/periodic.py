"""Verdicts on daily, weekly, monthly, quarterly and yearly series: calendar, season and level expected, then judged.

A verdict on a row uses the rows up to it alone. Knows no KPI and merges nothing.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from insights.anomaly.conformal import Calibration
from insights.anomaly.volatility import Volatility
from insights.calendar_effects import design
from insights.forecast.bank import Floats
from insights.forecast.grain import OPENING, gaps, period_number
from insights.forecast.members import bank_for, regressors
from insights.forecast.series import Series
from insights.forecast.track import Track, follow
from insights.japanese_calendar import Calendar

_TWO_SEASONS = {"day": 14, "week": 104, "month": 24, "quarter": 8, "year": 8}
_NEW_LEVEL_FOR = 30  # rows after a settled shift whose reason still names it
_POWERS = (0.001, 0.01, 0.1, 10.0, 100.0, 1000.0)


def judge_periods(series: Series, grain: str, calendar: Calendar | None, alpha: float) -> pd.DataFrame:
    """Verdict columns (expected, low, high, score, is_anomaly, reason), a row a point, in order of time."""
    seen = np.isfinite(series.values)
    plan = design(series.dates, grain, calendar)
    numbers = period_number(series.dates, grain)
    opening = series.values[seen][: OPENING - 1]
    track = follow(bank_for(plan, grain, opening), series.values, regressors(plan, numbers), gaps(numbers), grain)
    points = np.cumsum(seen)
    judged = points >= OPENING
    phases = (np.asarray(series.dates.day_of_year) - 1) / 365.25
    judgement = _calibrate(track, phases, judged & seen, alpha)
    expected, low, high = _bounds(track, judgement.reach, judged)
    flagged = judged & seen & (judgement.score >= special.ndtri(1 - alpha / 2))
    frame = pd.DataFrame(
        {"expected": expected, "low": low, "high": high, "score": judgement.score, "is_anomaly": flagged}
    )
    context = _Context(series.values, track, plan.special, points, _TWO_SEASONS[grain])
    frame["reason"] = _reasons(frame, context, judged)
    return frame


@dataclass(frozen=True)
class _Judgement:
    score: Floats  # calibrated normal deviate, without sign
    reach: Floats  # how many of the model's deviates wide the interval is, each way


def _calibrate(track: Track, phases: Floats, judged: NDArray[np.bool_], alpha: float) -> _Judgement:
    rows = len(track.deviate)
    score, reach = np.full(rows, np.nan), np.full(rows, np.nan)
    limit = float(special.ndtri(1 - alpha / 2))
    gauge = _Gauge(phases)
    for row in range(rows):
        size = gauge.volatility.foretell(row)
        reach[row] = gauge.calibration.needed(limit) * size
        if judged[row]:
            score[row] = abs(gauge.calibration.calibrated(track.deviate[row] / size))
            gauge.take(row, track.deviate[row], size, bool(track.run[row]), bool(track.settled[row]))
    return _Judgement(score, reach)


class _Gauge:
    """Calibration and volatility, which learn a run of far-off points only once it has ended without a new level.

    A run that did bring a new level says how far the level moved, not how unruly the series is.
    """

    def __init__(self, phases: Floats) -> None:
        self.calibration, self.volatility = Calibration(), Volatility(phases)
        self._pending: list[tuple[int, float, float]] = []

    def take(self, row: int, deviate: float, size: float, in_run: bool, settled: bool) -> None:
        """Take in a judged row, at once or when its run has ended."""
        self._pending.append((row, deviate, size))
        if settled:
            self._pending = []
        if not in_run:
            for each, seen, foretold in self._pending:
                self.calibration.learn(seen / foretold)
                self.volatility.learn(each, seen)
            self._pending = []


def _bounds(track: Track, reach: Floats, judged: NDArray[np.bool_]) -> tuple[Floats, Floats, Floats]:
    """Expected value and interval in the KPI's own unit; NaN where there is no verdict."""
    t = -special.stdtrit(track.degrees, special.ndtr(-reach))
    bounds = []
    for offset in (0.0, -t, t):
        bound = track.centre + offset * track.spread
        bound = np.where(track.logged, np.exp(np.minimum(bound, 700.0)), bound)
        bounds.append(np.where(judged, bound, np.nan))
    return bounds[0], bounds[1], bounds[2]


@dataclass(frozen=True)
class _Context:
    values: Floats
    track: Track
    special_day: NDArray[np.bool_]
    points: NDArray[np.int64]
    two_seasons: int


def _reasons(frame: pd.DataFrame, context: _Context, judged: NDArray[np.bool_]) -> NDArray[np.object_]:
    values = context.values
    above = values > frame["expected"].to_numpy()
    shifting = np.abs(context.track.run) >= 2
    settled_at = np.maximum.accumulate(np.where(context.track.settled, np.arange(len(values)), -(10**9)))
    since = np.arange(len(values)) - settled_at
    no_zero_before = np.concatenate([[True], np.minimum.accumulate(np.nan_to_num(values, nan=1.0))[:-1] > 0])
    flagged = frame["is_anomaly"].to_numpy()
    chosen = [
        (~np.isfinite(values), "no_value"),
        (~judged, "short_history"),
        (flagged & (values == 0) & no_zero_before, "suspected_missing_data"),
        (flagged & _power_of_ten(values, frame["expected"].to_numpy()), "suspected_unit_change"),
        (flagged & shifting & above, "level_shift_up"),
        (flagged & shifting, "level_shift_down"),
        (flagged & above, "above_interval"),
        (flagged, "below_interval"),
        ((since > 0) & (since <= _NEW_LEVEL_FOR), "within_interval_new_level"),
        (context.special_day, "within_interval_calendar"),
        (context.points <= context.two_seasons, "within_interval_robust"),
    ]
    return np.select([mask for mask, _ in chosen], [code for _, code in chosen], "within_interval").astype(object)


def _power_of_ten(values: Floats, expected: Floats) -> NDArray[np.bool_]:
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = values / expected
    return np.asarray(np.logical_or.reduce([np.abs(ratio / power - 1) < 0.1 for power in _POWERS]))
