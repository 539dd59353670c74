"""Closed periods (確定): months of a table, or of all of a department's tables, that loads ask before they change.

Kept as events of the ledger. Says which months are closed; what a load does about it is loads.py's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from data.errors import Refusal, Words, unknown
from data.events import Event, events, record
from data.home import Home
from data.people import COMPANY, departments, person, require
from data.snapshots import lake_tables, newest_snapshot
from data.stamps import BY_ROW
from data.tables import tables_of_home

CLOSE, OPEN = "close_period", "open_period"


@dataclass(frozen=True)
class Closing:
    """A month (its first day) that is closed, of a table or of a department's tables."""

    kind: str
    name: str
    month: dt.date
    by: str
    at: dt.datetime


def close_period(home: Home, department_or_table: str, month: dt.date, by: str | None = None) -> Closing:
    """Closes a month. Refuses a name that is neither table nor department, and who may not decide for it."""
    return _say(home, CLOSE, department_or_table, month, by)


def open_period(home: Home, department_or_table: str, month: dt.date, by: str | None = None) -> Closing:
    """Opens a closed month again. Refuses one that is not closed."""
    kind, name, _ = _subject(home, department_or_table)
    if not any((each.kind, each.name, each.month) == (kind, name, month.replace(day=1)) for each in closings(home)):
        raise Refusal(
            "not_closed",
            Words(f"{name} の {month:%Y-%m} は確定していません。", f"{month:%Y-%m} of {name} is not closed."),
        )
    return _say(home, OPEN, department_or_table, month, by)


def closings(home: Home) -> list[Closing]:
    """What is closed now, in the order it was closed."""
    closed: dict[tuple[str, dt.date], Closing] = {}
    said = sorted([*events(home, verb=CLOSE), *events(home, verb=OPEN)], key=lambda event: event.id)
    for event in said:
        key = (event.object, dt.date.fromisoformat(event.detail["month"]))
        if event.verb == OPEN:
            closed.pop(key, None)
        else:
            closed[key] = _closing(event)
    return list(closed.values())


def closed_months(home: Home, table: str, of: Collection[str]) -> set[dt.date]:
    """The closed months of a table whose rows are stamped with these departments."""
    return {
        each.month
        for each in closings(home)
        if (each.kind == "table" and each.name == table) or (each.kind == "department" and each.name in of)
    }


def is_closed(home: Home, table: str, month: dt.date) -> bool:
    """Whether a month of a table is closed, by itself or with its department."""
    declared = tables_of_home(home).get(table)
    of = {declared.department} if declared and declared.department else set()
    return month.replace(day=1) in closed_months(home, table, of)


def refuse_closed(table: str, months: Collection[dt.date]) -> Refusal:
    """A load or an undo that would change closed months."""
    said = ", ".join(f"{month:%Y-%m}" for month in sorted(months))
    return Refusal(
        "closed_period",
        Words(f"表「{table}」の {said} は確定済みです。", f"{said} of '{table}' is closed."),
        Words(
            "確定後の修正として行うには --into-closed を付けてください。",
            "Add --into-closed to correct it all the same.",
        ),
    )


def _say(home: Home, verb: str, named: str, month: dt.date, by: str | None) -> Closing:
    kind, name, of = _subject(home, named)
    who = person(home, by)
    require(who, "decide", of)
    said = record(home, who.id, verb, f"{kind}:{name}", {"month": month.replace(day=1).isoformat()})
    return _closing(said)


def _subject(home: Home, named: str) -> tuple[str, str, list[str]]:
    """table or department, its name, and the departments that are concerned."""
    declared = tables_of_home(home)
    if named in declared or named in lake_tables(home, newest_snapshot(home)):
        of = declared[named].department if named in declared else COMPANY
        return "table", named, list(departments(home)) if of in ("", BY_ROW) else [of]
    known = departments(home)
    if named not in known:
        raise unknown(Words("表または部門", "table or department"), named[:80], [*declared, *known])
    return "department", named, [named]


def _closing(event: Event) -> Closing:
    kind, _, name = event.object.partition(":")
    return Closing(kind, name, dt.date.fromisoformat(event.detail["month"]), event.person, event.at)
