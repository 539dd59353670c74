"""Verdicts on metrics sampled more finely than a day, which people look at by the day and not by the sample.

How far a value, and its mean over an hour, six hours and a day, lie off, and how large errors were over these times
whatever their side, is compared with the largest such distance of each day before (Gumbel's law for maxima; Gumbel,
1958, "Statistics of Extremes"). An alarm is farther off than a day's maximum is but with probability alpha, and
farther than any day before; what follows within half a day is the same incident.
A verdict on a row uses the rows up to it alone.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from insights.anomaly.stream_baseline import Baseline, baseline, samples_per_day
from insights.forecast.bank import Floats
from insights.forecast.grain import OPENING
from insights.forecast.series import Series

_HOURS = (1, 6, 24)  # over which errors are averaged, with their side and without it
_DAY = 86_400
_QUIET = _DAY / 2  # seconds without a far-off point after which the next one is a new incident
_PRIOR_SPREAD, _PRIOR_DAYS = 0.25, 8.0  # of the daily maxima's logarithms, before any is seen
_MEDIAN_ABOVE_MODE = -np.log(np.log(2.0))
_FAR = 60.0  # errors count up to here in a mean, so that one sample does not make a long excursion


def judge_stream(series: Series, alpha: float) -> pd.DataFrame:
    """Verdict columns (expected, low, high, score, is_anomaly, reason), a row a point, in order of time."""
    seen = np.isfinite(series.values)
    frame = pd.DataFrame(
        {name: np.full(len(seen), np.nan) for name in ("expected", "low", "high", "score")}
        | {"is_anomaly": np.zeros(len(seen), dtype=bool), "reason": np.full(len(seen), "no_value", dtype=object)}
    )
    if seen.any():
        judged = _judge(series.dates[seen], series.values[seen], alpha)
        frame.loc[seen, judged.columns] = judged.set_axis(frame.index[seen])
        frame["is_anomaly"] = frame["is_anomaly"].astype(bool)
    return frame


def _judge(dates: pd.DatetimeIndex, values: Floats, alpha: float) -> pd.DataFrame:
    seconds = dates.to_numpy().astype("datetime64[s]").astype(np.int64)
    per_day = samples_per_day(seconds)
    base = baseline(seconds, values, per_day)
    day = (seconds - seconds[0]) // _DAY
    maxima = [_Maxima.of(distance, day) for distance in _distances(values, base, per_day)]
    rarity = np.array([each.rarity() for each in maxima])
    limit = -np.log(-np.log1p(-alpha))
    far = np.array([(each.rarity() >= limit) & each.is_record() for each in maxima])
    ready = (np.arange(len(values)) >= OPENING - 1) & np.isfinite(rarity[0])
    exceeds = far.any(axis=0) & ready
    flagged = exceeds & _begins(exceeds, seconds)
    low, high = _interval(base, maxima[0].limit(limit), ready)
    score = np.where(ready, _normal_deviate(rarity.max(axis=0)), np.nan)
    unusual = rarity.max(axis=0) >= limit
    drifted = np.logical_or.reduce(far[: 1 + len(_HOURS)])
    reason = _reasons(values > base.expected, ready, exceeds, flagged, (far[0], drifted), unusual)
    return pd.DataFrame(
        {
            "expected": np.where(ready, base.expected, np.nan),
            "low": low,
            "high": high,
            "score": score,
            "is_anomaly": flagged,
            "reason": reason,
        }
    )


def _distances(values: Floats, base: Baseline, per_day: float) -> list[Floats]:
    """Logarithm of how many usual errors the value lies off, then each mean error, then each mean size of an error;
    0 until enough rows are there."""
    errors = np.nan_to_num((values - base.expected) / base.scale)
    capped = pd.Series(np.clip(errors, -_FAR, _FAR))
    rows = [max(1, round(per_day * hours / 24)) for hours in _HOURS]
    means = [_mean(capped, count) for count in rows]
    sizes = [_mean(capped.abs(), count) for count in rows if count > 1]
    return [np.asarray(np.log1p(np.abs(each))) for each in (errors, *means, *sizes)]


def _mean(errors: pd.Series, rows: int) -> Floats:
    return np.asarray(np.nan_to_num(errors.rolling(rows).mean().to_numpy()), dtype=np.float64)


@dataclass(frozen=True)
class _Maxima:
    """A distance by row, with centre, spread and top of the daily maxima before each row's day."""

    distance: Floats
    centre: Floats
    spread: Floats
    top: Floats

    @classmethod
    def of(cls, distance: Floats, day: NDArray[np.int64]) -> "_Maxima":
        """Compare each row with the maxima of whole days before its own."""
        largest = pd.Series(distance).groupby(day).max()
        past = largest.shift(1)
        centre, known = past.expanding(2).median(), np.arange(len(largest))
        spread = np.full(len(largest), np.nan)
        for k in known[2:]:
            away = largest.to_numpy()[:k] - centre.iloc[k]
            spread[k] = np.sqrt(
                (np.square(np.minimum(away, 2.0)).sum() + _PRIOR_DAYS * _PRIOR_SPREAD**2) / (k + _PRIOR_DAYS)
            )
        at = np.searchsorted(largest.index.to_numpy(), day)
        gumbel = spread * np.sqrt(6) / np.pi
        return cls(distance, centre.to_numpy()[at], gumbel[at], past.cummax().to_numpy()[at])

    def rarity(self) -> Floats:
        """Gumbel deviate of the row as a daily maximum; -inf until two days are over."""
        deviate = (self.distance - self.centre) / self.spread + _MEDIAN_ABOVE_MODE
        return np.asarray(np.where(np.isfinite(deviate), deviate, -np.inf))

    def is_record(self) -> NDArray[np.bool_]:
        """Whether the row lies farther off than any day before."""
        return np.asarray(self.distance > self.top)

    def limit(self, deviate: float) -> Floats:
        """The distance, in usual errors, from which a row is an alarm."""
        return np.asarray(np.expm1(np.maximum(self.centre + self.spread * (deviate - _MEDIAN_ABOVE_MODE), self.top)))


