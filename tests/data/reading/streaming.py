# ruff: noqa: E501 - lines of the file written
"""Time and memory of a streamed load against DuckDB's own reader, each in a process of its own. Data for measure.py."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

OWN = """
con.execute(f"COPY (SELECT * FROM read_csv('{path}')) TO '{out}' (FORMAT parquet)")
"""
STREAM = """
from data.reading.stream import stream_plan
plan = stream_plan(Path(path))
con.execute(plan.copy(Path(out)))
con.execute(plan.checks(f"'{out}'")).fetchone()
con.execute("SELECT count(*) FROM reject_errors").fetchone()
"""
AROUND = """
import resource, sys, time
from pathlib import Path
import duckdb
path, out = sys.argv[1:]
started, con = time.perf_counter(), duckdb.connect()
con.execute("SET enable_progress_bar = false")
{body}
used = resource.getrusage(resource.RUSAGE_SELF)
print(time.perf_counter() - started, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
"""


def write(path: Path, megabytes: int) -> None:
    """Sales lines: an integer key, a date, texts with quotes, numbers, a rate, a time."""
    random.seed(1)
    stores = ["新宿店", "大阪店", "札幌店", "福岡店", "名古屋店"]
    lines = [
        f"{random.choice(stores)},商品{random.randrange(500)},{random.randrange(1, 99)},{random.randrange(100, 99999)},"
        f"{random.randrange(100, 9999999)},{random.randrange(50) / 100:.2f},{random.choice(['', '', chr(34) + '特売, 早割' + chr(34)])},"
        f"2026-{random.randrange(1, 13):02}-{random.randrange(1, 29):02} {random.randrange(24):02}:{random.randrange(60):02}:00\n"
        for _ in range(5000)
    ]
    with path.open("w", encoding="utf-8") as handle:
        handle.write("注文,注文日,店舗,商品,数量,単価,金額,割引率,備考,更新日時\n")
        count = 0
        while handle.tell() < megabytes * 2**20:
            handle.writelines(
                f"{n + 1},2026-{n % 12 + 1:02}-{n % 28 + 1:02},{lines[n % 5000]}" for n in range(count, count + 50_000)
            )
            count += 50_000


def measure_stream() -> None:
    """Three runs of each, in turn; the medians' ratios."""
    megabytes = int(os.environ.get("SAIGEN_STREAM_MB", "1024"))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "big.csv"
        write(path, megabytes)
        runs = [(_run(OWN, path), _run(STREAM, path)) for _ in range(3)]
    for name, place in (("wall s", 0), ("CPU s", 1), ("peak MB", 2)):
        own, ours = (sorted(r[side][place] for r in runs)[1] for side in (0, 1))
        print(
            f"stream of {megabytes} MB, {name}: DuckDB alone {own:.1f}, with plan, types and checks {ours:.1f}: {ours / own:.2f} x"
        )


def _run(body: str, path: Path) -> tuple[float, ...]:
    out = path.with_suffix(".parquet")
    done = subprocess.run(
        [sys.executable, "-c", AROUND.format(body=body), path, out], capture_output=True, text=True, check=True
    )
    return tuple(map(float, done.stdout.split()))
