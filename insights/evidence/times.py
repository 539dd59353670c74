"""Evidence over time: trends of counts and measures, and windows in which they were high or low; of the whole and of segments.

A segment's counts are judged against the other rows' times, so a movement of the whole is said once, of the whole.
"""

from collections.abc import Iterator

import numpy as np
from scipy.stats import chi2, kendalltau, norm, rankdata

from insights.evidence.model import Evidence
from insights.evidence.table import Bools, Floats, Measure, Segment, Table

FEWEST = 25
FEWEST_BINS = 6
LEAST_TREND = 0.12
LEAST_MEASURE_TREND = 0.2
LEAST_RATIO = 1.6
MOST_OF_TIME = 0.7


def over_time(table: Table) -> Iterator[Evidence]:
    """Trends and windows of counts and measures."""
    if len(table.starts) < FEWEST_BINS:
        return
    plain = [segment for segment in table.segments if not segment.word]
    yield from _whole_counts(table)
    for segment in plain:
        if FEWEST <= segment.rows.sum() <= table.rows - FEWEST:
            yield from _segment_counts(table, segment)
    for measure in table.measures:
        yield from _measure(table, measure, None)
        for segment in plain:
            if segment.dim not in measure.columns:
                yield from _measure(table, measure, segment)


def _days(table: Table) -> tuple[str, str]:
    last = table.starts[0] + (table.starts[1] - table.starts[0]) * len(table.starts)
    return str(table.starts[0].date()), str(last.date())


def _window_days(table: Table, first: int, last: int) -> tuple[str, str]:
    """First and last day of the bins first..last."""
    import pandas as pd

    end = table.starts[last + 1] if last + 1 < len(table.starts) else table.starts[last] + (table.starts[last] - table.starts[last - 1])
    return str(table.starts[first].date()), str((end - pd.Timedelta(days=1)).date())


def _whole_counts(table: Table) -> Iterator[Evidence]:
    """Trend of rows a period, without the first and last, which may be cut."""
    counts = np.bincount(table.bins[table.bins >= 0], minlength=len(table.starts)).astype(float)[1:-1]
    if len(counts) < FEWEST_BINS or np.ptp(counts) == 0:
        return
    tau, p = kendalltau(np.arange(len(counts)), counts)
    slope = float(np.polyfit(np.arange(len(counts)), counts, 1)[0])
    change = slope * (len(counts) - 1) / max(float(counts.mean()), 1e-9)
    yield _trend(table, None, "count", float(tau), slope, float(p), table.rows, abs(tau) if abs(change) > 0.25 else 0.0)


def _trend(table: Table, segment: Segment | None, measure: str, effect: float, slope: float, p: float, n: int, strength: float) -> Evidence:
    half = 1.96 / np.sqrt(max(n - 3, 1))
    middle = np.arctanh(np.clip(effect, -0.999, 0.999))
    return Evidence(
        "trend",
        segment.dim if segment else None,
        segment.value if segment else None,
        measure,
        "up" if effect > 0 else "down",
        effect,
        (float(np.tanh(middle - half)), float(np.tanh(middle + half))),
        p,
        n,
        n / table.rows,
        strength=strength,
        time=_days(table),
        facts={"slope": slope},
    )


def _segment_counts(table: Table, segment: Segment) -> Iterator[Evidence]:
    timed = table.bins >= 0
    mine, others = segment.rows & timed, ~segment.rows & timed
    if mine.sum() < FEWEST or others.sum() < FEWEST:
        return
    moved, p = drift(table.time[mine], table.time[others])
    window = _count_window(table, mine, others)
    counts = np.bincount(table.bins[mine], minlength=len(table.starts)).astype(float)
    tau = kendalltau(np.arange(len(counts)), counts).statistic
    trending = abs(moved) >= LEAST_TREND and tau * moved > 0 and abs(tau) >= 0.3
    strong = trending and (window is None or window.facts["gain"] < 1.6 * norm.isf(max(p, 1e-300) / 2) ** 2 / 2)
    slope = float(np.polyfit(np.arange(len(counts)), counts, 1)[0])
    yield _trend(table, segment, "count", moved, slope, p, int(mine.sum()), abs(moved) if strong else 0.0)
    if window is not None:
        yield window if not strong else _silent(window)


def _silent(one: Evidence) -> Evidence:
    """Still one of the tests, but not said."""
    from dataclasses import replace

    return replace(one, strength=0.0)


def drift(mine: Floats, others: Floats) -> tuple[float, float]:
    """Whether the segment's rows lie later than the others: Mann-Whitney's test on time, as a correlation and its p."""
    ranks = rankdata(np.concatenate([mine, others]))
    mine_ranks = ranks[: len(mine)]
    expected = (len(ranks) + 1) / 2
    error = np.sqrt(len(others) * (len(ranks) + 1) / 12 / len(mine))
    z = float((mine_ranks.mean() - expected) / error)
    share = len(mine) / len(ranks)
    strength = (mine_ranks.mean() - expected) * np.sqrt(share / (1 - share)) / max(float(ranks.std()), 1e-12)
    return float(strength), float(2 * norm.sf(abs(z)))


