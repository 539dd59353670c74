"""A Reading as the JSON of `data preview`. The names of its fields are stable."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from data.errors import command_language
from data.reading.errors import Unreadable
from data.reading.model import Issue, Outline, Reading


def as_json(reading: Reading) -> dict[str, Any]:
    """The stable fields, and beside them the outlines of all tables and the rejected cells."""
    return {
        "encoding": reading.source.encoding,
        "delimiter": reading.source.delimiter,
        "header_rows": list(reading.header_rows),
        "columns": [{"name": c.name, "type": c.type, "unit": c.unit} for c in reading.columns],
        "rows": reading.rows,
        "sums": {name: figure(value) for name, value in reading.sums().items()},
        "skipped": [{"row": s.row, "reason": s.reason} for s in reading.skipped],
        "tables": len(reading.tables),
        "verdict": reading.verdict,
        "issues": [_issue(i) for i in reading.issues],
        "outlines": [_outline(o) for o in reading.tables],
        "table": reading.table,
        "rejected": [
            {"row": r.row, "column": r.column, "text": r.text, "reason": r.reason} for r in reading.rejected[:1000]
        ],
        "notes": [c.note for c in reading.columns],
        "printed": {name: figure(value) for name, value in reading.printed.items()},
        "shown": [[s.row, *s.cells] for s in reading.shown],
        "sheet": reading.source.sheet,
        "sheets": list(reading.source.sheets),
    }


def refusal(error: Unreadable) -> dict[str, Any]:
    """A refused file in the same shape, its error beside: verdict refuse, no rows."""
    return error.as_json(command_language())


def figure(value: int | Decimal) -> int | float | str:
    """A total as JSON: exact. What a double cannot hold to the digit is written as text."""
    if isinstance(value, int):
        return value if abs(value) < 2**53 else str(value)
    plain = format(value, "f")
    number = float(value)
    return number if Decimal(repr(number)) == value else plain


def _issue(issue: Issue) -> dict[str, Any]:
    return {
        "code": issue.code,
        "level": issue.level,
        "ja": issue.ja,
        "en": issue.en,
        "rows": list(issue.rows),
        "columns": list(issue.columns),
        "data": list(issue.data),
    }


def _outline(outline: Outline) -> dict[str, Any]:
    return {
        "name": outline.name,
        "header_rows": list(outline.header_rows),
        "first_row": outline.first_row,
        "last_row": outline.last_row,
        "columns": list(outline.columns),
        "rows": outline.rows,
        "sheet": outline.sheet,
    }
