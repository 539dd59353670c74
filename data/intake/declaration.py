# ruff: noqa: S608 - names are positions
"""A table declaration proposed from a file of no known table: names, types, units, its time and its few-valued columns.

Proposes; a person reviews it. What KPIs it gives rise to is metrics/proposal.py's.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePath

import duckdb

from data.columns import UNIT_IN_NAME, without_unit
from data.declarations import Column, ColumnType, Table
from data.errors import Refusal, Words
from data.filerows import FileColumn
from data.home import Home
from data.intake.understanding import WIDEST, Understanding
from data.people import person, require
from data.tables import rollups_of_home, tables_of_home

FEW = 40
"""Values up to which a column is one to split by."""


@dataclass(frozen=True)
class ProposedColumn:
    """A column to be. `distinct` is how many values it has, `blank` how many cells are missing."""

    name: str
    type: ColumnType
    label: Words
    unit: str
    source_name: str
    distinct: int
    blank: int


@dataclass(frozen=True)
class ProposedTable:
    """A table to be, of the columns of a file; `rows` is how many that has."""

    name: str
    label: Words
    department: str
    owner: str
    time: str
    date_order: str
    columns: tuple[ProposedColumn, ...]
    rows: int

    @property
    def dimensions(self) -> tuple[ProposedColumn, ...]:
        """Columns with few values, by which KPIs may be split."""
        return tuple(
            column
            for column in self.columns
            if column.type in ("text", "boolean") and 2 <= column.distinct <= FEW and 2 * column.distinct <= self.rows
        )

    def table(self) -> Table:
        """The declaration that it amounts to."""
        columns = tuple(Column(c.name, c.type, c.label, c.unit, c.source_name) for c in self.columns)
        return Table(self.name, self.label, columns, self.time, self.department, self.date_order, owner=self.owner)


def propose_table(
    home: Home, understanding: Understanding, *, by: str | None = None, department: str | None = None
) -> ProposedTable:
    """A declaration for a file; the department is that of who asks unless another is named that they may write to."""
    who = person(home, by)
    of = department or who.department
    require(who, "upload", [of])
    if understanding.file_rows is None:
        raise Refusal("unreadable", Words("このファイルは読めません。", "This file can't be read."))
    if len(understanding.columns) > WIDEST:
        raise _too_wide(len(understanding.columns))
    counts = _counts(understanding)
    names = _names([column.name for column in understanding.columns])
    columns = tuple(
        ProposedColumn(name, column.type, _label(column), column.unit or "", column.name, *count)
        for name, column, count in zip(names, understanding.columns, counts, strict=True)
    )
    order = next((column.order for column in understanding.columns if column.order in ("dmy", "mdy")), "ISO")
    stem = PurePath(understanding.name.replace("\\", "/")).stem
    taken = {*tables_of_home(home), *rollups_of_home(home)}
    rows = int(understanding.preview["rows"])
    return ProposedTable(
        _unused(slug(stem), taken), Words(stem, stem), of, who.id, _time(columns), order.upper(), columns, rows
    )


def _too_wide(columns: int) -> Refusal:
    return Refusal(
        "too_many_columns",
        Words(
            f"列が{columns:,}個あります。新しい表にできるのは{WIDEST}列までです。",
            f"There are {columns:,} columns; a new table may have {WIDEST}.",
        ),
        Words("必要な列だけを残したファイルを選んでください。", "Choose a file with only the columns that are needed."),
    )


def slug(text: str, other: str = "table") -> str:
    """A text as a name: letters, digits and _, a letter first."""
    plain = re.sub(r"\W+", "_", unicodedata.normalize("NFKC", text).casefold()).strip("_")[:48]
    return plain if plain and not plain[0].isdigit() else f"{other}_{plain}".rstrip("_")


def _unused(name: str, taken: set[str]) -> str:
    number, found = 2, name
    while found in taken:
        found, number = f"{name}_{number}", number + 1
    return found


def _names(said: list[str]) -> list[str]:
    names: list[str] = []
    for each in said:
        names.append(_unused(slug(without_unit(each) or each, "column"), {*names, "department"}))
    return names


def _label(column: FileColumn) -> Words:
    """What the file calls it, the unit left out where that is kept beside it: 売上高（千円） is 売上高."""
    name = " ".join(column.name.split())
    if column.unit:
        plain = UNIT_IN_NAME.sub("", unicodedata.normalize("NFKC", name))
        name = plain.removesuffix(f" {column.unit}").strip() or name
    return Words(name[:80] or "?", name[:80] or "?")


def _counts(understanding: Understanding) -> list[tuple[int, int]]:
    """Distinct values and missing cells of every column."""
    rows = understanding.file_rows
    assert rows is not None  # noqa: S101 - propose_table has looked
    asked = ", ".join(
        f"approx_count_distinct(c{at}), count(*) - count(c{at})" for at in range(len(understanding.columns))
    )
    with duckdb.connect() as connection:
        [found] = connection.execute(f"SELECT {asked} FROM ({rows.select})").fetchall()
    return [(int(found[at]), int(found[at + 1])) for at in range(0, len(found), 2)]


def _time(columns: tuple[ProposedColumn, ...]) -> str:
    """The column of times: of several, the first without gaps."""
    times = [column for column in columns if column.type in ("date", "datetime")]
    whole = [column for column in times if not column.blank] or times
    return whole[0].name if whole else ""
