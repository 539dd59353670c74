"""The command line: one JSON document, exit 0, 1 or 2."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
FIELDS = {"encoding", "delimiter", "header_rows", "columns", "rows", "sums", "skipped", "tables", "verdict", "issues"}


def run(*args):
    return subprocess.run(
        [sys.executable, "-m", "data.reading", *map(str, args)], cwd=ROOT, capture_output=True, text=True, check=False
    )


@pytest.fixture
def path(tmp_path):
    found = tmp_path / "売上.csv"
    found.write_bytes(
        '売上一覧,,\n店舗,日付,金額\n新宿,令和8年4月1日,"△1,200"\n大阪,2026/4/2,300円\n合計,,-900\n'.encode("cp932")
    )
    return found


def test_preview(path):
    done = run("preview", path, "--json")
    found = json.loads(done.stdout)
    assert done.returncode == 0
    assert found.keys() >= FIELDS
    assert found["columns"][2] == {"name": "金額", "type": "integer", "unit": "円"}
    assert (found["encoding"], found["rows"], found["sums"], found["skipped"]) == (
        "cp932", 2, {"金額": -900}, [{"row": 1, "reason": "title"}, {"row": 5, "reason": "total"}])  # fmt: skip


def test_read_writes_values_and_raw_writes_cells(path, tmp_path):
    out = tmp_path / "out.csv"
    assert run("read", path, "--out", out, "--json").returncode == 0
    assert out.read_text(encoding="utf-8") == "店舗,日付,金額\n新宿,2026-04-01,-1200\n大阪,2026-04-02,300\n"
    assert run("read", path, "--out", out, "--raw").returncode == 0
    assert out.read_text(encoding="utf-8").splitlines()[1] == '新宿,令和8年4月1日,"△1,200"'


@pytest.mark.parametrize(("out", "code"), [("none/x.csv", "no_folder"), (".", "is_folder"), ("売上.csv", "same_file")])
def test_where_nothing_can_be_written_is_said_and_the_file_stays(path, tmp_path, out, code):
    before = path.read_bytes()
    done = run("read", path, "--out", tmp_path / out, "--json")
    assert (done.returncode, json.loads(done.stdout)["error"]["code"]) == (1, code)
    assert path.read_bytes() == before


def test_a_refusal(tmp_path):
    path = tmp_path / "x.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n")
    done = run("preview", path, "--json")
    assert done.returncode == 1
    found = json.loads(done.stdout)
    assert found["error"].keys() == {"code", "message", "hint", "state"}
    assert found["verdict"] == "refuse"


@pytest.mark.parametrize("name", ["x.csv", "x" * 300, ""])
def test_no_such_file(tmp_path, name):
    done = run("preview", tmp_path / name, "--json")
    assert (done.returncode, json.loads(done.stdout)["error"]["code"]) == (1, "no_file")
