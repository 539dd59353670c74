"""Lead and lag: KPIs elsewhere that moved before a KPI did, more often than chance allows. In time, no cause.

Works on the one-step residuals of KPIs in total, from which calendar, season and level are gone already.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from insights.anomaly import benjamini_hochberg
from insights.incidents.wholes import Whole

MOST_LAG = 8
Q = 0.05
LEAST_PAIRS = 26
MOVED = 2.0
"""Deviate from which a KPI has moved in a week."""


@dataclass(frozen=True)
class Lead:
    """`metric` goes `lag` periods ahead; `correlation` over the history, `p_adjusted` over all KPIs and lags tested.

    `moved` is the first day of the period before the onset in which it was off, and `deviate` by how much.
    """

    metric: str
    lag: int
    correlation: float
    p_adjusted: float
    moved: pd.Timestamp
    deviate: float


def leads(wholes: Sequence[Whole], metric: str, onset: pd.Timestamp, skip: frozenset[str] = frozenset()) -> list[Lead]:
    """KPIs that were off before the onset and whose residuals go ahead of this KPI's, strongest first.

    `skip` are KPIs that are the same thing seen otherwise (parts of its formula). Of each KPI its best lag.
    """
    deviates = _deviates(wholes)
    if metric not in deviates:
        return []
    own = deviates[metric]
    tests = [
        (other, lag, *_correlation(series.shift(lag), own))
        for other, series in deviates.items()
        if other != metric and other not in skip
        for lag in range(1, MOST_LAG + 1)
    ]
    adjusted = benjamini_hochberg([p for *_, p in tests])
    found: dict[str, Lead] = {}
    for (other, lag, correlation, _), p in sorted(zip(tests, adjusted, strict=True), key=lambda pair: pair[1]):
        if p <= Q and other not in found:
            lead = _moved(deviates[other], other, lag, correlation, float(p), onset)
            if lead is not None:
                found[other] = lead
    return sorted(found.values(), key=lambda lead: lead.p_adjusted)


def _deviates(wholes: Sequence[Whole]) -> Mapping[str, pd.Series]:
    """Signed deviates by week of every KPI that has weeks."""
    found = {}
    for whole in wholes:
        if whole.panel.grain == "week":
            frame = whole.verdicts
            side = np.sign(frame["value"] - frame["expected"])
            found[whole.panel.metric.name] = pd.Series((side * frame["score"]).to_numpy(), index=whole.panel.dates)
    return found


def _correlation(earlier: pd.Series, own: pd.Series) -> tuple[float, float]:
    """Spearman's correlation and its p-value; no test where the two share too few periods."""
    both = np.column_stack([earlier.reindex(own.index).to_numpy(dtype=float), own.to_numpy(dtype=float)])
    both = both[np.isfinite(both).all(axis=1)]
    if len(both) < LEAST_PAIRS:
        return float("nan"), float("nan")
    r = float(np.corrcoef(_ranks(both[:, 0]), _ranks(both[:, 1]))[0, 1])
    t = r * np.sqrt((len(both) - 2) / max(1 - r * r, 1e-12))
    return r, float(2 * special.stdtr(len(both) - 2, -abs(t)))


def _ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ranks from one; of equal values the mean of theirs."""
    _, at, counts = np.unique(values, return_inverse=True, return_counts=True)
    ranks: NDArray[np.float64] = (np.cumsum(counts) - (counts - 1) / 2)[at]
    return ranks


def _moved(series: pd.Series, name: str, lag: int, correlation: float, p: float, onset: pd.Timestamp) -> Lead | None:
    before = series[(series.index < onset) & (series.index >= onset - pd.Timedelta(weeks=MOST_LAG))].dropna()
    if before.empty or before.abs().max() < MOVED:
        return None
    place = int(before.abs().to_numpy().argmax())
    at = pd.DatetimeIndex(before.index)[place]
    return Lead(name, lag, correlation, p, at, float(before.iloc[place]))
