"""Before somebody accepts: what windows of some lengths could tell of a KPI at a place, and what to compare with.

Looked up where the job prepared it, computed once a process where not. Words nothing; measures no effect.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from data.home import Home
from data.incident_store import Kept, stored_incidents
from data.shown import store_topics, stored_topics
from insights.findings import Place
from insights.loop.dues import due as every_due
from insights.loop.dues import treated_places
from insights.loop.freezing import place_of
from insights.loop.series import Looked, series, siblings
from insights.loop.terms import LENGTHS, WAIT, Window, triggered_by, windows
from metrics.calendar import calendar_of
from metrics.catalog import catalog_of
from metrics.model import Grain

LOG = logging.getLogger(__name__)
PREPARED, AHEAD = 20, 7
"""Incidents, the newest that were worth an alert, for which it is looked up beforehand; days that it keeps for."""
KEY = "foresight"


@dataclass(frozen=True)
class Foresight:
    """By window the smallest relative size that it could tell, None where that can't be said; `n_before` values known
    before it, and the members beside the place that it could be compared with."""

    sizes: Mapping[Window, float | None]
    n_before: int
    controls: tuple[str, ...]

    def enough_for(self, expected: float | None) -> Window | None:
        """The shortest window that could tell the size expected; None where none could, or none is expected."""
        told = [(window, size) for window, size in self.sizes.items() if size is not None]
        return next((window for window, size in told if expected is not None and size <= expected), None)


@dataclass(frozen=True)
class Matter:
    """The KPI, place and grain that something is to be done about, and the days that gave rise to it."""

    kpi: str
    place: Place
    grain: Grain
    triggered: Window | None = None


def matter_asked(content: Mapping[str, Any]) -> Matter:
    """What a proposal is about, by what was shown of it."""
    return Matter(content["kpi"], place_of(content["place"]), content["grain"], triggered_by(content))


def foresight(home: Home, snapshot: int, about: Matter, due: dt.date, incident: str = "") -> Foresight:
    """What windows after a due day could tell, as of a snapshot; `incident`: for which the job may have looked."""
    chosen = tuple(windows(calendar_of(home.settings), about.grain, due, LENGTHS[about.grain]))
    topic = stored_topics(home, snapshot, [incident]).get(incident) if incident else None
    if topic is not None and topic["snapshot"] == snapshot:
        found = [foresight_of(one) for one in topic.get(KEY, ())]
        ready = next((one for one in found if set(one.sizes) == set(chosen)), None)
        if ready is not None:
            return ready
    return foreseen(home, snapshot, about, chosen)


@lru_cache(maxsize=256)
def foreseen(home: Home, snapshot: int, about: Matter, chosen: tuple[Window, ...]) -> Foresight:
    """The same, computed; the windows have the same beginning, the longest last."""
    from insights.effect import tell  # statistics, which need not be waited for where the job has prepared

    metric, calendar = catalog_of(home).metrics[about.kpi], calendar_of(home.settings)
    looked = Looked(home, metric, about.place, about.grain, snapshot)
    known = series(looked)
    if known.empty:
        return Foresight(dict.fromkeys(chosen), 0, ())
    told = tell(
        known, chosen, direction=metric.direction, grain=about.grain, calendar=calendar, triggered=about.triggered
    )  # fmt: skip
    sizes = {one.window: one.relative for one in told}
    return Foresight(sizes, told[0].n_before, tuple(siblings(looked)))


def untreated(home: Home, kpi: str, place: Place, found: Foresight) -> tuple[str, ...]:
    """Of the members beside a place those where nothing is being done about the KPI."""
    if not place:
        return ()
    treated = treated_places(every_due(home)).get(kpi, set())
    return tuple(one for one in found.controls if (*place[:-1], (place[-1][0], one)) not in treated)


def foresee(home: Home, snapshot: int) -> int:
    """Looks it up for the newest incidents of a snapshot, for due days as they are suggested today and soon; of how
    many. For a job."""
    catalog = catalog_of(home)
    kept = [
        one for one in stored_incidents(home, current=True) if one.detail["alerted"] and one.metric in catalog.metrics
    ]
    newest = sorted(kept, key=lambda one: (one.end, one.start), reverse=True)[:PREPARED]
    topics = stored_topics(home, snapshot, [one.id for one in newest])
    lacking = [
        one for one in newest if topics.get(one.id, {}).get("snapshot") == snapshot and KEY not in topics[one.id]
    ]
    store_topics(home, snapshot, {one.id: topics[one.id] | {KEY: _soon(home, snapshot, one)} for one in lacking})
    return len(lacking)


def _soon(home: Home, snapshot: int, kept: Kept) -> list[Any]:
    """What windows could tell for each due day that is suggested within the days ahead."""
    grain: Grain = kept.grain  # type: ignore[assignment]  # the store keeps it as text
    about = Matter(kept.metric, kept.place, grain, (kept.start, kept.end))
    dues = [home.today() + WAIT + dt.timedelta(days=day) for day in range(AHEAD)]
    calendar = calendar_of(home.settings)
    sets = dict.fromkeys(tuple(windows(calendar, grain, due, LENGTHS[grain])) for due in dues)
    try:
        return [foresight_json(foreseen(home, snapshot, about, each)) for each in sets]
    except Exception:
        LOG.exception("nothing could be foreseen of %s", kept.id)
        return []


def foresight_json(found: Foresight) -> dict[str, Any]:
    """As a topic keeps it."""
    sizes = [[start.isoformat(), end.isoformat(), size] for (start, end), size in found.sizes.items()]
    return {"sizes": sizes, "n_before": found.n_before, "controls": list(found.controls)}


def foresight_of(said: Mapping[str, Any]) -> Foresight:
    """From what a topic keeps."""
    sizes = {(dt.date.fromisoformat(start), dt.date.fromisoformat(end)): size for start, end, size in said["sizes"]}
    return Foresight(sizes, said["n_before"], tuple(said["controls"]))
