"""An incident and what was found around it, made for tests of words."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from data.home import SHIPPED_DEFINITIONS
from insights.finding_sources import movement
from insights.findings import Finding, Place
from insights.narration.making import Topic
from metrics.catalog import load_catalog
from metrics.model import Catalog

WINDOW = (dt.date(2026, 9, 1), dt.date(2026, 10, 31))


@lru_cache(maxsize=1)
def catalog() -> Catalog:
    """The shipped definitions."""
    return load_catalog([SHIPPED_DEFINITIONS])


def subject(region: str = "関西", category: str = "電子部品", dimension: str = "region", n: int = 420) -> Finding:
    """Revenue of a place below what was expected."""
    place: Place = ((dimension, region), ("category", category))
    return movement(catalog().metrics["revenue"], place, 81.2e6, 103.4e6, WINDOW, n=n, tags=("below_interval",))


def around(region: str = "関西", category: str = "電子部品", dimension: str = "region") -> list[Finding]:
    """A split by component, and a KPI elsewhere that moved at the same time."""
    metrics = catalog().metrics
    place: Place = ((dimension, region), ("category", category))
    split = movement(
        metrics["revenue"], place, 83.0e6, 103.4e6, WINDOW,
        kind="contribution", component="volume", grade="explains", share=0.92, n=420,
    )  # fmt: skip
    other = movement(
        metrics["on_time_delivery"], (("category", category),), 0.91, 0.957, WINDOW, kind="correlation", n=260
    )  # fmt: skip
    return [split, other]


def topic(language: str = "ja", **named: str) -> Topic:
    """The topic of both."""
    place = {name: value for name, value in named.items() if name in ("region", "category", "dimension")}
    return Topic(subject(**place), tuple(around(**place)), language, catalog().metrics["revenue"])  # type: ignore[arg-type]
