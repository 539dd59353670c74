"""What reading a file gives: columns, accepted rows, rejected cells, what was skipped and why.

Values only; nothing here reads, guesses or writes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

Value = int | Decimal | date | datetime | bool | str | None
Grid = list[list[str]]

NUMERIC = ("integer", "decimal")
TYPES = ("integer", "decimal", "date", "datetime", "boolean", "text")


@dataclass(frozen=True)
class Source:
    """How the bytes were understood. `encoding` and `delimiter` are None for a workbook."""

    kind: str
    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    escape: str | None = None
    newline: str | None = None
    sheet: str | None = None
    sheets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """One column as read. `unit` is as the file writes it (円, 千円, %); values are never scaled by it.

    `position` is the column of the file, from 0; `note` says how the type came about where that was not plain.
    """

    name: str
    type: str
    unit: str | None = None
    position: int = 0
    note: str = ""


@dataclass(frozen=True)
class Skipped:
    """A row (from 1) that is no data: title, note, blank, group, (sub)total, summary, repeated_header, other_table."""

    row: int
    reason: str


@dataclass(frozen=True)
class Rejected:
    """A cell that does not fit its column's type; the value is None in the accepted row."""

    row: int
    column: str
    text: str
    reason: str


@dataclass(frozen=True)
class Issue:
    """Something a person should know. `level` is info, fault (cells or a column to mend), warn, choose or refuse; the
    last three make the verdict.
    """

    code: str
    ja: str
    en: str
    level: str = "info"
    rows: tuple[int, ...] = ()
    columns: tuple[str, ...] = ()
    data: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outline:
    """One table found in the file, before any choice: where it lies and what it is called. Rows count from 1."""

    name: str
    header_rows: tuple[int, ...]
    first_row: int
    last_row: int
    columns: tuple[str, ...]
    rows: int
    sheet: str | None = None


@dataclass(frozen=True)
class Shown:
    """A row of the file (from 1) as it stands there, to be seen beside what was read; long rows and cells are cut."""

    row: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """One table of a file as understood. `values` is column-wise: values[c][r] belongs to row_numbers[r]. `printed` are
    totals that the file itself prints.
    """

    source: Source
    verdict: str
    header_rows: tuple[int, ...]
    columns: tuple[Column, ...]
    row_numbers: Sequence[int]
    values: Sequence[Sequence[Value]]
    skipped: tuple[Skipped, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    issues: tuple[Issue, ...] = ()
    tables: tuple[Outline, ...] = ()
    table: int = 0
    raw_header: tuple[str, ...] | None = None
    raw_rows: Grid = field(default_factory=list)
    shown: tuple[Shown, ...] = ()
    printed: Mapping[str, int | Decimal] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """How many data rows were accepted."""
        return len(self.row_numbers)

    def records(self) -> Iterator[tuple[Value, ...]]:
        """The accepted rows, one tuple a row in the order of `columns`."""
        return zip(*self.values, strict=True) if self.columns else iter(())

    def sums(self) -> dict[str, int | Decimal]:
        """The exact total of each numeric column; missing and rejected cells count for nothing."""
        return totals(self.columns, self.values)


def totals(columns: Sequence[Column], values: Sequence[Sequence[Value]]) -> dict[str, int | Decimal]:
    """The exact total of each numeric column."""
    return {c.name: _total(v) for c, v in zip(columns, values, strict=True) if c.type in NUMERIC}


def _total(values: Sequence[Value]) -> int | Decimal:
    total: int | Decimal = 0
    for value in values:
        if isinstance(value, int | Decimal):
            total += value
    return total
