"""XLSX -> one grid of text a sheet, as the sheet shows its cells: 12.3%, 0012, ¥1200 and dates, never rounded.

Formulas give the values that the spreadsheet saved with them. Macros, links and pictures are not looked at.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import ParseError

from data.reading.errors import Unreadable
from data.reading.layout.sheet import Merges
from data.reading.model import Grid
from data.reading.text.records import MAX_COLUMNS, too_wide

MAX_UNPACKED = 300 * 2**20
MAX_RATIO = 200
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="([A-Z]+\d+:[A-Z]+\d+)"')
_LITERAL = re.compile(r'"([^"]*)"|\[\$([^\]-]+)')
_MAX_MERGED = 20_000


@dataclass(frozen=True)
class Page:
    """One sheet: its name, its cells as text, and which cells are merged away."""

    name: str
    grid: Grid
    merges: Merges


def is_workbook(content: bytes) -> bool:
    """Whether bytes are a zip file, as every xlsx is."""
    return content.startswith(b"PK\x03\x04")


def pages(content: bytes) -> Iterator[Page]:
    """The visible sheets that hold anything, first to last. Raises Unreadable: zip_bomb, not_a_workbook, too_wide."""
    from openpyxl import load_workbook  # a third of a start's time, and CSV is read without it

    packed = _checked(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets:
            if sheet.sheet_state == "visible" and (grid := _grid(sheet)):
                yield Page(sheet.title, grid, _merges(packed, sheet))
    except (ParseError, KeyError, ValueError, zipfile.BadZipFile, AttributeError, TypeError, EOFError) as error:
        raise _not_a_workbook() from error


def _not_a_workbook() -> Unreadable:
    hint = ("Excelで開き、xlsxで保存し直してください。", "Open it in Excel and save it again as xlsx.")
    return Unreadable("not_a_workbook", "Excelのブックとして読めません。", "This is no readable workbook.", *hint)


def _checked(content: bytes) -> zipfile.ZipFile:
    """The zip file, refused before anything is unpacked where it would grow beyond all measure."""
    try:
        packed = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise _not_a_workbook() from error
    entries = packed.infolist()
    unpacked = sum(e.file_size for e in entries)
    if unpacked > MAX_UNPACKED or (unpacked > 20 * 2**20 and unpacked > MAX_RATIO * len(content)):
        ja, en = f"展開すると{unpacked // 2**20:,}MBになります。", f"It unpacks to {unpacked // 2**20:,} MB."
        raise Unreadable("zip_bomb", ja, en, "表を分けるか、CSVで保存してください。", "Split it or save it as CSV.")
    if not any(e.filename.endswith("workbook.xml") for e in entries):
        raise _not_a_workbook()
    return packed


def _grid(sheet: Any) -> Grid:
    sheet.reset_dimensions()
    grid: Grid = []
    for row in sheet.iter_rows():
        cells = [_text(cell.value, cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if len(cells) > MAX_COLUMNS:
            raise too_wide(len(cells), len(grid) + 1)
        grid.append(cells)
    while grid and not grid[-1]:
        grid.pop()
    return grid


def _merges(packed: zipfile.ZipFile, sheet: Any) -> Merges:
    """Every cell covered by a merge -> the merge's top left cell. The reader for large sheets leaves merges out."""
    from openpyxl.utils.cell import range_boundaries

    try:
        found = _MERGE.findall(packed.read(sheet._worksheet_path))
    except KeyError:
        return {}
    merges: Merges = {}
    for ref in found:
        left, top, right, bottom = (int(n or 0) for n in range_boundaries(ref.decode()))
        if (right - left + 1) * (bottom - top + 1) + len(merges) > _MAX_MERGED:
            break
        corner = (top - 1, left - 1)
        merges.update(
            {(r, c): corner for r in range(top - 1, bottom) for c in range(left - 1, right) if (r, c) != corner}
        )
    return merges


def _text(value: object, cell: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value, cell.number_format or "")
    return _moment(value)


def _number(value: int | float, code: str) -> str:
    """A number with what its format adds to it: a percent sign, zeros in front, a unit or currency in quotes."""
    exact = Decimal(value) if isinstance(value, int) else Decimal(f"{value:.15g}")
    positive = code.split(";")[0]
    if "%" in positive:
        return _plain(exact * 100) + "%"
    if re.fullmatch(r"0{2,}", positive) and exact == exact.to_integral_value() and exact >= 0:
        return _plain(exact).zfill(len(positive))
    return _with_unit(_plain(exact), positive)


def _with_unit(text: str, code: str) -> str:
    literal = _LITERAL.search(code)
    if literal is None:
        return text
    unit = (literal[1] or literal[2] or "").strip()
    if unit in ("¥", "￥", "\\", "$", "€", "£"):
        return f"-{unit}{text[1:]}" if text.startswith("-") else unit + text
    return text + unit if literal.start() > code.find("0") >= 0 else text


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _moment(value: object) -> str:
    if isinstance(value, datetime):
        at_midnight = value.time() == time(0)
        return value.date().isoformat() if at_midnight else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, timedelta):
        minutes = int(value.total_seconds()) // 60
        return f"{minutes // 60}:{minutes % 60:02}"
    if isinstance(value, time):
        return f"{value.hour}:{value.minute:02}" + (f":{value.second:02}" if value.second else "")
    return value.isoformat() if isinstance(value, date) else str(value)
