"""Evidence in counts: values that dominate, pairs of values found together, words of notable segments. No measures."""

from collections.abc import Iterator

import numpy as np
from scipy.special import ndtri
from scipy.stats import binom, hypergeom

from insights.evidence.model import Evidence
from insights.evidence.table import FEWEST_ROWS, Segment, Table

LEAST_LEAD = 1.4
"""A dominating value has at least this many times the rows of an even split."""
LEAST_ABOVE_EVEN = 0.08
LEAST_LIFT = 1.3
LEAST_TOGETHER = 0.1
FEWEST_TOGETHER = 4
SAME_DIMENSION = 0.8
NESTED = 0.95
LEAST_WORD_SHARE = 0.3


def dominating(table: Table) -> Iterator[Evidence]:
    """Values with far more rows than an even split among the values of their dimension (binomial, times the number of
    values).
    """
    for every in table.dims.values():
        # rare values would make any even split look uneven
        numbers = [number for number in every if table.segments[number].rows.sum() >= FEWEST_ROWS]
        if table.segments[every[0]].flag:
            continue  # how many say yes is a rate
        counts = np.array([table.segments[number].rows.sum() for number in numbers])
        if len(numbers) < 2:
            continue
        count_all = int(counts.sum())
        even = 1 / len(numbers)
        for number, count in zip(numbers, counts, strict=True):
            share = count / count_all
            above = (share - even) / (1 - even)
            p = min(float(binom.sf(count - 1, count_all, even)) * len(numbers), 1.0)
            if share >= LEAST_LEAD * even and above >= LEAST_ABOVE_EVEN:
                yield _dominating(table, table.segments[number], int(count), count_all, even, above, p)


def _dominating(table: Table, segment: Segment, count: int, rows: int, even: float, above: float, p: float) -> Evidence:
    share = count / rows
    low, high = wilson(count, rows)
    context = _context(table, segment)
    return Evidence(
        "share",
        segment.dim,
        segment.value,
        "count",
        "high",
        share - even,
        (low - even, high - even),
        p,
        count,
        count / int(context.rows.sum()) if context else share,
        strength=above,
        filter={context.dim: context.value} if context else {},
        facts={"share": share, "even": even},
    )


def _context(table: Table, segment: Segment) -> Segment | None:
    """The value of a coarser dimension that the segment's dimension is nested in (the department of a manager)."""
    inner = table.dims[segment.dim]
    for dim, numbers in table.dims.items():
        if dim == segment.dim or len(inner) < 2 * len(numbers):
            continue
        cells = np.array([[(table.segments[i].rows & table.segments[o].rows).sum() for o in numbers] for i in inner])
        if cells.max(axis=1).sum() >= NESTED * cells.sum():
            return table.segments[numbers[int(cells[inner.index(table.segments.index(segment))].argmax())]]
    return None


def together(table: Table) -> Iterator[Evidence]:
    """Pairs of segments of different dimensions with more common rows than independence gives (hypergeometric), one
    row a pair.

    Pairs of dimensions that are nearly one are left out: that their values meet is no finding.
    """
    segments = table.segments
    if len(segments) < 2:
        return
    masks = np.array([segment.rows for segment in segments], dtype=np.float32)
    common = np.rint(masks @ masks.T).astype(np.int64)
    counts = common.diagonal()
    blocked = _one_dimension(table, common)
    for one in range(len(segments)):
        others = np.arange(one + 1, len(segments))
        names = [segments[other].dim for other in others]
        ours = segments[one].dim
        open_pairs = np.array([name != ours and (ours, name) not in blocked for name in names], dtype=bool)
        others = others[open_pairs] if len(others) else others
        yield from _pairs(table, one, others, common[one, others], counts)


def _pairs(
    table: Table,
    one: int,
    others: "np.typing.NDArray[np.int64]",
    both: "np.typing.NDArray[np.int64]",
    counts: "np.typing.NDArray[np.int64]",
) -> Iterator[Evidence]:
    if not len(others):
        return
    rows, here, there = table.rows, counts[one], counts[others]
    p = hypergeom.sf(both - 1, rows, here, there)
    spread = np.sqrt(here * (rows - here) * there.astype(float) * (rows - there))
    phi = np.divide(both * float(rows) - here * there, spread, out=np.zeros(len(others)), where=spread > 0)
    lift = both * float(rows) / (here * there)
    for place in np.flatnonzero((both >= FEWEST_TOGETHER) & (phi > 0)):
        # weak pairs are tested too (they count among the trials) but never said
        said = phi[place] >= LEAST_TOGETHER and lift[place] >= LEAST_LIFT
        yield _pair(
            table,
            one,
            int(others[place]),
            int(both[place]),
            float(phi[place]) if said else 0.0,
            float(p[place]),
            counts,
        )


