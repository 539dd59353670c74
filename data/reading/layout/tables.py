"""The tables of a grid, top to bottom: runs of rows without blank ones, cut at headers, joined where they continue.

It says where titles, headers and bodies lie; what a row of a body is (data, total, note) is told in body.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from data.reading.layout.header import data_start, is_header_row, split_zone, text_start
from data.reading.layout.sheet import MISSING, TYPED, Sheet, is_note
from data.reading.values.numbers import normalize

PROFILE_ROWS = 400


@dataclass
class Table:
    """Rows of one table by index from 0. `profile` tells the columns that hold numbers, dates or times."""

    titles: list[int]
    header: list[int]
    body: list[int]
    used: list[int]
    profile: dict[int, str]
    labels: list[int] = field(default_factory=list)
    repeated: list[int] = field(default_factory=list)
    notes: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Run:
    """Rows without a blank one between: those above the data, and the data; `body` is empty in a run of text alone."""

    zone: list[int]
    body: list[int]

    @property
    def rows(self) -> list[int]:
        """All rows of the run."""
        return self.zone + self.body


def find_tables(sheet: Sheet) -> tuple[list[Table], list[int]]:
    """All tables of a grid and the rows (notes, titles) that belong to none of them."""
    tables: list[Table] = []
    pending: list[Run] = []
    for run in _cut(sheet):
        if run.body:
            _add_typed(sheet, run, pending, tables)
            pending = []
        else:
            pending.append(run)
    left = _settle(sheet, pending, tables, last=True)
    return _without_loose(sheet, tables, left)


def _cut(sheet: Sheet) -> Iterator[Run]:
    for rows in _runs(sheet):
        rest = rows
        while rest:
            start = data_start(sheet, rest)
            if start is None:
                yield Run(rest, [])
                break
            end = _next_header(sheet, rest, start)
            yield Run(rest[:start], rest[start:end])
            rest = rest[end:]


def _runs(sheet: Sheet) -> Iterator[list[int]]:
    run: list[int] = []
    for row in range(len(sheet)):
        if sheet.is_comment(row):
            continue
        if sheet.filled(row):
            run.append(row)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _next_header(sheet: Sheet, rows: Sequence[int], start: int) -> int:
    """Place of the next row that looks like a header and has data below, else the end of the run."""
    kinds = profile(sheet, rows[start : start + 40])
    above = rows[start - 1] if start else None
    width = len(used_columns(sheet, rows[start : start + 40]))
    for place in range(start + 1, len(rows)):
        same = above is not None and sheet.text(rows[place], sheet.filled(above)[0]) == sheet.cells(above)[0]
        if same and above is not None and sheet.cells(rows[place]) == sheet.cells(above):
            return place
        if kinds and is_header_row(sheet, rows[place], kinds, width) and _data_follows(sheet, rows, place):
            return place
    return len(rows)


def _data_follows(sheet: Sheet, rows: Sequence[int], place: int) -> bool:
    following = rows[place + 1 : place + 9]
    return data_start(sheet, [rows[place], *following]) not in (None, 0) if following else False


def profile(sheet: Sheet, rows: Sequence[int]) -> dict[int, str]:
    """The columns that hold one kind of number, date or time in at least 70 % of the cells that say something."""
    step = max(1, len(rows) // PROFILE_ROWS)
    counts: dict[int, Counter[str]] = {}
    for row in rows[::step]:
        for column, found in sheet.kinds(row).items():
            if found != MISSING:
                counts.setdefault(column, Counter())[found] += 1
    usual = {c: counter.most_common(1)[0] for c, counter in sorted(counts.items())}
    return {c: k for c, (k, n) in usual.items() if k in TYPED and n >= 0.7 * sum(counts[c].values())}


def used_columns(sheet: Sheet, rows: Sequence[int]) -> list[int]:
    """The columns in which any of the rows has something."""
    found: set[int] = set()
    for row in rows:
        found.update(sheet.filled(row))
    return sorted(found)


def _add_typed(sheet: Sheet, run: Run, pending: list[Run], tables: list[Table]) -> None:
    used = used_columns(sheet, run.body)
    zone = run.zone
    if pending and _completes(sheet, pending[-1], zone, used):
        zone = pending.pop().rows + zone
    titles, header, labels = split_zone(sheet, zone, used)
    above: list[Run] = []
    if not header:
        above, borrowed = _borrow(sheet, pending, used)
        if borrowed:
            pending = pending[: len(pending) - len(above)]
            labels = [r for a in above[1:] for r in a.rows] + titles + labels
            titles, header, more = split_zone(sheet, above[0].rows, used)
            labels = more + labels
    before = _settle(sheet, pending, tables, last=False)
    _place(sheet, Table(before + titles, header, run.body, used, profile(sheet, run.body), labels), tables)


def _completes(sheet: Sheet, run: Run, zone: Sequence[int], used: Sequence[int]) -> bool:
    """Whether the run above a blank row names what the rows above the data leave without a name."""
    if not zone or len(sheet.filled(zone[-1])) < 2 or len(run.rows) > 6:
        return False
    named = {c for r in zone for c in sheet.filled(r)}
    blank = set(used) - named
    widest = set(sheet.filled(max(run.rows, key=lambda r: len(sheet.filled(r)))))
    texts = all(not sheet.typed(r) for r in run.rows)
    return bool(blank) and texts and blank <= widest and len(widest & set(used)) > max(1, 0.8 * len(used))


def _borrow(sheet: Sheet, pending: list[Run], used: Sequence[int]) -> tuple[list[Run], bool]:
    """The nearest run of text above that can be the header of data without one, with single labels between."""
    for back in range(1, len(pending) + 1):
        run = pending[-back]
        widest = max(run.rows, key=lambda r: len(sheet.filled(r)))
        shared = len(set(sheet.filled(widest)) & set(used))
        if len(sheet.filled(widest)) > 1:
            return pending[-back:], shared >= max(2, 0.5 * len(used)) and len(run.rows) <= 30
    return [], False


def _place(sheet: Sheet, table: Table, tables: list[Table]) -> None:
    """Append a table, or join it to the one above that it continues."""
    previous = tables[-1] if tables else None
    if previous and _continues(sheet, previous, table):
        previous.repeated.extend(table.header)
        previous.labels.extend(table.titles + table.labels)
        previous.body.extend(table.body)
        previous.used = sorted({*previous.used, *table.used})
    else:
        tables.append(table)


def _continues(sheet: Sheet, previous: Table, table: Table) -> bool:
    if not table.header:
        shared = previous.profile.keys() & table.profile.keys()
        agree = sum(previous.profile[c] == table.profile[c] for c in shared)
        if table.titles and _is_closed(sheet, previous) and not _is_closed(sheet, table):
            return False
        inside = set(table.used) <= {*previous.used, *(c for h in previous.header for c in sheet.filled(h))}
        return inside and agree >= max(1, 0.5 * len(table.profile))
    same = [sheet.cells(r) for r in previous.header] == [sheet.cells(r) for r in table.header]
    return same and not table.titles and not _repeats(sheet, previous, table)


def _is_closed(sheet: Sheet, table: Table) -> bool:
    """Whether the last row is the total of the whole: what stands under a title of its own below is another table."""
    words = [normalize(t).replace(" ", "") for t in sheet.cells(table.body[-1])[:1]]
    return words[:1] in (["合計"], ["総計"], ["総合計"], ["計"])


def _repeats(sheet: Sheet, previous: Table, table: Table) -> bool:
    """Whether a second part has the very rows of the first: joined, each would count twice."""
    first = {tuple(sheet.cells(r)) for r in previous.body}
    return sum(tuple(sheet.cells(r)) in first for r in table.body) > 0.5 * len(table.body)


def _settle(sheet: Sheet, pending: list[Run], tables: list[Table], *, last: bool) -> list[int]:
    """What runs of text that are nobody's header are: tables of text, more of the table above, or notes (returned)."""
    left: list[int] = []
    for run in pending:
        rows, widest = run.rows, max(len(sheet.filled(r)) for r in run.rows)
        if tables and _extends(sheet, tables[-1], rows) and not _shares_nothing(sheet, tables[-1], rows):
            tables[-1].body.extend(left + rows)
            left = []
        elif _is_text_table(sheet, rows, widest, alone=last and not tables):
            tables.append(_text_table(sheet, rows, left))
            left = []
        else:
            left.extend(rows)
    return left


