"""Which loads brought the rows that lie within some days of a table, as of a snapshot: what a figure rests on.

Reads the lake; says nothing of KPIs. A load that was undone since is one that a figure of before rested on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from data.declarations import LOAD_COLUMN
from data.history import all_loads
from data.home import Home
from data.snapshots import lake_tables, time_of
from data.warehouse import quoted, read_engine


def loads_within(home: Home, snapshot: int, tables: Iterable[str], start: dt.date, end: dt.date) -> tuple[str, ...]:
    """The ids of loads with rows of these tables between two days, both included; all of a table without a time."""
    stored = lake_tables(home, snapshot)
    found: set[str] = set()
    for table in sorted(set(tables) & stored.keys()):
        if LOAD_COLUMN not in stored[table]:
            continue
        time = time_of(home, snapshot, table)
        asked = f" WHERE {quoted(time)}::DATE BETWEEN DATE '{start}' AND DATE '{end}'" if time else ""
        rows = read_engine(home).fetch_rows(
            f"SELECT DISTINCT {quoted(LOAD_COLUMN)} FROM lake.main.{quoted(table)} "  # noqa: S608 - quoted names, days
            f"AT (VERSION => {snapshot}){asked}"
        )
        found |= {str(name) for (name,) in rows if name is not None}
    return tuple(sorted(found))


def undone_of(home: Home, loads: Iterable[str], at: dt.datetime | None = None) -> tuple[str, ...]:
    """Those of these loads that were undone, up to a moment where it is given."""
    known = all_loads(home)
    undone = (known[name] for name in loads if name in known and known[name].undone_at is not None)
    return tuple(one.load_id for one in undone if at is None or (one.undone_at or at) <= at)
