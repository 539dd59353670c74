"""Files made to do harm, written on demand. Data for test_hostile.py and measure.py."""

from __future__ import annotations

import io
import os
import random
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl

WORKBOOK = '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'


def _write(path: Path, *pieces: bytes, times: int = 1) -> None:
    with path.open("wb") as handle:
        for _ in range(times):
            for piece in pieces:
                handle.write(piece)


def _bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", WORKBOOK)
        with packed.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(400):
                sheet.write(b"\0" * 2**20)


def _billion_laughs(path: Path) -> None:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    document = f'<!DOCTYPE z [<!ENTITY a0 "haha">{entities}]><worksheet><sheetData>&a9;</sheetData></worksheet>'
    sheet = f'<?xml version="1.0"?>{document}'
    _repack(path, "xl/worksheets/sheet1.xml", sheet.encode())


def _repack(path: Path, name: str, content: bytes) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "a"
    out = io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(out) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.namelist():
            target.writestr(entry, content if entry == name else source.read(entry))


def _far_cell(path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.cell(1, 1, "a")
    book.active.cell(1_048_576, 16_384, "z")
    book.save(path)


def _truncated_workbook(path: Path) -> None:
    _far_cell(path)
    path.write_bytes(path.read_bytes()[:-400])


def _spread(path: Path) -> None:
    random.seed(4)
    _write(path, bytes(random.randrange(256) for _ in range(2**16)), times=16)


MAKERS: dict[str, Callable[[Path], None]] = {
    "zip_bomb.xlsx": _bomb,
    "billion_laughs.xlsx": _billion_laughs,
    "far_cell.xlsx": _far_cell,
    "truncated.xlsx": _truncated_workbook,
    "zip_as.csv": lambda p: _repack(p, "", b""),
    "one_endless_line.csv": lambda p: _write(p, b"a" * 2**20, times=40),
    "endless_quote.csv": lambda p: _write(p, b'a,b\n1,"', b"x,y\n" * 2**14, times=4),
    "million_columns.csv": lambda p: _write(p, b"a," * 1_000_000 + b"\n", times=3),
    "all_commas.csv": lambda p: _write(p, b"," * 2**20, times=16),
    "nul.csv": lambda p: _write(p, b"\0" * 2**20, times=20),
    "nul_within.csv": lambda p: _write(p, b"a,b\n1,\x002\n3,4\n"),
    "random_bytes.csv": _spread,
    "png.csv": lambda p: _write(p, b"\x89PNG\r\n\x1a\n" + os.urandom(5000)),
    "blank_lines.csv": lambda p: _write(p, b"\n" * 2**20, times=8),
    "formulas.csv": lambda p: _write(p, b"a,b\n=cmd|' /C calc'!A0,1\n@SUM(1+1),2\n+1+cmd,3\n"),
    "deep_quotes.csv": lambda p: _write(p, b"a,b\n", b'"' * 2**20 + b"\n", times=8),
    "long_digits.csv": lambda p: _write(p, b"a,b\n" + b"9" * 500_000 + b",1e999999999\n"),
    "regex_bait.csv": lambda p: _write(p, b"a,b\n" + (b" " * 50_000 + b"x,1\n") + b"1" + b",1" * 8_000 + b"\n"),
    "many_rows.csv": lambda p: _write(p, b"a,b,c\n" + b"1,2,3\n" * 100_000, times=60),
    "too_many_bytes.csv": lambda p: _write(p, b"a,b,c\n1,2,3\n" * 2**16, times=400),
}

MB = 2**20


def _padded_bomb(path: Path) -> None:
    """40 MB that unpack to 440: a sheet of noughts beside pictures that do not shrink."""
    _bomb(path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_STORED) as packed:
        packed.writestr("xl/media/image1.png", random.Random(1).randbytes(39 * MB))


def _wide_workbook(path: Path) -> None:
    """Many short rows that all reach far to the right; the strings of it do not shrink."""
    _far_cell(path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_STORED) as packed:
        packed.writestr("xl/media/image1.png", random.Random(2).randbytes(39 * MB))


LARGE: dict[str, Callable[[Path], None]] = {
    "zip_bomb.xlsx": _padded_bomb,
    "far_cell.xlsx": _wide_workbook,
    "zip_as.csv": _padded_bomb,
    "one_endless_line.csv": lambda p: _write(p, b"a" * MB, times=40),
    "endless_quote.csv": lambda p: _write(p, b'a,b\n1,"' + b"x,y\n" * (40 * MB // 4)),
    "million_columns.csv": lambda p: _write(p, b"a," * (MB - 1) + b"a\n", times=20),
    "all_commas.csv": lambda p: _write(p, b"," * MB, times=40),
    "nul.csv": lambda p: _write(p, b"\0" * MB, times=40),
    "nul_within.csv": lambda p: _write(p, b"a,b\n" + b"1,\x002\n3,4\n" * (40 * MB // 9)),
    "random_bytes.csv": lambda p: _write(p, random.Random(3).randbytes(MB), times=40),
    "png.csv": lambda p: _write(p, b"\x89PNG\r\n\x1a\n" + random.Random(4).randbytes(40 * MB)),
    "blank_lines.csv": lambda p: _write(p, b"\n" * MB, times=40),
    "formulas.csv": lambda p: _write(p, b"a,b\n" + b"=cmd|' /C calc'!A0,1\n@SUM(1+1),2\n" * (40 * MB // 37)),
    "deep_quotes.csv": lambda p: _write(p, b"a,b\n" + (b'"' * MB + b"\n") * 40),
    "long_digits.csv": lambda p: _write(p, b"a,b\n" + (b"9" * 500_000 + b",1e999999999\n") * 80),
    "regex_bait.csv": lambda p: _write(p, b"a,b\n" + (b" " * 50_000 + b"x,1\n") * 800),
    "every_cell_a_date.csv": lambda p: _write(p, b"a,b\n" + b"1/2/3,4/5/6\n" * (40 * MB // 12)),
    "broken_at_the_end.csv": lambda p: _write(p, "日付,金額\n".encode() + b"1,2\n" * (10 * MB) + b"\x81"),
    "many_rows.csv": lambda p: _write(p, b"a,b,c\n" + b"1,2,3\n" * (40 * MB // 6)),
    "sixteen_thousand_columns.csv": lambda p: _write(p, (b"1," * 16_383 + b"1\n") * (40 * MB // 32_768)),
}
"""The same kinds at 40 MB, for measuring a server."""


def make_all(folder: Path) -> Iterator[Path]:
    """Write each file into a folder, one at a time."""
    for name, maker in MAKERS.items():
        path = folder / name
        maker(path)
        yield path
        path.unlink()
