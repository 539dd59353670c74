"""Large clean CSV files without holding them: the dialect, layout and types from samples, then DuckDB's own reader.

A plan is made in bounded memory from the head, the tail and pieces between; its SQL has exact types, so that every cell
is checked as it is read, and what does not fit lands in DuckDB's table of rejects with line and column. Files with
totals below, several tables, or values that need more than a replaced mark are not clean: there is no plan for them,
but read().
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import dropwhile
from pathlib import Path

from data.reading.interpret import interpret
from data.reading.model import Column, Grid, Reading, Source
from data.reading.sql import Field, copy_sql, field_of, quoted, select_sql
from data.reading.text.broken import broken_text
from data.reading.text.dialect import Dialect, detect
from data.reading.text.encoding import decode
from data.reading.text.marks import marks_of
from data.reading.text.records import parse

HEAD = 128 * 1024
FIRST = 200
"""Records by which it is seen whether a file may be clean, before all that is sampled is looked at."""
PIECE = 12 * 1024
PIECES = 24
CHUNK = 8 * 2**20


@dataclass(frozen=True)
class StreamPlan:
    """How to read a file as a stream. `skip` counts the lines above the data; see `as_utf8` for other codecs.

    `told` is whether the head shows the codec: one of ASCII alone may be followed by any.
    """

    path: Path
    codec: str
    dialect: Dialect
    skip: int
    fields: tuple[Field, ...]
    header_rows: tuple[int, ...]
    told: bool = True

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns as a Reading has them."""
        return tuple(f.column for f in self.fields)

    @property
    def is_utf8(self) -> bool:
        """Whether DuckDB can read the file as it is."""
        return self.codec in ("ascii", "utf-8", "utf-8-sig")

    def select(self, path: Path | None = None) -> str:
        """The SELECT that reads the file (or its UTF-8 copy) with exact types; rejects go to `reject_errors`."""
        return select_sql(path or self.path, self.dialect, self.skip, self.fields)

    def copy(self, out: Path, path: Path | None = None) -> str:
        """The COPY of that SELECT to Parquet."""
        return copy_sql(self.select(path), out)

    def checks(self, relation: str) -> str:
        """One SELECT of what a load is checked by: the rows, the total of each number, the range of each date; and the
        cells of each text, since DuckDB checks the encoding of no column that nobody asks for.
        """
        texts = [f"count({quoted(f.column.name)})" for f in self.fields if f.column.type == "text"]
        asked = ["count(*) AS rows", *(c for f in self.fields for c in f.checks()), *texts]
        return f"SELECT {', '.join(asked)} FROM {relation}"  # noqa: S608


def stream_plan(path: Path) -> StreamPlan | None:
    """A plan for a clean CSV of any size, or None where the file needs read().

    The encoding is that of the head: DuckDB rejects later text that is no UTF-8, `as_utf8` refuses what is not `codec`.
    """
    head = _head(path)
    decoded = decode(head)
    if decoded.codec.startswith("utf-16") or decoded.replaced or "\0" in decoded.text or marks_of(decoded.text):
        return None
    codec = "utf-8" if decoded.codec == "ascii" else decoded.codec
    dialect = detect(decoded.text)
    grid, clean = parse(decoded.text, dialect)
    if not clean or dialect.escape or dialect.padded or dialect.newline == "\r":
        return None
    plan = _plan(path, codec, dialect, grid, decoded.text)
    return plan and replace(plan, told=decoded.codec != "ascii")


def _plan(path: Path, codec: str, dialect: Dialect, grid: Grid, text: str) -> StreamPlan | None:
    start = grid[:FIRST]
    first = interpret(start, Source("text", codec, dialect.delimiter))
    width = max(len(row) for row in grid)
    if not _is_clean(first, start, width):
        return None
    pieces: list[Grid] = [[], *_pieces(path, codec, dialect)]
    if not _ends_clean(pieces[-1], width):
        return None
    between = [row for piece in pieces for row in piece if len(row) == width]
    above = first.header_rows[-1] if first.header_rows else first.row_numbers[0] - 1
    sample = grid + between
    whole = interpret(sample, Source("text", codec, dialect.delimiter))
    if not _is_clean(whole, sample, width) or whole.header_rows != first.header_rows:
        return None
    fields = [field_of(c, [row[c.position] for row in sample[above:] if row]) for c in whole.columns]
    if any(f is None for f in fields) or len(fields) != width:
        return None
    return StreamPlan(
        path, codec, dialect, _lines_above(text, dialect, above), tuple(f for f in fields if f), whole.header_rows
    )


def _ends_clean(tail: Grid, width: int) -> bool:
    """Whether the last records are all as wide as the rest, once one is (the first may be cut off)."""
    full = list(dropwhile(lambda row: len(row) != width, tail))
    return not tail or (bool(full) and all(len(row) in (0, width) for row in full))


def _is_clean(reading: Reading, grid: Grid, width: int) -> bool:
    """One table that fills the width; nothing skipped below its header; no cell rejected."""
    if reading.verdict != "load" or not reading.rows or reading.rejected or len(reading.columns) != width:
        return False
    first = reading.row_numbers[0]
    return all(s.row < first for s in reading.skipped if any(grid[s.row - 1])) and all(
        len(r) in (0, width) for r in grid[first - 1 :]
    )


def _head(path: Path) -> bytes:
    with path.open("rb") as handle:
        head = handle.read(HEAD)
        return head if len(head) < HEAD else head[: head.rfind(b"\n") + 1] or head


def _decode(decoder: codecs.IncrementalDecoder, chunk: bytes, codec: str, line: int) -> str:
    """The text of a chunk that begins in a line; of the last one, which is empty, what was left of those before."""
    try:
        return decoder.decode(chunk, final=not chunk)
    except UnicodeDecodeError as error:
        raise broken_text(line + error.object[: error.start].count(b"\n"), codec) from error


def _pieces(path: Path, codec: str, dialect: Dialect) -> Iterator[Grid]:
    """Records from places all over the file, its end last; those cut off by a piece's edge are left out."""
    size = path.stat().st_size
    with path.open("rb") as handle:
        for start in sorted({HEAD + (size - HEAD - PIECE) * n // PIECES for n in range(PIECES + 1)}):
            if start >= HEAD:
                handle.seek(start)
                lines = handle.read(PIECE).split(b"\n")[1 : None if start + PIECE >= size else -1]
                yield list(_records(b"\n".join(lines).decode(codec, errors="ignore"), dialect))


def _records(text: str, dialect: Dialect) -> Iterator[list[str]]:
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=dialect.delimiter, quotechar=dialect.quote)
    except csv.Error:
        return


def _lines_above(text: str, dialect: Dialect, records: int) -> int:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=dialect.delimiter, quotechar=dialect.quote)
    for _ in range(records):
        next(reader)
    return reader.line_num


def as_utf8(plan: StreamPlan, out: Path) -> Path:
    """Write a copy in UTF-8, strictly, a chunk at a time. Raises Unreadable: broken_text, with the line."""
    decoder = codecs.getincrementaldecoder(plan.codec)()
    line = 1
    with plan.path.open("rb") as source, out.open("wb") as target:
        while chunk := source.read(CHUNK):
            target.write(_decode(decoder, chunk, plan.codec, line).encode())
            line += chunk.count(b"\n")
        _decode(decoder, b"", plan.codec, line)
    return out


def rejects(rows: Sequence[tuple[int, str, str]]) -> list[str]:
    """Rows of `SELECT line, column_name, error_message FROM reject_errors` as sentences."""
    return [f"{line}行目、列「{column}」：{message.splitlines()[0]}" for line, column, message in rows]
