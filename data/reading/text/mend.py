"""Records that are too long because a text holds the delimiter without quotes: joins the pieces where they fit best.

The place is the one that makes the record most like those of the usual width. Blocks of longer records, which are
another table, are left alone; so is a record that no place makes fit.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from data.reading.layout.sheet import EMPTY, TEXT, kind
from data.reading.model import Grid

MAX_BLOCK = 8
MAX_LONG = 2_000


@dataclass(frozen=True)
class Habit:
    """What a column's cells are like in records of the usual width."""

    kinds: dict[str, float]
    length: float
    link: float


def mend(grid: Grid, delimiter: str) -> tuple[Grid, list[int]]:
    """The records, long ones joined where that fits, and the indexes of those that were joined."""
    widths = Counter(len(row) for row in grid if any(row))
    if len(widths) < 2:
        return grid, []
    usual = max(widths, key=lambda w: (widths[w], w))
    long = [i for i in _scattered(grid, usual) if len(grid[i]) - usual <= 12]
    if usual < 3 or not long or len(long) > MAX_LONG or widths[usual] < 0.2 * sum(widths.values()):
        return grid, []
    habits = _habits([row for row in grid if len(row) == usual][:500], usual)
    joined = {i: better for i in long if (better := _joined(grid[i], habits, delimiter))}
    return [joined.get(i, row) for i, row in enumerate(grid)], sorted(joined)


def too_long(grid: Grid) -> list[int]:
    """Indexes of records among those of the usual width that have more fields than these, and something in them."""
    widths = Counter(len(row) for row in grid if any(row))
    usual = max(widths, key=lambda w: (widths[w] * w, w), default=0)  # a table counts for more than its titles
    if widths[usual] < 0.5 * sum(widths.values()):
        return []
    places = [i for i, row in enumerate(grid) if len(row) == usual]
    return [i for i in _scattered(grid, usual) if places[0] < i < places[-1]]


def _scattered(grid: Grid, usual: int) -> list[int]:
    """Indexes of records above the usual width that do not stand in a block of one width."""
    found: list[int] = []
    for width, group in groupby(range(len(grid)), key=lambda i: len(grid[i])):
        block = list(group)
        if width > usual and len(block) <= MAX_BLOCK and any(any(grid[i][usual:]) for i in block):
            found.extend(block)
    return found


def _habits(rows: Sequence[Sequence[str]], width: int) -> list[Habit]:
    columns = [[row[c] for row in rows] for c in range(width)]
    return [_habit(cells) for cells in columns]


def _habit(cells: Sequence[str]) -> Habit:
    total = len(cells)
    kinds = Counter(kind(c) for c in cells)
    length = sum(math.log1p(len(c)) for c in cells) / total
    return Habit({k: n / total for k, n in kinds.items()}, length, sum("://" in c for c in cells) / total)


def _joined(row: list[str], habits: Sequence[Habit], delimiter: str) -> list[str] | None:
    extra = len(row) - len(habits)
    places = range(len(habits))
    candidates = [[*row[:p], delimiter.join(row[p : p + extra + 1]), *row[p + extra + 1 :]] for p in places]
    fits = [_fit(c, habits) for c in candidates]
    best = max(places, key=lambda p: fits[p])
    return candidates[best] if kind(candidates[best][best]) == TEXT and fits[best] >= 0.7 * len(habits) else None


def _fit(row: Sequence[str], habits: Sequence[Habit]) -> float:
    return sum(_likeness(cell, habit) for cell, habit in zip(row, habits, strict=True))


def _likeness(cell: str, habit: Habit) -> float:
    found = kind(cell)
    share = habit.kinds.get(found, 0.0)
    if found in (EMPTY, TEXT):
        share *= 1 / (1 + abs(math.log1p(len(cell)) - habit.length))
    return share - abs(("://" in cell) - habit.link) * 0.5
