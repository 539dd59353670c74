"""Lines of a UTF-8 file that a reader could not take: whether one of them is no UTF-8 at all, and the refusal of it.

Finds no such lines itself, and reads nothing but them.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from io import BufferedReader
from pathlib import Path

from data.reading.errors import Unreadable

LONGEST = 2**20
INVALID = "INVALID ENCODING"
"""What DuckDB says of a line, or of a part of it, that is no UTF-8."""
Rejected = tuple[int, int, str]
"""Of a line that could not be taken: its number, the place of its first byte, both from 1, and why."""


def broken_line(path: Path, lines: Iterable[Rejected]) -> Unreadable | None:
    """The refusal (broken_text) of the first line that is no UTF-8; None where all are."""
    with path.open("rb") as stream:
        for number, start, why in sorted(set(lines)):
            if why == INVALID or not _is_utf8(stream, start - 1):
                return broken_text(number, "utf-8")
    return None


def _is_utf8(stream: BufferedReader, start: int) -> bool:
    stream.seek(start)
    line = stream.readline(LONGEST)
    if line == b"\n":  # DuckDB counts from the second half of the line end before, where that has two
        line = stream.readline(LONGEST)
    try:
        codecs.getincrementaldecoder("utf-8")().decode(line, final=len(line) < LONGEST)
    except UnicodeDecodeError:
        return False
    return True


def broken_text(line: int, codec: str) -> Unreadable:
    """The refusal of a file whose text is broken at a line."""
    ja, en = f"{line}行目の文字が壊れています（{codec}）。", f"The text is broken at line {line} ({codec})."
    hints = "元のデータから保存し直してください。", "Save the file again from where it came."
    return Unreadable("broken_text", ja, en, *hints, line)
