"""Faults: each is a refusal that names it, or leaves the state before or after; the rest is served."""

from __future__ import annotations

import datetime as dt
import os
import random
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from data import upkeep
from data.errors import Refusal
from data.home import Home, Settings, open_home
from data.lake import history, load, maintain, newest_snapshot, undo, watermarks
from data.ledger import people
from data.records import records
from data.warehouse import forget_engine, read_engine

HEADER = "ordered_on,order_id,region,quantity,amount"
ROOT = Path(__file__).parents[2]
STEPS = ("staged", "inserted", "before_commit", "after_commit")


def run_load(home: Home, path: Path, table: str = "orders", **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "data", "load", str(path), "--table", table, "--home", str(home.path), "--json"]
    return subprocess.run(
        command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, check=False, timeout=120
    )


@pytest.mark.parametrize("step", STEPS)
def test_a_writer_killed_at_any_step_leaves_the_state_before_or_after(home, write_csv, rows, step):
    load(home, write_csv("a.csv", HEADER, "2026-04-01,1,東京,1,10"), "orders")
    path = write_csv("b.csv", HEADER, "2026-04-02,2,東京,2,20")
    assert run_load(home, path, SAIGEN_DIE_AT=step).returncode == -9
    forget_engine(home.path)
    done = step == "after_commit"
    assert len(rows("orders")) == 1 + done
    if done:
        with pytest.raises(Refusal, match="already loaded"):
            load(home, path, "orders")
    else:
        load(home, path, "orders")
    assert sorted(row[3] for row in rows("orders")) == [1, 2]
    assert sorted(row[3] for row in rows("orders_by_region") if row[3]) == [10.0, 20.0]


def test_upkeep_removes_orphans_and_merges_without_changing_any_snapshot(home, write_csv, tmp_path):
    for number in range(4):
        load(home, write_csv(f"{number}.csv", HEADER, f"2026-04-0{number + 1},{number},東京,1,{number}"), "orders")
    assert (
        run_load(home, write_csv("x.csv", HEADER, "2026-04-09,9,東京,1,9"), SAIGEN_DIE_AT="inserted").returncode == -9
    )

    def answers() -> list[object]:
        engine = read_engine(home)
        return [
            engine.fetch_rows(f"SELECT count(*), sum(amount) FROM lake.main.orders AT (VERSION => {number})")
            for number in range(1, 5)
        ]

    before = answers()
    kept = maintain(home)
    assert kept.orphans > 0
    assert kept.files_after < kept.files_before
    assert answers() == before
    assert maintain(home).orphans == 0
    undo(home, history(home)[0].load_id)
    assert read_engine(home).fetch_rows("SELECT count(*) FROM lake.main.orders") == [(3,)]


def test_loads_bring_upkeep_about_at_times_and_merged_files_are_watched_too(home, write_csv, monkeypatch):
    monkeypatch.setattr(upkeep, "OFTEN", 3)
    for number in range(4):
        load(home, write_csv(f"{number}.csv", "visited_at,pages", f"2026-04-0{number + 1},{number}"), "visits")
    folder = home.files / "main" / "visits"
    said = {name for _, record in records(read_engine(home).fetch_rows) for name in record.files}
    live = read_engine(home).fetch_rows("SELECT data_file FROM ducklake_list_files('lake', 'visits')")
    assert len(live) == 2
    assert {f"main/visits/{path.name}" for path in folder.iterdir()} <= said


def test_the_same_file_at_once_is_loaded_once(home, write_csv, rows):
    path = write_csv("a.csv", HEADER, "2026-04-01,1,東京,1,10")
    with ThreadPoolExecutor(3) as pool:
        codes = sorted(done.returncode for done in pool.map(lambda _: run_load(home, path), range(3)))
    assert codes == [0, 1, 1]
    assert len(rows("orders")) == 1


def test_many_writers_lose_and_double_nothing(home, write_csv, rows):
    paths = [write_csv(f"{n}.csv", HEADER, f"2026-04-01,{n},東京,1,{n}") for n in range(8)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda path: load(home, path, "orders"), paths[:6]))
        codes = [done.returncode for done in pool.map(lambda path: run_load(home, path), paths[6:])]
    assert codes == [0, 0]
    assert sorted(row[4] for row in rows("orders")) == list(range(8))
    assert len({each.snapshot for each in history(home)}) == 8


def test_a_writer_that_waits_too_long_is_refused(home, write_csv, monkeypatch):
    from data import locks

    monkeypatch.setattr(locks, "PATIENCE", 0.1)
    with locks.locked(home.lake), pytest.raises(Refusal) as refusal:
        load(home, write_csv("a.csv", HEADER, "2026-04-01,1,東京,1,10"), "orders")
    assert refusal.value.code == "busy"


@pytest.mark.parametrize("each", [10, pytest.param(200, marks=pytest.mark.slow)])
def test_64_threads_of_known_answers_get_no_wrong_one(home, write_csv, each):
    lines = [f"2026-04-{day:02},{day}-{n},R{n},{n},{day * n}" for day in range(1, 31) for n in range(1, 9)]
    load(home, write_csv("a.csv", HEADER, *lines), "orders")
    engine = read_engine(home)

    def ask(thread: int) -> int:
        wrong = 0
        for number in range(each):
            n = (thread + number) % 8 + 1
            frame = engine.fetch(f"SELECT sum(amount) AS value FROM lake.main.orders WHERE region = 'R{n}'")
            wrong += frame["value"].iloc[0] != n * 465
        return wrong

    with ThreadPoolExecutor(64) as pool:
        assert sum(pool.map(ask, range(64))) == 0


