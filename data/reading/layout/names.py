"""The names of a table's columns from its header rows, and which columns a table has.

Names of several rows are joined by a space, top to bottom; a blank one is column_n, a second of the same name gets _2.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from data.reading.layout.sheet import Sheet
from data.reading.layout.tables import Table


def extent(sheet: Sheet, table: Table) -> list[int]:
    """The columns of a table: those with a name or data. Without a header, all fields of its usual record."""
    named = {c for row in table.header for c in sheet.filled(row)}
    if not table.header and sheet.columns is None and table.used:
        widths = Counter(len(sheet.grid[r]) for r in table.body)
        named = set(range(table.used[0], widths.most_common(1)[0][0]))
    return sorted(named | set(table.used))


def names(sheet: Sheet, table: Table, columns: Sequence[int]) -> list[str]:
    """One name a column, all different."""
    joined = [" ".join(p for r in table.header if (p := clean(sheet.label(r, c)))) for c in columns]
    return distinct([name or f"column_{n}" for n, name in enumerate(joined, 1)])


def raw_names(sheet: Sheet, table: Table, columns: Sequence[int]) -> list[str]:
    """The names as the file has them: joined, but neither made different nor filled."""
    return [" ".join(t for r in table.header if (t := sheet.label(r, c))) for c in columns]


def clean(text: str) -> str:
    """A name without padding, line breaks or runs of spaces."""
    return " ".join(text.replace("\ufeff", "").split()).strip("'\"") if text else ""


def distinct(found: Sequence[str]) -> list[str]:
    """The second of equal names gets _2, the third _3; a name already taken is not given twice."""
    taken: set[str] = set(found)
    seen: dict[str, int] = {}
    out = []
    for name in found:
        seen[name] = count = seen.get(name, 0) + 1
        if count > 1:
            while f"{name}_{count}" in taken:
                count += 1
            seen[name] = count
            name = f"{name}_{count}"
            taken.add(name)
        out.append(name)
    return out
