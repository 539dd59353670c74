"""Large clean files go in as streams: the same rows as read whole, faults with their line."""

from __future__ import annotations

from pathlib import Path

import pytest

from data import filerows
from data.errors import Refusal
from data.lake import How, history, load, newest_snapshot
from data.warehouse import read_engine

HEADER = "請求日,請求番号,地域,金額"
ROWS = 20_000


@pytest.fixture(autouse=True)
def small_streams(monkeypatch):
    monkeypatch.setattr(filerows, "STREAM_FROM", 1 << 19)


def big(tmp_path: Path, encoding: str = "utf-8", **changed: str) -> Path:
    lines = [f"2026-04-{n % 28 + 1:02},{n:06},東京,{n}.{n % 4 * 25:02}" for n in range(ROWS)]
    for place, line in changed.items():
        lines[int(place[1:])] = line
    path = tmp_path / "big.csv"
    path.write_bytes("\n".join([HEADER, *lines, ""]).encode(encoding))
    return path


def figures(home) -> tuple[object, ...]:
    engine = read_engine(home)
    [row] = engine.fetch_rows(
        "SELECT count(*), sum(amount), min(bill_id), count(DISTINCT region) FROM lake.main.billing"
    )
    [rolled] = engine.fetch_rows("SELECT sum(n), sum(amount) FROM lake.main.billing_by_region")
    return (*row, *rolled)


TOTAL = sum(n + (n % 4) * 0.25 for n in range(ROWS))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_a_stream_is_loaded_with_types_text_and_rollups(billing, tmp_path, monkeypatch, encoding):
    monkeypatch.setattr("data.loads.document_rows", None)
    done = load(billing, big(tmp_path, encoding), "billing")
    assert figures(billing) == (ROWS, TOTAL, "000000", 1, ROWS, TOTAL)
    assert (done.rows, done.rejected) == (ROWS, 0)


def test_a_bad_cell_in_the_middle_is_refused_with_its_line_or_left_out(billing, tmp_path):
    path = big(tmp_path, _11111="2026-04-31,x,東京,1", _12000="2026-04-30,y,東京,many")
    with pytest.raises(Refusal, match=r"(line|row) 11113") as refusal:
        load(billing, path, "billing")
    assert refusal.value.code == "bad_value"
    assert newest_snapshot(billing) == 0
    done = load(billing, path, "billing", how=How(skip_rejected=True))
    assert (done.rows, done.rejected) == (ROWS - 2, 2)
    assert history(billing)[0].rejected == 2


def test_a_date_in_another_form_in_the_middle_is_refused_with_its_line_or_left_out(billing, tmp_path):
    path = big(tmp_path, _11111="R8.4.30,x,東京,△5")
    with pytest.raises(Refusal, match=r"line 11113.*R8\.4\.30") as refusal:
        load(billing, path, "billing")
    assert refusal.value.code == "bad_value"
    done = load(billing, path, "billing", how=How(skip_rejected=True))
    assert (done.rows, done.rejected) == (ROWS - 1, 1)
    assert read_engine(billing).fetch_rows("SELECT count(*) FROM lake.main.billing") == [(ROWS - 1,)]


def test_text_that_changes_its_encoding_midway_is_refused(billing, tmp_path):
    path = big(tmp_path)
    content = path.read_bytes()
    middle = content.index(b"2026-04-01", len(content) // 2)
    path.write_bytes(content[:middle] + "2026-04-01,z,髙崎,1\n".encode("cp932") + content[middle:])
    with pytest.raises(Refusal) as refusal:
        load(billing, path, "billing")
    assert refusal.value.code in ("mixed_encodings", "broken_text")
    assert newest_snapshot(billing) == 0


@pytest.mark.parametrize("line", ["2026-04-01,z,髙崎,1\r\n", '2026-04-01,z,"a\r\n髙崎",1\r\n'])
def test_broken_text_between_line_ends_of_windows_is_refused_and_never_left_out(billing, tmp_path, line):
    path = big(tmp_path)
    whole = path.read_bytes().replace(b"\n", b"\r\n")
    middle = whole.index(b"2026-04-01", len(whole) // 2)
    path.write_bytes(whole[:middle] + line.encode("cp932") + whole[middle:])
    with pytest.raises(Refusal) as refusal:
        load(billing, path, "billing", how=How(skip_rejected=True))
    assert refusal.value.code in ("mixed_encodings", "broken_text")
    assert newest_snapshot(billing) == 0


@pytest.mark.parametrize("end", [b"\x81", b"2026-04-01,z,\xe6\x9d,1\n", b"2026-04-01,z,a,1\xe3\n"])
def test_text_that_is_broken_at_the_very_end_is_refused_with_its_line(billing, tmp_path, end):
    path = big(tmp_path)
    with path.open("ab") as stream:
        stream.write(end)
    with pytest.raises(Refusal, match=rf"line {ROWS + 2}") as refusal:
        load(billing, path, "billing", how=How(skip_rejected=True))
    assert refusal.value.code == "broken_text"
    assert newest_snapshot(billing) == 0
