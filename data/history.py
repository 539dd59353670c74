"""What was loaded: every load with who, when, file and state, as the lake's commits say it.

Reads only; loads.py and undo.py say it in the transactions they speak of.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from data.errors import Refusal, Words, unknown
from data.home import Home
from data.records import Record, records
from data.snapshots import lake_tables, newest_snapshot
from data.tables import tables_of_home
from data.warehouse import read_engine

Mode = Literal["append", "replace-period", "replace"]
MODES: tuple[Mode, ...] = ("append", "replace-period", "replace")


@dataclass(frozen=True)
class Load:
    """A load. Times are naive, the company's. `periods` are the first days of the months that it took the place of.

    `snapshot` is the first that holds it, `undone_in` the first that holds it no more. `fingerprint` tells files of the
    same form, `mapping` is how its columns were mapped (columns, without, mends, units), `closed` the closed months
    that it went into all the same, `undone_closed` those that its undo changed.
    """

    load_id: str
    table: str
    rows: int
    rejected: int
    snapshot: int
    by: str
    at: dt.datetime
    file: str
    sha256: str
    mode: Mode
    department: str
    state: Literal["active", "undone"] = "active"
    periods: tuple[dt.date, ...] = ()
    replaced: int = 0
    undone_by: str = ""
    undone_at: dt.datetime | None = None
    undone_in: int | None = None
    encoding: str = ""
    fingerprint: str = ""
    mapping: Mapping[str, Any] = field(default_factory=dict, hash=False)
    closed: tuple[dt.date, ...] = ()
    undone_closed: tuple[dt.date, ...] = ()

    @property
    def base(self) -> int:
        """The snapshot before it."""
        return self.snapshot - 1

    @property
    def departments(self) -> tuple[str, ...]:
        """The departments that its rows are stamped with."""
        return tuple(self.department.split(","))


SAID = ("load_id", "table", "rows", "rejected", "by", "file", "sha256", "mode", "department", "replaced")
SAID_SINCE = ("encoding", "fingerprint", "mapping")
"""What loads of an earlier version do not say."""


def said_of(load: Load) -> dict[str, Any]:
    """A load as its commit's record keeps it."""
    plain = {name: getattr(load, name) for name in SAID}
    plain |= {name: value for name in SAID_SINCE if (value := getattr(load, name))}
    if load.closed:
        plain["closed"] = [month.isoformat() for month in load.closed]
    return plain | {"at": load.at.isoformat(), "periods": [day.isoformat() for day in load.periods]}


def _load(snapshot: int, said: dict[str, Any]) -> Load:
    plain = {name: said[name] for name in SAID}
    periods = tuple(dt.date.fromisoformat(day) for day in said["periods"])
    since: dict[str, Any] = {name: said[name] for name in SAID_SINCE if name in said}
    closed = tuple(dt.date.fromisoformat(day) for day in said.get("closed", ()))
    at = dt.datetime.fromisoformat(said["at"])
    return Load(snapshot=snapshot, at=at, periods=periods, closed=closed, **plain, **since)


def loads_of(found: Iterable[tuple[int, Record]]) -> dict[str, Load]:
    """Loads by id, oldest first, as of the last of these records."""
    loads: dict[str, Load] = {}
    for snapshot, record in found:
        for said in record.loads:
            loads[said["load_id"]] = _load(snapshot, said)
        for said in record.undos:
            loads[said["load_id"]] = _undone(loads[said["load_id"]], snapshot, said)
    return loads


def _undone(load: Load, snapshot: int, said: dict[str, Any]) -> Load:
    at = dt.datetime.fromisoformat(said["at"])
    closed = tuple(dt.date.fromisoformat(day) for day in said.get("closed", ()))
    return dataclasses.replace(
        load, state="undone", undone_by=said["by"], undone_at=at, undone_in=snapshot, undone_closed=closed
    )


_kept: dict[int, tuple[int, list[tuple[int, Record]]]] = {}
_lock = threading.Lock()


def all_loads(home: Home) -> dict[str, Load]:
    """Every load by id, oldest first. Records once read are kept: only those of newer commits are read again."""
    engine = read_engine(home)
    newest = newest_snapshot(home)
    with _lock:
        last, found = _kept.get(engine.serial, (-1, []))
        if last < newest:
            found = [*found, *records(engine.fetch_rows, last, newest)]
            _kept.clear()
            _kept[engine.serial] = (newest, found)
    return loads_of(found)


def history(home: Home, table: str | None = None) -> list[Load]:
    """Every load, of one table where it is named, newest first. Refuses a table that is neither declared nor made."""
    if table is not None:
        known = set(tables_of_home(home)) | set(lake_tables(home, newest_snapshot(home)))
        if table not in known:
            raise unknown(Words("表", "table"), table, known)
    return [load for load in reversed(all_loads(home).values()) if table in {None, load.table}]


def rows_origin(home: Home, load_id: str) -> Load:
    """The load that brought the rows stamped with `load_id`."""
    return find_load(all_loads(home), load_id)


def find_load(loads: dict[str, Load], load_id: str) -> Load:
    """The load of that id. Refuses one that never was, with the nearest ids."""
    if load_id not in loads:
        raise _unknown_load(load_id, list(loads))
    return loads[load_id]


def _unknown_load(load_id: str, known: list[str]) -> Refusal:
    return unknown(Words("取り込み", "load"), load_id[:80], known)


def changes(home: Home, since: int) -> list[Load]:
    """What came after a snapshot, newest first: loads, and loads undone since (their state says so).

    About a millisecond where nothing came: an open page may ask every few seconds.
    """
    if newest_snapshot(home) <= since:
        return []
    loads = reversed(all_loads(home).values())
    return [load for load in loads if load.snapshot > since or (load.undone_in or 0) > since]
