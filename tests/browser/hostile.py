"""`python -m tests.browser.hostile [NAME ...]`: hostile files of 40 MB through the served app, told as JSON.

Each file goes in by the upload page of a browser; the server's resident memory is watched all the while, and another
session asks for the company page again and again. Says figures; asserts nothing.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import ARGUMENTS, CHROMIUM, make_home
from tests.browser.served import Served, serving
from tests.browser.wire import Wire
from tests.data.reading.hostile import LARGE

PATIENCE = 240_000
OUTCOME = ".grid h1"
MEGABYTE = 2**20
SETTLED = 5


def resident(pid: int) -> float:
    """A process's resident memory in MB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / MEGABYTE


class Watched:
    """The highest resident memory of a process while the block lasts, and seconds that another's pages took."""

    def __init__(self, served: Served) -> None:
        self._served, self._over = served, threading.Event()
        self.peak = resident(served.pid)
        self.pages: list[float] = []
        self._threads = [threading.Thread(target=each, daemon=True) for each in (self._memory, self._ask)]

    def __enter__(self) -> Watched:
        for each in self._threads:
            each.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for each in self._threads:
            each.join()

    def _memory(self) -> None:
        while not self._over.wait(0.02):
            self.peak = max(self.peak, resident(self._served.pid))

    def _ask(self) -> None:
        with Wire(self._served.url) as wire:
            while True:
                began = time.perf_counter()
                wire.run(timeout=120)
                self.pages.append(time.perf_counter() - began)
                if self._over.wait(0.3):
                    return


@contextmanager
def upload_page(served: Served) -> Iterator[Page]:
    """The upload page in a browser of its own."""
    path = str(CHROMIUM) if CHROMIUM.exists() else None
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=ARGUMENTS)
        page = browser.new_context(locale="en-US", timezone_id="Asia/Tokyo").new_page()
        page.set_default_timeout(PATIENCE)
        yield page
        browser.close()


def drop(page: Page, served: Served, path: Path) -> str:
    """Drops a file on the page; what it is said to be."""
    page.goto(served.url + "/upload")
    page.locator("input[type=file]").wait_for(state="attached")
    page.set_input_files("input[type=file]", str(path))
    page.wait_for_function("() => !document.querySelector('input[type=file]')")
    page.locator(OUTCOME).first.wait_for()
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    said = [page.locator(OUTCOME).first.inner_text(), *page.get_by_role("alert").all_inner_texts()[:1]]
    return " ".join(" ".join(said).split())


def measured(page: Page, served: Served, path: Path) -> dict[str, Any]:
    """What became of a file, the server's memory in MB and the seconds of another's pages meanwhile."""
    before, began = resident(served.pid), time.perf_counter()
    with Watched(served) as watched:
        said = drop(page, served, path)
    after = resident(served.pid)
    return {
        "said": said.replace(path.name, "…")[:140],
        "file_mb": round(path.stat().st_size / MEGABYTE, 1),
        "before_mb": round(before, 1),
        "peak_rise_mb": round(watched.peak - before, 1),
        "rise_after_mb": round(after - before, 1),
        "seconds": round(time.perf_counter() - began, 1),
        "page_median_s": round(statistics.median(watched.pages), 2),
        "page_worst_s": round(max(watched.pages), 2),
    }


def main(names: list[str]) -> dict[str, Any]:
    """Every kind asked for, by name, and the worst of all."""
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        home = make_home(folder / "home")
        with serving(home, folder / "server.log") as served, upload_page(served) as page:
            for name in ("plain.csv", "one_endless_line.csv"):  # what the page needs is there before it is measured
                path = folder / name
                LARGE[name](path) if name in LARGE else path.write_bytes(b"day,sold\n2026-04-01,1\n2026-04-02,2\n")
                measured(page, served, path)
            time.sleep(SETTLED)
            for kind in names or list(LARGE):
                path = folder / kind
                LARGE[kind](path)
                found[kind] = measured(page, served, path)
                print(kind, json.dumps(found[kind], ensure_ascii=False), file=sys.stderr, flush=True)
                path.unlink()
    worst = {
        "kinds": len(found),
        "peak_rise_mb": max(each["peak_rise_mb"] for each in found.values()),
        "rise_after_mb": max(each["rise_after_mb"] for each in found.values()),
        "page_median_s": statistics.median(each["page_median_s"] for each in found.values()),
        "page_worst_s": max(each["page_worst_s"] for each in found.values()),
    }
    return {"worst": worst, "files": found}


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1:]), ensure_ascii=False, indent=1))
