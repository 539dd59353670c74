"""The way in: a file's bytes -> Reading, by way of text or workbook."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from data.reading.errors import Unreadable
from data.reading.interpret import interpret, verdict
from data.reading.model import Grid, Issue, Reading, Source
from data.reading.preview import as_json, refusal
from data.reading.remarks import (
    control_characters,
    joined_records,
    long_records,
    loose_quotes,
    replaced_characters,
    several,
)
from data.reading.text.dialect import Dialect, detect
from data.reading.text.encoding import decode
from data.reading.text.marks import marks_of, parse_marked
from data.reading.text.mend import mend, too_long
from data.reading.text.otherforms import refuse_other_forms
from data.reading.text.records import parse
from data.reading.workbook import Page, is_workbook, pages

NOTHING = ("empty", "no_table")


def read(
    content: bytes | Path,
    *,
    sheet: str | None = None,
    table: int | None = None,
    declared: Mapping[str, str] | None = None,
    stage: Callable[[str], None] = lambda _: None,
) -> Reading:
    """Read one table. `content` is the file's bytes or its path; `sheet` names one of a workbook; `table` counts from
    0; `declared` gives types by column name (integer, decimal, date, datetime, boolean, text), which then hold;
    `stage` is told how far the reading is: decode, parse, layout.

    Raises Unreadable (empty, binary, broken_text, mixed_encodings, too_wide, long_field, no_table, no_such_table, …).
    """
    content = content.read_bytes() if isinstance(content, Path) else content
    stage("decode")
    if is_workbook(content):
        return read_book(content, sheet, table, declared or {})
    if sheet is not None:
        raise Unreadable(
            "no_such_sheet",
            f"シート「{sheet[:80]}」はありません（ブックではなく文字のファイルです）。",
            f"No sheet {sheet[:80]!r}: this is a text file and no workbook.",
        )
    return _read_text(content, table, declared or {}, stage)


def preview(content: bytes | Path, *, sheet: str | None = None, table: int | None = None) -> dict[str, Any]:
    """What was understood of a file, as JSON; a file that is refused has verdict `refuse` and an `error`."""
    try:
        return as_json(read(content, sheet=sheet, table=table))
    except Unreadable as error:
        return refusal(error)


def raw(content: bytes | Path, *, sheet: str | None = None, table: int | None = None) -> Grid:
    """Every cell of one table as the file has it: the joined header, where there is one, then all rows of the body."""
    try:
        found = read(content, sheet=sheet, table=table)
    except Unreadable as error:
        if error.code in NOTHING:
            return []
        raise
    return raw_of(found)


def raw_of(found: Reading) -> Grid:
    """A reading's cells as the file has them, the joined header first."""
    return [*([list(found.raw_header)] if found.raw_header is not None else []), *found.raw_rows]


def _read_text(content: bytes, table: int | None, declared: Mapping[str, str], stage: Callable[[str], None]) -> Reading:
    decoded = decode(content)
    text, issues = _without_nul(decoded.text)
    refuse_other_forms(text)
    if decoded.replaced:
        issues.append(replaced_characters(decoded.replaced))
    stage("parse")
    marks = marks_of(text)
    dialect = Dialect(marks.delimiter) if marks else detect(text)
    grid, clean = (parse_marked(text, marks), True) if marks else parse(text, dialect)
    grid, joined = mend(grid, dialect.delimiter)
    if joined:
        issues.append(joined_records(joined))
    if long := too_long(grid):
        issues.append(long_records(long))
    if not clean:
        issues.append(loose_quotes())
    stage("layout")
    source = Source("text", decoded.codec, dialect.delimiter, dialect.quote, dialect.escape, dialect.newline)
    return interpret(grid, source, table=table, wanted=declared, issues=issues)


def read_book(content: bytes, sheet: str | None, table: int | None, declared: Mapping[str, str]) -> Reading:
    """Read one table of a workbook: of the sheet named, else of all sheets, whose tables are then counted in a row."""
    found = {page.name: page for page in pages(content)}
    if not found:
        raise Unreadable("empty", "ブックにデータがありません。", "The workbook is empty.")
    if sheet is not None and sheet not in found:
        listed = "、".join(found)
        raise Unreadable(
            "no_such_sheet", f"シート「{sheet}」はありません（{listed}）。", f"No sheet {sheet!r}; there are {listed}."
        )
    names = [sheet] if sheet is not None else list(found)
    readings = [_page(found[name], tuple(found), declared) for name in names]
    return _one_of([r for r in readings if r], found, table, declared)


def _page(page: Page, sheets: tuple[str, ...], declared: Mapping[str, str], table: int | None = None) -> Reading | None:
    source = Source("workbook", sheet=page.name, sheets=sheets)
    try:
        return interpret(page.grid, source, table=table, wanted=declared, merges=page.merges)
    except Unreadable as error:
        if error.code == "no_table":
            return None
        raise


def _one_of(
    readings: list[Reading], found: Mapping[str, Page], table: int | None, declared: Mapping[str, str]
) -> Reading:
    """The reading of the table asked for, or of the longest, told that the other sheets' tables are there too."""
    outlines = tuple(replace(o, sheet=r.source.sheet) for r in readings for o in r.tables)
    if not outlines:
        raise Unreadable("no_table", "表が見つかりません。", "No table was found.")
    at = table if table is not None else max(range(len(outlines)), key=lambda i: (outlines[i].rows, -i))
    if not 0 <= at < len(outlines):
        raise Unreadable("no_such_table", f"表は{len(outlines)}個です。", f"The file has {len(outlines)} tables.")
    name = outlines[at].sheet or ""
    inside = at - next(i for i, o in enumerate(outlines) if o.sheet == name)
    one = _page(found[name], tuple(found), declared, inside) or readings[0]
    issues = tuple(i for i in one.issues if i.code != "several_tables") + (
        several(outlines) if len(outlines) > 1 else ()
    )
    return replace(one, tables=outlines, table=at, issues=issues, verdict=verdict(issues))


def _without_nul(text: str) -> tuple[str, list[Issue]]:
    count = text.count("\0")
    return (text.replace("\0", ""), [control_characters(count)]) if count else (text, [])
