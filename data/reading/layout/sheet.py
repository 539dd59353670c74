"""A grid of text with what each cell looks like at first sight: number, date, time, missing mark, text or empty.

It looks at one cell or row at a time and decides nothing about tables.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property, lru_cache

from data.reading.model import Grid
from data.reading.values.dates import is_period, is_time, lacks_year, parse_date
from data.reading.values.missing import is_blank, is_missing
from data.reading.values.numbers import normalize, parse_number

EMPTY, NUMBER, DATE, TIME, MISSING, TEXT = "E", "N", "D", "T", "M", "S"
TYPED = frozenset((NUMBER, DATE, TIME))
_NOTE = re.compile(
    r"[:：]|^\s*以上。?\s*$|^\s*[※*＊注(（]?\s*(?:注|\d+\))|※|単位|作成|出典|資料|現在|更新|出力|ダウンロード|update|source|note|件数|印刷|ページ|page",
    re.I,
)
_LONG = 30
Merges = dict[tuple[int, int], tuple[int, int]]


@lru_cache(maxsize=300_000)
def kind(text: str) -> str:
    """What one cell looks like."""
    if is_blank(text):
        return EMPTY
    if is_missing(text):
        return MISSING
    if parse_number(text):
        return NUMBER
    if is_time(text):
        return TIME
    return DATE if parse_date(text) or lacks_year(text) else TEXT


def is_note(text: str) -> bool:
    """Whether a cell reads like a remark about the table and not like a name or a value."""
    plain = normalize(text)
    return bool(_NOTE.search(plain)) or len(plain) > _LONG


class Sheet:
    """The rows of a file, read by index from 0. `columns` restricts the view to a part of the width.

    `merges` gives the top left cell of every merged cell that it covers, where the file tells (a workbook).
    """

    def __init__(self, grid: Grid, columns: Sequence[int] | None = None, merges: Merges | None = None) -> None:
        self.grid = grid
        self.merges = merges or {}
        self.columns = None if columns is None else frozenset(columns)
        self._filled: dict[int, tuple[int, ...]] = {}

    def __len__(self) -> int:
        return len(self.grid)

    def part(self, columns: Sequence[int]) -> Sheet:
        """The same rows, only these columns."""
        return Sheet(self.grid, columns, self.merges)

    @cached_property
    def is_wide(self) -> bool:
        """Whether any row has two cells or more."""
        return any(len(self.filled(r)) > 1 for r in range(len(self)))

    def is_comment(self, row: int) -> bool:
        """Whether a row is a lone cell that begins with # in a grid of several columns."""
        filled = self.filled(row)
        return len(filled) == 1 and self.grid[row][filled[0]].lstrip().startswith("#") and self.is_wide

    def filled(self, row: int) -> tuple[int, ...]:
        """The positions of a row's cells that are not blank."""
        found = self._filled.get(row)
        if found is None:
            cells = [c for c, text in enumerate(self.grid[row]) if text and not is_blank(text)]
            found = tuple(c for c in cells if self.columns is None or c in self.columns)
            self._filled[row] = found
        return found

    def text(self, row: int, column: int) -> str:
        """A cell's text; a row that is too short ends in blanks."""
        cells = self.grid[row]
        return cells[column] if column < len(cells) else ""

    def label(self, row: int, column: int) -> str:
        """A header cell's text; one under a merge across columns has the merge's text."""
        text = self.text(row, column)
        if text or (row, column) not in self.merges:
            return text
        top, left = self.merges[row, column]
        return self.text(top, left) if top == row else ""

    def value(self, row: int, column: int) -> str:
        """A data cell's text; one under a merge down rows has the merge's text."""
        text = self.text(row, column)
        if text or (row, column) not in self.merges:
            return text
        top, left = self.merges[row, column]
        return self.text(top, left) if left == column else ""

    def kind(self, row: int, column: int) -> str:
        """What a cell looks like."""
        return kind(self.text(row, column))

    def kinds(self, row: int) -> dict[int, str]:
        """What a row's cells look like, blanks left out."""
        return {c: kind(self.grid[row][c]) for c in self.filled(row)}

    def typed(self, row: int) -> int:
        """How many cells of a row are numbers, dates or times."""
        return sum(k in TYPED for k in self.kinds(row).values())

    def cells(self, row: int) -> list[str]:
        """The texts of a row's cells that are not blank."""
        return [self.grid[row][c] for c in self.filled(row)]

    def periods(self, row: int) -> bool:
        """Whether a row names periods above its columns: at least two, in numbers or dates, and all different."""
        named = [normalize(t) for t in self.cells(row) if kind(t) in TYPED]
        return len(named) >= 2 and len(set(named)) == len(named) and all(is_period(t) for t in named)
