"""Measures the yen caps: twenty jobs at once, against a stand-in, again and again with another cap each time.

usage: python -m tests.insights.quality_caps [ROUNDS]
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from data.home import Home
from data.model_calls import spent
from insights.exchange import NoAnswer
from insights.model_settings import ModelSettings
from tests.insights.stand_in import fails, says, serving
from tests.insights.test_llm import REQUEST, ask
from tests.insights.word_homes import new_home, settings_for

JOBS, COUNTED, MOST_TOKENS = 20, 100, 1000


def round_of(home: Home, settings: ModelSettings) -> list[str]:
    """What each of the jobs at once got: an answer, or why not."""

    def one(number: int) -> str:
        try:
            ask(home, settings, request=replace(REQUEST, content=f'{{"n":"{number}"}}'))
        except NoAnswer as error:
            return error.reason
        return "answered"

    with ThreadPoolExecutor(JOBS) as pool:
        return list(pool.map(one, range(JOBS)))


def measure(rounds: int, seed: int = 1) -> dict[str, float]:
    """The largest share of a daily or monthly cap that was counted, and how many calls were let through and refused."""
    rng, most, through, capped = random.Random(seed), 0.0, 0, 0
    for number in range(rounds):
        play = says("{}") if number % 2 else fails(500)
        with tempfile.TemporaryDirectory() as folder, serving(play) as stand_in:
            stand_in.count = COUNTED
            settings = settings_for(stand_in.url, max_tokens=MOST_TOKENS, tries=1)
            worst = settings.yen(((COUNTED * 1.1 + 200) * 2 * 2 + MOST_TOKENS * 10) / 1e6)
            cap = worst * rng.uniform(0.5, 12)
            which = {"monthly_yen": cap} if number % 3 == 0 else {"daily_yen": cap}
            home = new_home(Path(folder))
            got = round_of(home, replace(settings, **which))
            most = max(most, spent(home)[0] / cap)
            through, capped = through + len(stand_in.bodies), capped + got.count("capped")
    return {"rounds": rounds, "jobs at once": JOBS, "largest share of a cap": most, "calls": through, "refused": capped}


if __name__ == "__main__":
    json.dump(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 40), sys.stdout, indent=1)
