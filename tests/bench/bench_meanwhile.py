"""How long pages take while the background job analyses a new state: first paints in a browser, reruns by websocket.

usage: python -m tests.bench.bench_meanwhile [HOME]    a home that was not analysed; else one is made
prints {"first_paint_s": …, "later_paints_s": […], "rerun_ms": …, "analysed_s": …}
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from data.home import open_home
from data.incident_store import has_run
from data.lake import newest_snapshot
from tests.browser.conftest import ARGUMENTS, CHROMIUM, SEED, TODAY
from tests.browser.served import ROOT, serving
from tests.browser.wire import Wire

LONGEST, PAUSE = 300, 0.5


def painted(browser: Browser, url: str) -> float:
    """Seconds from going to the company page, as somebody new, to its scorecard painted."""
    context = browser.new_context(locale="ja-JP", viewport={"width": 1440, "height": 900})
    page = context.new_page()
    begun = time.monotonic()
    page.goto(url, timeout=LONGEST * 1000)
    page.wait_for_selector(".board tbody tr", timeout=LONGEST * 1000)
    taken = time.monotonic() - begun
    context.close()
    return round(taken, 2)


def reran(wire: Wire, page: str) -> float:
    """Milliseconds of a rerun of a page."""
    begun = time.perf_counter()
    wire.run("", page, timeout=LONGEST)
    time.sleep(PAUSE)
    return (time.perf_counter() - begun - PAUSE) * 1000


def measured(home: Path, browser: Browser, url: str) -> dict[str, object]:
    """Paints and reruns from the first paint, which starts the job, until it is through."""
    opened = open_home(home)
    asked = opened, newest_snapshot(opened), opened.today()
    first, begun = painted(browser, url), time.monotonic()
    paints: list[float] = []
    reruns: list[float] = []
    with Wire(url) as wire:
        while not has_run(*asked) and time.monotonic() - begun < LONGEST:
            reruns += [reran(wire, page) for page in ("", "sales", "", "sales")]
            paints.append(painted(browser, url))
    return {
        "first_paint_s": first,
        "later_paints_s": paints,
        "rerun_ms": round(statistics.median(reruns)) if reruns else None,
        "rerun_worst_ms": round(max(reruns)) if reruns else None,
        "analysed_s": round(time.monotonic() - begun, 1),
    }


def main(home: Path | None = None) -> dict[str, object]:
    """The figures, on a home that is made where none is given."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        if home is None:
            home = Path(folder) / "home"
            words = [sys.executable, "-m", "data", "init", "--demo", "--today", TODAY, "--seed", SEED, "--home", home]
            subprocess.run([*map(str, words)], cwd=ROOT, check=True, capture_output=True)
        path = str(CHROMIUM) if CHROMIUM.exists() else None
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=ARGUMENTS)
        with serving(home, Path(folder) / "server.log") as served:
            found = measured(home, browser, served.url)
        browser.close()
    return found


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)))
