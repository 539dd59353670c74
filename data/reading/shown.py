"""The first and last rows of a file as they stand there, for a person to see beside what was read. Cuts only."""

from __future__ import annotations

from data.reading.model import Grid, Shown

FIRST, LAST = 40, 12
COLUMNS, LETTERS = 40, 80


def shown(grid: Grid) -> tuple[Shown, ...]:
    """At most 52 rows of 40 cells of 80 letters."""
    rows = [*range(min(FIRST, len(grid))), *range(max(FIRST, len(grid) - LAST), len(grid))]
    return tuple(Shown(row + 1, tuple(cell[:LETTERS] for cell in grid[row][:COLUMNS])) for row in rows)
