"""Originals: the bytes of every file that was loaded, kept in HOME/originals under their sha256.

A name of a file is never part of a path. Keeps and gives back; reads nothing in them.
"""

from __future__ import annotations

import os
import shutil
import threading
from pathlib import Path

from data.errors import Refusal, Words
from data.faults import faults_of
from data.files import SourceFile
from data.home import Home


def original_path(home: Home, sha256: str) -> Path:
    """Where the bytes of that fingerprint are kept."""
    if len(sha256) != 64 or not sha256.isalnum():
        raise ValueError(f"no fingerprint: {sha256[:80]}")
    return home.path / "originals" / sha256[:2] / sha256


def original(home: Home, sha256: str) -> Path:
    """The kept bytes of a load's file. Refuses one that was loaded before originals were kept, or is gone."""
    path = original_path(home, sha256)
    if not path.exists():
        raise Refusal("no_original", Words("元のファイルは保管されていません。", "The original file is not kept."))
    return path


class Keeping:
    """Copies a file into the originals on a thread of its own; `done` waits for it, and raises what went wrong."""

    def __init__(self, home: Home, source: SourceFile) -> None:
        self._home, self._source = home, source
        self.path = original_path(home, source.sha256)
        self.is_new = not self.path.exists()
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        if self.is_new:
            self._thread.start()

    def _run(self) -> None:
        try:
            _copy(self._source.path, self.path)
        except BaseException as error:
            self._error = error

    def done(self) -> None:
        """Returns when the copy is on the disk."""
        if self.is_new:
            self._thread.join()
        if self._error is not None:
            with faults_of(self._home.path):
                raise self._error

    def forget(self) -> None:
        """Removes a copy that this has made, after a load that came to nothing."""
        if self.is_new:
            self._thread.join()
            self.path.unlink(missing_ok=True)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f"{target.name}.{os.getpid()}-{threading.get_ident()}")
    try:
        shutil.copyfile(source, unfinished)
        with unfinished.open("rb") as stream:
            os.fsync(stream.fileno())
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
