"""Text and dialect -> records of fields, each field as the file has it.

Text that keeps the rules goes through the standard library's csv. Where a quote breaks them, a lenient reader takes
over in which a quote closes a field only before a delimiter, a line end or the end.
"""

from __future__ import annotations

import csv
import io
from collections import Counter

from data.reading.errors import Unreadable
from data.reading.model import Grid
from data.reading.text.dialect import Dialect

MAX_COLUMNS = 16_384
MAX_FIELD = 1_000_000
MAX_QUOTED_LINES = 200


def parse(text: str, dialect: Dialect) -> tuple[Grid, bool]:
    """All records of a text, and whether its quotes kept the rules. Raises Unreadable: too_wide, long_field."""
    csv.field_size_limit(MAX_FIELD)
    if dialect.escape:
        return _lenient(text, dialect), True
    try:
        return _strict(text, dialect), True
    except csv.Error as error:
        _refuse_limits(str(error), text)
    return _lenient(text, dialect), False


def _strict(text: str, dialect: Dialect) -> Grid:
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=dialect.delimiter,
        quotechar=dialect.quote,
        doublequote=True,
        skipinitialspace=dialect.padded,
        strict=True,
    )
    rows: Grid = []
    for row in reader:
        if len(row) > MAX_COLUMNS:
            raise too_wide(len(row), reader.line_num)
        rows.append(row)
    return rows


def too_wide(columns: int, line: int) -> Unreadable:
    """The refusal of a record with more columns than a spreadsheet has."""
    return Unreadable(
        "too_wide",
        f"{line}行目に{columns:,}列あります（上限は{MAX_COLUMNS:,}列）。",
        f"Line {line} has {columns:,} columns; the limit is {MAX_COLUMNS:,}.",
        "区切り文字を確かめるか、列を減らしてください。",
        "Check the delimiter or remove columns.",
        line,
    )


def _refuse_limits(message: str, text: str) -> None:
    longest = max(text.splitlines(), key=len, default="") if "field larger" in message else ""
    if len(longest) > MAX_FIELD:
        line = text[: text.find(longest)].count("\n") + 1
        raise Unreadable(
            "long_field",
            f"{line}行目に{MAX_FIELD:,}文字を超えるセルがあります。",
            f"Line {line} has a field above {MAX_FIELD:,} characters.",
            "改行や引用符が失われていないか確かめてください。",
            "Check for lost line ends or quotes.",
            line,
        )


def _lenient(text: str, dialect: Dialect) -> Grid:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    rows: Grid = []
    at = 0
    while at < len(text):
        row, at = _record(text, at, dialect)
        if len(row) > MAX_COLUMNS:
            raise too_wide(len(row), len(rows) + 1)
        rows.append(row)
    return _without_stray_quotes(rows, dialect)


def _record(text: str, at: int, dialect: Dialect) -> tuple[list[str], int]:
    row: list[str] = []
    while True:
        if dialect.padded and text[at : at + 1] == " ":
            at += 1
        field, at = _field(text, at, dialect)
        row.append(field)
        if text[at : at + 1] != dialect.delimiter:
            return row, at + 1
        at += 1


def _field(text: str, at: int, dialect: Dialect) -> tuple[str, int]:
    if text[at : at + 1] == dialect.quote:
        quoted = _quoted(text, at, dialect)
        if quoted is not None:
            return quoted
    line = text.find("\n", at)
    line = len(text) if line < 0 else line
    end = text.find(dialect.delimiter, at, line)
    end = line if end < 0 else end
    return text[at:end], end


def _quoted(text: str, start: int, dialect: Dialect) -> tuple[str, int] | None:
    """The field whose quote opens at `start` and the place after it; None where no quote closes it nearby."""
    quote, begin = dialect.quote, start + 1
    if (
        text[begin : begin + 1] == quote
        and not _ends(text, begin + 1, dialect)
        and text[begin + 1 : begin + 2] != quote
    ):
        begin += 1
    at = begin
    while (at := text.find(quote, at)) >= 0:
        if text.count("\n", begin, at) > MAX_QUOTED_LINES:
            return None
        if dialect.escape and text[at - 1] == dialect.escape:
            at += 1
        elif text[at + 1 : at + 2] == quote and not _closes_after_literal(text, at + 1, dialect):
            at += 2
        elif _ends(text, at + 1, dialect) or _closes_after_literal(text, at + 1, dialect):
            end = at + 1 if text[at + 1 : at + 2] == quote else at
            return _unescaped(text[begin:end], dialect), end + 1
        else:
            at += 1
    return None


def _ends(text: str, at: int, dialect: Dialect) -> bool:
    return at >= len(text) or text[at] == dialect.delimiter or text[at] == "\n"


def _closes_after_literal(text: str, at: int, dialect: Dialect) -> bool:
    """Whether a doubled quote is a literal one and the closing one: a delimiter and a newly opened field follow."""
    quote = dialect.quote
    if text[at : at + 1] != quote or not _ends(text, at + 1, dialect):
        return False
    following = text[at + 2 : at + 4]
    return following[:1] != quote or following[1:] != quote


def _unescaped(field: str, dialect: Dialect) -> str:
    if dialect.escape:
        field = field.replace(dialect.escape + dialect.quote, dialect.quote)
    return field.replace(dialect.quote * 2, dialect.quote)


def _without_stray_quotes(rows: Grid, dialect: Dialect) -> Grid:
    """Records cut short by a quote that opens in the wrong place are cut again at the delimiters inside that field."""
    widths = Counter(len(row) for row in rows if any(row))
    if not widths:
        return rows
    common, count = widths.most_common(1)[0]
    if count * 2 < sum(widths.values()):
        return rows
    return [_recut(row, common, dialect) if len(row) < common else row for row in rows]


def _recut(row: list[str], width: int, dialect: Dialect) -> list[str]:
    for place, field in enumerate(row):
        pieces = field.split(dialect.delimiter, width - len(row))
        if len(row) - 1 + len(pieces) == width and len(pieces) > 1:
            return [*row[:place], dialect.quote + pieces[0], *pieces[1:], *row[place + 1 :]]
    return row
