"""Delimiters of two characters, as bulk exports of databases have them: 1+|Ken+|2026-04-01&| at the end of a record.

Such text knows no quotes. It is told by a mark before nearly every delimiter; all else is dialect.py's.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from data.reading.model import Grid
from data.reading.text.dialect import SAMPLE

SECOND = "|;^~\t,"
FIRST = frozenset("+~^#$&@!|:;*")


@dataclass(frozen=True)
class Marks:
    """What parts fields, and what ends a record before its line end ("" for nothing)."""

    delimiter: str
    end: str


def marks_of(text: str) -> Marks | None:
    """The marks of a text that is parted by two characters; None for any other text."""
    lines = [line for line in text[:SAMPLE].splitlines() if line]
    lines = lines[:-1] if len(text) > SAMPLE else lines
    found = (_marks(lines, second) for second in SECOND if lines and sum(line.count(second) for line in lines))
    return next((marks for marks in found if marks), None)


def _marks(lines: list[str], second: str) -> Marks | None:
    ends = Counter(line[-2:] for line in lines if line.endswith(second))
    end, often = ends.most_common(1)[0] if ends else ("", 0)
    end = end if often >= 0.5 * len(lines) and end[:1] in FIRST else ""
    bodies = [line.removesuffix(end) for line in lines]
    before = Counter(body[at - 1] for body in bodies for at, char in enumerate(body) if at and char == second)
    first, count = before.most_common(1)[0] if before else ("", 0)
    total = sum(body.count(second) for body in bodies)
    known = first in FIRST and first != second and count >= 0.95 * total and count >= max(2, len(lines))
    return Marks(first + second, end) if known else None


def parse_marked(text: str, marks: Marks) -> Grid:
    """All records. Where records have an end of their own, line ends within them belong to fields."""
    plain = text.replace("\r\n", "\n").removesuffix("\n")
    records = plain.removesuffix(marks.end).split(f"{marks.end}\n") if marks.end else plain.split("\n")
    return [record.split(marks.delimiter) if record else [] for record in records]
