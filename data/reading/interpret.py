"""A grid of text -> one Reading: finds the tables, takes the one asked for (else the longest), types its columns.

Pure. It says what it understood; whether to load it is decided by who asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from data.reading.errors import Unreadable
from data.reading.layout.beside import beside
from data.reading.layout.body import classify
from data.reading.layout.names import extent, names, raw_names
from data.reading.layout.sheet import Merges, Sheet, is_note
from data.reading.layout.tables import Table, find_tables
from data.reading.layout.turned import turn, turned_rows
from data.reading.model import NUMERIC, Column, Grid, Issue, Outline, Reading, Rejected, Skipped, Source, Value, totals
from data.reading.printed import about_printed, printed_totals
from data.reading.remarks import about_layout, about_periods, extra_cells, no_rows, several, turned_issue
from data.reading.short import with_short_records
from data.reading.shown import shown
from data.reading.values.columns import Typed, declared, infer, is_ambiguous, order_of
from data.reading.values.units import applies, unit_of_name, unit_of_notes

MAX_LISTED = 10_000


@dataclass(frozen=True)
class Found:
    """One table of a grid with the rows of its body that are no data."""

    sheet: Sheet
    table: Table
    reasons: Mapping[int, str]
    columns: list[int]
    names: list[str]

    @property
    def data(self) -> list[int]:
        """The rows of data, by index from 0."""
        return [r for r in self.table.body if r not in self.reasons]


def interpret(
    grid: Grid,
    source: Source,
    *,
    table: int | None = None,
    wanted: Mapping[str, str] | None = None,
    issues: Sequence[Issue] = (),
    merges: Merges | None = None,
) -> Reading:
    """Read one table of a grid. `table` counts from 0; `wanted` gives types by column name; `merges`: see Sheet.

    Raises Unreadable: no_table, no_such_table.
    """
    sheet = Sheet(grid, merges=merges)
    found, left = _find(sheet)
    if not found:
        raise Unreadable(
            "no_table",
            "表が見つかりません。",
            "No table was found.",
            "表のあるファイルを選んでください。",
            "Choose a file with a table.",
        )
    chosen = _choose(found, table)
    if len(found) == 1 and (rows := turned_rows(found[0].sheet, found[0].table)):
        return replace(_turned(found[0], rows, source, wanted or {}, issues), shown=shown(grid))
    one = _reading(found, chosen, left, source, wanted or {}, issues)
    return replace(with_short_records(one, grid), shown=shown(grid))


def _find(sheet: Sheet) -> tuple[list[Found], list[int]]:
    tables, left = find_tables(sheet)
    return [_found(view, part) for table in tables for view, part in beside(sheet, table)], left


def _found(sheet: Sheet, table: Table) -> Found:
    columns = extent(sheet, table)
    return Found(sheet, table, classify(sheet, table), columns, names(sheet, table, columns))


def _choose(found: Sequence[Found], table: int | None) -> int:
    if table is None:
        return max(range(len(found)), key=lambda i: (len(found[i].data), -i))
    if not 0 <= table < len(found):
        raise Unreadable("no_such_table", f"表は{len(found)}個です。", f"The file has {len(found)} tables.")
    return table


def _reading(
    found: Sequence[Found],
    chosen: int,
    left: Sequence[int],
    source: Source,
    wanted: Mapping[str, str],
    issues: Sequence[Issue],
) -> Reading:
    one = found[chosen]
    data = one.data
    columns, values, rejected, noted = _columns(one, data, wanted, _notes(one, left))
    outlines = tuple(_outline(f) for f in found)
    sums = totals(columns, values)
    printed = printed_totals(one.sheet, one.reasons, columns, sums)
    said = (
        *issues,
        *(several(outlines) if len(found) > 1 else ()),
        *noted,
        *about_layout(one.names, one.table),
        *extra_cells(one.table, columns, values),
        *no_rows(data),
        *about_printed(printed, sums),
    )
    return Reading(
        source=source,
        verdict=verdict(said),
        header_rows=tuple(r + 1 for r in one.table.header),
        columns=tuple(columns),
        row_numbers=[r + 1 for r in data],
        values=values,
        skipped=_skipped(one, left),
        rejected=tuple(rejected),
        issues=said,
        tables=outlines,
        table=chosen,
        raw_header=tuple(raw_names(one.sheet, one.table, one.columns)) if one.table.header else None,
        printed=printed,
        raw_rows=[[one.sheet.text(r, c) for c in one.columns] for r in one.table.body],
    )


def verdict(issues: Sequence[Issue]) -> str:
    """load, or what the gravest issue asks for."""
    levels = {issue.level for issue in issues}
    return next((level for level in ("refuse", "choose", "warn") if level in levels), "load")


def _columns(
    one: Found, data: Sequence[int], wanted: Mapping[str, str], notes: Sequence[str]
) -> tuple[list[Column], list[list[Value]], list[Rejected], list[Issue]]:
    unit = unit_of_notes(notes)
    cells = [[one.sheet.value(r, position) for r in data] for position in one.columns]
    typed = _typed(one.names, cells, wanted)
    columns = [
        Column(name, t.type, _unit(t, name, unit), position, t.note)
        for name, position, t in zip(one.names, one.columns, typed, strict=True)
    ]
    values = [[t.values[c] for c in texts] for t, texts in zip(typed, cells, strict=True)]
    rejected = [r for t, c, texts in zip(typed, columns, cells, strict=True) for r in _rejected(t, c.name, texts, data)]
    issues = [i for t in typed for i in t.issues]
    return columns, values, rejected, [*issues, *about_periods(one.names, columns)]


def _typed(found: Sequence[str], cells: Sequence[Sequence[str]], wanted: Mapping[str, str]) -> list[Typed]:
    """Every column typed: as declared, else by its cells, and dates of an open order by that of the others."""
    pairs = list(zip(found, cells, strict=True))
    typed = [declared(texts, name, wanted[name]) if name in wanted else infer(texts, name) for name, texts in pairs]
    order = order_of(typed)
    if order is None:
        return typed
    return [infer(c, name, order) if is_ambiguous(t) else t for (name, c), t in zip(pairs, typed, strict=True)]


def _unit(typed: Typed, name: str, unit: str | None) -> str | None:
    if typed.type not in NUMERIC:
        return None
    return typed.unit or unit_of_name(name) or (unit if unit and applies(unit, name) else None)


def _rejected(typed: Typed, name: str, cells: Sequence[str], data: Sequence[int]) -> list[Rejected]:
    if not typed.rejected:
        return []
    return [
        Rejected(r + 1, name, c, typed.rejected[c]) for r, c in zip(data, cells, strict=True) if c in typed.rejected
    ]


def _notes(one: Found, left: Sequence[int]) -> list[str]:
    first = min([*one.table.header, *one.table.body], default=0)
    rows = [*one.table.titles, *(r for r in left if r < first)]
    return [text for r in rows for text in one.sheet.cells(r)]


def _outline(found: Found) -> Outline:
    data = found.data
    table = found.table
    titles = [found.sheet.cells(r)[0].strip() for r in table.titles if found.sheet.filled(r)]
    title = next((t for t in reversed(titles) if not is_note(t)), "")
    first, last = (data[0] + 1, data[-1] + 1) if data else (0, 0)
    return Outline(
        title or found.names[0], tuple(r + 1 for r in table.header), first, last, tuple(found.names), len(data)
    )


def _skipped(one: Found, left: Sequence[int]) -> tuple[Skipped, ...]:
    table = one.table
    reasons = dict(one.reasons)
    reasons.update(dict.fromkeys(table.titles, "title"))
    reasons.update(dict.fromkeys(table.labels, "group"))
    reasons.update(dict.fromkeys(table.repeated, "repeated_header"))
    first = min([*table.header, *table.body], default=0)
    reasons.update({r: "title" if r < first else "note" for r in left})
    known = {*table.header, *table.body}
    for row in range(len(one.sheet)):
        if row not in reasons and row not in known and len(reasons) < MAX_LISTED:
            reasons[row] = "note" if one.sheet.is_comment(row) else "other_table" if one.sheet.filled(row) else "blank"
    return tuple(Skipped(r + 1, reason) for r, reason in sorted(reasons.items()))


def _turned(
    one: Found, rows: Sequence[int], source: Source, wanted: Mapping[str, str], issues: Sequence[Issue]
) -> Reading:
    """A table that lies on its side, read as if it stood: header_rows is empty, row numbers are the file's columns."""
    sheet = Sheet(turn(one.sheet, rows))
    body = list(range(1, len(sheet)))
    upright = _found(sheet, Table([], [0], body, list(range(len(rows))), {}))
    upright = Found(sheet, upright.table, {}, upright.columns, upright.names)
    said = (*issues, turned_issue(len(body), len(rows)))
    found = _reading([upright], 0, [], source, wanted, said)
    return replace(found, header_rows=(), skipped=())
