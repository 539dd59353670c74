"""What is exported: numbers as numbers, no live formula, absent values empty."""

import csv
import datetime as dt
import io

import openpyxl
import pandas as pd
import pytest

from pages.shared.export import Sheet, as_csv, as_xlsx, neutral

LIVE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1+1", "＋1", "－1", "＠x", " =1", "　=1", "\r=1"]


@pytest.fixture
def sheet():
    frame = pd.DataFrame(
        {
            "期間": [pd.Timestamp("2026-11-01")] * len(LIVE),
            "=名前": LIVE,
            "値": [-1.5, float("nan"), 0.1 + 0.2, *[3.0] * (len(LIVE) - 3)],
            "件数": range(len(LIVE)),
        }
    )
    return Sheet("表示中の数値[1]", frame)


def test_csv_neutralises_text_and_keeps_numbers(sheet):
    text = as_csv(sheet).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert rows[0] == ["期間", "'=名前", "値", "件数"]
    assert [row[1] for row in rows[1:]] == ["'" + cell for cell in LIVE]
    assert [rows[1][2], rows[2][2], rows[3][2]] == ["-1.5", "", repr(0.1 + 0.2)]
    assert rows[1][0] == "2026-11-01"


def test_xlsx_has_no_formula_and_keeps_types(sheet):
    book = openpyxl.load_workbook(
        io.BytesIO(as_xlsx([sheet, sheet], Sheet("条件", pd.DataFrame([("KPI", "=cmd"), ("時点", "最新")]))))
    )
    cells = [cell for page in book for row in page.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    page = book.worksheets[0]
    assert page.title == "表示中の数値_1_"
    assert page["C2"].value == -1.5
    assert page["C3"].value is None
    assert page["A2"].value.date() == dt.date(2026, 11, 1)
    assert book.worksheets[2]["B1"].value == "'=cmd"


@pytest.mark.parametrize("text", ["売上", "1,200", "a=b", "", "関西-1"])
def test_harmless_text_stays(text):
    assert neutral(text) == text
