# ruff: noqa: S608 - names are quoted identifiers of declarations and the catalogue, values are quoted literals
"""What was loaded: every load with who, when, file and state; read from the lake itself.

Reads only; loads.py and undo.py write these rows in the transactions they speak of.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from data.errors import Refusal, Words, unknown
from data.home import Home
from data.snapshots import lake_tables, newest_snapshot
from data.tables import tables_of_home
from data.warehouse import read_engine, text

Mode = Literal["append", "replace-period", "replace"]
MODES: tuple[Mode, ...] = ("append", "replace-period", "replace")
COLUMNS = {
    "load_id": "VARCHAR",
    "table_name": "VARCHAR",
    "mode": "VARCHAR",
    "departments": "VARCHAR",
    "periods": "VARCHAR",
    "row_count": "BIGINT",
    "replaced": "BIGINT",
    "base": "BIGINT",
    "position": "BIGINT",
    "person": "VARCHAR",
    "loaded_at": "TIMESTAMP",
    "file": "VARCHAR",
    "sha256": "VARCHAR",
}
LOADS, UNDOS = "lake.main._loads", "lake.main._undos"


@dataclass(frozen=True)
class Load:
    """A load. Times are naive, the company's. `periods` are the first days of the months that it took the place of.

    `base` is the snapshot before it, `snapshot` the first that holds it, `undone_in` the first that holds it no more.
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
    state: Literal["active", "undone"]
    periods: tuple[dt.date, ...] = ()
    replaced: int = 0
    base: int = 0
    undone_by: str = ""
    undone_at: dt.datetime | None = None
    undone_in: int | None = None

    @property
    def departments(self) -> tuple[str, ...]:
        """The departments that its rows are stamped with."""
        return tuple(self.department.split(","))


def loads_sql(where: str = "true", at: str = "") -> str:
    """Loads, newest first, as columns that `load_from` takes."""
    columns = ", ".join(f"l.{name}" for name in COLUMNS)
    return (
        f"SELECT {columns}, l.snapshot_id, u.person, u.undone_at, u.snapshot_id "
        f"FROM {LOADS} {at} l LEFT JOIN {UNDOS} {at} u "
        f"USING (load_id) WHERE {where} ORDER BY l.snapshot_id DESC, l.position DESC"
    )


def load_from(row: Sequence[Any]) -> Load:
    """A load from a row of `loads_sql`."""
    said = dict(zip([*COLUMNS, "snapshot", "undone_by", "undone_at", "undone_in"], row, strict=True))
    return Load(
        load_id=said["load_id"],
        table=said["table_name"],
        rows=said["row_count"],
        rejected=0,
        snapshot=said["snapshot"],
        by=said["person"],
        at=said["loaded_at"],
        file=said["file"],
        sha256=said["sha256"],
        mode=said["mode"],
        department=",".join(json.loads(said["departments"])),
        state="undone" if said["undone_by"] else "active",
        periods=tuple(dt.date.fromisoformat(day) for day in json.loads(said["periods"])),
        replaced=said["replaced"],
        base=said["base"],
        undone_by=said["undone_by"] or "",
        undone_at=said["undone_at"],
        undone_in=said["undone_in"],
    )


def history(home: Home, table: str | None = None) -> list[Load]:
    """Every load, of one table where it is named, newest first. Refuses a table that is neither declared nor made."""
    where = "true"
    if table is not None:
        known = set(tables_of_home(home)) | set(lake_tables(home, newest_snapshot(home)))
        if table not in known:
            raise unknown(Words("表", "table"), table, known)
        where = f"l.table_name = {text(table)}"
    return [load_from(row) for row in read_engine(home).fetch_rows(loads_sql(where))]


def rows_origin(home: Home, load_id: str) -> Load:
    """The load that brought the rows stamped with `load_id`."""
    found = read_engine(home).fetch_rows(loads_sql(f"l.load_id = {text(load_id)}"))
    if found:
        return load_from(found[0])
    raise unknown_load(load_id, [load.load_id for load in history(home)])


def unknown_load(load_id: str, known: list[str]) -> Refusal:
    """A load that never was; offers the nearest ids."""
    return unknown(Words("取り込み", "load"), load_id[:80], known)


def changes(home: Home, since: int) -> list[Load]:
    """What came after a snapshot, newest first: loads, and loads undone since (their state says so).

    About a millisecond where nothing came: an open page may ask every few seconds.
    """
    if newest_snapshot(home) <= since:
        return []
    rows = read_engine(home).fetch_rows(loads_sql(f"l.snapshot_id > {since} OR u.snapshot_id > {since}"))
    return [load_from(row) for row in rows]
