"""Evidence of measures over time: trends of a mean or rate, and windows in which it was high or low; of the whole and
of segments.

A segment's movement is said only where the other rows do not move alike.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd
from scipy.special import stdtr
from scipy.stats import rankdata

from insights.evidence.model import Evidence
from insights.evidence.periods import (
    FEWEST,
    FEWEST_PERIODS,
    fisher,
    in_windows,
    rank_correlation,
    whole_days,
    window_days,
    windows,
    within,
)
from insights.evidence.table import Bools, Floats, Measure, Segment, Table

LEAST_TREND = 0.2
WINDOW_IS_BETTER = 1.25
ONSET_LEAVES = 0.8
ALIKE = 0.6
FEWEST_INSIDE = 8


def measures_over_time(table: Table) -> Iterator[Evidence]:
    """Trends and windows of every measure, for all rows and for each segment."""
    if len(table.starts) < FEWEST_PERIODS:
        return
    for measure in table.measures:
        yield from _both(table, measure, None)
        for segment in table.segments:
            if segment.dim not in measure.columns and not segment.outcome:
                yield from _both(table, measure, segment)


def _both(table: Table, measure: Measure, segment: Segment | None) -> Iterator[Evidence]:
    """Trend and window; the one that explains more is said, and only if the other rows do not do the same."""
    known = ~np.isnan(measure.values) & (table.bins >= 0)
    rows = known & segment.rows if segment else known
    if rows.sum() < FEWEST or np.ptp(measure.values[rows]) == 0 or np.ptp(table.time[rows]) == 0:
        return
    trend, window = _trend(table, measure, segment, rows), _window(table, measure, segment, rows)
    if segment is not None:
        trend = _unless_alike(trend, measure, known & ~segment.rows, table.time)
        window = window and _unless_alike(window, measure, known & ~segment.rows, _indicator(table, window))
    if window and trend.strength > 0 and window.strength > 0:
        if window.strength**2 > WINDOW_IS_BETTER * trend.strength**2:
            trend = replace(trend, strength=0.0)
        else:
            window = replace(window, strength=0.0)
    yield trend
    if window:
        yield window


def _indicator(table: Table, window: Evidence) -> Floats:
    return within(table, window.time or whole_days(table)).astype(float)


def _unless_alike(one: Evidence, measure: Measure, rest: Bools, against: Floats) -> Evidence:
    """Not said where the other rows move in the same way, at least `ALIKE` as strongly."""
    if one.strength == 0:
        return one
    rho = rank_correlation(measure.values[rest], against[rest])
    same = rho if one.direction in ("up", "high") else -rho
    return replace(one, strength=0.0) if same >= ALIKE * one.strength else one


def _trend(table: Table, measure: Measure, segment: Segment | None, rows: Bools) -> Evidence:
    rho = rank_correlation(measure.values[rows], table.time[rows])
    p, interval = fisher(rho, int(rows.sum()))
    return Evidence(
        "trend",
        segment.dim if segment else None,
        segment.value if segment else None,
        measure.name,
        "up" if rho > 0 else "down",
        rho,
        interval,
        p,
        int(rows.sum()),
        float(rows.sum() / table.rows),
        strength=abs(rho) if abs(rho) >= LEAST_TREND else 0.0,
        time=_onset(table, measure, rows) if abs(rho) >= LEAST_TREND else whole_days(table),
        facts={
            "size": float(rows.sum() / table.rows),
            "slope": float(np.polyfit(table.time[rows], measure.values[rows], 1)[0]),
        },
    )


def _onset(table: Table, measure: Measure, rows: Bools) -> tuple[str, str]:
    """Days of the trend: from where it began, if flat and then a line leaves clearly less unexplained than one line,
    to the end.
    """
    values, days = measure.values[rows], table.time[rows]
    values = np.clip(values, *np.quantile(values, [0.01, 0.99]))
    least, begin = ONSET_LEAVES * _left(values, days), 0
    for period in range(2, len(table.starts) - 2):
        since = np.maximum(days - (table.starts[period] - table.starts[0]) / pd.Timedelta(days=1), 0.0)
        if (since > 0).sum() >= FEWEST_INSIDE and (left := _left(values, since)) < least:
            least, begin = left, period
    return window_days(table, begin, len(table.starts) - 1)


def _left(values: Floats, against: Floats) -> float:
    """Variance of the values that a line in `against` leaves."""
    if np.ptp(against) == 0 or np.ptp(values) == 0:
        return float(values.var())
    return float(values.var() * (1 - np.corrcoef(values, against)[0, 1] ** 2))


def _window(table: Table, measure: Measure, segment: Segment | None, rows: Bools) -> Evidence | None:
    """The window whose mean rank differs most from that of the other periods (Bonferroni over all windows)."""
    ranks = np.zeros(len(rows))
    ranks[rows] = rankdata(measure.values[rows])
    ranks[rows] -= ranks[rows].mean()
    first, last = windows(len(table.starts))
    n = float(rows.sum())
    inside = in_windows(table, rows, None, first, last)
    usable = (inside >= FEWEST_INSIDE) & (n - inside >= FEWEST_INSIDE)
    first, last, inside = first[usable], last[usable], inside[usable]
    if not len(first):
        return None
    moved = in_windows(table, rows, ranks, first, last)
    explained = moved**2 / (inside * (n - inside)) / ranks[rows].var()
    at = int(explained.argmax())
    best = float(min(explained[at], 0.999))
    p = min(float(2 * stdtr(n - 2, -np.sqrt(best / (1 - best) * (n - 2)))) * len(first), 1.0)
    days = window_days(table, int(first[at]), int(last[at]))
    return _window_evidence(table, measure, segment, rows, days, best, p, float(moved[at]))


def _window_evidence(
    table: Table,
    measure: Measure,
    segment: Segment | None,
    rows: Bools,
    days: tuple[str, str],
    explained: float,
    p: float,
    moved: float,
) -> Evidence:
    chosen = within(table, days)
    inside, outside = measure.values[rows & chosen], measure.values[rows & ~chosen]
    effect = float(inside.mean() - outside.mean())
    half = 1.96 * float(np.sqrt(inside.var(ddof=1) / len(inside) + outside.var(ddof=1) / len(outside)))
    strength = float(np.sqrt(explained))
    return Evidence(
        "window",
        segment.dim if segment else None,
        segment.value if segment else None,
        measure.name,
        "high" if moved > 0 else "low",
        effect,
        (effect - half, effect + half),
        p if effect * moved > 0 else 1.0,
        len(inside),
        len(inside) / float(rows.sum()),
        strength=strength if strength >= LEAST_TREND else 0.0,
        time=days,
        facts={
            "size": float(rows.sum() / table.rows),
            "inside": float(inside.mean()),
            "outside": float(outside.mean()),
        },
    )