@pytest.mark.parametrize("harm", ["flipped", "cut", "missing"])
def test_a_damaged_file_is_named_and_the_rest_is_served(home, write_csv, harm):
    lines = [f"2026-04-{n % 30 + 1:02},{n},東京,{n},{n * 7919 % 1009}" for n in range(2000)]
    load(home, write_csv("a.csv", HEADER, *lines), "orders")
    load(home, write_csv("v.csv", "visited_at,pages", "2026-04-01,1"), "visits")
    victim = next((home.files / "main" / "orders").glob("*.parquet"))
    damage(victim, harm)
    forget_engine(home.path)
    newest_snapshot(home)
    for sql in ("SELECT sum(amount) FROM lake.main.orders", 'SELECT * FROM "lake"."main"."orders" LIMIT 1'):
        with pytest.raises(Refusal, match=victim.name) as refusal:
            read_engine(home).fetch(sql)
        assert refusal.value.code == "damaged_file"
    assert read_engine(home).fetch_rows("SELECT sum(pages) FROM lake.main.visits") == [(1,)]
    assert read_engine(home).fetch_rows("SELECT sum(row_count) FROM lake.main.orders_by_region") == [(2000,)]
    assert len(history(home)) == 2
    assert set(watermarks(home, 2)) == {"orders", "visits"}  # of orders by its roll-up
    (home.path / "definitions" / "sales.yaml").write_text("tables: {}\n", encoding="utf-8")
    found = watermarks(home, 2)
    assert found.pop("visits") == dt.date(2026, 4, 1)
    assert found in ({}, {"orders": dt.date(2026, 4, 30)})  # the catalogue may know it of a file that is gone


def damage(path: Path, harm: str) -> None:
    content = bytearray(path.read_bytes())
    if harm == "missing":
        path.unlink()
        return
    if harm == "cut":
        path.write_bytes(content[: len(content) // 2])
        return
    content[random.Random(3).randrange(4, len(content) // 2)] ^= 4
    path.write_bytes(content)


def test_a_damaged_catalogue_is_named(home):
    forget_engine(home.path)
    content = bytearray(home.catalog.read_bytes())
    content[:16] = b"x" * 16
    home.catalog.write_bytes(content)
    with pytest.raises(Refusal, match=r"catalog\.sqlite") as refusal:
        read_engine(home)
    assert refusal.value.code == "damaged_file"


def test_a_query_past_its_time_is_stopped_and_the_next_is_served(home):
    engine = read_engine(home)
    with pytest.raises(Refusal) as refusal:
        engine.fetch("SELECT sum(a.range * b.range) FROM range(1000000) a, range(1000000) b", timeout=0.2)
    assert refusal.value.code == "too_slow"
    assert engine.fetch_rows("SELECT 1") == [(1,)]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('/etc/passwd')",
        "ATTACH '/tmp/x.db'",
        "SET enable_external_access = true",
        "INSTALL httpfs",
        "CREATE TABLE lake.main.x (a INT)",
        "COPY (SELECT 1) TO '/tmp/saigen-escape.csv'",
    ],
)
def test_the_reading_engine_is_locked(home, sql):
    with pytest.raises(Exception, match=r"(?i)disabled|locked|read-only|not allowed|permission"):
        read_engine(home).fetch(sql)


def test_a_newer_home_and_a_newer_ledger_are_refused(home):
    import sqlalchemy as sa

    from data import ledger_database

    with ledger_database.ledger_engine(home).execution_options(writing=True).begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    ledger_database._engines.clear()
    with pytest.raises(Refusal, match="9999") as refusal:
        people(home)
    assert refusal.value.code == "newer_home"
    (home.path / "settings.toml").write_text("version = 99\n", encoding="utf-8")
    with pytest.raises(Refusal) as refusal:
        open_home(home.path)
    assert refusal.value.code == "newer_home"


@pytest.fixture
def small_disk(template, tmp_path):
    """A home on a disk of its own of 4 MB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(disk)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("only root can mount a small disk")
    shutil.copytree(template, disk / "home")
    yield Home(disk / "home", Settings(shipped_definitions=False))
    forget_engine(disk / "home")
    subprocess.run(["umount", "-l", str(disk)], check=False)


def test_a_full_disk_refuses_the_load_serves_the_rest_and_heals(small_disk, write_csv):
    load(small_disk, write_csv("a.csv", HEADER, "2026-04-01,1,東京,1,10"), "orders")
    dice = random.Random(5)
    big = write_csv("b.csv", HEADER, *(f"2026-04-01,{dice.getrandbits(200):x},東京,1,1" for _ in range(60000)))
    filler = small_disk.path / "filler"
    filler.write_bytes(b"x" * (2 << 20))
    with pytest.raises(Refusal) as refusal:
        load(small_disk, big, "orders")
    assert refusal.value.code == "disk_full"
    assert read_engine(small_disk).fetch_rows("SELECT count(*) FROM lake.main.orders") == [(1,)]
    filler.unlink()
    maintain(small_disk)
    load(small_disk, write_csv("c.csv", HEADER, "2026-04-02,1,東京,1,10"), "orders")
    assert read_engine(small_disk).fetch_rows("SELECT count(*) FROM lake.main.orders") == [(2,)]


def test_a_read_only_home_refuses_loads_and_is_read(small_disk, write_csv):
    load(small_disk, write_csv("a.csv", HEADER, "2026-04-01,1,東京,1,10"), "orders")
    forget_engine(small_disk.path)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk.path.parent)], check=True)
    with pytest.raises(Refusal) as refusal:
        load(small_disk, write_csv("b.csv", HEADER, "2026-04-02,1,東京,1,10"), "orders")
    assert refusal.value.code == "read_only_home"
    assert read_engine(small_disk).fetch_rows("SELECT count(*) FROM lake.main.orders") == [(1,)]
    assert len(people(small_disk)) == 9
    assert len(history(small_disk)) == 1
