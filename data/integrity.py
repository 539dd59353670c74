"""Whether the lake's files are what was written: a commit keeps the checksums of its files, a process checks them.

A flipped byte in Parquet may read as another number without an error. Finds and names such files; mends nothing.
"""

from __future__ import annotations

import re
import threading
import zlib
from collections.abc import Mapping
from pathlib import Path

BLOCK = 1 << 20


def files_in(folder: Path) -> set[str]:
    """The Parquet files of a lake, as paths within its folder."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*.parquet")}


def checksums(folder: Path, files: set[str]) -> dict[str, str]:
    """Checksums of files of a lake."""
    return {name: checksum(folder / name) for name in sorted(files)}


def checksum(path: Path) -> str:
    """CRC-32 and length of a file: against damage, not against malice."""
    total, length = 0, 0
    with path.open("rb") as stream:
        while block := stream.read(BLOCK):
            total = zlib.crc32(block, total)
            length += len(block)
    return f"{total:08x}-{length}"


class Watch:
    """What a process knows of the files of one lake. Safe for threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.checked_until = -1
        self._lock = threading.Lock()
        self._damaged: dict[str, str] = {}

    def check(self, until: int, said: Mapping[str, str]) -> None:
        """Checks the files that the commits up to a snapshot speak of; those that are gone are found when read."""
        with self._lock:
            for name, expected in said.items():
                path = self.folder / name
                if path.exists() and checksum(path) != expected:
                    self._damaged[name] = Path(name).parent.name
            self.checked_until = max(self.checked_until, until)

    def damaged_for(self, sql: str) -> str | None:
        """The name of a damaged file of a table that the SQL reads; None where there is none."""
        if not self._damaged:
            return None
        plain = sql.replace('"', "")
        return next((name for name, table in self._damaged.items() if _reads(plain, table)), None)


def _reads(sql: str, table: str) -> bool:
    return re.search(rf"\blake\.main\.{re.escape(table)}(?!\w)", sql, re.IGNORECASE) is not None
