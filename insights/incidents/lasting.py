"""Ids that last, and incidents to and from the ledger's form: a later run may see an onset a week earlier or later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from data.home import Home
from data.incident_store import Kept, store_run, stored_incidents
from insights.incidents.model import CauseCandidate, Findings, Incident, Point


def with_kept_ids(found: Sequence[Incident], known: Iterable[Kept]) -> list[Incident]:
    """Each incident under the id that one of its KPI and place with days in common was first stored under."""
    by_place: dict[tuple[str, frozenset[tuple[str, str]]], list[Kept]] = {}
    for kept in known:
        by_place.setdefault((kept.metric, frozenset(kept.place)), []).append(kept)
    named, taken = {}, set()
    for one in sorted(found, key=lambda each: -each.score):
        rivals = by_place.get((one.metric, frozenset(one.place)), [])
        days = [(_shared(one, kept), kept.id) for kept in rivals if kept.id not in taken]
        best = max(days, default=(0, ""))
        named[one.id] = best[1] if best[0] > 0 else one.id
        taken.add(named[one.id])
    return [
        replace(one, kept_id=named[one.id], related=tuple(named.get(other, other) for other in one.related))
        for one in found
    ]


def _shared(one: Incident, kept: Kept) -> int:
    return (min(one.end, kept.end) - max(one.start, kept.start)).days + 1


def keep(home: Home, found: Findings) -> Findings:
    """Stores a run's findings; the same under the ids they are known by."""
    incidents = with_kept_ids(found.incidents, stored_incidents(home))
    rows = [
        Kept(one.id, one.metric, one.department, one.grain, one.place, one.start, one.end, detail_of(one))
        for one in incidents
    ]
    store_run(home, found.snapshot, found.day, rows, [as_list(point) for point in found.points])
    return replace(found, incidents=tuple(incidents))


def detail_of(one: Incident) -> dict[str, Any]:
    """An incident as JSON."""
    found = asdict(one)
    found |= {name: found[name].isoformat() for name in ("start", "end", "peak")}
    found["place"] = [list(pair) for pair in one.place]
    found["causes"] = [{"code": c.code, "weight": c.weight, "reasons": list(c.reasons)} for c in one.causes]
    return found | {"kept_id": one.id, "related": list(one.related)}


def incident_of(detail: Mapping[str, Any]) -> Incident:
    """An incident from its JSON."""
    days = {name: dt.date.fromisoformat(detail[name]) for name in ("start", "end", "peak")}
    causes = tuple(CauseCandidate(c["code"], c["weight"], tuple(c["reasons"])) for c in detail["causes"])
    place = tuple((dim, value) for dim, value in detail["place"])
    return Incident(**{**detail, **days, "causes": causes, "place": place, "related": tuple(detail["related"])})


def as_list(point: Point) -> list[Any]:
    """A point as a row of JSON."""
    return [
        point.metric, point.grain, point.start.isoformat(), point.value, point.expected, point.low, point.high,
        point.flagged, point.reason,
    ]  # fmt: skip


def point_of(row: Sequence[Any]) -> Point:
    """A point from its row."""
    return Point(row[0], row[1], dt.date.fromisoformat(row[2]), *row[3:])