def _extends(sheet: Sheet, table: Table, rows: Sequence[int]) -> bool:
    width = len(table.used)
    full = [r for r in rows if len(sheet.filled(r)) >= max(2, 0.5 * width) and set(sheet.filled(r)) <= set(table.used)]
    noted = [r for r in rows if any(is_note(t) for t in sheet.cells(r)) and len(sheet.filled(r)) <= 3]
    if width == 1 and not table.profile:
        return True
    return len(full) >= 0.6 * len(rows) and len(noted) < len(rows) and not table.profile


def _shares_nothing(sheet: Sheet, table: Table, rows: Sequence[int]) -> bool:
    """Whether no text of a run occurs above in its column although the columns there repeat theirs: another table."""
    if len(rows) < 3 or len(table.body) < 3 or len(table.used) < 2:
        return False
    above = {c: [sheet.text(r, c) for r in table.body] for c in table.used}
    repeating = [c for c, texts in above.items() if len(set(texts)) < len(texts)]
    shared = any(sheet.text(r, c) in above[c] for r in rows for c in table.used if sheet.text(r, c))
    return bool(repeating) and not shared


def _is_text_table(sheet: Sheet, rows: Sequence[int], widest: int, *, alone: bool) -> bool:
    if alone and (widest >= 2 or len(used_columns(sheet, range(len(sheet)))) == 1):
        return True
    usual = Counter(len(sheet.filled(r)) for r in rows).most_common(1)[0]
    return len(rows) >= 3 and usual[0] >= 3 and usual[1] >= 0.6 * len(rows)


def _text_table(sheet: Sheet, rows: list[int], titles: list[int]) -> Table:
    start = text_start(sheet, rows)
    used = used_columns(sheet, rows[start:] or rows)
    above, header, labels = split_zone(sheet, rows[:start], used)
    return Table(titles + above, header, rows[start:], used, profile(sheet, rows[start:]), labels)


def _without_loose(sheet: Sheet, tables: list[Table], left: list[int]) -> tuple[list[Table], list[int]]:
    """Small lists without a header beside a real table are notes, not tables."""
    real = [
        t for n, t in enumerate(tables) if not _is_loose(t) and not _is_list_above(sheet, t, tables[n + 1 :])
    ] or tables[:1]
    loose = [r for t in tables if not any(t is k for k in real) for r in (*t.titles, *t.header, *t.labels, *t.body)]
    return real, sorted(left + loose)


def _is_loose(table: Table) -> bool:
    if len(table.used) <= 1:
        return True
    return not table.header and (len(table.used) <= 2 or len(table.body) <= 1)


def _is_list_above(sheet: Sheet, table: Table, below: Sequence[Table]) -> bool:
    """Whether a few lines of two cells (label, value) stand above a wider table: conditions of its making, not data."""
    wider = any(len(t.used) > 2 for t in below)
    return wider and len(table.used) == 2 and len(table.body) <= 1 and table.used[0] not in table.profile
