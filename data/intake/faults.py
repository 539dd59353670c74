# ruff: noqa: S608 - no name here comes from outside
"""Faults of a file's cells, grouped by column and reason, each with the ways to mend it for all its rows at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from data.errors import Words
from data.mends import Action
from data.warehouse import text

SHOWN = 50
REASONS = {
    "not_a_number": Words("数値ではありません", "is no number"),
    "not_a_date": Words("日付ではありません", "is no date"),
    "not_boolean": Words("真偽値ではありません", "is neither true nor false"),
    "short_row": Words("行が途中で終わっています", "is in a row that ends early"),
    "not_of_type": Words("列の型に合いません", "does not fit the column's type"),
}


@dataclass(frozen=True)
class FaultGroup:
    """Cells of a column with the same fault: each text with how often it is there, the first rows, the mends."""

    column: str
    reason: str
    words: Words
    texts: tuple[tuple[str, int], ...]
    cells: int
    rows: tuple[int, ...]
    mends: tuple[Action, ...]


def grouped(cells: Iterable[tuple[int, str, str, str]]) -> tuple[FaultGroup, ...]:
    """Groups of rejected cells (row, column, text, reason), the largest first."""
    groups: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for row, column, said, reason in cells:
        groups.setdefault((column, reason), []).append((row, said))
    found = [_group(column, reason, rows) for (column, reason), rows in groups.items()]
    return tuple(sorted(found, key=lambda group: (-group.cells, group.column)))


def _group(column: str, reason: str, rows: list[tuple[int, str]]) -> FaultGroup:
    counts: dict[str, int] = {}
    for _, said in rows:
        counts[said] = counts.get(said, 0) + 1
    texts = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:SHOWN]
    mends: tuple[Action, ...] = ("empty", "skip", "replace")
    if reason == "not_a_date":
        mends = (*mends, "dmy", "mdy", "ymd")
    words = REASONS.get(reason, REASONS["not_of_type"])
    return FaultGroup(column, reason, words, tuple(texts), len(rows), tuple(row for row, _ in rows[:SHOWN]), mends)


def rejected_cells(path: Path | None) -> list[tuple[int, str, str, str]]:
    """The rejected cells that a reading wrote down: row, column, text, reason."""
    if path is None or not path.exists():
        return []
    with duckdb.connect() as connection:
        found: list[tuple[int, str, str, str]] = connection.execute(
            f'SELECT "row", "column", text, reason FROM read_parquet({text(str(path))}) ORDER BY 1, 2'
        ).fetchall()
    return found
