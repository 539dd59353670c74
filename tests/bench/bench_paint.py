"""From choosing a period to its figures painted, in a browser: the company page against its data-less twin.

Interleaved in one run; each choice is a period not asked for before. Painted: the page shows what was chosen, the
script has ended and the browser has drawn a frame.
usage: python -m tests.bench.bench_paint [HOME]    prints {"paint_ms": …, "twin_ms": …, "ratio": …}
"""

import json
import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import ARGUMENTS, CHROMIUM, settle
from tests.browser.served import serving

PERIODS, ROUNDS = 24, 2
WATCH = """([text]) => new Promise(done => {
  const begun = performance.now();
  const all = root => [...root.querySelectorAll('*')]
    .flatMap(e => e.shadowRoot ? [e.shadowRoot, ...all(e.shadowRoot)] : []);
  const shows = () => [document.body, ...all(document)].some(root =>
    [...root.querySelectorAll('h1, h2, caption')].some(e => e.textContent.includes(text)))
    && document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning';
  const painted = () => setTimeout(() => done(performance.now() - begun));
  const look = () => shows() ? requestAnimationFrame(painted) : setTimeout(look, 2);
  look();
})"""


def choose(page: Page, place: int) -> float:
    """Chooses the option at a place of the period's list; milliseconds until it is painted."""
    field = page.locator(".st-key-period [role=combobox], .st-key-period input").first
    field.click()
    option = page.locator("[role=option]").nth(place)
    text = option.inner_text()
    option.evaluate("element => { window.chosen = element }")
    page.evaluate("() => { window.chosen.click() }")
    return float(page.evaluate(WATCH, [text]))


def main(home: Path) -> dict[str, object]:
    """Medians of interleaved choices on both pages."""
    times: tuple[list[float], list[float]] = ([], [])
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = str(CHROMIUM) if CHROMIUM.exists() else None
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=ARGUMENTS)
        for _ in range(ROUNDS):
            _choose_all(browser, home, Path(folder), times)
        browser.close()
    real, bare = (statistics.median(kept) for kept in times)
    return {"paint_ms": round(real), "twin_ms": round(bare), "ratio": round(real / bare, 2), "runs": len(times[0])}


def _choose_all(browser: Browser, home: Path, logs: Path, times: tuple[list[float], list[float]]) -> None:
    """Every period of the list once, on servers that were asked for none of them before."""
    with serving(home, logs / "app.log") as app, serving(home, logs / "twin.log", "tests/bench/twin.py") as twin:
        pages = [browser.new_page(locale="ja-JP", viewport={"width": 1440, "height": 900}) for _ in range(2)]
        for page, served in zip(pages, (app, twin), strict=True):
            page.goto(served.url)
            settle(page)
            page.wait_for_timeout(1500)
        for place in range(1, PERIODS + 1):
            for page, kept in zip(pages, times, strict=True):
                kept.append(choose(page, place))
                page.wait_for_timeout(300)
        for page in pages:
            page.close()


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
