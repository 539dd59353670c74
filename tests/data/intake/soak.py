"""`python -m tests.data.intake.soak [--kills 1000] [--seed N]`: loads killed at random moments, told as JSON.

A process loads file after file and says each one that is done; it is killed with -9 at a moment nobody chose. Then
every load it said must be there whole, the one under way whole or not at all, and loading all again doubles nothing.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from data.errors import Refusal
from data.home import Home
from data.lake import history, load
from data.making import make_home
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
WORKER = """
import sys
from pathlib import Path
from data.home import open_home
from data.lake import load
import data.reading.process, data.filerows
home = open_home(sys.argv[1])
print("ready", flush=True)
for path in sys.argv[2:]:
    load(home, Path(path), "soaked", mode="append")
    print(path, flush=True)
"""
ROWS = 40


def new_home(path: Path) -> Home:
    """An empty home with one table."""
    (path / "definitions").mkdir(parents=True)
    (path / "settings.toml").write_text("version = 1\nshipped_definitions = false\n", encoding="utf-8")
    (path / "definitions" / "soaked.yaml").write_text(TABLE, encoding="utf-8")
    return make_home(path).home


def write_file(folder: Path, number: int) -> Path:
    """A file of rows that no other has; every third as an office writes them."""
    path = folder / f"{number}.csv"
    rows = [f"2026-{number % 12 + 1:02}-{row % 28 + 1:02},{number}-{row},{row}" for row in range(ROWS)]
    if number % 3 == 0:
        rows = ["売上表,,", ",,", "day,id,n", *rows, f"合計,,{sum(range(ROWS))}"]
        path.write_bytes("\r\n".join(rows).encode("cp932"))
    else:
        path.write_text("\n".join(["day,id,n", *rows, ""]), encoding="utf-8")
    return path


def killed_once(home: Home, files: list[Path], delay: float) -> list[str]:
    """Loads files in a process that is killed so many seconds after its start; those that it said were done."""
    command = [sys.executable, "-c", WORKER, str(home.path), *map(str, files)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(delay)
    process.kill()
    said = process.stdout.read().split()
    process.wait()
    process.stdout.close()
    forget_engine(home.path)
    return said


def soak(folder: Path, kills: int, seed: int, a_time: int = 3, within: float = 5.0) -> dict[str, int]:
    """So many kills; how many acknowledged loads there were, rows lost and doubled, half loads, wrong roll-ups."""
    dice = random.Random(seed)
    home, number = new_home(folder / "home"), 0
    result = Counter(kills=0, acknowledged=0, lost=0, doubled=0, half=0, wrong_rollups=0, refused=0)
    for _ in range(kills):
        files = [write_file(folder, number + at) for at in range(a_time)]
        said = killed_once(home, files, dice.uniform(0, within))
        result["kills"] += 1
        result["acknowledged"] += len(said)
        check(home, [Path(each) for each in said], files, result)
        for path in files:
            try:
                load(home, path, "soaked")
            except Refusal as refusal:
                result["refused"] += refusal.code != "already_loaded"
        check(home, files, files, result)
        number += a_time
        for path in files:
            path.unlink()
    assert len([each for each in history(home) if each.state == "active"]) == number
    return dict(result)


def check(home: Home, must: list[Path], may: list[Path], result: Counter[str]) -> None:
    """Counts what is not as it must be: `must` are the files that have to be there, `may` those that can."""
    ids = (
        Counter(row[0] for row in read_engine(home).fetch_rows("SELECT id FROM lake.main.soaked"))
        if _made(home)
        else {}
    )
    for path in may:
        found = [ids.get(f"{path.stem}-{row}", 0) for row in range(ROWS)]
        result["lost"] += sum(count == 0 for count in found) if path in must else 0
        result["doubled"] += sum(count > 1 for count in found)
        result["half"] += 0 < sum(map(bool, found)) < ROWS
    if ids:
        sql = "SELECT (SELECT sum(row_count) FROM lake.main.soaked_by_day) = (SELECT count(*) FROM lake.main.soaked)"
        result["wrong_rollups"] += not read_engine(home).fetch_rows(sql)[0][0]


def _made(home: Home) -> bool:
    return bool(history(home))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        print(json.dumps(soak(Path(place), asked.kills, asked.seed)))
