# ruff: noqa: S608 - names are the catalogue's own
"""Upkeep of a lake's files: small ones merged, what no snapshot needs removed. Changes no row of any snapshot.

Runs alone on the home, so that no file of a transaction under way is taken for an orphan.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

import duckdb

from data.errors import Refusal
from data.faults import faults_of, read_only, read_only_folder
from data.home import Home
from data.locks import locked
from data.originals import tidy
from data.records import META
from data.warehouse import no_lake, writing_connection

GRACE = "INTERVAL 1 HOUR"
"""How long a file that was merged away is kept for readers that still hold its name."""


OFTEN = 50
"""Snapshots between two upkeeps that loads bring about."""


@dataclass(frozen=True)
class Kept:
    """What upkeep did: live data files before and after, and files removed that no snapshot needed."""

    files_before: int
    files_after: int
    orphans: int


def maintain(home: Home) -> Kept:
    """Merges small files, removes orphans of killed writers, and files merged away more than an hour ago."""
    if not home.exists:
        raise no_lake(home)
    if read_only_folder(home.lake):
        raise read_only(home.path)
    with faults_of(home.path), locked(home.lake), writing_connection(home) as connection:
        before = _live_files(connection)
        connection.execute("CALL ducklake_merge_adjacent_files('lake')").fetchall()
        connection.execute(f"CALL ducklake_cleanup_old_files('lake', older_than => now() - {GRACE})").fetchall()
        orphans = connection.execute("CALL ducklake_delete_orphaned_files('lake', cleanup_all => true)").fetchall()
        tidy(home)
        return Kept(before, _live_files(connection), len(orphans))


def maintain_at_times(home: Home, snapshot: int) -> None:
    """Upkeep after every 50th snapshot, so that many small loads don't make reading slow; another time if it can't."""
    if snapshot % OFTEN == 0:
        with contextlib.suppress(Refusal):
            maintain(home)


def _live_files(connection: duckdb.DuckDBPyConnection) -> int:
    sql = f"SELECT count(*) FROM {META}.ducklake_data_file WHERE end_snapshot IS NULL"
    return int(connection.execute(sql).fetchall()[0][0])
