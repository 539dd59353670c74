"""Locks between processes, which end with the process that holds them: a killed writer leaves none behind."""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path

from data.faults import busy

PATIENCE = float(os.environ.get("SAIGEN_WRITER_PATIENCE", "60"))
"""Seconds that a writer waits for another one."""


@contextlib.contextmanager
def locked(folder: Path, patience: float | None = None) -> Iterator[None]:
    """Holds the lock of a folder; refuses where another holds it for longer than `patience` seconds."""
    deadline = time.monotonic() + (PATIENCE if patience is None else patience)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        while not _taken(descriptor):
            if time.monotonic() > deadline:
                raise busy(folder)
            time.sleep(0.02)
        yield
    finally:
        os.close(descriptor)


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
