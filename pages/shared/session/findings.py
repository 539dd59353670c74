"""What the insights of a page's moment are: incidents and judged points, as the background job stored them.

Reads what the job of the newest state stored, and of an earlier moment has found what was to be known then. Judges
nothing; gives an asker only what is of departments that he may see.
"""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from data.errors import Refusal
from data.home import Home
from data.incident_store import (
    Kept,
    Replayed,
    Reply,
    has_run,
    replays,
    replies,
    stored_incidents,
    stored_points,
)
from data.people import LOCAL_OWNER, Person
from insights import jobs
from insights.incidents import Incident, Point
from metrics.access import Thing, may, visible
from metrics.catalog import catalog_of
from metrics.catalog.parts import impersonal
from metrics.model import Grain
from pages.shared.session.page import Page
from pages.shared.session.work import later
from pages.shared.text import both

Series = tuple[str, Grain]
SERVER_SECONDS = 5
NO_POINTS: Mapping[Series, tuple[Point, ...]] = MappingProxyType({})


@dataclass(frozen=True, eq=False)
class Known:
    """What is known at a page's moment. `state`: done; running, and what stands here is of an earlier state of the
    lake, or nothing; failed. Incidents stand the weightiest first. Told apart as an object: a cheap key of caches."""

    state: jobs.State
    incidents: tuple[Incident, ...] = ()
    points: Mapping[Series, tuple[Point, ...]] = field(default_factory=lambda: NO_POINTS, repr=False)
    snapshot: int | None = None


NOTHING_YET = Known("running")


def known(page: Page) -> Known:
    """What is known at the page's moment of what the asker may see. Waits for nothing that has to be computed."""
    home, moment, person = page.asker.home, page.moment, page.asker.person
    version = catalog_of(home).version
    if not moment.is_newest:
        then = later(_known_then, home, version, moment.snapshot, page.until)
        return _seen(then, home, version, person, "done") if then else NOTHING_YET
    state = _state(home, moment.newest)
    found = _of_run(home, moment.newest, home.today()) if state == "done" else _last(home, ledger_stamp(home))
    return _seen(found, home, version, person, state)


_done: set[tuple[Path, int, dt.date]] = set()


def _state(home: Home, newest: int) -> jobs.State:
    """Whether a state of the lake has been analysed; the job itself is started when the page is drawn."""
    key = (home.path, newest, home.today())
    if key in _done:
        return "done"
    if not has_run(home, newest, home.today()):
        return "failed" if jobs.wait(home, 0) == "failed" else "running"
    _done.add(key)
    return "done"


@lru_cache(maxsize=8)
def _of_run(home: Home, snapshot: int, day: dt.date) -> Known:
    """What the run of a state and day stored."""
    del snapshot, day
    return _read(home)


@lru_cache(maxsize=8)
def _last(home: Home, stamp: object) -> Known:
    """What the last run stored, whichever it was."""
    del stamp
    return _read(home)


def _read(home: Home) -> Known:
    from insights.incidents.lasting import incident_of, point_of

    stored = stored_points(home)
    found = [incident_of(each.detail) for each in stored_incidents(home, current=True)]
    points = [point_of(row) for row in stored[2]] if stored else []
    return Known("done", _ordered(found), _by_series(points), stored[0] if stored else None)


def _ordered(found: Iterable[Incident]) -> tuple[Incident, ...]:
    return tuple(sorted(found, key=lambda one: one.weight, reverse=True))


def _by_series(points: Iterable[Point]) -> Mapping[Series, tuple[Point, ...]]:
    found: dict[Series, list[Point]] = {}
    for point in points:
        found.setdefault((point.metric, point.grain), []).append(point)
    return {series: tuple(some) for series, some in found.items()}


def _known_then(home: Home, version: str, snapshot: int, until: dt.date) -> Known:
    """What was to be known at an earlier moment: found in the data as they were, under the ids that last."""
    del version
    from insights.incidents import findings
    from insights.incidents.lasting import with_kept_ids

    found = findings(home, LOCAL_OWNER, snapshot, until)
    named = with_kept_ids(found.incidents, stored_incidents(home))
    return Known("done", _ordered(named), _by_series(found.points), snapshot)


@lru_cache(maxsize=64)
def _seen(found: Known, home: Home, version: str, person: Person, state: jobs.State) -> Known:
    """Of the findings what a person may see: incidents of his departments, points of KPIs that he sees in total. None
    of a place that the definitions have come to know as persons since."""
    del version
    catalog = catalog_of(home)
    unasked = {metric.name: impersonal(catalog, metric) for metric in visible(person, catalog.metrics.values())}
    points = {series: some for series, some in found.points.items() if series[0] in unasked}
    incidents = tuple(
        one
        for one in found.incidents
        if may_see(person, one.department) and one.metric in unasked
        if all(dimension in unasked[one.metric] for dimension, _ in one.place)
    )
    return replace(found, state=state, incidents=incidents, points=points)


def may_see(person: Person, department: str) -> bool:
    """Whether a person may see the incidents of a department."""
    return may(person, "view", Thing("incident", department))


def stored(page: Page, named: str) -> Kept:
    """The stored incident of an id, current or not. Refuses an id that there is not, and one of a department that the
    asker may not see."""
    kept = next((one for one in stored_incidents(page.asker.home) if one.id == named), None)
    if kept is None:
        raise Refusal("unknown_incident", both("incident.unknown"), both("incident.unknown.hint"))
    if not may_see(page.asker.person, kept.department):
        department = page.wording.department(kept.department)
        raise Refusal("not_allowed", both("incident.no_access", department=department), both("state.no_access.hint"))
    return kept


def replied(page: Page, named: tuple[str, ...], at: dt.datetime | None) -> Mapping[str, int]:
    """How many replies each of some incidents has, or had at an earlier time."""
    home = page.asker.home
    return {each: _replied(home, ledger_stamp(home), each, at) for each in named}


@lru_cache(maxsize=512)
def _replied(home: Home, stamp: object, named: str, at: dt.datetime | None) -> int:
    del stamp
    return len(given_by(replies(home, named), at))


def given_by(found: Sequence[Reply], at: dt.datetime | None) -> list[Reply]:
    """The replies given by a time; all of them where it is None."""
    return [each for each in found if at is None or each.at <= at]


def past(page: Page) -> tuple[Replayed, ...]:
    """What the replay of the past says of KPIs that the asker may see, the oldest first."""
    home = page.asker.home
    names = {metric.name for metric in visible(page.asker.person, catalog_of(home).metrics.values())}
    return tuple(each for each in _past(home, ledger_stamp(home)) if each.metric in names)


@lru_cache(maxsize=4)
def _past(home: Home, stamp: object) -> tuple[Replayed, ...]:
    del stamp
    return tuple(replays(home))


def ledger_stamp(home: Home) -> tuple[object, ...]:
    """Changes whenever the ledger's files do; of a ledger on a server every few seconds."""
    if os.environ.get("SAIGEN_LEDGER_URL"):
        return (int(time.monotonic() / SERVER_SECONDS),)
    return tuple(_stat(Path(f"{home.ledger}{ending}")) for ending in ("", "-wal"))


def _stat(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_mtime_ns, found.st_size