def _begins(exceeds: NDArray[np.bool_], seconds: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Rows with none among `exceeds` in the half day before."""
    last = np.maximum.accumulate(np.where(exceeds, seconds, -(10**15)))
    before = np.concatenate([[-(10**15)], last[:-1]])
    return np.asarray(seconds - before > _QUIET)


def _interval(base: Baseline, limit: Floats, ready: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    reach = np.where(ready, limit * base.scale, np.nan)
    return base.expected - reach, base.expected + reach


def _normal_deviate(rarity: Floats) -> Floats:
    """The standard normal deviate as rare as a daily maximum of this Gumbel deviate, two-sided."""
    p = -np.expm1(-np.exp(-np.clip(rarity, -30.0, 700.0)))
    return np.asarray(-special.ndtri(np.maximum(p, 1e-300) / 2))


def _reasons(
    above: NDArray[np.bool_],
    ready: NDArray[np.bool_],
    exceeds: NDArray[np.bool_],
    flagged: NDArray[np.bool_],
    ways: tuple[NDArray[np.bool_], NDArray[np.bool_]],
    unusual: NDArray[np.bool_],
) -> NDArray[np.object_]:
    """Codes by row; `ways` tells whether a row is far off by itself, and whether it or a mean up to it is."""
    by_itself, drifted = ways
    chosen = [
        (~ready, "short_history"),
        (flagged & ~drifted, "sustained_unrest"),
        (flagged & ~by_itself, "sustained_change"),
        (flagged & above, "above_interval"),
        (flagged, "below_interval"),
        (exceeds, "same_incident"),
        (unusual, "within_known_extremes"),
    ]
    return np.select([mask for mask, _ in chosen], [code for _, code in chosen], "within_interval").astype(object)
