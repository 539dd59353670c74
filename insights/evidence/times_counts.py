"""Evidence of counts over time: the whole's trend, and segments that come up more, less, or in one window.

A segment is judged against the other rows' times, so a movement of the whole is said once, of the whole.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from scipy.special import chdtrc
from scipy.stats import kendalltau

from insights.evidence.counts import difference_interval
from insights.evidence.model import Evidence
from insights.evidence.periods import (
    FEWEST,
    FEWEST_PERIODS,
    drift,
    fisher,
    in_windows,
    whole_days,
    window_days,
    windows,
)
from insights.evidence.table import Bools, Floats, Segment, Table

LEAST_DRIFT = 0.12
LEAST_TAU = 0.3
LEAST_CHANGE = 0.25
LEAST_RATIO = 1.6
WINDOW_IS_BETTER = 1.6
MOST_CARRIED = 0.5


def counts_over_time(table: Table) -> Iterator[Evidence]:
    """Trends and windows of the number of rows."""
    if len(table.starts) < FEWEST_PERIODS:
        return
    timed = table.bins >= 0
    yield from _whole(table)
    for segment in table.segments:
        mine, others = segment.rows & timed, ~segment.rows & timed
        if mine.sum() >= FEWEST and others.sum() >= FEWEST:
            yield from _segment(table, segment, mine, others)


def carriers(table: Table, parent: Evidence, rows: Bools) -> Iterator[Evidence]:
    """Parts of a segment that carry more than half of its rise or fall, and more than their part of its rows.

    They are tested against the rows outside the segment, as the segment itself was; inside it they need not stand out.
    """
    timed = table.bins >= 0
    slope = _slope(table, rows & timed)
    for segment in table.segments:
        mine = rows & segment.rows & timed
        if segment.dim == parent.dim or segment.measured or mine.sum() < FEWEST or parent.kind != "trend":
            continue
        moved, p = drift(table.time[mine], table.time[~rows & timed])
        carried = _slope(table, mine) / slope if slope else 0.0
        said = carried > max(MOST_CARRIED, mine.sum() / rows.sum()) and moved * parent.effect > 0
        yield replace(
            parent,
            dim=segment.dim,
            value=segment.value,
            filter={str(parent.dim): parent.value},
            effect=moved,
            interval=fisher(moved, int(mine.sum()))[1],
            p=p,
            n=int(mine.sum()),
            share=float(mine.sum() / rows.sum()),
            strength=abs(moved) if said else 0.0,
            facts={"slope": _slope(table, mine), "carried": carried},
        )


def _slope(table: Table, rows: Bools) -> float:
    """Rows more each period (least squares)."""
    counts = np.bincount(table.bins[rows], minlength=len(table.starts)).astype(float)
    return float(np.polyfit(np.arange(len(counts)), counts, 1)[0])


def _whole(table: Table) -> Iterator[Evidence]:
    """Kendall's tau of the rows a period, without the first and last period, which may be cut."""
    counts = np.bincount(table.bins[table.bins >= 0], minlength=len(table.starts)).astype(float)[1:-1]
    if len(counts) < FEWEST_PERIODS or np.ptp(counts) == 0:
        return
    tau, p = kendalltau(np.arange(len(counts)), counts)
    slope = float(np.polyfit(np.arange(len(counts)), counts, 1)[0])
    moved = abs(slope) * (len(counts) - 1) >= LEAST_CHANGE * float(counts.mean())
    _, interval = fisher(float(tau), len(counts))
    yield Evidence(
        "trend",
        None,
        None,
        "count",
        "up" if tau > 0 else "down",
        float(tau),
        interval,
        float(p),
        int((table.bins >= 0).sum()),
        float((table.bins >= 0).mean()),
        strength=abs(float(tau)) if moved else 0.0,
        time=whole_days(table),
        facts={"slope": slope},
    )


