"""Originals: the bytes of every file that was loaded, kept in HOME/originals under their sha256.

A name of a file is never part of a path. Keeps and gives back; reads nothing in them.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

from data.copying import UNFINISHED, Copying
from data.errors import Refusal, Words
from data.faults import STORE_ERRORS, faults_of
from data.files import SourceFile, examine, refuse_file
from data.history import all_loads
from data.home import Home
from data.locks import locked

GRACE_SECONDS = 3600


def originals(home: Home) -> Path:
    """The folder of the originals."""
    return home.path / "originals"


def original_path(home: Home, sha256: str) -> Path:
    """Where the bytes of that fingerprint are kept."""
    if len(sha256) != 64 or not sha256.isalnum():
        raise ValueError(f"no fingerprint: {sha256[:80]}")
    return originals(home) / sha256[:2] / sha256


def original(home: Home, sha256: str) -> Path:
    """The kept bytes of a load's file. Refuses one that was loaded before originals were kept, or is gone."""
    path = original_path(home, sha256)
    if not path.exists():
        raise Refusal("no_original", Words("元のファイルは保管されていません。", "The original file is not kept."))
    return path


def kept_size(home: Home, sha256: str) -> int | None:
    """How many bytes are kept under a fingerprint; None where none are."""
    if len(sha256) != 64 or not sha256.isalnum():  # of rows that came from no file of a person
        return None
    with contextlib.suppress(FileNotFoundError):
        return original_path(home, sha256).stat().st_size
    return None


@contextlib.contextmanager
def taken(home: Home, path: Path, name: str | None = None) -> Iterator[SourceFile]:
    """A file whose bytes are copied for the originals while the block does something with them, and dropped after it
    where nobody has kept them. Refuses what `examine` refuses.
    """
    source = examine(path, name, originals(home))
    try:
        yield source
    finally:
        source.copying.forget()


def keep(home: Home, source: SourceFile) -> bool:
    """Puts a file's bytes among the originals, on the disk; whether they were not there yet.

    Refuses a file that changed since it was examined: what was read of it may not be what is kept.
    """
    with faults_of(home.path):
        target = original_path(home, source.sha256)
        is_new = not target.exists()
        if is_new:
            _place(home, source, target)
    if not source.copying.unchanged:
        if is_new:
            target.unlink(missing_ok=True)
        raise _changed(source)
    return is_new


def _place(home: Home, source: SourceFile, target: Path) -> None:
    copying = source.copying if source.copying.copies else Copying(source.path, originals(home))
    try:
        if copying.sha256 != source.sha256:
            raise _changed(source)
        copying.place(target)
    finally:
        copying.forget()


def forget(home: Home, source: SourceFile) -> None:
    """Removes kept bytes of a load that came to nothing, unless a load speaks of them: another's, or this one where it
    was interrupted after its commit. What can't be told is kept.
    """
    with contextlib.suppress(Refusal, *STORE_ERRORS), faults_of(home.path), locked(home.lake):
        if all(load.sha256 != source.sha256 for load in all_loads(home).values()):
            original_path(home, source.sha256).unlink(missing_ok=True)


def tidy(home: Home) -> None:
    """Removes unfinished copies that killed processes have left an hour ago or earlier."""
    for path in originals(home).glob(f"*{UNFINISHED}"):
        with contextlib.suppress(OSError):
            if path.stat().st_mtime < time.time() - GRACE_SECONDS:
                path.unlink()


def _changed(source: SourceFile) -> Refusal:
    return refuse_file(
        source.named,
        "file_changed",
        "読み取り中にファイルが変わりました。",
        "the file changed while it was being read.",
        Words("書き込みが終わってから、もう一度取り込んでください。", "Load it again once nobody writes to it."),
    )
