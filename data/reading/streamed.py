"""A large clean file read by its plan: the preview's figures from DuckDB, and the rows to Parquet where asked for.

Runs in the child process. What the plan cannot hold (a number that would be rounded, text that is no UTF-8) gives None:
the file is then read() whole.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from data.reading.model import NUMERIC, Column
from data.reading.preview import figure
from data.reading.stream import StreamPlan, as_utf8, stream_plan
from data.reading.text.broken import broken_line

MEMORY = "1GB"


def streamed(path: Path, out: Path | None) -> dict[str, Any] | None:
    """The preview of a file, rows written to `out` if given; None where the file has to be read whole."""
    plan = stream_plan(path)
    if plan is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        source = path if plan.is_utf8 else as_utf8(plan, Path(folder) / "utf8.csv")
        try:
            return _answer(plan, source, out)
        except duckdb.Error:
            return None


def _answer(plan: StreamPlan, source: Path, out: Path | None) -> dict[str, Any] | None:
    with duckdb.connect(config={"memory_limit": MEMORY, "threads": 2}) as connection:
        if out:
            connection.execute(plan.copy(out, source))
        relation = f"'{out}'" if out else f"({plan.select(source)})"
        [found] = connection.execute(plan.checks(relation)).fetchall()
        refused = connection.execute(
            "SELECT line, column_name, csv_line, error_type FROM reject_errors ORDER BY line LIMIT 1000"
        ).fetchall()
        lines = connection.execute("SELECT DISTINCT line, line_byte_position, error_type FROM reject_errors").fetchall()
    if plan.is_utf8 and (broken := broken_line(plan.path, lines)):
        if plan.told:
            raise broken
        return None
    return _json(plan, found, refused)


def _json(plan: StreamPlan, found: Sequence[Any], refused: Sequence[tuple[int, str, str, str]]) -> dict[str, Any]:
    return {
        "encoding": plan.codec,
        "delimiter": plan.dialect.delimiter,
        "header_rows": list(plan.header_rows),
        "columns": [{"name": c.name, "type": c.type, "unit": c.unit} for c in plan.columns],
        "rows": found[0],
        "sums": _sums(plan.columns, found[1:]),
        "skipped": [{"row": line, "reason": "rejected"} for line in _lines(refused)],
        "tables": 1,
        "verdict": "warn" if refused else "load",
        "issues": _issues(refused),
        "outlines": [],
        "table": 0,
        "rejected": [
            {"row": line, "column": c, "text": t.strip("\r\n")[:200], "reason": k} for line, c, t, k in refused
        ],
        "notes": [c.note for c in plan.columns],
        "shown": [],
        "sheet": None,
        "sheets": [],
    }


def _lines(refused: Sequence[tuple[int, str, str, str]]) -> list[int]:
    """The rejected lines, each once: a line may be wrong in several cells."""
    return sorted({line for line, *_ in refused})


def _issues(refused: Sequence[tuple[int, str, str, str]]) -> list[dict[str, Any]]:
    if not refused:
        return []
    rows = _lines(refused)
    ja = f"型に合わない行が{len(rows):,}行以上あり、読み込まれません。"
    en = f"{len(rows):,} rows or more do not fit their types and are left out."
    return [
        {"code": "rejected_rows", "level": "warn", "ja": ja, "en": en, "rows": rows[:100], "columns": [], "data": []}
    ]


def _sums(columns: Sequence[Column], found: Sequence[Any]) -> dict[str, Any]:
    """The checks give one figure for a number, two for a date, in the order of the columns."""
    sums, place = {}, 0
    for column in columns:
        if column.type in NUMERIC:
            total = found[place]
            sums[column.name] = 0 if total is None else total if isinstance(total, float) else figure(total)
        place += {"integer": 1, "decimal": 1, "date": 2, "datetime": 2}.get(column.type, 0)
    return sums
