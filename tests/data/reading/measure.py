"""Prints the figures of the reading: `python -m tests.data.reading.measure [NAME ...]`, names as in MEASURES.

Each line is measured here and now; nothing is asserted. `stream` is asked for by name only: it writes a file of
SAIGEN_STREAM_MB (default 1024) megabytes.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from data.reading import Unreadable, preview
from data.reading.process import Limits, Task, run
from data.reading.text.encoding import decode
from tests.data.reading.comparing import SHARED, case_differences, differences, expected_files
from tests.data.reading.hostile import make_all
from tests.data.reading.mutations import mutated
from tests.data.reading.offices import office
from tests.data.reading.streaming import measure_stream
from tests.data.reading.test_suites import FRICTIONLESS, SPECTRUM, pollock_scores, spectrum_is_right
from tests.data.reading.variants import CASES
from tests.data.reading.variants_rare import CASES as RARE


def files() -> None:
    """The real files: all right, by verdict; encodings."""
    right, total, codecs = Counter(), Counter(), 0
    for want in expected_files():
        got = preview(SHARED / "files" / want["file"])
        wrong = differences(want, got)
        kind = "load" if want["verdict"] == "load" else "rest"
        total[kind] += 1
        right[kind] += not wrong
        codecs += got["encoding"] == want["encoding"]
        if wrong:
            print("  wrong:", want["file"], wrong)
    print(f"files to load: {right['load']} of {total['load']}; the rest: {right['rest']} of {total['rest']}")
    print(f"encodings: {codecs} of {sum(total.values())}")


def variants() -> None:
    """Made-up layouts, and the real files laid out anew."""
    for name, cases in (("made up", CASES), ("made up, rare", RARE)):
        wrong = [
            c[0] for c in cases if case_differences(c[2], preview(c[1].encode() if isinstance(c[1], str) else c[1]))
        ]
        print(f"{name}: {len(cases) - len(wrong)} of {len(cases)}", wrong)
    right, total = Counter(), Counter()
    for want in expected_files():
        text = decode((SHARED / "files" / want["file"]).read_bytes()).text
        for name, content, new in mutated(text, want):
            total[name] += 1
            right[name] += not differences(new, preview(content))
    print(
        "laid out anew:", sum(right.values()), "of", sum(total.values()), {n: f"{right[n]}/{total[n]}" for n in total}
    )


def offices() -> None:
    """Office files put together by chance."""
    wrong = [seed for seed in range(1000) if differences((made := office(seed))[1], preview(made[0]))]
    print(f"by chance: {1000 - len(wrong)} of 1000; wrong: {wrong}")


def suites() -> None:
    """The public suites."""
    with tempfile.TemporaryDirectory() as folder:
        scores = pollock_scores(Path(folder))
    print(
        f"Pollock: {sum(scores.values()) / len(scores):.3f}", {n: round(s, 3) for n, s in scores.items() if s < 9.999}
    )
    print(f"CSV spectrum: {sum(map(spectrum_is_right, SPECTRUM))} of {len(SPECTRUM)}")
    print("frictionless:", dict(Counter(preview(p)["verdict"] for p in FRICTIONLESS)))


def encodings() -> None:
    """Every real file, whole and cut to 30, 6 and 3 lines, in every encoding that can hold it."""
    right, total = Counter(), Counter()
    for want in expected_files():
        text = (SHARED / "files" / want["file"]).read_bytes().decode(want["encoding"]).lstrip("\ufeff")[:300_000]
        for lines in (None, 30, 6, 3):
            cut = "".join(text.splitlines(keepends=True)[:lines])
            for codec in ("cp932", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "euc_jp", "cp1252"):
                try:
                    content = cut.encode(codec)
                except UnicodeEncodeError:
                    continue
                total[codec] += 1
                right[codec] += _text(content) == cut
    print("encodings, re-encoded:", sum(right.values()), "of", sum(total.values()))
    print("  ", {c: f"{right[c]}/{total[c]}" for c in total})


def _text(content: bytes) -> str | None:
    try:
        return decode(content).text
    except Unreadable:
        return None


def hostile() -> None:
    """The rise of this process's memory with each hostile file, in MB, and what became of the file."""
    with tempfile.TemporaryDirectory() as folder:
        worst = 0.0
        for path in make_all(Path(folder)):
            before, started = _resident(), time.perf_counter()
            found = run(Task(path), Limits(cpu=60, wall=90))
            rise = (_resident() - before) / 2**20
            worst = max(worst, rise)
            code = found["error"]["code"] if "error" in found else f"{found['verdict']}, {found['rows']} rows"
            print(f"  {path.name}: {code}; +{rise:.1f} MB; {time.perf_counter() - started:.1f} s")
        print(f"hostile files: highest rise {worst:.1f} MB")


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


MEASURES: dict[str, Callable[[], None]] = {
    "files": files,
    "suites": suites,
    "variants": variants,
    "offices": offices,
    "encodings": encodings,
    "hostile": hostile,
    "stream": measure_stream,
}

if __name__ == "__main__":
    for wanted in sys.argv[1:] or ["files", "suites", "variants", "offices", "encodings", "hostile"]:
        MEASURES[wanted]()