def _segment(table: Table, segment: Segment, mine: Bools, others: Bools) -> Iterator[Evidence]:
    """Trend and window; of the two the one that fits better is said."""
    trend = _trend(table, segment, mine, others)
    window = _window(table, segment, mine, others)
    rows = float((mine | others).sum())
    straight = trend.strength**2 * rows / 2
    if trend.strength > 0 and window.strength > 0:
        if window.facts["gain"] > WINDOW_IS_BETTER * straight:
            trend = replace(trend, strength=0.0)
        else:
            window = replace(window, strength=0.0)
    yield trend
    yield window


def _trend(table: Table, segment: Segment, mine: Bools, others: Bools) -> Evidence:
    moved, p = drift(table.time[mine], table.time[others])
    counts = np.bincount(table.bins[mine], minlength=len(table.starts)).astype(float)
    # the segment must itself rise or fall, not only keep up while the others move
    tau = float(kendalltau(np.arange(len(counts)), counts).statistic)
    spoken = abs(moved) >= LEAST_DRIFT and tau * moved > 0 and abs(tau) >= LEAST_TAU
    return Evidence(
        "trend",
        segment.dim,
        segment.value,
        "count",
        "up" if moved > 0 else "down",
        moved,
        fisher(moved, int((mine | others).sum()))[1],
        p,
        int(mine.sum()),
        float(mine.sum() / table.rows),
        strength=abs(moved) if spoken else 0.0,
        time=whole_days(table),
        facts={"slope": _slope(table, mine)},
    )


def _window(table: Table, segment: Segment, mine: Bools, others: Bools) -> Evidence:
    """The window in which the segment's share of the rows stands out most (scan statistic, Bonferroni over all
    windows).
    """
    first, last = windows(len(table.starts))
    hit, miss = in_windows(table, mine, None, first, last), in_windows(table, others, None, first, last)
    rest, other_rest = float(mine.sum()) - hit, float(others.sum()) - miss
    gain = _two_by_two(hit, rest, miss, other_rest)
    at = int(gain.argmax())
    a, b, c, d = int(hit[at]), int(miss[at]), int(rest[at]), int(other_rest[at])
    ratio = ((a + 0.5) / (b + 0.5)) / ((c + 0.5) / (d + 0.5))
    inside, outside = a / max(a + b, 1), c / max(c + d, 1)
    begin, end = _trimmed(table, mine, int(first[at]), int(last[at])) if ratio > 1 else (int(first[at]), int(last[at]))
    return Evidence(
        "window",
        segment.dim,
        segment.value,
        "count",
        "high" if ratio > 1 else "low",
        inside - outside,
        difference_interval(a, a + b, c, c + d),
        min(float(chdtrc(1, 2 * gain[at])) * len(first), 1.0),
        a,
        inside,
        strength=float(np.sqrt(2 * gain[at] / (a + b + c + d))) if ratio >= LEAST_RATIO and a >= 10 else 0.0,
        time=window_days(table, begin, end),
        facts={"gain": float(gain[at]), "inside": inside, "outside": outside},
    )


def _trimmed(table: Table, mine: Bools, first: int, last: int) -> tuple[int, int]:
    """The window without periods at its ends in which the segment has no rows."""
    held = np.unique(table.bins[mine])
    held = held[(held >= first) & (held <= last)]
    return (int(held[0]), int(held[-1])) if len(held) else (first, last)


def _two_by_two(a: Floats, b: Floats, c: Floats, d: Floats) -> Floats:
    """Log-likelihood ratio (half the G statistic) of 2 x 2 tables [[a, b], [c, d]]."""
    total = a + b + c + d
    gain = np.zeros_like(a)
    for cell, row, column in ((a, a + b, a + c), (b, a + b, b + d), (c, c + d, a + c), (d, c + d, b + d)):
        expected = np.maximum(row * column / total, 1e-300)
        gain += np.where(cell > 0, cell * np.log(np.maximum(cell, 1e-300) / expected), 0.0)
    return gain
