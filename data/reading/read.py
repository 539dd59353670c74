"""The way in: a file's bytes -> Reading, by way of text or workbook."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from data.reading.errors import Unreadable
from data.reading.interpret import interpret
from data.reading.model import Grid, Issue, Reading, Source
from data.reading.preview import as_json, refusal
from data.reading.remarks import control_characters, joined_records, loose_quotes, replaced_characters
from data.reading.text.dialect import detect
from data.reading.text.encoding import decode
from data.reading.text.mend import mend
from data.reading.text.records import parse


def read(
    content: bytes | Path,
    *,
    sheet: str | None = None,
    table: int | None = None,
    declared: Mapping[str, str] | None = None,
) -> Reading:
    """Read one table. `content` is the file's bytes or its path; `sheet` names one of a workbook; `table` counts from 0;
    `declared` gives types by column name (integer, decimal, date, datetime, boolean, text), which then hold.

    Raises Unreadable (empty, binary, broken_text, mixed_encodings, too_wide, long_field, no_table, no_such_table, …).
    """
    content = content.read_bytes() if isinstance(content, Path) else content
    return _read_text(content, table, declared or {})


def preview(content: bytes | Path, *, sheet: str | None = None, table: int | None = None) -> dict[str, Any]:
    """What was understood of a file, as JSON; a file that is refused has verdict `refuse` and an `error`."""
    try:
        return as_json(read(content, sheet=sheet, table=table))
    except Unreadable as error:
        return refusal(error)


def raw(content: bytes | Path, *, sheet: str | None = None, table: int | None = None) -> Grid:
    """Every cell of one table as the file has it: the joined header first, where there is one, then all rows of the body."""
    try:
        found = read(content, sheet=sheet, table=table)
    except Unreadable as error:
        if error.code in ("empty", "no_table"):
            return []
        raise
    return [*([list(found.raw_header)] if found.raw_header is not None else []), *found.raw_rows]


def _read_text(content: bytes, table: int | None, declared: Mapping[str, str]) -> Reading:
    decoded = decode(content)
    text, issues = _without_nul(decoded.text)
    if decoded.replaced:
        issues.append(replaced_characters(decoded.replaced))
    dialect = detect(text)
    grid, clean = parse(text, dialect)
    grid, joined = mend(grid, dialect.delimiter)
    if joined:
        issues.append(joined_records(joined))
    if not clean:
        issues.append(loose_quotes())
    source = Source("text", decoded.codec, dialect.delimiter, dialect.quote, dialect.escape, dialect.newline)
    return interpret(grid, source, table=table, wanted=declared, issues=issues)


def _without_nul(text: str) -> tuple[str, list[Issue]]:
    count = text.count("\0")
    return (text.replace("\0", ""), [control_characters(count)]) if count else (text, [])
