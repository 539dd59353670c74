"""A home with the example company, one server on it, and a browser, each made once for a session of tests."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.served import ROOT, Served, serving

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
TODAY, SEED = "2026-11-24", "7"
PATIENCE = 60_000
SHOWN = 1500


def pytest_collection_modifyitems(items):
    """Everything in this folder drives a served app."""
    for item in items:
        if Path(__file__).parent in Path(item.fspath).parents:
            item.add_marker(pytest.mark.browser)


def make_home(folder: Path) -> Path:
    """The example company of the tests' day and seed, analysed: no server on it or on a copy has to be first."""
    words = [sys.executable, "-m", "data", "init", "--demo", "--today", TODAY, "--seed", SEED, "--home", str(folder)]
    subprocess.run(words, cwd=ROOT, check=True, capture_output=True)
    subprocess.run([sys.executable, "-m", "insights.analysis", folder], cwd=ROOT, check=True, capture_output=True)
    return folder


@pytest.fixture(scope="session")
def pristine(tmp_path_factory) -> Path:
    """A home that no test changes, made once for all workers of a run."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    home, done, taken = shared / "home", shared / "home.done", shared / "home.taken"
    try:
        taken.mkdir()
    except FileExistsError:
        while not done.exists():
            time.sleep(0.2)
        return home
    make_home(home)
    done.touch()
    return home


@pytest.fixture(scope="session")
def served(pristine, tmp_path_factory) -> Iterator[Served]:
    """The app, served on the home that no test changes."""
    with serving(pristine, tmp_path_factory.mktemp("served") / "server.log") as found:
        yield found


@pytest.fixture
def own_home(pristine, tmp_path) -> Path:
    """A home of a test's own, to load into."""
    return Path(shutil.copytree(pristine, tmp_path / "home"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium where it is there, else playwright's."""
    path = str(CHROMIUM) if CHROMIUM.exists() else None
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        found = playwright.chromium.launch(executable_path=path, headless=True, args=ARGUMENTS)
        yield found
        found.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Lets the fixtures of a test know whether it failed."""
    report = yield
    if report.when == "call":
        item.failed = report.failed
    return report


def tell(page: Page) -> None:
    """Says what an open page showed when its test failed, as nobody can look at it any more."""
    said = " | ".join(page.locator("body").inner_text(timeout=2000).split("\n"))
    print(f"\n{page.url}\n{said[:SHOWN]}", file=sys.stderr)


@pytest.fixture
def open_browser(browser, request) -> Iterator[object]:
    """Makes contexts with a locale, a colour scheme and a size; closes them."""
    made: list[BrowserContext] = []

    def opened(locale: str = "ja-JP", scheme: str = "light", width: int = 1440, height: int = 900) -> BrowserContext:
        context = browser.new_context(
            locale=locale,
            timezone_id="Asia/Tokyo",
            color_scheme=scheme,
            viewport={"width": width, "height": height},
            accept_downloads=True,
        )
        context.set_default_timeout(PATIENCE)
        made.append(context)
        return context

    yield opened
    for context in made:
        if getattr(request.node, "failed", False):
            for page in context.pages:
                tell(page)
        context.close()


@pytest.fixture
def visit(served, open_browser):
    """Opens an address of the served app in a new context and waits for it to be painted."""

    def visited(path: str = "/", **more) -> Page:
        page = open_browser(**more).new_page()
        page.goto(served.url + path)
        settle(page)
        return page

    return visited


def settle(page: Page) -> None:
    """Waits until the script has run and what it gave is painted."""
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=PATIENCE)
    page.wait_for_timeout(250)
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=PATIENCE)
    page.wait_for_function("() => !document.querySelector('[data-testid=stSkeleton]')", timeout=PATIENCE)
