"""Homes with a ledger and no data, and narrators over them, for tests of words."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

from data.home import Home, Settings
from data.ledger import EXAMPLE_PEOPLE, make_ledger
from insights.model_settings import ModelSettings
from insights.narration.making import Topic
from tests.insights.incident_findings import around, catalog, subject

_numbers = count(1000)
QUICK = {"key": "sk-test", "wait_seconds": 0.3, "daily_yen": 1e6, "monthly_yen": 1e6}


def new_home(path: Path) -> Home:
    """A home whose ledger has the example company's people."""
    home = Home(path, Settings(today=dt.date(2026, 11, 24)))
    make_ledger(home, EXAMPLE_PEOPLE)
    return home


def settings_for(url: str, **changes: Any) -> ModelSettings:
    """Settings for a stand-in at this address; tests of time-outs make them shorter."""
    return ModelSettings(**{**QUICK, "base_url": url, **changes})


def new_topic(language: str = "ja") -> Topic:
    """A topic that no other test has asked about."""
    incident = subject(n=next(_numbers))
    return Topic(replace(incident), tuple(around()), language, catalog().metrics["revenue"])  # type: ignore[arg-type]
