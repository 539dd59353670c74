"""Tables that lie on their side: each record is a column, the names stand in the first one.

They show by rows of one kind each while columns mix kinds, or by a header whose names nearly all repeat.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import dropwhile

from data.reading.layout.names import raw_names
from data.reading.layout.sheet import EMPTY, MISSING, TEXT, Sheet
from data.reading.layout.tables import Table
from data.reading.model import Grid

MAX_ROWS = 200


def turned_rows(sheet: Sheet, table: Table) -> list[int] | None:
    """The rows of a table that lies on its side, or None."""
    rows = sorted([*table.header, *table.body])
    columns = sorted({c for r in rows for c in sheet.filled(r)})
    if not 3 <= len(rows) <= MAX_ROWS or len(columns) < 3 or not _names_first(sheet, rows, columns[0]):
        return None
    return rows if _names_repeat(sheet, table, columns) or _rows_are_columns(sheet, rows, columns) else None


def turn(sheet: Sheet, rows: Sequence[int]) -> Grid:
    """The rows turned by a quarter: what was the first column is the first row."""
    columns = sorted({c for r in rows for c in sheet.filled(r)})
    return [[sheet.text(r, c) for r in rows] for c in columns]


def _names_first(sheet: Sheet, rows: Sequence[int], column: int) -> bool:
    texts = [sheet.text(r, column).strip() for r in rows]
    return all(texts) and len(set(texts)) == len(texts) and all(sheet.kind(r, column) == TEXT for r in rows)


def _names_repeat(sheet: Sheet, table: Table, columns: Sequence[int]) -> bool:
    names = raw_names(sheet, table, columns) if table.header else []
    repeat = len(names) >= 8 and len(columns) > len(table.body) and len(set(names)) <= 0.6 * len(names)
    return repeat and not _periodic(names[1:])


def _periodic(names: Sequence[str]) -> bool:
    """Whether the same few names come over and over, as 計画, 実績 do under every month."""
    last = [n.split(" ")[-1] for n in names]
    return any(all(a == b for a, b in zip(last, last[p:], strict=False)) for p in range(1, len(last) // 2 + 1))


def _rows_are_columns(sheet: Sheet, rows: Sequence[int], columns: Sequence[int]) -> bool:
    if sheet.periods(rows[0]):
        return False
    kinds = [[sheet.kind(r, c) for c in columns[1:]] for r in rows]
    usual = [_usual(line) for line in kinds]
    below = list(zip(*kinds[1:], strict=True))
    after = list(dropwhile(lambda found: found[0] == TEXT, usual))
    by_row = sum(share for _, share in usual) / len(usual)
    by_column = sum(share for _, share in map(_usual, below)) / len(below)
    return len({k for k, _ in after} - {EMPTY}) >= 2 and by_row >= 0.9 and by_column <= 0.75


def _usual(kinds: Sequence[str]) -> tuple[str, float]:
    counts = Counter(k for k in kinds if k not in (EMPTY, MISSING))
    if not counts:
        return EMPTY, 1.0
    found, count = counts.most_common(1)[0]
    return found, count / sum(counts.values())
