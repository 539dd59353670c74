"""Measures what a person sees while a model fails: a card at once, with a badge and the reason, and how soon.

Every fault of the call, with the real client against a stand-in. Cards: as the narrator makes them. Pages: an incident
opened in a browser, from the click to the figures, and until the card says why.

usage: python -m tests.insights.quality_faults [cards] [pages]; both where none is named
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from insights.failures import REASONS
from insights.hypotheses import playbook_of
from insights.narrate import Narrator
from insights.narration.card import BADGES, write_card
from insights.narration.making import template_card
from tests.browser.conftest import ARGUMENTS, CHROMIUM, make_home, settle
from tests.browser.served import serving as serving_app
from tests.insights.stand_in import Play, serving, sleeps
from tests.insights.test_llm import FAULTS
from tests.insights.word_homes import new_home, new_topic, settings_for

HANGS = "hangs"
ON_PAGES: dict[str, Play] = {**{name: play for name, (play, _, _) in FAULTS.items()}, HANGS: sleeps(60)}
LATE = (
    "daily_yen = 1e6",
    "monthly_yen = 1e6",
    "try_seconds = 0.7",
    "total_seconds = 2.0",
    "tries = 2",
    "wait_seconds = 0.05",
)
HEADLINE = ".loop.framed .message"
ROWS = 10
"""Incidents of the list that are opened in turn, after the first."""
PATIENCE = 30.0


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


@dataclass(frozen=True)
class Seen:
    """What a click on an incident brought: seconds to the figures, and whether the card had its badge and a reason at
    once and, where the call ends at all, when it had failed."""

    seconds: float
    at_once: bool
    failed: bool


def pages() -> dict[str, float]:
    """Every fault on the page of an incident: seconds from the click to the figures, and whether the card says why."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        home = make_home(Path(folder) / "home")
        _write_key(home)
        path = str(CHROMIUM) if CHROMIUM.exists() else None
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=ARGUMENTS)
        with serving_app(home, home.parent / "server.log") as served:
            page = browser.new_page()
            page.goto(f"{served.url}/review")
            settle(page)
            page.wait_for_timeout(10_000)  # the server's first minute is its own: what is measured is a page in use
            seen = [_seen(page, home, number, name) for number, name in enumerate(ON_PAGES)]
            page.close()
        browser.close()
    taken = [each.seconds for each in seen]
    told = statistics.fmean(each.at_once and each.failed for each in seen)
    return {"faults": len(seen), "with card, badge and reason": told, "median, s": statistics.median(taken),
            "longest, s": max(taken)}  # fmt: skip


def _write_key(home: Path) -> None:
    key = home / "anthropic_key"
    key.write_text("sk-test", encoding="utf-8")
    key.chmod(0o600)


def _seen(page: Page, home: Path, number: int, name: str) -> Seen:
    """A click while a model of its own name, which is asked anew therefore, answers with a fault."""
    with serving(ON_PAGES[name]) as stand_in:
        model = f"fault-{number}"
        lines = [
            f'model = "{model}"',
            f'base_url = "{stand_in.url}"',
            *([] if name == HANGS else LATE),
            f"[prices.{model}]",
        ]
        (home / "model.toml").write_text("\n".join([*lines, "input = 1.0", "output = 1.0", ""]), encoding="utf-8")
        seconds = _seconds(page, 1 + number % ROWS)
        at_once = _says(page, set(REASONS))
        failed = name == HANGS or _fails(page, name)
        print(f"{name}: {seconds:.2f} s, {at_once=}, {failed=}", file=sys.stderr)
        return Seen(seconds, at_once, failed)


def _seconds(page: Page, number: int) -> float:
    """From the click on an incident of the list to another headline with figures on its card."""
    before = page.locator(HEADLINE).first.inner_text()
    start = time.perf_counter()
    page.locator("button[data-act=open]").nth(number).click()
    while page.locator(HEADLINE).first.inner_text() == before:
        page.wait_for_timeout(10)
    page.locator(".loop.framed button.fact").first.wait_for()
    return time.perf_counter() - start


def _fails(page: Page, name: str) -> bool:
    """Whether the card comes to say by itself, within a while, why this call failed."""
    reason = FAULTS[name][1]
    awaited = {reason} if reason else {"empty", "not_readable"}
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if _says(page, awaited):
            return True
        page.wait_for_timeout(200)
    return False


def _says(page: Page, reasons: set[str]) -> bool:
    """Whether the card bears the badge of the template's text and one of these reasons."""
    shown = set(page.locator(HEADLINE).first.locator("xpath=..").locator(".chip").all_inner_texts())
    said = {words for code in reasons for words in (REASONS[code].en, REASONS[code].ja)}
    return bool(shown & {BADGES["template"].en, BADGES["template"].ja}) and bool(shown & said)


if __name__ == "__main__":
    measures = {"cards": cards, "pages": pages}
    json.dump({name: measures[name]() for name in sys.argv[1:] or measures}, sys.stdout, indent=1)
