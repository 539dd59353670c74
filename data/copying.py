"""A file's bytes read once, on a thread of their own: their fingerprint, and beside it a copy where one is wanted.

Knows neither what the bytes mean nor where a copy belongs in the end.
"""

from __future__ import annotations

import hashlib
import os
import threading
import uuid
from io import FileIO
from pathlib import Path

BLOCK = 1 << 20
UNFINISHED = ".part"
"""How the name of a copy ends that is not in its place yet."""


class Copying:
    """Reads a file, and writes what it reads into a folder if one is given. A fault of the one is not the other's."""

    def __init__(self, source: Path, into: Path | None = None) -> None:
        self._source, self._stat = source, source.stat()
        self._copy = into / f"{uuid.uuid4().hex}{UNFINISHED}" if into else None
        self._read = threading.Event()
        self._sha256 = ""
        self._by_kernel = hasattr(os, "copy_file_range")
        self._read_error: BaseException | None = None
        self._write_error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    @property
    def copies(self) -> bool:
        """Whether there is, or will be, a copy that `place` has not moved yet."""
        return self._copy is not None

    @property
    def sha256(self) -> str:
        """The fingerprint, once all is read."""
        self._read.wait()
        if self._read_error is not None:
            raise self._read_error
        return self._sha256

    @property
    def unchanged(self) -> bool:
        """Whether the file is as it was when the reading began, as far as its size and time tell."""
        try:
            now = self._source.stat()
        except OSError:
            return False
        return (now.st_size, now.st_mtime_ns) == (self._stat.st_size, self._stat.st_mtime_ns)

    def place(self, target: Path) -> None:
        """Moves the copy to its place once it is on the disk; raises what went wrong with it."""
        self._thread.join()
        if self._write_error is not None:
            raise self._write_error
        if self._copy is not None:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._copy.replace(target)
            self._copy = None

    def forget(self) -> None:
        """Removes a copy that is not in its place."""
        self._thread.join()
        if self._copy is not None:
            self._copy.unlink(missing_ok=True)

    def _run(self) -> None:
        copy = self._opened()
        try:
            self._sha256 = self._pass_on(copy)
        except BaseException as error:
            self._read_error = error
        finally:
            self._read.set()
            self._closed(copy)

    def _pass_on(self, copy: FileIO | None) -> str:
        """Reads the file to its end."""
        digest, block = hashlib.sha256(), memoryview(bytearray(BLOCK))
        with self._source.open("rb", buffering=0) as stream:
            while count := self._copied(stream, copy, block) or self._taken(stream, copy, block):
                digest.update(block[:count])
        return digest.hexdigest()

    def _copied(self, stream: FileIO, copy: FileIO | None, block: memoryview) -> int:
        """How many bytes the kernel copied by itself, half the work of writing them; they are read from the copy, so
        that the fingerprint is the copy's. 0 at the end, and where it can't: then they are read and written.
        """
        if copy is None or self._write_error is not None or not self._by_kernel:
            return 0
        place = copy.tell()
        try:
            count = os.copy_file_range(stream.fileno(), copy.fileno(), len(block))
            if not count or os.preadv(copy.fileno(), [block[:count]], place) == count:
                return count
        except OSError:
            pass
        self._by_kernel = False
        for each in (stream, copy):  # both stood at the same place: it is read and written anew from there
            each.seek(place)
        return 0

    def _taken(self, stream: FileIO, copy: FileIO | None, block: memoryview) -> int:
        """How many bytes were read, and written where there is a copy to write to."""
        count = stream.readinto(block) or 0
        if count and copy is not None and self._write_error is None:
            self._written(copy, block[:count])
        return count

    def _written(self, copy: FileIO, block: memoryview) -> None:
        try:
            while block:
                block = block[copy.write(block) :]
        except OSError as error:
            self._write_error = error

    def _opened(self) -> FileIO | None:
        if self._copy is None:
            return None
        try:
            self._copy.parent.mkdir(parents=True, exist_ok=True)
            return self._copy.open("x+b", buffering=0)
        except OSError as error:
            self._write_error = error
            self._copy = None  # nothing to remove: a read-only disk refuses even that
            return None

    def _closed(self, copy: FileIO | None) -> None:
        if copy is None:
            return
        try:
            with copy:
                os.fsync(copy.fileno())
        except OSError as error:
            self._write_error = self._write_error or error
