"""From `make run` after install to the first page painted, the making of the example company included.

usage: python -m tests.bench.bench_start    prints {"start_s": …}
"""

import json
import os
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.browser.served import ROOT, _free_port

PATIENCE = 300


def main() -> dict[str, object]:
    """Seconds from the command to the scorecard in the browser."""
    port = _free_port()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = str(CHROMIUM) if CHROMIUM.exists() else None
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=ARGUMENTS)
        page = browser.new_page(locale="ja-JP")
        environment = os.environ | {"SAIGEN_HOME": str(Path(folder) / "home"), "PORT": str(port)}
        begun = time.monotonic()
        words = ["make", "run", f"PORT={port}"]
        with (Path(folder) / "log").open("wb") as log:
            process = subprocess.Popen(words, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True)
        try:
            _painted(page, port, begun)
            taken = time.monotonic() - begun
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=20)
            browser.close()
    return {"start_s": round(taken, 1)}


def _painted(page, port: int, begun: float) -> None:
    _listening(port, begun)
    page.goto(f"http://127.0.0.1:{port}", timeout=PATIENCE * 1000)
    page.wait_for_selector(".board tbody tr", timeout=PATIENCE * 1000)


def _listening(port: int, begun: float) -> None:
    """Wait for the port by a socket: a browser that reloads ten times a second takes a core from what is measured."""
    while time.monotonic() - begun < PATIENCE:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError(port)


if __name__ == "__main__":
    print(json.dumps(main()))
