"""根拠失効: what rests on rows of a load that was undone since. Shown beside the record; the record stays as it was."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from data.history import all_loads
from data.home import Home

if TYPE_CHECKING:
    from insights.review import Lapse, UndoneLoad


def undone_loads(home: Home, at: dt.datetime | None = None) -> list[UndoneLoad]:
    """The loads undone up to a moment."""
    from insights.review import UndoneLoad  # brings statistics that a page without undone loads need not wait for

    return [
        UndoneLoad(load.load_id, load.table, load.snapshot, load.undone_in)
        for load in all_loads(home).values()
        if load.undone_in is not None and load.undone_at is not None and (at is None or load.undone_at <= at)
    ]


def lapses(
    home: Home, records: Iterable[tuple[str, Mapping[str, Any]]], at: dt.datetime | None = None
) -> dict[str, Lapse]:
    """By record those whose ground was undone up to a moment; a record says its `loads`."""
    if all(load.undone_at is None for load in all_loads(home).values()):
        return {}
    from insights.review import Rests, lapsed

    rests = [Rests(name, loads=frozenset(content.get("loads", ()))) for name, content in records]
    return {one.record: one for one in lapsed(rests, undone_loads(home, at))}
