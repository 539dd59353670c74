# ruff: noqa: S608 - names are quoted identifiers of declarations and the catalogue, values are quoted literals
"""Snapshots of the lake: the newest, the one of a moment, and what tables and days one of them holds.

Reads only. The catalogue's own tables (public in DuckLake's specification) answer faster than its views.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from data.declarations import DEPARTMENT_COLUMN, LOAD_COLUMN, Table
from data.errors import Refusal, Words
from data.home import Home
from data.records import META, records
from data.rollups import fingerprint, rollups_made
from data.tables import rollups_of_home, tables_of_home
from data.transaction import Transaction
from data.warehouse import DuckDBEngine, quoted, read_engine, text

SYSTEM = (DEPARTMENT_COLUMN, LOAD_COLUMN)
KEPT = 32
"""Snapshots whose tables and watermarks are kept, a home."""


@dataclass(frozen=True)
class _Contents:
    columns: Mapping[str, list[str]]
    types: Mapping[str, Mapping[str, str]]
    rollups: Mapping[str, str]


_contents: dict[tuple[int, int], _Contents] = {}
_watermarks: dict[tuple[int, int, tuple[str, ...]], dict[str, dt.date]] = {}
_lock = threading.Lock()


def newest_snapshot(home: Home) -> int:
    """The id of the newest snapshot. Files that came with it are checked before anything is read from them."""
    engine = read_engine(home)
    if (trial := getattr(engine, "snapshot", None)) is not None:
        return int(trial)
    newest = int(engine.fetch_rows(f"SELECT max(snapshot_id) FROM {META}.ducklake_snapshot")[0][0])
    if newest > engine.watch.checked_until:
        _check_files(engine, newest)
    return newest


def _check_files(engine: DuckDBEngine, newest: int) -> None:
    said: dict[str, str] = {}
    for _, record in records(engine.fetch_rows, engine.watch.checked_until, newest):
        said |= record.files
    engine.watch.check(newest, said)


def resolve_snapshot(home: Home, asof: str | int | None = None) -> int:
    """The snapshot that `asof` means: None the newest; an id; or a moment, the newest one at or before it.

    A moment is ISO 8601, the company's time where it has no offset; a day alone means its end.
    """
    if asof is None:
        return newest_snapshot(home)
    if isinstance(asof, int) or asof.strip().isdigit():
        return _known_snapshot(home, int(asof))
    moment = _moment(home, asof.strip())
    found = [number for number, stands_for in _moments(home) if stands_for <= moment]
    if not found:
        raise _too_early(home, asof)
    return max(found)


def _known_snapshot(home: Home, number: int) -> int:
    engine = read_engine(home)
    if number == getattr(engine, "snapshot", None):
        return number
    low, high, found = engine.fetch_rows(
        f"SELECT min(snapshot_id), max(snapshot_id), count(*) FILTER (snapshot_id = {min(number, 2**62)}) "
        f"FROM {META}.ducklake_snapshot"
    )[0]
    if found:
        return number
    raise Refusal(
        "unknown_snapshot",
        Words(f"スナップショット {number} はありません。", f"There is no snapshot {number}."),
        Words(f"{low} から {high} まであります。", f"There are {low} to {high}."),
    )


def _moment(home: Home, asof: str) -> dt.datetime:
    try:
        if len(asof) == len("2026-04-01"):
            return dt.datetime.combine(dt.date.fromisoformat(asof), dt.time.max)
        moment = dt.datetime.fromisoformat(asof)
    except ValueError as error:
        raise Refusal(
            "bad_moment",
            Words(f"時点「{asof[:80]}」を読めません。", f"'{asof[:80]}' is no snapshot and no time."),
            Words("例: 2026-04-01T09:00 またはスナップショット番号", "For example 2026-04-01T09:00, or a snapshot id."),
        ) from error
    if moment.tzinfo:
        moment = moment.astimezone(ZoneInfo(home.settings.timezone)).replace(tzinfo=None)
    return moment


def _moments(home: Home) -> list[tuple[int, dt.datetime]]:
    """Each snapshot and the moment it stands for: when it was made, or an earlier moment that it was dated back to."""
    rows = read_engine(home).fetch_rows(
        "SELECT snapshot_id, (snapshot_time::TIMESTAMPTZ AT TIME ZONE "
        f"{text(home.settings.timezone)}), commit_extra_info FROM lake.snapshots() ORDER BY 1"
    )
    return [(number, _stands_for(made, extra)) for number, made, extra in rows]


def _stands_for(made: dt.datetime, extra: str | None) -> dt.datetime:
    said = json.loads(extra).get("at") if extra else None
    return min(made, dt.datetime.fromisoformat(said)) if said else made


def day_at(home: Home, snapshot: int) -> dt.date:
    """The company's day as of a snapshot: today for the newest one, else the day that an earlier one stands for.

    No later than today, where the settings fix the day.
    """
    engine, today = read_engine(home), home.today()
    if getattr(engine, "snapshot", None) is not None:
        return today
    made = _day_of(engine, home.settings.timezone, snapshot)
    return today if made >= today or snapshot >= newest_snapshot(home) else made


@lru_cache(maxsize=1024)
def _day_of(engine: DuckDBEngine, timezone: str, snapshot: int) -> dt.date:
    rows = engine.fetch_rows(
        f"SELECT (snapshot_time::TIMESTAMPTZ AT TIME ZONE {text(timezone)}), commit_extra_info "
        f"FROM {META}.ducklake_snapshot JOIN {META}.ducklake_snapshot_changes USING (snapshot_id) "
        f"WHERE snapshot_id = {snapshot}"
    )
    return _stands_for(*rows[0]).date() if rows else dt.date.max


def _too_early(home: Home, asof: str) -> Refusal:
    first = min(stands_for for _, stands_for in _moments(home))
    return Refusal(
        "unknown_snapshot",
        Words(f"{asof} の時点では、まだデータがありません。", f"There was no data yet at {asof}."),
        Words(f"最も古い時点は {first:%Y-%m-%d %H:%M:%S} です。", f"The earliest is {first:%Y-%m-%d %H:%M:%S}."),
    )


def lake_tables(home: Home, snapshot: int) -> dict[str, list[str]]:
    """Tables of a snapshot and their columns, system columns last.

    A roll-up is listed only where it is what the definitions now say, so that none answers for another.
    """
    contents = _contents_of(home, snapshot)
    declared = {name: fingerprint(rollup) for name, rollup in rollups_of_home(home).items()}
    stale = {name for name, made_as in contents.rollups.items() if declared.get(name) != made_as}
    return {name: list(columns) for name, columns in contents.columns.items() if name not in stale}


def column_types(home: Home, snapshot: int) -> Mapping[str, Mapping[str, str]]:
    """DuckLake's types of the columns of every table of a snapshot."""
    return _contents_of(home, snapshot).types


