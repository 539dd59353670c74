"""What each commit says of itself: loads, undos, roll-ups made, checksums of its files, its moment; as JSON.

DuckLake keeps it with the snapshot, so that it is written in the same transaction as the rows it speaks of and costs no
file. (Small tables kept inline in the catalogue would do too, but reading one in DuckLake 1.0 makes earlier versions of
tables in the same transaction unfindable.)
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

META = "__ducklake_metadata_lake"
"""The catalogue's own tables, public in DuckLake's specification."""
Fetch = Callable[[str], list[tuple[Any, ...]]]


@dataclass
class Record:
    """What one commit says. `rollups` and `date_orders` are those made anew, by table."""

    loads: list[dict[str, Any]] = field(default_factory=list)
    undos: list[dict[str, Any]] = field(default_factory=list)
    rollups: dict[str, str] = field(default_factory=dict)
    date_orders: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    at: str | None = None


def record_text(record: Record) -> str:
    """A record as it is kept."""
    return json.dumps({name: value for name, value in vars(record).items() if value}, ensure_ascii=False)


def records(fetch: Fetch, after: int = -1, until: int | None = None) -> list[tuple[int, Record]]:
    """Snapshots and what they say, oldest first; those after one, up to another where it is given."""
    end = "" if until is None else f" AND snapshot_id <= {until}"
    sql = (
        f"SELECT snapshot_id, commit_extra_info FROM {META}.ducklake_snapshot_changes "  # noqa: S608 - numbers
        f"WHERE snapshot_id > {after}{end} AND commit_extra_info IS NOT NULL ORDER BY snapshot_id"
    )
    return [(number, Record(**json.loads(said))) for number, said in fetch(sql)]
