"""Which encoding a file's bytes are in, decided over the whole file, and its text.

Candidates are decoded strictly; where several fit, the one whose characters are likelier in an office's file wins.
Text that fits none, or changes its encoding on the way, is refused with its place. It mends nothing.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from data.reading.errors import Unreadable
from data.reading.text import plausibility

LEGACY = ("cp932", "euc_jp", "euc_jis_2004", "cp1252")
BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SIGNATURES = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls"),
    (b"%PDF-", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"GIF8", "GIF"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf", "7z"),
    (b"Rar!", "RAR"),
    (b"\x7fELF", "ELF"),
    (b"SQLite format 3", "SQLite"),
    (b"PAR1", "Parquet"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ", "xz"),
    (b"{\\rtf", "RTF"),
)
_CONTROLS = bytes(b for b in range(32) if b not in (9, 10, 11, 12, 13, 27))


@dataclass(frozen=True)
class Decoded:
    """A file's text and the Python codec it was in; `replaced` counts U+FFFD marks that came with the file."""

    text: str
    codec: str
    replaced: int = 0


def decode(content: bytes) -> Decoded:
    """Decode a whole file. Raises Unreadable: empty, binary, broken_text (with the line), mixed_encodings."""
    if not content.strip():
        raise Unreadable(
            "empty",
            "ファイルが空です。",
            "The file is empty.",
            "中身のあるファイルを選んでください。",
            "Choose another file.",
        )
    _refuse_signatures(content)
    codec = _by_mark(content) or _utf16_without_mark(content)
    if codec is None:
        _refuse_binary(content)
        codec = _by_content(content)
    text = _strict(content, codec)
    return Decoded(text.lstrip("\ufeff"), codec, text.count("\ufffd"))


def _refuse_signatures(content: bytes) -> None:
    for signature, kind in SIGNATURES:
        if content.startswith(signature):
            hint = (
                "Excelで開き、xlsxまたはCSVで保存し直してください。",
                "Open it in Excel and save it as xlsx or CSV.",
            )
            raise Unreadable(
                "binary", f"表のファイルではありません（{kind}）。", f"This is no table but {kind}.", *hint
            )


def _refuse_binary(content: bytes) -> None:
    controls = len(content) - len(content.translate(None, _CONTROLS))
    if controls > max(8, len(content) // 50) or controls * 2 > len(content):
        hint = ("CSVかxlsxのファイルを選んでください。", "Choose a CSV or xlsx file.")
        raise Unreadable("binary", "文字のファイルではありません。", "This is no text file.", *hint)


def _by_mark(content: bytes) -> str | None:
    return next((codec for mark, codec in BOMS if content.startswith(mark)), None)


def _utf16_without_mark(content: bytes) -> str | None:
    """UTF-16 shows by NUL in one byte of every digit, comma and line end; the byte order that reads better is taken."""
    if len(content) % 2 or content.count(0) < len(content) // 40:
        return None
    scores = {codec: _utf16_score(content, codec) for codec in ("utf-16-le", "utf-16-be")}
    best = max(scores, key=lambda c: scores[c])
    return best if scores[best] > 0.5 else None


def _utf16_score(content: bytes, codec: str) -> float:
    try:
        text = content.decode(codec)
    except UnicodeDecodeError:
        return 0.0
    plain = sum(text.count(mark) for mark in "\n\r,\t;")
    return plausibility.score(text) if plain and "\0" not in text else 0.0


def _by_content(content: bytes) -> str:
    if content.isascii():
        return "iso2022_jp" if b"\x1b$" in content and _fits(content, "iso2022_jp") else "ascii"
    if _fits(content, "utf-8"):
        return "utf-8"
    fitting = [codec for codec in LEGACY if _fits(content, codec)]
    lines = [line for line in content.splitlines() if not line.isascii()]
    best = max(fitting, key=lambda c: plausibility.score(content.decode(c), latin=c == "cp1252"), default="cp932")
    _refuse_mixed(content, lines, best)
    return best


def _fits(content: bytes, codec: str) -> bool:
    try:
        content.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _refuse_mixed(content: bytes, lines: list[bytes], codec: str) -> None:
    """Refuse a file that is broken UTF-8, or has lines of UTF-8 among those of another encoding."""
    unicode_lines = [line for line in lines if _fits(line, "utf-8") and _likelier_utf8(line, codec)]
    if not unicode_lines:
        return
    if len(unicode_lines) * 2 >= len(lines):
        _strict(content, "utf-8")
    place = next(n for n, line in enumerate(content.splitlines(), 1) if line == unicode_lines[0])
    raise Unreadable(
        "mixed_encodings",
        f"{place}行目から文字コードが変わっています（{codec}の中にUTF-8）。",
        f"The encoding changes at line {place}: UTF-8 among {codec}.",
        "元のファイルを一つの文字コード（UTF-8）で保存し直してください。",
        "Save the file again in one encoding (UTF-8).",
        place,
    )


def _likelier_utf8(line: bytes, codec: str) -> bool:
    if not _fits(line, codec):
        return True
    other = plausibility.score(line.decode(codec), latin=codec == "cp1252")
    return plausibility.score(line.decode("utf-8")) > max(0.6, other + 0.2)


def _strict(content: bytes, codec: str) -> str:
    try:
        return content.decode(codec)
    except UnicodeDecodeError as error:
        line = content[: error.start].decode(codec, errors="replace").count("\n") + 1
        raise Unreadable(
            "broken_text",
            f"{line}行目（{error.start + 1}バイト目）の文字が壊れています（{codec}として読みました）。",
            f"The text is broken at line {line}, byte {error.start + 1} (read as {codec}).",
            "元のデータから保存し直してください。",
            "Save the file again from where it came.",
            line,
        ) from error