LAKE_TYPES = {"BIGINT": "int64", "DOUBLE": "float64", "VARCHAR": "varchar", "BOOLEAN": "boolean", "DATE": "date"}


def foresee(engine: Any, home: Home, transaction: Transaction) -> None:
    """Lets the contents of a snapshot that is not made yet be known: those of the transaction under trial."""
    rows = transaction.run(
        "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE database_name = 'lake' "
        f"AND schema_name = 'main' ORDER BY table_name, column_name IN {SYSTEM}, column_index"
    )
    types: dict[str, dict[str, str]] = {}
    for table, column, kind in rows:
        types.setdefault(table, {})[column] = LAKE_TYPES.get(kind, kind.lower())
    rollups = rollups_made(transaction.run, transaction.base) | transaction.record.rollups
    with _lock:
        contents = _Contents({name: list(columns) for name, columns in types.items()}, types, rollups)
        _contents[engine.serial, transaction.base + 1] = contents


def _contents_of(home: Home, snapshot: int) -> _Contents:
    engine = read_engine(home)
    key = (engine.serial, snapshot)
    with _lock:
        if key in _contents:
            return _contents[key]
    found = _read_contents(engine, snapshot)
    with _lock:
        _contents[key] = found
        while len(_contents) > KEPT:
            _contents.pop(next(iter(_contents)))
    return found