def _count_window(table: Table, mine: Bools, others: Bools) -> Evidence | None:
    """The run of periods in which the segment's share of rows stands out most (scan statistic, Bonferroni over the windows)."""
    count = len(table.starts)
    ours = np.concatenate([[0], np.cumsum(np.bincount(table.bins[mine], minlength=count))]).astype(float)
    rest = np.concatenate([[0], np.cumsum(np.bincount(table.bins[others], minlength=count))]).astype(float)
    first, last = np.triu_indices(count)
    short = (last - first + 1) <= max(MOST_OF_TIME * count, 1)
    first, last = first[short], last[short]
    hit, miss = ours[last + 1] - ours[first], rest[last + 1] - rest[first]
    gain = _two_by_two(hit, ours[-1] - hit, miss, rest[-1] - miss)
    at = int(gain.argmax())
    odds_in = (hit[at] + 0.5) / (miss[at] + 0.5)
    odds_out = (ours[-1] - hit[at] + 0.5) / (rest[-1] - miss[at] + 0.5)
    ratio = odds_in / odds_out
    p = min(float(chi2.sf(2 * gain[at], 1)) * len(first), 1.0)
    segment = next(s for s in table.segments if s.rows is mine or (s.rows & (table.bins >= 0) == mine).all())
    rows = float(ours[-1] + rest[-1])
    strength = np.sqrt(2 * gain[at] / rows)
    spoken = ratio >= LEAST_RATIO and hit[at] >= 10
    share = hit[at] / max(hit[at] + miss[at], 1)
    usual = (ours[-1] - hit[at]) / max(rows - hit[at] - miss[at], 1)
    low, high = _ratio_interval(hit[at], miss[at], ours[-1] - hit[at], rest[-1] - miss[at])
    return Evidence(
        "window",
        segment.dim,
        segment.value,
        "count",
        "high" if ratio > 1 else "low",
        float(share - usual),
        (low, high),
        p,
        int(hit[at]),
        float(share),
        strength=float(strength) if spoken else 0.0,
        time=_window_days(table, int(first[at]), int(last[at])),
        facts={"gain": float(gain[at]), "inside": float(share), "outside": float(usual), "ratio": float(ratio)},
    )


def _ratio_interval(a: float, b: float, c: float, d: float) -> tuple[float, float]:
    from insights.evidence.counts import difference_interval

    return difference_interval(int(a), int(a + b), int(c), int(c + d))


def _two_by_two(a: Floats, b: Floats, c: Floats, d: Floats) -> Floats:
    """Log-likelihood ratio (half the G statistic) of 2 x 2 tables [[a, b], [c, d]]."""
    total = a + b + c + d
    gain = np.zeros_like(a)
    for cell, row, column in ((a, a + b, a + c), (b, a + b, b + d), (c, c + d, a + c), (d, c + d, b + d)):
        expected = row * column / total
        gain += np.where(cell > 0, cell * np.log(np.maximum(cell, 1e-300) / np.maximum(expected, 1e-300)), 0.0)
    return np.asarray(gain, dtype=float)


def _measure(table: Table, measure: Measure, segment: Segment | None) -> Iterator[Evidence]:
    """Trend and window of a measure in the rows of a segment; the better of the two is said."""
    rows = ~np.isnan(measure.values) & (table.bins >= 0)
    rows = rows & segment.rows if segment else rows
    if rows.sum() < FEWEST:
        return
    values, time, bins = rankdata(measure.values[rows]), rankdata(table.time[rows]), table.bins[rows]
    if np.ptp(values) == 0 or np.ptp(time) == 0:
        return
    n = len(values)
    rho = float(np.corrcoef(values, time)[0, 1])
    p = float(2 * norm.sf(abs(np.arctanh(np.clip(rho, -0.999999, 0.999999))) * np.sqrt(max(n - 3, 1) / 1.06)))
    window = _measure_window(table, measure, segment, rows, values, bins)
    trending = abs(rho) >= LEAST_MEASURE_TREND and (window is None or window.facts["explained"] < 1.25 * rho * rho)
    slope = float(np.polyfit(table.time[rows], measure.values[rows], 1)[0])
    yield _trend(table, segment, measure.name, rho, slope, p, n, abs(rho) if trending else 0.0)
    if window is not None:
        yield window if not trending else _silent(window)


def _measure_window(
    table: Table, measure: Measure, segment: Segment | None, rows: Bools, ranks: Floats, bins: "np.typing.NDArray[np.int64]"
) -> Evidence | None:
    count = len(table.starts)
    number = np.concatenate([[0], np.cumsum(np.bincount(bins, minlength=count))]).astype(float)
    summed = np.concatenate([[0], np.cumsum(np.bincount(bins, ranks - ranks.mean(), minlength=count))])
    first, last = np.triu_indices(count)
    inside = number[last + 1] - number[first]
    usable = (inside >= 8) & (number[-1] - inside >= 8) & ((last - first + 1) <= max(MOST_OF_TIME * count, 1))
    first, last, inside = first[usable], last[usable], inside[usable]
    if not len(first):
        return None
    total = summed[last + 1] - summed[first]
    explained = total**2 * number[-1] / (inside * (number[-1] - inside)) / (ranks.var() * number[-1])
    at = int(explained.argmax())
    best = float(min(explained[at], 0.999))
    p = min(float(2 * norm.sf(np.sqrt(best / (1 - best) * (number[-1] - 2)))) * len(first), 1.0)
    within = (bins >= first[at]) & (bins <= last[at])
    values = measure.values[rows]
    effect = float(values[within].mean() - values[~within].mean())
    error = float(np.sqrt(values[within].var(ddof=1) / within.sum() + values[~within].var(ddof=1) / (~within).sum()))
    return Evidence(
        "window",
        segment.dim if segment else None,
        segment.value if segment else None,
        measure.name,
        "high" if effect > 0 else "low",
        effect,
        (effect - 1.96 * error, effect + 1.96 * error),
        p if effect * total[at] > 0 else 1.0,
        int(within.sum()),
        float(within.mean()),
        strength=float(np.sqrt(best)) if np.sqrt(best) >= LEAST_MEASURE_TREND else 0.0,
        time=_window_days(table, int(first[at]), int(last[at])),
        facts={"explained": best, "inside": float(values[within].mean()), "outside": float(values[~within].mean())},
    )
