"""The bytes of a file to load: what kind it is, its fingerprint, and the header of a CSV.

Reads clean UTF-8 CSV and Parquet; refuses all else with the reason. Knows nothing of tables.
"""

from __future__ import annotations

import codecs
import contextlib
import csv
import hashlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from data.errors import NO_HINT, Refusal, Words

PARQUET = b"PAR1"
ZIPPED = b"PK\x03\x04"
BLOCK = 1 << 20
LONGEST_HEADER = 1 << 20
SAVE_AS_UTF8 = Words(
    "「CSV UTF-8（コンマ区切り）」で保存し直してください。", "Save it again as 'CSV UTF-8 (comma delimited)'."
)


@dataclass(frozen=True)
class SourceFile:
    """A file to load. `header` is that of a CSV, empty for Parquet."""

    path: Path
    kind: Literal["csv", "parquet"]
    sha256: str
    header: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What people call it."""
        return self.path.name


def examine(path: Path) -> SourceFile:
    """A file that can be read. Refuses one that is missing, empty, of another kind or not UTF-8."""
    with _opened(path) as stream:
        start = stream.read(4)
    if not start:
        raise refuse_file(path, "empty_file", "空のファイルです。", "the file is empty.")
    if start == PARQUET:
        return SourceFile(path, "parquet", _sha256(path))
    if start == ZIPPED:
        raise refuse_file(
            path, "not_csv", "CSV ではありません（Excel か ZIP）。", "this is no CSV (Excel or ZIP).", SAVE_AS_UTF8
        )
    return SourceFile(path, "csv", _sha256_of_text(path), _header(path))


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        with path.open("rb") as stream:
            yield stream
    except (FileNotFoundError, IsADirectoryError, PermissionError, ValueError, OSError) as error:
        if isinstance(error, OSError) and error.errno not in {2, 13, 20, 21, 36}:
            raise
        raise refuse_file(path, "no_file", "ファイルを開けません。", "the file can't be opened.") from error


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _sha256_of_text(path: Path) -> str:
    """The fingerprint, with every byte checked to be UTF-8 text on the way."""
    digest, decoder = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")()
    line = 1
    with path.open("rb") as stream:
        while block := stream.read(BLOCK):
            digest.update(block)
            _check_text(path, decoder, block, line, final=False)
            line += block.count(b"\n")
    _check_text(path, decoder, b"", line, final=True)
    return digest.hexdigest()


def _check_text(path: Path, decoder: codecs.IncrementalDecoder, block: bytes, line: int, final: bool) -> None:
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError as error:
        at = line + error.object[: error.start].count(b"\n")
        raise _not_utf8(path, at) from error
    if (found := block.find(b"\0")) >= 0:
        raise _not_utf8(path, line + block[:found].count(b"\n"))


def _not_utf8(path: Path, line: int) -> Refusal:
    return refuse_file(
        path,
        "not_utf8",
        f"{line}行目が UTF-8 の文字として読めません（Shift_JIS などの可能性）。",
        f"line {line} is not UTF-8 text (perhaps Shift_JIS).",
        SAVE_AS_UTF8,
    )


def _header(path: Path) -> tuple[str, ...]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        try:
            names = next(csv.reader(stream, strict=True), [])
        except csv.Error as error:
            raise refuse_file(path, "bad_header", "1行目の見出しを読めません。", "the header can't be read.") from error
    names = [name.strip() for name in names]
    if not any(names):
        raise refuse_file(path, "empty_file", "1行目に見出しがありません。", "there is no header in row 1.")
    if "" in names:
        at = names.index("") + 1
        raise refuse_file(path, "bad_header", f"{at}列目の見出しが空です。", f"column {at} has no name in the header.")
    return tuple(names)


def refuse_file(path: Path, code: str, ja: str, en: str, hint: Words = NO_HINT) -> Refusal:
    """A refusal that begins with the file's name."""
    return Refusal(code, Words(f"{path.name[:120]}: {ja}", f"{path.name[:120]}: {en}"), hint)


@contextlib.contextmanager
def plain_name(source: SourceFile) -> Iterator[str]:
    """A path to the file that DuckDB takes as it is: its own name may hold wildcards or an ending that misleads."""
    with tempfile.TemporaryDirectory() as folder:
        link = Path(folder) / f"file.{source.kind}"
        link.symlink_to(source.path.resolve())
        yield str(link)
