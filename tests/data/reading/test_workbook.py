# ruff: noqa: E501, DTZ001 - tables of cases; files hold local times
"""Workbooks: every sheet, formats that show, merged cells, saved values of formulas."""

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest

from data.reading import Unreadable, preview, read
from data.reading.child import STREAM_FROM
from data.reading.process import Task, run


def content(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture
def book():
    found = openpyxl.Workbook()
    sheet = found.active
    sheet.title = "売上"
    for row in (["店舗", "日付", "売上", "率", "コード", "時刻"], ["新宿", date(2026, 4, 1), 1000, 0.125, 7, datetime(2026, 4, 1, 9, 30)],
                ["大阪", date(2026, 4, 2), -200, 0.1, 12, datetime(2026, 4, 2, 0, 0)]):  # fmt: skip
        sheet.append(row)
    for row in (2, 3):
        sheet.cell(row, 3).number_format = '#,##0"円"'
        sheet.cell(row, 4).number_format = "0.0%"
        sheet.cell(row, 5).number_format = "0000"
    return found


def test_cells_are_read_as_they_show(book):
    found = read(content(book))
    assert [c.type for c in found.columns] == ["text", "date", "integer", "decimal", "text", "datetime"]
    assert [c.unit for c in found.columns][2:4] == ["円", "%"]
    assert next(found.records()) == (
        "新宿",
        date(2026, 4, 1),
        1000,
        Decimal("12.5"),
        "0007",
        datetime(2026, 4, 1, 9, 30),
    )


def test_a_choice_is_offered_between_sheets(book):
    other = book.create_sheet("経費")
    for row in (["科目", "金額"], ["家賃", 5], ["光熱費", 6], ["通信費", 7]):
        other.append(row)
    found = preview(content(book))
    assert (found["verdict"], found["tables"], found["sheet"]) == ("choose", 2, "経費")
    assert preview(content(book), sheet="売上")["verdict"] == "load"
    assert preview(content(book), table=0)["sheet"] == "売上"


def test_an_unknown_sheet_is_refused_with_the_names(book):
    with pytest.raises(Unreadable, match="売上"):
        read(content(book), sheet="x")


def test_merged_headers_reach_over_their_columns_and_merged_keys_down():
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["店舗", "前期", None, "当期", None],
        [None, "売上", "客数", "売上", "客数"],
        ["新宿", 1, 2, 3, 4],
        [None, 5, 6, 7, 8],
        ["大阪", 9, 1, 2, 3],
    ):
        sheet.append(row)
    for area in ("A1:A2", "B1:C1", "D1:E1", "A3:A4"):
        sheet.merge_cells(area)
    found = read(content(book))
    assert [c.name for c in found.columns] == ["店舗", "前期 売上", "前期 客数", "当期 売上", "当期 客数"]
    assert found.values[0] == ["新宿", "新宿", "大阪"]


def test_a_workbook_is_known_by_its_bytes_not_its_name(book, tmp_path):
    path = tmp_path / "x.csv"
    path.write_bytes(content(book))
    assert preview(path)["sheet"] == "売上"


def test_an_empty_workbook_is_refused():
    assert preview(content(openpyxl.Workbook()))["verdict"] == "refuse"


def test_a_workbook_too_large_to_be_taken_for_a_stream_is_read_as_one(book, tmp_path):
    path = tmp_path / "photos.xlsx"
    path.write_bytes(content(book))
    with zipfile.ZipFile(path, "a", zipfile.ZIP_STORED) as packed:
        packed.writestr("xl/media/image1.png", b"\x89PNG" * (STREAM_FROM // 4))
    found = run(Task(path))
    assert (found["verdict"], found["rows"], found["sheet"]) == ("load", 2, "売上")
