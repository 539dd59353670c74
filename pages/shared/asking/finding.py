"""From somebody's words to questions: looked up at once, or chosen by the model in a thread while the page stands.

Asks no figure; what may be asked is what the asker may see.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import replace
from functools import cache

from data.errors import Refusal
from data.home import Home
from insights.background import Background
from insights.model_settings import ModelSettings, model_settings
from insights.question_model import Found, choose, why_not_asked
from insights.questions import Desk, find
from metrics.access import may_split
from metrics.catalog import catalog_of
from metrics.model import Metric
from pages.shared.session import Page, answers

KEPT = 200
MOST_MEMBERS = 60
Key = tuple[Home, str, str, int]
_futures: OrderedDict[Key, Future[Found]] = OrderedDict()
_lock = threading.Lock()


@cache
def _pool() -> Background:
    return Background(2, "saigen-asking")


def found(page: Page, words: str) -> tuple[Found, bool]:
    """The questions that the words may mean, and whether the model is still choosing."""
    desk = _desk(page)
    near = find(words, desk, 1)
    if near:  # values can be told from other words once it is known of which KPI
        desk = replace(desk, members=_members(page, near[0].metric))
    settings = _settings(page.asker.home)
    why = why_not_asked(settings) if settings else "not_set_up"
    if settings is None or why:
        return Found(tuple(find(words, desk)), why), False
    future = _future((page.asker.home, page.asker.person.id, words, page.moment.snapshot), settings, desk)
    if future.done():
        return future.result(), False
    return Found(tuple(find(words, desk)), "pending"), True


def _desk(page: Page) -> Desk:
    catalog = catalog_of(page.asker.home)
    return Desk(catalog, page.asker.person, page.wording.calendar, page.until, page.moment.snapshot)


def _members(page: Page, metric: Metric) -> Mapping[str, tuple[str, ...]]:
    """The values of a KPI's dimensions that have few of them, where the asker may split it."""
    if not may_split(page.asker.person, metric):
        return {}
    every = {name: answers.members(page, metric, name) for name in metric.dimensions}
    return {name: values for name, values in every.items() if len(values) <= MOST_MEMBERS}


def _settings(home: Home) -> ModelSettings | None:
    try:
        return model_settings(home)
    except Refusal:
        return None


def _future(key: Key, settings: ModelSettings, desk: Desk) -> Future[Found]:
    with _lock:
        if key not in _futures:
            _futures[key] = _pool().submit(choose, key[0], settings, key[2], desk)
            while len(_futures) > KEPT:
                _futures.popitem(last=False)
        return _futures[key]
