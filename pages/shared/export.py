"""What is shown, as the bytes of a CSV or an XLSX file. Pure: access is checked by who calls, on the click.

Numbers stay numbers. Text that a spreadsheet would run as a formula is neutralised: in CSV by a leading apostrophe,
in XLSX by the string type of the cell besides.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

FORMULA = tuple("=+-@\t\r\n＝＋－＠")
WIDEST = 40


@dataclass(frozen=True)
class Sheet:
    """A table to save: its name and the frame."""

    title: str
    frame: pd.DataFrame


def as_csv(sheet: Sheet) -> bytes:
    """UTF-8 with BOM, so that Excel reads the Japanese; one header row, nothing above or below the table."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([neutral(str(name)) for name in sheet.frame.columns])
    writer.writerows([_csv_cell(value) for value in row] for row in _rows(sheet.frame))
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8")


def as_xlsx(sheets: Sequence[Sheet], about: Sheet | None = None) -> bytes:
    """A workbook of one sheet a table, and a last one with the conditions they were asked under (two columns)."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for sheet in sheets:
        page = book.create_sheet(_sheet_name(sheet.title))
        _fill(page, [list(sheet.frame.columns), *_rows(sheet.frame)])
        page.freeze_panes = "A2"
    if about is not None:
        _fill(book.create_sheet(_sheet_name(about.title)), _rows(about.frame))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def neutral(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe before a sign, a tab or a full-width form of one."""
    return "'" + text if text.lstrip(" \u3000\xa0").startswith(FORMULA) or text.startswith(FORMULA) else text


def _rows(frame: pd.DataFrame) -> list[list[Any]]:
    return [[_plain(value) for value in row] for row in frame.itertuples(index=False, name=None)]


def _plain(value: Any) -> Any:
    """A Python value; None where it is absent or no number."""
    if value is None or value is pd.NaT or (isinstance(value, float) and not math.isfinite(value)):
        return None
    if isinstance(value, pd.Timestamp):
        value = value.to_pydatetime()
    if isinstance(value, dt.datetime) and value.time() == dt.time(0):
        return value.date()
    return value.item() if hasattr(value, "item") else value


def _csv_cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return value.isoformat()
    return neutral(value) if isinstance(value, str) else value


def _fill(page: Any, rows: Sequence[Sequence[Any]]) -> None:
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row, start=1):
            _write(page.cell(number, place), value)
    for place, column in enumerate(zip(*rows, strict=True), start=1):
        width = max(_width(value) for value in column)
        page.column_dimensions[page.cell(1, place).column_letter].width = min(width + 2, WIDEST)


def _write(cell: Any, value: Any) -> None:
    if isinstance(value, str):
        cell.value = _legal(neutral(value))
        cell.data_type = "s"
    elif value is not None:
        cell.value = value
        if isinstance(value, dt.date):
            cell.number_format = "yyyy-mm-dd" if type(value) is dt.date else "yyyy-mm-dd hh:mm"


def _legal(text: str) -> str:
    """Without the control characters that XLSX can't hold."""
    return "".join(letter for letter in text if letter in "\t\n\r" or ord(letter) >= 32)


def _width(value: Any) -> int:
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in str("" if value is None else value))


def _sheet_name(title: str) -> str:
    return "".join("_" if letter in r"[]:*?/\'" else letter for letter in _legal(title))[:31] or "Sheet1"
