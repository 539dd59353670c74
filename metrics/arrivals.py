"""Tables whose rows should have arrived and have not, with their owner and since when they are due.

Reads declarations, loads and watermarks; the rule itself is lateness.py's.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from data.declarations import Table
from data.home import Home
from data.lake import history, watermarks
from metrics.calendar import calendar_of
from metrics.catalog import catalog_of
from metrics.lateness import late_tables


@dataclass(frozen=True)
class Overdue:
    """A table that is late: its owner (a person's id), the day it was due, the last day that it has (None: no rows)."""

    table: Table
    owner: str
    due: dt.date
    until: dt.date | None
    days: int


def overdue(home: Home, snapshot: int, today: dt.date) -> list[Overdue]:
    """What has not arrived as of a snapshot and a day, the longest overdue first."""
    loaded = {
        load.table: load.at.date()
        for load in reversed(history(home))
        if load.state == "active" and load.snapshot <= snapshot
    }
    tables = catalog_of(home).tables.values()
    late = late_tables(calendar_of(home.settings), tables, watermarks(home, snapshot), loaded, today)
    return [Overdue(each.table, each.table.owner, each.due, each.until, (today - each.due).days) for each in late]
