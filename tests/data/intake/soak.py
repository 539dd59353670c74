"""`python -m tests.data.intake.soak [--kills 1000] [--seed N]`: loads killed at random moments, told as JSON.

A process loads file after file and says each one that is done; it is killed with -9 at a moment nobody chose. Then
every load it said must be there whole, the one under way whole or not at all, and loading all again doubles nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb

from data.errors import Refusal
from data.home import Home
from data.lake import history, load
from data.making import make_home
from data.originals import original
from data.warehouse import forget_engine, read_engine

ROOT = Path(__file__).parents[3]
TABLE = """
department: sales
tables:
  soaked:
    time: day
    columns: {day: date, id: text, n: integer}
    rollups:
      soaked_by_day: {measures: {n: SUM(n), row_count: COUNT(*)}}
"""
ROWS = 20
A_HOME = 50
"""Kills after which a new home is begun: two upkeeps come within."""
FAULTS = ("lost", "doubled", "half", "wrong_rollups", "refused", "unkept")


def new_home(path: Path) -> Home:
    """An empty home with one table."""
    (path / "definitions").mkdir(parents=True)
    (path / "settings.toml").write_text("version = 1\nshipped_definitions = false\n", encoding="utf-8")
    (path / "definitions" / "soaked.yaml").write_text(TABLE, encoding="utf-8")
    return make_home(path).home


def write_file(folder: Path, number: int, text: bool) -> Path:
    """A file of rows that no other has: Parquet, which needs no reading child, or text as offices write it."""
    days = [(f"2026-{number % 12 + 1:02}-{row % 28 + 1:02}", f"{number}-{row}", row) for row in range(ROWS)]
    if text:
        path = folder / f"{number}.csv"
        rows = [",".join(map(str, each)) for each in days]
        lines = ["売上表,,", ",,", "day,id,n", *rows, f"合計,,{sum(range(ROWS))}"]
        path.write_bytes("\r\n".join(lines).encode("cp932"))
        return path
    path = folder / f"{number}.parquet"
    values = ", ".join(str(each) for each in days)
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (SELECT day::DATE AS day, id, n::BIGINT AS n FROM (VALUES {values}) v(day, id, n)) TO '{path}'"
        )
    return path


class Loader:
    """The warm process of loader.py."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.data.intake.loader"]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )

    def load(self, home: Home, files: list[Path], kill_after: float | None = None, die_at: str = "") -> list[Path]:
        """Loads files in a fork, which is killed so many seconds later if it is not done; those that it said it did."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        asked: dict[str, Any] = {"home": str(home.path), "files": list(map(str, files)), "die_at": die_at}
        self.process.stdin.write(json.dumps(asked) + "\n")
        done: list[list[str]] = []
        while (said := self._line().split())[0] != "pid":
            done.append(said)  # a quick fork speaks before the one that forked it
        pid = int(said[1])
        if kill_after is not None:
            time.sleep(kill_after)
            os.kill(pid, signal.SIGKILL)
        self.process.stdin.write("go on\n")
        while (said := self._line().split()) != ["over"]:
            done.append(said)
        return [Path(each[-1]) for each in done if each[0] == "done"]

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline()

    def close(self) -> None:
        """Ends it."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


def soak(folder: Path, kills: int, seed: int, a_time: int = 2, text_every: int = 10) -> dict[str, int]:
    """So many kills; how many acknowledged loads there were, rows lost and doubled, half loads, wrong roll-ups.

    Every `text_every`th file is text, read by a child.
    """
    dice, result, number = random.Random(seed), Counter[str](kills=0, acknowledged=0), 0
    result.update(dict.fromkeys(FAULTS, 0))
    loader = Loader()
    new_home(folder / "template")
    try:
        for at in range(kills):
            if at % A_HOME == 0:
                home = Home(folder / f"home-{at}", new_settings(folder))
                shutil.copytree(folder / "template", home.path)
                number, took = 0, _typical(loader, home, folder)
            files = [write_file(folder, number + n, (number + n) % text_every == 3) for n in range(a_time)]
            within = 1.1 * took * a_time + (1.0 if any(each.suffix == ".csv" for each in files) else 0)
            said = loader.load(home, files, kill_after=dice.uniform(0, within))
            result["kills"] += 1
            result["acknowledged"] += len(said)
            check(home, said, files, result)
            _again(home, files, result)
            check(home, files, files, result)
            number += a_time
            _over(home, folder, files, result, last=at % A_HOME == A_HOME - 1 or at == kills - 1)
    finally:
        loader.close()
    return dict(result)


def new_settings(folder: Path) -> Any:
    """The settings of the template."""
    from data.home import read_settings

    return read_settings(folder / "template" / "settings.toml")


def _typical(loader: Loader, home: Home, folder: Path) -> float:
    """Seconds that a load takes here, with nobody killing it."""
    files = [write_file(folder, 10_000 + n, False) for n in range(2)]
    began = time.perf_counter()
    assert loader.load(home, files) == files
    took = (time.perf_counter() - began) / 2
    for path in files:
        path.unlink()
    return took


def _again(home: Home, files: list[Path], result: Counter[str]) -> None:
    for path in files:
        try:
            load(home, path, "soaked")
        except Refusal as refusal:
            result["refused"] += refusal.code != "already_loaded"


def _over(home: Home, folder: Path, files: list[Path], result: Counter[str], last: bool) -> None:
    """The originals are what was loaded; a home that is done with goes."""
    loads = {each.file: each for each in history(home)}
    for path in files:
        result["unkept"] += original(home, loads[path.name].sha256).read_bytes() != path.read_bytes()
        path.unlink()
    if last:
        assert len({each.file for each in loads.values()}) == len(loads) == len(history(home))
        forget_engine(home.path)
        shutil.rmtree(home.path)


def check(home: Home, must: list[Path], may: list[Path], result: Counter[str]) -> None:
    """Counts what is not as it must be: `must` are the files that have to be there, `may` those that can."""
    ids = Counter(row[0] for row in read_engine(home).fetch_rows("SELECT id FROM lake.main.soaked"))
    for path in may:
        found = [ids.get(f"{path.stem}-{row}", 0) for row in range(ROWS)]
        result["lost"] += sum(count == 0 for count in found) if path in must else 0
        result["doubled"] += sum(count > 1 for count in found)
        result["half"] += 0 < sum(map(bool, found)) < ROWS
    sql = "SELECT (SELECT sum(row_count) FROM lake.main.soaked_by_day) = (SELECT count(*) FROM lake.main.soaked)"
    result["wrong_rollups"] += not read_engine(home).fetch_rows(sql)[0][0]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        print(json.dumps(soak(Path(place), asked.kills, asked.seed)))
