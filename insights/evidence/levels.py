"""Evidence in levels: segments whose mean, rate or total differs from that of the other rows, and what differs again
inside them.
"""

from collections.abc import Iterator

import numpy as np
from scipy.special import chdtrc, ndtr, stdtr, stdtrit
from scipy.stats import rankdata

from insights.evidence.counts import wilson
from insights.evidence.model import Evidence
from insights.evidence.table import Bools, Floats, Measure, Segment, Table

FEWEST = 8
LEAST_STRENGTH = 0.1
LEAST_RELATIVE = 0.15
LEAST_ABOVE_EVEN = 0.05
SAME_AS_ROWS = 0.1
IMPLIED = 0.5


def levels(
    table: Table, within: Bools | None = None, condition: tuple[str, object] | None = None
) -> Iterator[Evidence]:
    """Each segment against all other rows, for each measure; `within` and `condition` restrict both to one segment's
    rows.
    """
    for measure in table.measures:
        for segment in table.segments:
            if segment.dim in measure.columns or segment.outcome or (condition and segment.dim == condition[0]):
                continue
            yield from compare(measure, segment, within, condition)


def compare(
    measure: Measure, segment: Segment, within: Bools | None, condition: tuple[str, object] | None
) -> Iterator[Evidence]:
    """Evidence for one segment and measure; nothing where either side has too few rows."""
    known = ~np.isnan(measure.values)
    known = known if within is None else known & within
    inside, outside = measure.values[known & segment.rows], measure.values[known & ~segment.rows]
    if len(inside) < FEWEST or len(outside) < FEWEST:
        return
    test = _rates if measure.kind == "rate" else _means
    effect, interval, p, strength = test(inside, outside)
    yield Evidence(
        "rate" if measure.kind == "rate" else "mean",
        segment.dim,
        segment.value,
        measure.name,
        "high" if effect > 0 else "low",
        effect,
        interval,
        p,
        len(inside),
        len(inside) / max(int(known.sum()), 1),
        strength=strength if _said(measure, segment, inside, outside, strength) else 0.0,
        filter={condition[0]: condition[1]} if condition else {},
        facts={"inside": float(inside.mean()), "outside": float(outside.mean())},
    )


def _said(measure: Measure, segment: Segment, inside: Floats, outside: Floats, strength: float) -> bool:
    """Strong, or, where many rows make a small difference sure, large beside what it differs from."""
    moved = abs(float(inside.mean() - outside.mean()))
    large = moved >= LEAST_RELATIVE * abs(float(outside.mean())) and strength >= LEAST_STRENGTH / 2
    return (strength >= LEAST_STRENGTH or large) and not _defined(measure, segment, inside, outside)


def _defined(measure: Measure, segment: Segment, inside: Floats, outside: Floats) -> bool:
    """Whether a yes/no column only restates the measure: every value on one side lies beyond every value on the
    other.
    """
    flag = segment.value in (True, False, 0, 1)
    return flag and bool(inside.min() >= outside.max() or outside.min() >= inside.max())


def _means(inside: Floats, outside: Floats) -> tuple[float, tuple[float, float], float, float]:
    """Welch's interval of the difference; p from Welch's test on ranks, which bears outliers; strength
    is between their correlation with the segment, which favours large segments, and Cliff's delta, which does not."""
    effect = float(inside.mean() - outside.mean())
    error, freedom = _welch(inside, outside)
    half = float(stdtrit(freedom, 0.975)) * error
    ranks = rankdata(np.concatenate([inside, outside]))
    rank_in, rank_out = ranks[: len(inside)], ranks[len(inside) :]
    rank_error, rank_freedom = _welch(rank_in, rank_out)
    moved = float(rank_in.mean() - rank_out.mean())
    p = float(2 * stdtr(rank_freedom, -abs(moved) / rank_error)) if rank_error > 0 else (0.0 if moved else 1.0)
    share = len(inside) / len(ranks)
    correlation = abs(moved) * np.sqrt(share * (1 - share)) / max(float(ranks.std()), 1e-12)
    apart = abs(moved) / (len(ranks) / 2)  # Cliff's delta: how far the two lie apart, whatever their sizes
    strength = np.sqrt(min(correlation, 1.0) * min(apart, 1.0))
    # means and ranks must agree on the side, else outliers alone speak
    return effect, (effect - half, effect + half), p if moved * effect > 0 else 1.0, float(min(strength, 1.0))


