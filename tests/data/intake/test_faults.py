"""Faults while files go in: killed writers, a full disk, two at once; undo of every mode, every KPI to the digit."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from data.errors import Refusal
from data.home import Home, Settings, open_home
from data.intake import commit, plan, understand
from data.lake import history, load, newest_snapshot, undo
from data.originals import original_path
from data.warehouse import forget_engine, read_engine
from metrics.catalog import catalog_of
from metrics.model import EVERYTHING, MetricQuery
from metrics.query import ask
from tests.data.intake.soak import FAULTS, soak

ROOT = Path(__file__).parents[3]
STEPS = ("staged", "inserted", "kept", "before_commit", "after_commit")
HEADER = "請求日,請求番号,地域,金額"


def run_load(home: Home, path: Path, *flags: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-m",
        "data",
        "load",
        str(path),
        "--table",
        "billing",
        "--home",
        str(home.path),
        "--json",
    ]
    return subprocess.run(
        [*command, *flags], cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_any_step_it_is_there_or_not_and_a_retry_doubles_nothing(billing, office, step):
    assert run_load(billing, office, SAIGEN_DIE_AT=step).returncode == -9
    forget_engine(billing.path)
    done = step == "after_commit"
    assert bool(history(billing)) == done
    if done:
        assert original_path(billing, history(billing)[0].sha256).read_bytes() == office.read_bytes()
        with pytest.raises(Refusal, match="already loaded"):
            load(billing, office, "billing")
    else:
        load(billing, office, "billing")
    rows = read_engine(billing).fetch_rows("SELECT bill_id FROM lake.main.billing ORDER BY 1")
    assert rows == [("001",), ("002",), ("003",)]


def test_a_hundred_random_kills_lose_and_double_nothing(tmp_path):
    found = soak(tmp_path, kills=100, seed=100, a_time=1, text_every=25)
    assert found["kills"] == 100
    assert 10 < found["acknowledged"] < 90  # kills came before and after the end of loads
    assert {name: found[name] for name in FAULTS} == dict.fromkeys(FAULTS, 0)


def test_two_who_commit_the_same_plan_load_it_once(billing, office):
    found = understand(billing, office.read_bytes(), office.name)
    made = plan(billing, found, found.mapping, "billing")

    def attempt(_: int) -> str:
        try:
            return commit(billing, made).load_id
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(attempt, range(2)))
    assert len(history(billing)) == 1
    assert history(billing)[0].load_id in answers
    assert set(answers) - {history(billing)[0].load_id} <= {"already_loaded", "plan_outdated", "no_longer_here"}
    assert read_engine(billing).fetch_rows("SELECT count(*) FROM lake.main.billing") == [(3,)]


def test_the_same_file_by_command_and_by_page_is_loaded_once(billing, office):
    found = understand(billing, office.read_bytes(), office.name)
    made = plan(billing, found, found.mapping, "billing")
    assert run_load(billing, office).returncode == 0
    with pytest.raises(Refusal) as refusal:
        commit(billing, made)
    assert refusal.value.code == "already_loaded"
    assert len(history(billing)) == 1


@pytest.fixture
def small_disk(tmp_path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=5m", "tmpfs", str(disk)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("needs the right to mount")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


@pytest.mark.parametrize("rows", [30_000, 90_000, 180_000])
def test_a_full_disk_is_told_and_changes_nothing(billing, office, small_disk, tmp_path, rows):
    load(billing, office, "billing")
    forget_engine(billing.path)
    shutil.copytree(billing.path, small_disk / "home")
    home = Home(small_disk / "home", Settings(shipped_definitions=False))
    before = _billed(home)
    path = tmp_path / "much.csv"
    lines = [f"2026-05-{n % 28 + 1:02},{n * 7919 % 10**9}x{n},R{n % 97},{n * 7919 % 1000003}" for n in range(rows)]
    path.write_text("\n".join(["請求日,請求番号,地域,金額", *lines, ""]), encoding="utf-8")
    (small_disk / "ballast").write_bytes(b"x" * max(0, shutil.disk_usage(small_disk).free - 700_000))
    with pytest.raises(Refusal) as refusal:
        load(home, path, "billing")
    assert refusal.value.code == "disk_full"
    forget_engine(home.path)
    assert (_billed(home), len(history(home))) == (before, 1)
    (small_disk / "ballast").unlink()
    small = tmp_path / "small.csv"
    small.write_text(f"{HEADER}\n2026-06-01,q,東京,5\n", encoding="utf-8")
    load(home, small, "billing")
    assert _billed(home) == before + 5
    forget_engine(home.path)


def _billed(home: Home) -> float:
    return read_engine(home).fetch_rows("SELECT sum(amount) FROM lake.main.billing")[0][0]


@pytest.fixture(scope="module")
def example(tmp_path_factory) -> Iterator[Home]:
    path = tmp_path_factory.mktemp("example") / "home"
    command = [sys.executable, "-m", "data", "init", "--demo", "--today", "2026-11-20", "--home", str(path), "--json"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    yield open_home(path)
    forget_engine(path)


def every_kpi(home: Home, of: str = "") -> dict[str, str]:
    """Every KPI, or those of one department, by month where it has time, to the last bit."""
    answers = {}
    for name, metric in catalog_of(home).metrics.items():
        if of in ("", metric.department):
            grain = None if not metric.time and metric.kind == "simple" else "month"
            try:
                frame = ask(home, MetricQuery(name, EVERYTHING, grain=grain)).frame
            except Refusal:
                frame = ask(home, MetricQuery(name, EVERYTHING)).frame
            answers[name] = repr([_bits(each) for each in frame.itertuples(index=False)])
    return answers


def _bits(row: tuple[object, ...]) -> tuple[str, ...]:
    return tuple(each.hex() if isinstance(each, float) else str(each) for each in row)


@pytest.mark.parametrize("of", ["sales", pytest.param("", marks=[pytest.mark.soak, pytest.mark.timeout(3000)])])
@pytest.mark.parametrize("mode", ["append", "replace-period", "replace"])
def test_undo_gives_every_kpi_back_to_the_digit(example, write_office, mode, of):
    before = every_kpi(example, of)
    path = write_office(
        "受注.csv",
        "受注明細,,,,,,,,,,,",
        "受注番号,明細番号,受注日,地域,製品分類,製品,販路,顧客,担当者,数量,金額（円）,原価（円）",
        '9001,1,2026/11/2,関東,産業機器,X-1,直販,甲社,佐藤,3,"1,234,567",\\800000',
        "9002,1,R8.11.4,関西,産業機器,X-1,直販,乙社,佐藤,1,△5000,△1000",
        "合計,,,,,,,,,4,1229567,799000",
    )
    snapshot = newest_snapshot(example)
    done = load(example, path, "orders", mode=mode)
    assert done.rows == 2
    assert every_kpi(example, of)["revenue"] != before["revenue"]
    undo(example, done.load_id)
    assert every_kpi(example, of) == before
    assert newest_snapshot(example) == snapshot + 2
