"""From flagged points to incidents, and from many KPIs' incidents to few false ones. Pure; stores and ranks nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from insights.anomaly.reasons import DATA_FAULTS


@dataclass(frozen=True)
class Incident:
    """Neighbouring flagged points of one KPI, told by its worst point.

    `deviation` is the sum of actual − expected over its flagged points, in the KPI's unit; `direction` is up or down.
    """

    start: pd.Timestamp
    end: pd.Timestamp
    peak: pd.Timestamp
    actual: float
    expected: float
    low: float
    high: float
    deviation: float
    direction: str
    score: float
    p_value: float
    points: int
    reason: str
    is_data_fault: bool


def incidents(verdicts: pd.DataFrame, *, gap: int = 2) -> list[Incident]:
    """Merge flagged points of a KPI's verdicts (as `detect` answers them) into incidents, in order of time.

    Points with at most `gap` points between them that were not flagged are one incident.
    """
    ordered = verdicts.sort_values("date", kind="stable").reset_index(drop=True)
    flagged = np.flatnonzero(ordered["is_anomaly"].to_numpy(dtype=bool))
    breaks = np.flatnonzero(np.diff(flagged) > gap + 1) + 1
    return [_incident(ordered.iloc[rows]) for rows in np.split(flagged, breaks) if len(rows)]


def _incident(rows: pd.DataFrame) -> Incident:
    worst = int(np.nanargmax(rows["score"].to_numpy(dtype=np.float64)))
    peak = rows.iloc[worst]
    return Incident(
        start=rows["date"].iloc[0],
        end=rows["date"].iloc[-1],
        peak=peak["date"],
        actual=float(peak["value"]),
        expected=float(peak["expected"]),
        low=float(peak["low"]),
        high=float(peak["high"]),
        deviation=float((rows["value"] - rows["expected"]).sum()),
        direction="up" if peak["value"] > peak["expected"] else "down",
        score=float(peak["score"]),
        p_value=float(p_values([peak["score"]])[0]),
        points=len(rows),
        reason=_leading_reason(rows, str(peak["reason"])),
        is_data_fault=str(peak["reason"]) in DATA_FAULTS,
    )


def _leading_reason(rows: pd.DataFrame, of_peak: str) -> str:
    """A shift of the level names the incident wherever one of its points says so; else the worst point does."""
    shifts = [code for code in rows["reason"] if str(code).startswith("level_shift")]
    return of_peak if of_peak in DATA_FAULTS or not shifts else str(shifts[-1])


def p_values(scores: pd.Series | Sequence[float]) -> NDArray[np.float64]:
    """Two-sided p-values of detection's scores; NaN where there is no verdict."""
    return np.asarray(2 * special.ndtr(-np.abs(np.asarray(scores, dtype=np.float64))))


def benjamini_hochberg(p: Sequence[float] | NDArray[np.float64]) -> NDArray[np.float64]:
    """Adjusted p-values: calling those at or below q keeps the false share of calls below q on average.

    Benjamini & Hochberg (1995). NaN stays NaN and counts as no test.
    """
    given = np.asarray(p, dtype=np.float64)
    out = np.full(given.shape, np.nan)
    known = np.flatnonzero(np.isfinite(given))
    if not len(known):
        return out
    order = known[np.argsort(given[known], kind="stable")[::-1]]
    ranks = np.arange(len(known), 0, -1)
    out[order] = np.minimum(np.minimum.accumulate(given[order] * len(known) / ranks), 1.0)
    return out


def hold_false_discoveries(verdicts: Mapping[str, pd.DataFrame], *, q: float = 0.05) -> dict[str, pd.DataFrame]:
    """The verdicts of many KPIs with flags kept only where Benjamini–Hochberg over a date's KPIs allows them.

    Each date is a family of its own, so a later date changes no earlier flag. Flags taken back have the reason
    `chance_among_many`; the frames given stay as they are.
    """
    every = pd.concat(
        [frame[["date", "score"]].assign(kpi=name, row=range(len(frame))) for name, frame in verdicts.items()]
    )
    every["p"] = p_values(every["score"])
    every["p_adjusted"] = every.groupby("date")["p"].transform(lambda p: benjamini_hochberg(p.to_numpy()))
    return {name: _keep(frame, every[every["kpi"] == name], q) for name, frame in verdicts.items()}


def _keep(frame: pd.DataFrame, adjusted: pd.DataFrame, q: float) -> pd.DataFrame:
    held = frame.copy()
    p = adjusted.sort_values("row")["p_adjusted"].to_numpy()
    withdrawn = held["is_anomaly"].to_numpy(dtype=bool) & ~(p <= q)
    held["is_anomaly"] = held["is_anomaly"].to_numpy(dtype=bool) & ~withdrawn
    held["reason"] = np.where(withdrawn, "chance_among_many", held["reason"])
    return held
