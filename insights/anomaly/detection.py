"""The way in: a series, and a verdict on each of its points. The work is in the modules beside."""

import numpy as np
import pandas as pd

from insights.anomaly.periodic import judge_periods
from insights.anomaly.stream import judge_stream
from insights.forecast.grain import resolve_grain
from insights.forecast.series import read_series
from insights.japanese_calendar import Calendar

COLUMNS = ("date", "value", "expected", "low", "high", "score", "is_anomaly", "reason")


def detect(
    series: pd.DataFrame,
    *,
    grain: str = "auto",
    calendar: Calendar | None = None,
    alpha: float = 0.01,
    floor: float = 0.0,
) -> pd.DataFrame:
    """Judge each point of `series` (columns date, value) from the points up to it alone.

    Answers a row a point, in the order given: date, value, expected, low and high (in the KPI's unit), score (how many
    standard deviations a normal error as rare would lie off), is_anomaly, and reason (a code of
    `insights.anomaly.REASONS`). Where there is no verdict (under eight points, no value) the numbers are NaN.

    `alpha` is the share of false alarms: among points at a grain of a day or coarser, among days where a series
    is sampled more finely. `floor` is the difference, in the KPI's unit, below which nobody is bothered.
    `grain` is auto, subday, day, week, month, quarter or year. Raises ValueError where a column, a date or a
    choice cannot be read.
    """
    if not 0 < alpha < 1:
        raise ValueError(f"alpha is a share between 0 and 1, not {alpha}")
    read = read_series(series)
    spacing = resolve_grain(grain, read.dates)
    found = judge_stream(read, alpha) if spacing == "subday" else judge_periods(read, spacing, calendar, alpha)
    verdicts = _mute(found, read.values, floor)
    verdicts = verdicts.iloc[np.argsort(read.order, kind="stable")].set_axis(series.index)
    return pd.concat([series[["date", "value"]], verdicts], axis=1)[list(COLUMNS)]


def _mute(verdicts: pd.DataFrame, values: np.ndarray[tuple[int], np.dtype[np.float64]], floor: float) -> pd.DataFrame:
    small = verdicts["is_anomaly"] & (np.abs(values - verdicts["expected"]) < floor)
    verdicts.loc[small, "is_anomaly"] = False
    verdicts.loc[small, "reason"] = "below_floor"
    return verdicts
