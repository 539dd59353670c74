"""Faults of the disk, the lake's files and other writers, said as refusals that name what is wrong.

Recognises errors of DuckDB, SQLite and the system by their class and words; mends nothing.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import duckdb
import sqlalchemy.exc

from data.errors import Refusal, Words

LOCKED = (
    "maximum retry count",
    "database is locked",
    "transaction conflict",
    "conflicting",
    "database table is locked",
)
FULL = ("no space left", "disk full", "database or disk is full", "file too large", "could not write all bytes")
IO_FAILED = ("disk i/o error", "unable to open database file")
"""What SQLite says of a full disk where it fails before it writes, and of other things."""
LITTLE = 1 << 18
READ_ONLY = (
    "read-only file system",
    "readonly database",
    "read-only database",
    "permission denied",
    "attempt to write a readonly",
)
DAMAGED = (
    "parquet",
    "snappy",
    "zstd",
    "thrift",
    "tprotocolexception",
    "no magic bytes",
    "invalid checksum",
    "decompress",
    "out of buffer",
    "corrupt",
)
DAMAGED_CATALOG = ("file is not a database", "database disk image is malformed")
MISSING = ("no files found", "no such file", "cannot open file")
PARQUET_FILE = re.compile(r"[^\s\"']*?([\w.-]+\.parquet)")
STORE_ERRORS = (duckdb.Error, sqlite3.Error, sqlalchemy.exc.DBAPIError, OSError)


@contextlib.contextmanager
def faults_of(home: Path) -> Iterator[None]:
    """Raises a refusal in place of an error of the store that a user can mend."""
    try:
        yield
    except STORE_ERRORS as error:
        refusal = refusal_for(error, home)
        if refusal is None:
            raise
        raise refusal from error


def read_only_folder(folder: Path) -> bool:
    """Whether nothing can be written in a folder, by its rights or because its disk is read-only."""
    return folder.exists() and not os.access(folder, os.W_OK)


def conflicts(error: Exception) -> bool:
    """Whether another writer was in the way, so that the whole transaction may be tried again."""
    return _speaks_of(error, LOCKED)


def refusal_for(error: Exception, home: Path) -> Refusal | None:
    """The refusal that an error amounts to; None where it is our own fault."""
    if isinstance(error, duckdb.InterruptException):
        return too_slow()
    if isinstance(error, duckdb.OutOfMemoryException):
        return _out_of_memory()
    if disk_is_full(error) or (_speaks_of(error, IO_FAILED) and nothing_left(home)):
        return _full(home)
    if _speaks_of(error, READ_ONLY):
        return read_only(home)
    if conflicts(error):
        return busy(home)
    if _speaks_of(error, DAMAGED_CATALOG):
        return damaged(home, "catalog.sqlite")
    return _damaged_file(error, home)


def disk_is_full(error: Exception) -> bool:
    """Whether a write failed for want of space."""
    return _speaks_of(error, FULL)


def nothing_left(home: Path) -> bool:
    """Whether the disk of a home has hardly a page left to write."""
    return home.exists() and shutil.disk_usage(home).free < LITTLE


def _speaks_of(error: Exception, words: tuple[str, ...]) -> bool:
    text = str(error).lower()
    return any(word in text for word in words)


def _damaged_file(error: Exception, home: Path) -> Refusal | None:
    found = PARQUET_FILE.search(str(error))
    if not found or not _speaks_of(error, DAMAGED + MISSING):
        return None
    return damaged(home, found.group(1), missing=_speaks_of(error, MISSING))


def damaged(home: Path, file: str, missing: bool = False) -> Refusal:
    """A file of the lake that is missing or can't be read."""
    what = ("が見つかりません", "is missing") if missing else ("が壊れています", "is damaged")
    return Refusal(
        "damaged_file",
        Words(f"{home} のデータファイル {file} {what[0]}。", f"The data file {file} of {home} {what[1]}."),
        Words("バックアップからこのファイルを戻してください。", "Restore that file from a backup."),
        Words(
            "このファイルを使う数値だけが表示できません。ほかはそのまま使えます。",
            "Only figures that need this file are unavailable; all others are served.",
        ),
    )


def too_slow() -> Refusal:
    """A query that the watchdog ended."""
    return Refusal(
        "too_slow",
        Words("問い合わせが制限時間を超えたため中断しました。", "The query ran past its time limit and was stopped."),
        Words("期間や絞り込みを狭めてください。", "Narrow the period or the filters."),
    )


def _out_of_memory() -> Refusal:
    return Refusal(
        "out_of_memory",
        Words("処理がメモリの上限を超えました。", "The work ran past the memory limit."),
        Words("期間を狭めるか、ファイルを分けてください。", "Narrow the period, or split the file."),
    )


def _full(home: Path) -> Refusal:
    return Refusal(
        "disk_full",
        Words(f"{home} のディスクに空きがありません。", f"The disk of {home} is full."),
        Words("空きを作ってからもう一度実行してください。", "Free some space and try again."),
    )


def read_only(home: Path) -> Refusal:
    """A home that can't be written to."""
    return Refusal(
        "read_only_home",
        Words(f"{home} に書き込めません（読み取り専用です）。", f"{home} can't be written to (it is read-only)."),
        Words("書き込める場所にあるホームを指定してください。", "Name a home on a disk that can be written to."),
    )


def busy(home: Path) -> Refusal:
    """Another writer holds the home for longer than we wait."""
    return Refusal(
        "busy",
        Words(f"{home} にはほかの処理が書き込み中です。", f"Another process is writing to {home}."),
        Words("少し待ってからもう一度実行してください。", "Wait a little and try again."),
    )
