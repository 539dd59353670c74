"""Hostile files are read or refused in a child with limits; the caller's memory does not rise with them."""

import os
import resource
import time
from pathlib import Path

import pytest

from data.reading.process import Job, Limits, Task, run
from tests.data.reading.hostile import MAKERS

LIMITS = Limits(memory=2 * 2**30, cpu=40, wall=60)
READ = {"nul_within.csv", "formulas.csv"}
EITHER = {
    "far_cell.xlsx",
    "zip_as.csv",
    "long_digits.csv",
    "regex_bait.csv",
    "many_rows.csv",
    "deep_quotes.csv",
    "endless_quote.csv",
    "random_bytes.csv",
}


def resident():
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.parametrize("name", [n for n in MAKERS if n not in ("many_rows.csv", "too_many_bytes.csv")])
def test_is_read_or_refused_without_a_rise_of_memory(name, tmp_path):
    path = tmp_path / name
    MAKERS[name](path)
    before = resident()
    found = run(Task(path), LIMITS)
    assert resident() - before < 100 * 2**20
    assert found["verdict"] in ("load", "choose", "warn", "refuse")
    if name in READ:
        assert found["verdict"] == "load"
    elif name not in EITHER:
        assert found["error"]["code"] in (
            "zip_bomb",
            "not_a_workbook",
            "long_field",
            "too_wide",
            "binary",
            "empty",
            "too_large",
            "too_slow",
        )


def test_formulas_stay_text(tmp_path):
    path, out = tmp_path / "formulas.csv", tmp_path / "out.csv"
    MAKERS["formulas.csv"](path)
    run(Task(path, "raw", out), LIMITS)
    assert out.read_text(encoding="utf-8").splitlines()[1].startswith("=cmd|")


def test_a_child_that_takes_too_long_is_ended(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_bytes(b"a,b,c\n" + b"1,2,3\n" * 400_000)
    found = run(Task(path), Limits(wall=0.3))
    assert found["error"]["code"] == "too_slow"


def test_a_child_that_needs_too_much_memory_is_refused(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_bytes(b"a,b,c\n" + b"1,2,3\n" * 2_000_000)
    assert run(Task(path), Limits(memory=220 * 2**20))["error"]["code"] == "too_large"


def test_a_job_can_be_cancelled(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_bytes(b"a,b,c\n" + b"1,2,3\n" * 400_000)
    job = Job(Task(path))
    assert job.running
    job.cancel()
    assert not job.running
    assert job.result()["error"]["code"] == "cancelled"


def test_a_job_tells_its_stage(tmp_path):
    path = tmp_path / "rows.csv"
    path.write_bytes(b"a,b,c\n" + b"1,2,3\n" * 200_000)
    job, seen = Job(Task(path)), set()
    while job.running:
        seen.add(job.stage)
        time.sleep(0.01)
    assert job.result()["rows"] == 200_000
    assert {"decode", "parse"} <= seen | {job.stage} or "layout" in seen
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss > 0