def _read_contents(engine: DuckDBEngine, snapshot: int) -> _Contents:
    alive = f"{{0}}.begin_snapshot <= {snapshot} AND coalesce({{0}}.end_snapshot > {snapshot}, true)"
    rows = engine.fetch_rows(
        f"SELECT t.table_name, c.column_name, c.column_type FROM {META}.ducklake_table t "
        f"JOIN {META}.ducklake_column c USING (table_id) WHERE c.parent_column IS NULL AND {alive.format('t')} "
        f"AND {alive.format('c')} ORDER BY t.table_name, c.column_name IN {SYSTEM}, c.column_order"
    )
    types: dict[str, dict[str, str]] = {}
    for table, column, kind in rows:
        types.setdefault(table, {})[column] = kind
    rollups = rollups_made(engine.fetch_rows, snapshot)
    return _Contents({name: list(columns) for name, columns in types.items()}, types, rollups)


def watermarks(home: Home, snapshot: int) -> dict[str, dt.date]:
    """The last day of each table's time column as of a snapshot; tables without rows or time are left out."""
    engine = read_engine(home)
    questions = _last_days(home, snapshot)
    if not questions:
        return {}
    key = (engine.serial, snapshot, tuple(questions))
    with _lock:
        if key in _watermarks:
            return dict(_watermarks[key])
    found = {name: day for name, day in _answers(engine, questions) if day is not None}
    with _lock:
        _watermarks[key] = found
        while len(_watermarks) > KEPT:
            _watermarks.pop(next(iter(_watermarks)))
    return dict(found)


def _answers(engine: DuckDBEngine, questions: list[str]) -> list[tuple[str, dt.date | None]]:
    """All at once; one by one where a damaged file is in the way, so that the other tables are answered for."""
    try:
        return [(name, day) for name, day in engine.fetch_rows(" UNION ALL ".join(questions))]
    except Refusal as refusal:
        if refusal.code != "damaged_file" or len(questions) == 1:
            raise
    answered: list[tuple[str, dt.date | None]] = []
    for question in questions:
        with contextlib.suppress(Refusal):
            answered += _answers(engine, [question])
    return answered


def _last_days(home: Home, snapshot: int) -> list[str]:
    """One query a table: from a roll-up of it where there is one, else from its rows."""
    tables, declared, cubes = lake_tables(home, snapshot), tables_of_home(home), rollups_of_home(home)
    rollups = {rollup.table: rollup for rollup in cubes.values() if rollup.name in tables}
    types = _contents_of(home, snapshot).types
    asked = []
    for name in tables:
        time = _time(types.get(name, {}), declared.get(name))
        if not time or name in cubes:
            continue
        rollup = rollups.get(name)
        kept = rollup is not None and rollup.time == declared[name].time
        source = rollup.name if rollup and kept else name
        asked.append(
            f"SELECT {text(name)}, max({quoted(time)})::DATE FROM lake.main.{quoted(source)} AT (VERSION => {snapshot})"
        )
    return asked


def time_of(home: Home, snapshot: int, table: str) -> str:
    """The time column of a table: the declared one; for an undeclared table its only date or time; else ""."""
    return _time(_contents_of(home, snapshot).types.get(table, {}), tables_of_home(home).get(table))


def _time(types: Mapping[str, str], declared: Table | None) -> str:
    if declared is not None:
        return declared.time if declared.time in types else ""
    times = [name for name, kind in types.items() if kind.lower().startswith(("date", "timestamp"))]
    return times[0] if len(times) == 1 else ""
