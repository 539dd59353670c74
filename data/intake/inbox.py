"""The inbox: bytes of files being looked at, under their sha256 in HOME/inbox, until they are loaded or a day old.

Names of files are never paths here. Holds no decision about a file.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import time
import uuid
from pathlib import Path

from data.errors import Refusal, Words
from data.faults import faults_of
from data.files import SourceFile, examine
from data.home import Home

KEPT_SECONDS = 24 * 3600


def receive(home: Home, content: bytes | Path, name: str) -> SourceFile:
    """Puts a file's bytes into the inbox (once for the same bytes). Refuses an empty one, and a full disk."""
    with faults_of(home.path):
        tidy(home)
        sha256 = hashlib.sha256(content).hexdigest() if isinstance(content, bytes) else examine(content, name).sha256
        target = _held(home, sha256)
        folder = target.parent
        if not target.exists():
            folder.mkdir(parents=True, exist_ok=True)
            unfinished = folder / f"original.{uuid.uuid4().hex}"
            try:
                if isinstance(content, bytes):
                    unfinished.write_bytes(content)
                else:
                    shutil.copyfile(content, unfinished)
                unfinished.replace(target)
            finally:
                unfinished.unlink(missing_ok=True)
        os.utime(folder)
        return examine(target, name)


def received(home: Home, sha256: str, name: str) -> SourceFile:
    """A file of the inbox. Refuses one that is there no more."""
    refuse_gone(home, sha256, name)
    return examine(_held(home, sha256), name)


def refuse_gone(home: Home, sha256: str, name: str) -> None:
    """Refuses a file that the inbox holds no more."""
    if not _held(home, sha256).exists():
        raise Refusal(
            "no_longer_here",
            Words(f"{name[:120]} は保持期間を過ぎました。", f"{name[:120]} is not held any more."),
            Words("もう一度ファイルを選んでください。", "Choose the file again."),
        )


def _held(home: Home, sha256: str) -> Path:
    return home.path / "inbox" / sha256 / "original"


def workplace(home: Home, sha256: str) -> Path:
    """A new folder of the inbox for what is read of a file."""
    folder = home.path / "inbox" / sha256 / uuid.uuid4().hex
    folder.mkdir(parents=True)
    return folder


def clear(home: Home, sha256: str) -> None:
    """Removes a file and what was read of it."""
    shutil.rmtree(home.path / "inbox" / sha256, ignore_errors=True)


def tidy(home: Home) -> None:
    """Removes what is older than a day."""
    for folder in (home.path / "inbox").glob("*"):
        with contextlib.suppress(OSError):
            if folder.stat().st_mtime < time.time() - KEPT_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)
