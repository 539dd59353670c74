"""CPU of the server a warm rerun of the company page: the process's own clock over runs asked for by websocket.

usage: python -m tests.bench.bench_rerun [HOME]    prints {"rerun_cpu_ms": …, "rerun_wall_ms": …}
"""

import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

from tests.browser.served import Served, cpu_seconds, serving
from tests.browser.wire import Wire

WARM, RUNS = 8, 60


def measured(served: Served, page: str = "", query: str = "") -> dict[str, float]:
    """CPU and wall time of a rerun of a page, in milliseconds, means and medians over RUNS."""
    with Wire(served.url) as wire:
        for _ in range(WARM):
            wire.run(query, page)
        began, walls = cpu_seconds(served.pid), []
        for _ in range(RUNS):
            start = time.perf_counter()
            wire.run(query, page)
            walls.append((time.perf_counter() - start) * 1000)
        used = (cpu_seconds(served.pid) - began) * 1000 / RUNS
    return {"cpu_ms": round(used, 1), "wall_ms": round(statistics.median(walls), 1), "runs": RUNS}


def main(home: Path) -> dict[str, object]:
    """The figures of the company page and of a department's."""
    with tempfile.TemporaryDirectory() as folder, serving(home, Path(folder) / "server.log") as served:
        return {"rerun_company": measured(served), "rerun_sales": measured(served, "sales")}


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
