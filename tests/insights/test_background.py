"""Jobs that end with the process."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest

from insights.background import Background


def test_results_and_errors_reach_who_waits_and_no_more_run_at_once_than_workers():
    pool, gate, running = Background(2, "test"), threading.Event(), []

    def job(number: int) -> int:
        running.append(number)
        gate.wait(10)
        return number * 2

    futures = [pool.submit(job, number) for number in range(5)]
    failing = pool.submit(int, "x")
    cancelled = pool.submit(job, 9)
    assert cancelled.cancel()
    assert len(running) <= 2
    gate.set()
    assert [future.result(10) for future in futures] == [0, 2, 4, 6, 8]
    with pytest.raises(ValueError, match="invalid literal"):
        failing.result(10)


def test_a_process_ends_while_jobs_hang_and_wait():
    script = (
        "import time\nfrom insights.background import Background\n"
        "pool = Background(1, 'x')\n[pool.submit(time.sleep, 600) for _ in range(3)]"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)
