"""Evidence between columns: correlations of measures, values of an amount that repeat, and how many distinct values
segments have.
"""

from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pandas as pd
from scipy.special import stdtr
from scipy.stats import binom, hypergeom, rankdata

from insights.evidence.counts import difference_interval
from insights.evidence.model import Evidence
from insights.evidence.table import Floats, Segment, Table

LEAST_CORRELATION = 0.25
LEAST_NESTED = 0.95


def correlations(table: Table) -> Iterator[Evidence]:
    """Spearman's correlation of measures made of different columns."""
    amounts = [measure for measure in table.measures if measure.kind == "mean"]
    for one, other in combinations(amounts, 2):
        both = ~(np.isnan(one.values) | np.isnan(other.values))
        n = int(both.sum())
        if n < 20 or one.columns & other.columns:
            continue
        a, b = rankdata(one.values[both]), rankdata(other.values[both])
        if np.ptp(a) == 0 or np.ptp(b) == 0:
            continue
        rho = float(np.corrcoef(a, b)[0, 1])
        z = float(np.arctanh(np.clip(rho, -0.999999, 0.999999)))
        error = np.sqrt(1.06 / (n - 3))
        yield Evidence(
            "correlation",
            None,
            None,
            f"{one.name[5:-1]}~{other.name[5:-1]}",
            "positive" if rho > 0 else "negative",
            rho,
            (float(np.tanh(z - 1.96 * error)), float(np.tanh(z + 1.96 * error))),
            float(2 * stdtr(n - 2, -abs(rho) * np.sqrt((n - 2) / max(1 - rho**2, 1e-12)))),
            n,
            n / table.rows,
            strength=abs(rho) if abs(rho) >= LEAST_CORRELATION else 0.0,
        )


def repeats(table: Table) -> Iterator[Evidence]:
    """One exact amount that repeats far more than the others, and the segment where it does."""
    for measure in table.measures:
        if measure.kind != "mean" or len(measure.columns) != 1:
            continue
        values = pd.Series(measure.values).dropna()
        counts = values.value_counts()
        if len(counts) < 50 or counts.iloc[0] < 10 or counts.iloc[0] < 5 * counts.iloc[1]:
            continue
        if counts.index[0] in (values.min(), values.max()):
            continue  # where amounts are cut off, they pile up
        amount, hits = counts.index[0], (measure.values == counts.index[0])
        name = next(iter(measure.columns))
        shown = int(amount) if float(amount).is_integer() else float(amount)
        for segment in table.segments:
            if segment.dim == name or segment.outcome:
                continue
            n, inside = int(segment.rows.sum()), int((segment.rows & hits).sum())
            outside = int(hits.sum()) - inside
            effect = inside / n - outside / max(table.rows - n, 1)
            yield Evidence(
                "repeat",
                segment.dim,
                segment.value,
                f"rate({name}={shown})",
                "high",
                effect,
                difference_interval(inside, n, outside, table.rows - n),
                float(hypergeom.sf(inside - 1, table.rows, n, int(hits.sum()))),
                inside,
                inside / n,
                strength=effect if inside >= 0.5 * hits.sum() and effect > 0.2 else 0.0,
                facts={"inside": inside / n, "outside": outside / max(table.rows - n, 1)},
            )


def distinct(table: Table) -> Iterator[Evidence]:
    """Segments with unusually few (or many) distinct values of a dimension nested in theirs, e.g. few managers in a
    department.
    """
    for outer, groups in table.dims.items():
        for inner, members in table.dims.items():
            if outer != inner and len(groups) >= 3 and len(members) >= 2 * len(groups):
                yield from _nested(table, groups, inner, members)


def _nested(table: Table, groups: tuple[int, ...], inner: str, members: tuple[int, ...]) -> Iterator[Evidence]:
    cells = np.array([[(table.segments[g].rows & table.segments[m].rows).sum() for m in members] for g in groups])
    if cells.max(axis=0).sum() < LEAST_NESTED * cells.sum():
        return
    found = (cells > 0).sum(axis=1)
    for place in np.flatnonzero(found):
        # rows of the group, if every member of any group had equally many (binomial, both sides)
        rows, everyone, even = int(cells[place].sum()), int(cells.sum()), float(found[place] / found.sum())
        p = 2 * min(binom.sf(rows - 1, everyone, even), binom.cdf(rows, everyone, even))
        segment = table.segments[groups[place]]
        loads = cells.sum(axis=1) / np.maximum(found, 1)
        for measure, values in ((f"distinct({inner})", found.astype(float)), (f"count/distinct({inner})", loads)):
            others = np.delete(values, place)
            yield _unusual(table, segment, measure, float(values[place]), others[others > 0], min(float(p), 1.0))


def _unusual(table: Table, segment: Segment, measure: str, value: float, others: Floats, p: float) -> Evidence:
    middle = float(np.median(others)) if len(others) else value
    return Evidence(
        "distinct",
        segment.dim,
        segment.value,
        measure,
        "high" if value > middle else "low",
        value - middle,
        (value - float(others.max(initial=value)), value - float(others.min(initial=value))),
        p if value != middle else 1.0,
        int(segment.rows.sum()),
        float(segment.rows.sum() / table.rows),
        strength=_fold(value / middle),
        facts={"inside": value, "outside": middle},
    )


def _fold(ratio: float) -> float:
    """0 below a doubling or halving, 1 at ten times or a tenth."""
    fold = abs(float(np.log10(max(ratio, 1e-9))))
    return min(fold, 1.0) if fold >= np.log10(2) else 0.0