def _welch(one: Floats, other: Floats) -> tuple[float, float]:
    a, b = one.var(ddof=1) / len(one), other.var(ddof=1) / len(other)
    if a + b == 0:
        return 0.0, 1.0
    return float(np.sqrt(a + b)), float((a + b) ** 2 / (a**2 / (len(one) - 1) + b**2 / (len(other) - 1)))


def _rates(inside: Floats, outside: Floats) -> tuple[float, tuple[float, float], float, float]:
    hits, others = float(inside.sum()), float(outside.sum())
    cells = np.array([[hits, len(inside) - hits], [others, len(outside) - others]])
    effect = hits / len(inside) - others / len(outside)
    low, high = wilson(int(hits), len(inside))
    other_low, other_high = wilson(int(others), len(outside))
    inner, outer = hits / len(inside), others / len(outside)
    interval = (effect - np.hypot(inner - low, other_high - outer), effect + np.hypot(high - inner, outer - other_low))
    if (cells.sum(axis=0) == 0).any():
        return effect, interval, 1.0, 0.0
    square = _chi_square(cells)
    return effect, interval, float(chdtrc(1, square)), float(np.sqrt(np.sqrt(square / cells.sum()) * abs(effect)))


def _chi_square(cells: Floats) -> float:
    """Chi-square of a 2 x 2 table with Yates's correction."""
    (a, b), (c, d) = cells
    n = cells.sum()
    off = max(abs(a * d - b * c) - n / 2, 0.0)
    return float(n * off**2 / ((a + b) * (c + d) * (a + c) * (b + d)))


def totals(table: Table) -> Iterator[Evidence]:
    """Values whose total of an amount is far above an even split (delta method for a sum of a random number of
    amounts).
    """
    for measure in table.measures:
        if not measure.additive:
            continue
        known = np.where(np.isnan(measure.values), 0.0, measure.values)
        if (known < 0).any() or known.sum() <= 0:
            continue
        for numbers in table.dims.values():
            if len(numbers) >= 2 and not table.segments[numbers[0]].flag:
                yield from _totals(table, measure, known, numbers)


def _totals(table: Table, measure: Measure, known: Floats, numbers: tuple[int, ...]) -> Iterator[Evidence]:
    whole = float(known.sum())
    even = 1 / len(numbers)
    for number in numbers:
        segment = table.segments[number]
        if segment.dim in measure.columns:
            continue
        share = float(known[segment.rows].sum()) / whole
        error = float(np.sqrt((known**2 * (segment.rows - share) ** 2).sum())) / whole
        p = min(float(ndtr(-(share - even) / max(error, 1e-12))) * len(numbers), 1.0)
        above = (share - even) / (1 - even)
        # where the rows alone are as uneven, their number says most of it
        implied = abs(share - float(segment.rows.mean())) < SAME_AS_ROWS * share
        if share < even:
            continue
        yield Evidence(
            "sum",
            segment.dim,
            segment.value,
            measure.name.replace("mean(", "sum(", 1),
            "high",
            share - even,
            (share - even - 1.96 * error, share - even + 1.96 * error),
            p,
            int(segment.rows.sum()),
            share,
            strength=above * (IMPLIED if implied else 1.0) if above >= LEAST_ABOVE_EVEN else 0.0,
            facts={"share": share, "even": even, "total": share * whole},
        )