def _pair(
    table: Table, one: int, other: int, both: int, phi: float, p: float, counts: "np.typing.NDArray[np.int64]"
) -> Evidence:
    """The pair read as the smaller segment inside the larger one."""
    inner, outer = (one, other) if counts[one] <= counts[other] else (other, one)
    segment, context = table.segments[inner], table.segments[outer]
    inside, outside = int(counts[outer]), table.rows - int(counts[outer])
    rest = int(counts[inner]) - both
    effect = both / inside - rest / max(outside, 1)
    return Evidence(
        "together",
        segment.dim,
        segment.value,
        "count",
        "high",
        effect,
        difference_interval(both, inside, rest, outside),
        p,
        both,
        both / inside,
        strength=phi,
        filter={context.dim: context.value},
        facts={"inside": both / inside, "outside": rest / max(outside, 1)},
    )


def _one_dimension(table: Table, common: "np.typing.NDArray[np.int64]") -> set[tuple[str, str]]:
    blocked = set()
    for one, ours in table.dims.items():
        for other, theirs in table.dims.items():
            if one == other:
                continue
            if table.segments[ours[0]].measured or table.segments[theirs[0]].measured:
                blocked.add((one, other))  # rates say it
            cells = common[np.ix_(ours, theirs)].astype(float)
            if cramers_v(cells) > SAME_DIMENSION:
                blocked.add((one, other))
    return blocked


def cramers_v(cells: "np.typing.NDArray[np.float64]") -> float:
    """Association of two dimensions from 0 to 1 (Cramér's V of their contingency table)."""
    total = cells.sum()
    least = min(cells.shape) - 1
    if total == 0 or least < 1:
        return 0.0
    expected = cells.sum(axis=1, keepdims=True) * cells.sum(axis=0, keepdims=True) / total
    square = np.divide((cells - expected) ** 2, expected, out=np.zeros_like(cells), where=expected > 0).sum()
    return float(np.sqrt(square / total / least))


def wilson(count: int, rows: int, level: float = 0.95) -> tuple[float, float]:
    """Wilson's interval of a share."""
    z = float(ndtri(0.5 + level / 2))
    share = count / rows
    middle = (share + z * z / 2 / rows) / (1 + z * z / rows)
    half = z * np.sqrt(share * (1 - share) / rows + z * z / 4 / rows**2) / (1 + z * z / rows)
    return float(middle - half), float(middle + half)


def difference_interval(hits: int, rows: int, other_hits: int, other_rows: int) -> tuple[float, float]:
    """Newcombe's hybrid interval of the difference of two shares."""
    if not rows or not other_rows:
        return (-1.0, 1.0)
    one, other = hits / rows, other_hits / other_rows
    low, high = wilson(hits, rows)
    other_low, other_high = wilson(other_hits, other_rows)
    down = np.hypot(one - low, other_high - other)
    up = np.hypot(high - one, other - other_low)
    return float(one - other - down), float(one - other + up)


def words(table: Table, contexts: list[Segment]) -> Iterator[Evidence]:
    """Words of text columns that many rows of a notable segment hold and few others do, unless they only repeat its
    name.
    """
    for context in contexts:
        name = str(context.value).lower()
        inside, outside = int(context.rows.sum()), int((~context.rows).sum())
        for word in table.words:
            if word.dim == context.dim or str(word.value).lower() in name or name in str(word.value).lower():
                continue
            both = int((word.rows & context.rows).sum())
            rest = int(word.rows.sum()) - both
            here, there = both / max(inside, 1), rest / max(outside, 1)
            said = here >= LEAST_WORD_SHARE and here >= LEAST_LIFT * there
            yield Evidence(
                "word",
                word.dim,
                word.value,
                "count",
                "high",
                here - there,
                difference_interval(both, inside, rest, outside),
                float(hypergeom.sf(both - 1, table.rows, inside, both + rest)),
                both,
                here,
                strength=max(here - there, 0.0) if said else 0.0,
                filter={context.dim: context.value},
                facts={"inside": here, "outside": there},
            )
