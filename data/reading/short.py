"""Records of a text file that end before its header does, where hardly any other does: a line that was cut off.

Their missing cells are rejected ones, for a person to say whether they are just empty. Files in which many records are
short, or short ones follow from how it is laid out, are left as they are.
"""

from __future__ import annotations

from dataclasses import replace

from data.reading.model import Grid, Issue, Reading, Rejected

FEW = 0.1


def with_short_records(reading: Reading, grid: Grid) -> Reading:
    """The reading with the last cell of each short record among the rejected ones, and an issue that says so."""
    if reading.source.kind != "text" or not reading.header_rows or len(reading.tables) > 1 or len(reading.columns) < 2:
        return reading
    width = len(grid[reading.header_rows[-1] - 1])
    short = [number for number in reading.row_numbers if 0 < len(grid[number - 1]) < width]
    if not short or len(short) > max(1, FEW * reading.rows):
        return reading
    ja = f"見出しより列の少ない行が{len(short):,}行あります。途中で切れていないか確かめてください。"
    en = f"{len(short):,} rows end before the header does; check that they were not cut off."
    issue = Issue("short_rows", ja, en, "fault", rows=tuple(short[:100]))
    last = reading.columns[-1].name
    cells = tuple(Rejected(number, last, "", "short_row") for number in short)
    return replace(reading, rejected=(*reading.rejected, *cells), issues=(*reading.issues, issue))
