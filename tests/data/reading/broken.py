"""Real files broken as files break: bytes flipped, cut off, lines doubled and lost, encodings mixed.

`python -m tests.data.reading.broken [COUNT]` (2,000) reads so many and says what became of them, as JSON. A verdict of
load is held against a count of the rows made without the reading: records of Python's csv module below the header,
those without a cell and those that the reading names as skipped left out.
"""

from __future__ import annotations

import csv
import io
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from data.reading import preview
from tests.data.reading.comparing import SHARED, expected_files

LARGEST = 60_000
SLOW = 10.0
Break = Callable[[bytes, random.Random], bytes]


def _flip(content: bytes, dice: random.Random) -> bytes:
    made = bytearray(content)
    for _ in range(dice.choice((1, 3, 20))):
        made[dice.randrange(len(made))] ^= 1 << dice.randrange(8)
    return bytes(made)


def _cut(content: bytes, dice: random.Random) -> bytes:
    return content[: dice.randrange(1, len(content))]


def _headless(content: bytes, dice: random.Random) -> bytes:
    return content[dice.randrange(1, min(len(content), 400)) :]


def _lines(content: bytes) -> list[bytes]:
    return content.splitlines(keepends=True)


def _doubled(content: bytes, dice: random.Random) -> bytes:
    lines = _lines(content)
    at = dice.randrange(len(lines))
    return b"".join([*lines[: at + 1], *lines[at : at + dice.choice((1, 1, 5))], *lines[at + 1 :]])


def _lost(content: bytes, dice: random.Random) -> bytes:
    lines = _lines(content)
    at = dice.randrange(len(lines))
    return b"".join([*lines[:at], *lines[at + dice.choice((1, 1, 5)) :]])


def _mixed(content: bytes, dice: random.Random) -> bytes:
    other = "金額,高橋商店,東京都\r\n".encode(dice.choice(("cp932", "utf-8", "euc_jp", "utf-16-le")))
    lines = _lines(content)
    at = dice.randrange(len(lines) + 1)
    return b"".join([*lines[:at], other, *lines[at:]])


def _stuffed(content: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(content))
    return content[:at] + dice.choice((b'"', b",", b"\n", b"\r", b"\0", b"\t", b"\x1a", b"\xef\xbb\xbf")) + content[at:]


def _joined(content: bytes, dice: random.Random) -> bytes:
    return content + content[dice.randrange(len(content)) :]


BREAKS: dict[str, Break] = {
    "flip": _flip, "cut": _cut, "headless": _headless, "doubled": _doubled, "lost": _lost, "mixed": _mixed,
    "stuffed": _stuffed, "joined": _joined,
}  # fmt: skip


def broken(count: int, seed: int = 1) -> Iterator[tuple[str, int, bytes]]:
    """The name of the break, its number, and the bytes."""
    files = [(SHARED / "files" / want["file"]).read_bytes()[:LARGEST] for want in expected_files()]
    dice = random.Random(seed)
    for number in range(count):
        name = list(BREAKS)[number % len(BREAKS)]
        made = BREAKS[name](dice.choice(files), dice)
        if dice.random() < 0.3:
            made = BREAKS[dice.choice(list(BREAKS))](made or b"a", dice)
        yield name, number, made


def counted(content: bytes, got: dict[str, Any]) -> int | None:
    """The rows that a file of that verdict should give, by Python's own csv; None where it can't tell."""
    if got["sheet"] is not None or not got["header_rows"] or got["tables"] != 1 or not got["delimiter"]:
        return None
    text = content.decode(got["encoding"]).replace("\0", "").lstrip("\ufeff")
    if text.count('"') % 2:
        return None
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=got["delimiter"]))
    skipped = {each["row"] for each in got["skipped"]}
    below = range(got["header_rows"][-1] + 1, len(rows) + 1)
    return sum(
        1 for row in below if row not in skipped and any(cell.strip(" \t\u3000\ufeff") for cell in rows[row - 1])
    )


def wrong(content: bytes, got: dict[str, Any]) -> str | None:
    """What is wrong with an answer; "" where nothing is and its rows were counted, None where they could not be."""
    if got["verdict"] not in ("load", "choose", "warn", "refuse"):
        return f"verdict {got['verdict']}"
    if (got["verdict"] == "refuse") != ("error" in got):
        return "a refusal without words"
    try:
        wanted = counted(content, got) if got["verdict"] == "load" else None
    except (UnicodeDecodeError, csv.Error) as error:
        return f"load, where {type(error).__name__}"
    if wanted is None:
        return None
    return "" if wanted == got["rows"] else f"{got['rows']} rows, not {wanted}"


def measure(count: int) -> dict[str, Any]:
    """How many there were by verdict, how many of those to load were counted, those wrong, and the slowest."""
    verdicts, faults, slowest, held = Counter[str](), [], 0.0, 0
    for name, number, content in broken(count):
        began = time.perf_counter()
        try:
            got = preview(content)
            said = wrong(content, got)
        except Exception as error:  # whatever it is, it is a fault of ours
            got, said = {"verdict": "crash"}, f"{type(error).__name__}: {error}"
        took = time.perf_counter() - began
        slowest = max(slowest, took)
        verdicts[got["verdict"]] += 1
        held += said == ""
        if said or took > SLOW:
            faults.append(f"{number} {name}: {said or f'{took:.0f} s'}")
    return {
        "files": count,
        "verdicts": dict(verdicts),
        "rows_counted": held,
        "wrong": faults,
        "slowest_s": round(slowest, 2),
    }


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 2000), ensure_ascii=False, indent=1))
