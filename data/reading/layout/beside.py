"""Tables that stand side by side: cuts a table's columns where another key column begins.

A cut needs a key: the first column's name and values again, or, after a blank column, a named column of texts or dates.
Blank columns alone are spacing and cut nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from data.reading.layout.header import split_zone
from data.reading.layout.names import clean, extent
from data.reading.layout.sheet import NUMBER, Sheet
from data.reading.layout.tables import Table, profile, used_columns
from data.reading.values.numbers import normalize


def beside(sheet: Sheet, table: Table) -> list[tuple[Sheet, Table]]:
    """A table alone, or the tables that stand side by side in it, left to right."""
    columns = extent(sheet, table)
    cuts = [c for c in columns[2:] if _repeats_key(sheet, table, columns[0], c) or _opens(sheet, table, columns, c)]
    if not cuts or not table.header:
        return [(sheet, table)]
    edges = [columns[0], *cuts, columns[-1] + 1]
    groups = [[c for c in columns if low <= c < high] for low, high in pairwise(edges)]
    if any(len(group) < 2 for group in groups):
        return [(sheet, table)]
    return [_part(sheet, table, group) for group in groups]


def _key_name(sheet: Sheet, table: Table, column: int) -> str:
    """The lowest name of a column; titles of the tables may stand in the rows above it."""
    found = [clean(sheet.text(r, column)) for r in table.header]
    return normalize(next((t for t in reversed(found) if t), "")).replace(" ", "")


def _repeats_key(sheet: Sheet, table: Table, key: int, column: int) -> bool:
    name = _key_name(sheet, table, key)
    if not name or _key_name(sheet, table, column) != name:
        return False
    pairs = [(normalize(sheet.text(r, key)), normalize(sheet.text(r, column))) for r in table.body]
    pairs = [(a, b) for a, b in pairs if a and b]
    if table.profile.get(key) == NUMBER and len({a for a, _ in pairs}) < len(pairs):
        return False
    return len(pairs) >= 2 and sum(_same(a, b) for a, b in pairs) >= 0.8 * len(pairs)


def _same(left: str, right: str) -> bool:
    return "".join(left.split()) == "".join(right.split())


def _opens(sheet: Sheet, table: Table, columns: Sequence[int], column: int) -> bool:
    """Whether a column after a blank one is the key of another table: named, texts or dates, hardly two alike."""
    if column - 1 in columns or not _key_name(sheet, table, column):
        return False
    values = [normalize(sheet.text(r, column)) for r in table.body if sheet.text(r, column).strip()]
    right = [c for c in columns if c >= column]
    typed = any(c in table.profile for c in right[1:]) or _ends_elsewhere(sheet, table, columns, column)
    keyed = table.profile.get(column) != NUMBER and table.profile.get(columns[0]) != NUMBER
    return keyed and typed and len(values) >= 2 and len(set(values)) >= 0.8 * len(values)


def _ends_elsewhere(sheet: Sheet, table: Table, columns: Sequence[int], column: int) -> bool:
    left = [r for r in table.body if sheet.text(r, columns[0]).strip()]
    right = [r for r in table.body if sheet.text(r, column).strip()]
    return len(left) != len(right)


def _part(sheet: Sheet, table: Table, group: Sequence[int]) -> tuple[Sheet, Table]:
    view = sheet.part(group)
    body = [r for r in table.body if view.filled(r)]
    used = used_columns(view, body)
    titles, header, labels = split_zone(view, [r for r in table.header if view.filled(r)], used)
    return view, Table(table.titles + titles, header, body, used, profile(view, body), table.labels + labels)
