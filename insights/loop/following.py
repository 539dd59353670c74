"""What follows upon a new snapshot or day: topics, tests of hypotheses, outcomes that are due, what windows
could tell. One call for a job.

Each part stands by itself: what goes wrong in one is logged and keeps no other from being done.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from data.home import Home
from insights.loop.foreseeing import foresee
from insights.loop.gathering import prepare
from insights.loop.measuring import measure_due
from insights.loop.testing import examine_open

LOG = logging.getLogger(__name__)


def follow_up(home: Home, snapshot: int) -> dict[str, int]:
    """Does all of it as of a snapshot; of how much is new, by part."""
    parts: dict[str, Callable[[Home, int], int]] = {
        "topics": prepare, "hypotheses": examine_open, "outcomes": measure_due, "foresight": foresee,
    }  # fmt: skip
    return {name: _done(name, part, home, snapshot) for name, part in parts.items()}


def _done(name: str, part: Callable[[Home, int], int], home: Home, snapshot: int) -> int:
    try:
        return part(home, snapshot)
    except Exception:
        LOG.exception("%s are not up to date", name)
        return 0
