"""Series with known content that the tests and the measuring script share: made from a seed, never from a file."""

import numpy as np
import pandas as pd

from insights.japanese_calendar import JapaneseCalendar

FREQUENCY = {"day": "D", "week": "W-MON", "month": "MS", "quarter": "QS"}
SEASON = {"day": 7, "week": 52, "month": 12, "quarter": 4}


def dates(grain, n, start="2021-04-05"):
    return pd.date_range(start, periods=n, freq=FREQUENCY[grain])


def frame(when, values):
    return pd.DataFrame({"date": when, "value": np.asarray(values, dtype=float)})


def null_series(kind, grain, n, seed):
    """A series without an anomaly: white noise, a mild AR(1), or a sine of the grain's season with noise."""
    rng = np.random.default_rng(seed)
    noise = rng.normal(size=n)
    if kind == "ar":
        for i in range(1, n):
            noise[i] += 0.3 * noise[i - 1]
    wave = 10 * np.sin(2 * np.pi * np.arange(n) / SEASON[grain]) if kind == "season" else 0.0
    start = pd.Timestamp("2015-01-01") + pd.Timedelta(days=int(rng.integers(0, 2000)))
    return frame(dates(grain, n, start), 100 + wave + 5 * noise)


def business(seed, months, grain="day"):
    """Sales of a company with weekly and yearly season, growth, Japanese holidays and a rest over the New Year.

    Answers (history, what came after): `months` of history, then eighteen months.
    """
    rng = np.random.default_rng(seed)
    start = pd.Timestamp("2020-04-01") + pd.DateOffset(months=int(rng.integers(0, 12)))
    cut = start + pd.DateOffset(months=months)
    daily = _daily_sales(rng, pd.date_range(start, cut + pd.DateOffset(months=18), freq="D"))
    if grain == "week":
        daily = daily.set_index("date").resample("W-MON", label="left", closed="left").sum().reset_index().iloc[1:-1]
    elif grain == "month":
        daily = daily.set_index("date").resample("MS").sum().reset_index().iloc[:-1]
    before = daily["date"] < cut
    return daily[before].reset_index(drop=True), daily[~before].reset_index(drop=True)


def _daily_sales(rng, days):
    t = np.arange(len(days))
    growth = np.exp(np.cumsum(rng.normal(rng.normal(2e-4, 2e-4), 2e-3 * rng.uniform(), len(t))))
    year = 1 + rng.uniform(0.05, 0.25) * np.sin(2 * np.pi * (t / 365.25 + rng.uniform()))
    year += rng.uniform(0, 0.1) * np.sin(4 * np.pi * (t / 365.25 + rng.uniform()))
    weekday = np.exp(rng.normal(0, 0.15, 7))
    weekday[5:] *= rng.uniform(0.3, 1.3)
    calendar = JapaneseCalendar()
    holiday = np.array([calendar.is_holiday(day.date()) for day in days])
    shape = np.where(holiday, weekday[6], weekday[np.asarray(days.day_of_week)])
    rest = np.isin(np.asarray(days.month) * 100 + np.asarray(days.day), [1231, 101, 102, 103])
    shape = shape * np.where(rest, rng.uniform(0.1, 0.8), 1)
    noise, size, persistence = np.zeros(len(t)), rng.uniform(0.04, 0.15), rng.uniform(0, 0.5)
    for i in range(1, len(t)):
        noise[i] = persistence * noise[i - 1] + rng.normal(0, size)
    return frame(days, 1e6 * growth * year * shape * np.exp(noise))
