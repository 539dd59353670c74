"""Measures what a person sees while a model fails: a card at once, with a badge and the reason, and how soon.

Cards: every fault of the call, with the real client against a stand-in. Pages: an incident opened in a browser while
the stand-in hangs, resets or errs, from the click to the figures.

usage: python -m tests.insights.quality_faults [CLICKS]
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from insights.failures import REASONS
from insights.hypotheses import playbook_of
from insights.narrate import Narrator
from insights.narration.card import write_card
from insights.narration.making import template_card
from tests.browser.conftest import ARGUMENTS, CHROMIUM, make_home, settle
from tests.browser.served import serving as serving_app
from tests.insights.stand_in import Play, breaks_off, fails, serving, sleeps
from tests.insights.test_llm import FAULTS
from tests.insights.word_homes import new_home, new_topic, settings_for

ON_PAGES: dict[str, Play] = {"hangs": sleeps(15), "resets": breaks_off, "errs": fails(500), "overloaded": fails(529)}


def cards() -> dict[str, float]:
    """Of every fault: whether there is a card with the template's evidence, badge and reason, and the longest wait for
    the first one."""
    good, slowest = 0, 0.0
    with tempfile.TemporaryDirectory() as folder:
        home = new_home(Path(folder))
        for play, _, _ in FAULTS.values():
            about = new_topic()
            with serving(play) as stand_in:
                late = {"try_seconds": 0.7, "total_seconds": 2.0, "tries": 2, "wait_seconds": 0.05}
                narrator = Narrator(home, settings_for(stand_in.url, **late))
                start = time.perf_counter()
                first = narrator.card(about)
                slowest = max(slowest, time.perf_counter() - start)
                card = narrator.wait(about, 60)
            written, plain = write_card(card), template_card(playbook_of(), about)
            same = card.evidence_ids == first.evidence_ids == plain.evidence_ids and card.hypotheses == plain.hypotheses
            good += bool(same and written.badge and written.reason and card.reason in REASONS)
    return {"faults": len(FAULTS), "with card, badge and reason": good / len(FAULTS), "slowest card, s": slowest}


def pages(clicks: int) -> dict[str, float]:
    """Seconds from a click on an incident to the figures of its card, over every fault: median and longest."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        home = make_home(Path(folder) / "home")
        path = str(CHROMIUM) if CHROMIUM.exists() else None
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=ARGUMENTS)
        taken = [each for name in ON_PAGES for each in _clicked(home, name, browser.new_page, clicks)]
        browser.close()
    return {"clicks": len(taken), "median, s": statistics.median(taken), "longest, s": max(taken)}


def _clicked(home: Path, name: str, new_page: object, clicks: int) -> Iterator[float]:
    with serving(ON_PAGES[name]) as stand_in, serving_app(home, home.parent / "server.log") as served:
        text = f'base_url = "{stand_in.url}"\ndaily_yen = 1e6\nmonthly_yen = 1e6\n'
        (home / "model.toml").write_text(text, encoding="utf-8")
        key = home / "anthropic_key"
        key.write_text("sk-test", encoding="utf-8")
        key.chmod(0o600)
        page: Page = new_page()  # type: ignore[operator]
        page.goto(f"{served.url}/review")
        settle(page)
        page.wait_for_timeout(10_000)  # the server's first minute is its own: what is measured is a page in use
        for number in range(1, clicks + 1):
            yield _seconds(page, number)
        page.close()


def _seconds(page: Page, number: int) -> float:
    """From the click on an incident of the list to another headline with figures on its card."""
    before = page.locator(".loop.framed .message").first.inner_text()
    start = time.perf_counter()
    page.locator("button[data-act=open]").nth(number).click()
    while page.locator(".loop.framed .message").first.inner_text() == before:
        page.wait_for_timeout(10)
    page.locator(".loop.framed button.fact").first.wait_for()
    return time.perf_counter() - start


if __name__ == "__main__":
    found = {"cards": cards(), "pages": pages(int(sys.argv[1]) if len(sys.argv) > 1 else 5)}
    json.dump(found, sys.stdout, indent=1)
