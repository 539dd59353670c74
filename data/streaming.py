"""A stream's faults, found while or after it went into the table: lines that were left out, text that is no UTF-8.

What a stream can't hold is refused as not_streamable, so that the file is read whole.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

import duckdb

from data.errors import NO_HINT, Refusal, Words
from data.filerows import FileRows
from data.files import refuse_file
from data.transaction import Transaction

NOT_STREAMABLE = "not_streamable"
MOST = 10_000
UTF8 = ("utf-8", "utf-8-sig")
BAD_VALUE = re.compile(r"bad_value (.*)", re.DOTALL)


@dataclass
class Lines:
    """How many lines of a stream were left out."""

    count: int = 0


@contextlib.contextmanager
def lines_left_out(transaction: Transaction, rows: FileRows, *, refuse: bool) -> Iterator[Lines]:
    """Watches a stream being inserted. Lines with cells of another type are counted, or refuse the file."""
    lines = Lines()
    if not rows.streamed:
        yield lines
        return
    # a stream's rows may lie in any order: keeping it costs a twentieth of the time
    transaction.run("SET preserve_insertion_order=false")
    try:
        yield lines
    except (duckdb.InvalidInputException, duckdb.ConversionException) as error:
        raise _refusal(rows, str(error)) from error
    found = transaction.run(
        "SELECT line, column_name, csv_line, line_byte_position, error_type FROM reject_errors ORDER BY line"
    )
    _refuse_broken(rows, [(line, place, why) for line, *_, place, why in found])
    if len(found) >= MOST:
        raise _not_streamable(rows)
    if found and refuse:
        line, column, content, *_ = found[0]
        raise _bad_line(rows, line, column, content, len({line for line, *_ in found}))
    lines.count = len({line for line, *_ in found})


def _refuse_broken(rows: FileRows, lines: list[tuple[int, int, str]]) -> None:
    """Refuses a file with lines that are no UTF-8; what began with ASCII alone may be of another encoding instead."""
    from data.reading.text.broken import broken_line

    if rows.encoding in UTF8 and (broken := broken_line(rows.source.path, lines)):
        raise broken if rows.told else _not_streamable(rows)


def _refusal(rows: FileRows, said: str) -> Refusal:
    found = BAD_VALUE.search(said.splitlines()[0])
    if not found:
        return _not_streamable(rows)
    what = found.group(1)[:120]
    return refuse_file(
        rows.source.named,
        "bad_value",
        f"列の型に合わない値があります: {what}",
        f"a value does not fit its column: {what}",
    )


def _not_streamable(rows: FileRows) -> Refusal:
    return refuse_file(
        rows.source.named, NOT_STREAMABLE, "分割して読むことができません。", "it can't be read as a stream."
    )


def _bad_line(rows: FileRows, line: int, column: str | None, content: str | None, count: int) -> Refusal:
    place_ja = f"{line}行目、列「{column}」" if column else f"{line}行目"
    place_en = f"line {line}, column '{column}'" if column else f"line {line}"
    hint = (
        Words(f"同様の行が{count}行あります。--skip-rejected でその行を除けます。",
              f"{count} lines are like it. --skip-rejected leaves such lines out.")
        if count > 1
        else NO_HINT
    )  # fmt: skip
    shown = (content or "").strip("\r\n")[:80]
    return refuse_file(
        rows.source.named,
        "bad_value",
        f"{place_ja}: 型に合いません: {shown}",
        f"{place_en}: no value of its type: {shown}",
        hint,
    )
