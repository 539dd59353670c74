"""`python -m tests.bench.bench_load [--size MB]`: loading a clean CSV against DuckDB's own reader to Parquet, as JSON.

Both run as processes of their own on the same file, one after the other, several times; wall time is the best of each,
memory the peak of the process (and its children). `--size 1000` is the bar's gigabyte.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb

ROOT = Path(__file__).parents[2]
DEFINITIONS = """
department: sales
tables:
  big:
    time: ordered_on
    columns:
      ordered_on: date
      order_id: text
      customer: text
      region: text
      product: text
      quantity: integer
      price: decimal
      amount: decimal
      rate: decimal
      shipped_at: datetime
"""
ROWS_A_MEGABYTE = 9_700


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=100, help="megabytes of CSV")
    parser.add_argument("--runs", type=int, default=2)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        csv = make_csv(Path(folder) / "big.csv", asked.size)
        ours, own = [], []
        for _ in range(asked.runs):
            own.append(run_own(csv, Path(folder)))
            ours.append(run_load(csv, Path(folder)))
    print(json.dumps(figures(ours, own, csv_size=asked.size), indent=2))


def make_csv(path: Path, megabytes: int) -> Path:
    """A clean CSV of orders, written by DuckDB."""
    with duckdb.connect() as connection:
        connection.execute(
            f"""COPY (SELECT DATE '2024-04-01' + (i % 700)::INT AS ordered_on,
            'A' || lpad(i::VARCHAR, 9, '0') AS order_id,
            'customer ' || (hash(i) % 5000) AS customer, ['東京', '大阪', '名古屋', '福岡'][1 + i % 4] AS region,
            'product-' || (hash(i * 7) % 200) AS product, (1 + hash(i * 3) % 90)::INT AS quantity,
            round(10 + (hash(i * 5) % 100000) / 100, 2) AS price, round((hash(i * 11) % 9000000) / 100, 2) AS amount,
            round((hash(i * 13) % 10000) / 10000, 4) AS rate,
            TIMESTAMP '2024-04-01 08:00:00' + to_seconds(i % 60000000) AS shipped_at
            FROM range({megabytes * ROWS_A_MEGABYTE}) t(i)) TO '{path}' (HEADER)"""
        )
    return path


def timed(command: list[str], **environment: str) -> dict[str, float]:
    """Seconds and peak megabytes of a process and its children."""
    wrapper = (
        "import json, resource, subprocess, sys, time\n"
        "start = time.perf_counter()\n"
        "done = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE, text=True)\n"
        "took = time.perf_counter() - start\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "peak, cpu = used.ru_maxrss / 1024, used.ru_utime + used.ru_stime\n"
        "said = {'code': done.returncode, 'said': done.stdout[-400:]}\n"
        "print(json.dumps({'seconds': took, 'cpu': cpu, 'peak_mb': peak, **said}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", wrapper, *command],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
    )
    found = json.loads(done.stdout)
    if found["code"]:
        raise SystemExit(f"failed: {found['said']} {done.stderr[-2000:]}")
    return found


def run_own(csv: Path, folder: Path) -> dict[str, float]:
    """DuckDB's reader with nothing said, to Parquet."""
    out = folder / "own.parquet"
    sql = f"COPY (SELECT * FROM read_csv('{csv}')) TO '{out}' (FORMAT parquet)"
    found = timed([sys.executable, "-c", f"import duckdb; duckdb.connect().execute({sql!r})"])
    out.unlink()
    return found


def run_load(csv: Path, folder: Path) -> dict[str, float]:
    """`data load` into a declared table of a new home."""
    home = folder / "home"
    (home / "definitions").mkdir(parents=True)
    (home / "settings.toml").write_text("version = 1\nshipped_definitions = false\n", encoding="utf-8")
    (home / "definitions" / "big.yaml").write_text(DEFINITIONS, encoding="utf-8")
    python = [sys.executable, "-m", "data"]
    subprocess.run([*python, "init", "--home", str(home), "--json"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    found = timed([*python, "load", str(csv), "--table", "big", "--home", str(home), "--json"])
    shutil.rmtree(home)
    return found


def figures(ours: list[dict[str, float]], own: list[dict[str, float]], csv_size: int) -> dict[str, object]:
    """The best of each, and their ratios beside the bars."""
    best, theirs = min(run["seconds"] for run in ours), min(run["seconds"] for run in own)
    peak, their_peak = max(run["peak_mb"] for run in ours), max(run["peak_mb"] for run in own)
    return {
        "megabytes": csv_size,
        "load": {"seconds": round(best, 2), "peak_mb": round(peak)},
        "duckdb_read_csv_to_parquet": {"seconds": round(theirs, 2), "peak_mb": round(their_peak)},
        "time_ratio": round(best / theirs, 2),
        "cpu_ratio": round(min(run["cpu"] for run in ours) / min(run["cpu"] for run in own), 2),
        "time_bar": 1.3,
        "memory_ratio": round(peak / their_peak, 2),
        "memory_bar": 2.0,
        "runs": {"load": [r["seconds"] for r in ours], "own": [r["seconds"] for r in own]},
    }


if __name__ == "__main__":
    main()
