"""The bytes of a file to load: whether it is Parquet or one for the reading, its size and its fingerprint.

Understands no text: data/reading does. Knows nothing of tables.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import Literal

from data.copying import Copying
from data.errors import NO_HINT, Refusal, Words

PARQUET = b"PAR1"


@dataclass(frozen=True)
class SourceFile:
    """A file to load. `name` is what people call it, and is no path: the bytes are at `path`."""

    path: Path
    kind: Literal["document", "parquet"]
    size: int
    name: str
    copying: Copying

    @property
    def sha256(self) -> str:
        """The fingerprint of its bytes; waits until they are read."""
        return self.copying.sha256

    @property
    def named(self) -> Path:
        """Its name, for sentences about it."""
        return Path(self.name)


def examine(path: Path, name: str | None = None, into: Path | None = None) -> SourceFile:
    """A file that can be opened; `name` where people call it otherwise. Refuses one that is missing or empty.

    Its bytes are read on a thread meanwhile, and written into the folder `into` if one is given.
    """
    called = path.name if name is None else name
    with _opened(path) as stream:
        start = stream.read(4)
        if not start:
            raise refuse_file(Path(called), "empty_file", "空のファイルです。", "the file is empty.")
        kind: Literal["document", "parquet"] = "parquet" if start == PARQUET else "document"
        return SourceFile(path, kind, path.stat().st_size, called, Copying(path, into))


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[BufferedReader]:
    try:
        with path.open("rb") as stream:
            yield stream
    except (FileNotFoundError, IsADirectoryError, PermissionError, ValueError, OSError) as error:
        if isinstance(error, OSError) and error.errno not in {2, 13, 20, 21, 36}:
            raise
        raise refuse_file(path, "no_file", *_why(error)) from error


def _why(error: Exception) -> tuple[str, str]:
    """Why a file can't be opened, in Japanese and English."""
    if isinstance(error, FileNotFoundError):
        return "ファイルがありません。", "there is no such file."
    if isinstance(error, IsADirectoryError):
        return "フォルダであり、ファイルではありません。", "this is a folder and no file."
    if isinstance(error, PermissionError):
        return "ファイルを読む権限がありません。", "there is no permission to read the file."
    return "ファイルを開けません。", "the file can't be opened."


def refuse_file(path: Path, code: str, ja: str, en: str, hint: Words = NO_HINT) -> Refusal:
    """A refusal that begins with the file's name."""
    named = path.name[:120] or str(path)[-120:]
    return Refusal(code, Words(f"{named}: {ja}", f"{named}: {en}"), hint)


@contextlib.contextmanager
def plain_name(source: SourceFile) -> Iterator[str]:
    """A path to the file that DuckDB takes as it is: its own name may hold wildcards or an ending that misleads."""
    with tempfile.TemporaryDirectory() as folder:
        link = Path(folder) / "file.parquet"
        link.symlink_to(source.path.resolve())
        yield str(link)
