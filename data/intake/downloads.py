# ruff: noqa: S608 - names are positions, row numbers are numbers
"""Files for a person to take away: rejected rows with reasons, and a table's template; no cell is a live formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

import duckdb

from data.declarations import Table
from data.errors import Language, Words
from data.intake.faults import REASONS
from data.intake.plan import Plan

BOM = "\ufeff"
LIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
NUMBER = re.compile(r"[+-]?\d[\d,]*(\.\d+)?([eE][+-]?\d+)?%?")
UNITS = {"JPY": "円", "hours": "時間", "days": "日", "ratio": "比率"}


def plain(cell: str) -> str:
    """A cell that a spreadsheet takes as text where it would be a formula; negative numbers stay numbers."""
    if cell.startswith(LIVE) and not NUMBER.fullmatch(cell):
        return "'" + cell
    return cell


def as_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """Rows as a CSV that a Japanese spreadsheet opens rightly: UTF-8 with its mark, CRLF."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([plain(cell) for cell in row] for row in rows)
    return (BOM + out.getvalue()).encode("utf-8", errors="replace")


def rejected_csv(plan: Plan, language: Language = "ja") -> bytes:
    """Rows of the file with cells that are no values, these as they stand in it, with row numbers and reasons."""
    cells: dict[int, dict[str, tuple[str, str]]] = {}
    for row, column, said, reason in plan.rejected:
        cells.setdefault(row, {})[column] = (said, reason)
    head = Words("行", "row").in_language(language), Words("理由", "reason").in_language(language)
    names = [column.name for column in plan.rows.columns]
    rows = [[head[0], *names, head[1]]]
    for number, *values in _rows_of(plan, sorted(cells)):
        wrong = cells[number]
        shown = [
            wrong[name][0] if name in wrong else str(value or "") for name, value in zip(names, values, strict=True)
        ]
        rows.append([str(number), *shown, _reasons(wrong, language)])
    return as_csv(rows)


def _rows_of(plan: Plan, numbers: Sequence[int]) -> list[tuple[int, ...]]:
    if not numbers:
        return []
    listed = ", ".join(f"c{at}::VARCHAR" for at in range(len(plan.rows.columns)))
    wanted = ", ".join(str(int(number)) for number in numbers)
    with duckdb.connect() as connection:
        found: list[tuple[int, ...]] = connection.execute(
            f"SELECT __row, {listed} FROM ({plan.rows.select}) WHERE __row IN ({wanted}) ORDER BY __row"
        ).fetchall()
    return found


def _reasons(wrong: dict[str, tuple[str, str]], language: Language) -> str:
    said = []
    for column, (_, reason) in wrong.items():
        words = REASONS.get(reason, REASONS["not_of_type"])
        said.append(f"「{column}」は{words.ja}" if language == "ja" else f"'{column}' {words.en}")
    return "; ".join(said)


def template_csv(table: Table, language: Language = "ja") -> bytes:
    """A table's header, to be filled in: labels in a language (names where two are alike), units in brackets."""
    labels = [column.label.in_language(language) for column in table.columns]
    if len({label.casefold() for label in labels}) < len(labels):
        labels = [column.name for column in table.columns]
    units = [UNITS.get(column.unit, "") if language == "ja" else "" for column in table.columns]
    return as_csv([[f"{label}（{unit}）" if unit else label for label, unit in zip(labels, units, strict=True)]])
