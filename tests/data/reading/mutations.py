"""Real files laid out anew: a title above, totals below, moved to B2, other encodings and delimiters, without a header.

What should come out follows from what is expected of the file itself. Data for measure.py and test_files.py.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from typing import Any

Rows = list[list[str]]
Mutation = tuple[str, Callable[[Rows, dict[str, Any]], tuple[Rows, dict[str, Any]]], str, str]


def _same(rows: Rows, want: dict[str, Any]) -> tuple[Rows, dict[str, Any]]:
    return rows, want


def _titled(rows: Rows, want: dict[str, Any]) -> tuple[Rows, dict[str, Any]]:
    width = len(rows[0])
    above = [["2026年度 実績一覧", *[""] * (width - 1)], [""] * width]
    return above + rows, {**want, "header_rows": [h + 2 for h in want["header_rows"]]}


def _titled_close(rows: Rows, want: dict[str, Any]) -> tuple[Rows, dict[str, Any]]:
    return [["実績一覧（速報）"], *rows], {**want, "header_rows": [h + 1 for h in want["header_rows"]]}


def _noted(rows: Rows, want: dict[str, Any]) -> tuple[Rows, dict[str, Any]]:
    return [*rows, [""] * len(rows[0]), ["※ 速報値を含む"], ["出典：社内資料"]], want


def _moved(rows: Rows, want: dict[str, Any]) -> tuple[Rows, dict[str, Any]]:
    return [[""], *[["", *row] for row in rows]], {**want, "header_rows": [h + 1 for h in want["header_rows"]]}


def _padded(rows: Rows, want: dict[str, Any]) -> tuple[Rows, dict[str, Any]]:
    return [[*row, "", "", ""] for row in rows] + [[""] * (len(rows[0]) + 3)] * 5, want


def _headless(rows: Rows, want: dict[str, Any]) -> tuple[Rows, dict[str, Any]]:
    names = [" ".join(c.split()) for c in want["columns"]]
    sums = {f"column_{names.index(' '.join(k.split())) + 1}": v for k, v in want["numeric_sums"].items()}
    columns = [f"column_{n + 1}" for n in range(len(names))]
    return rows[1:], {
        **want,
        "header_rows": [],
        "columns": columns,
        "numeric_sums": sums,
        "text_columns_keep_as_text": [],
    }


def _totalled(rows: Rows, want: dict[str, Any]) -> tuple[Rows, dict[str, Any]]:
    names = [" ".join(c.split()) for c in rows[0]]
    total = {" ".join(k.split()): v for k, v in want["numeric_sums"].items()}
    last = [total.get(name, "") for name in names]
    last[0] = "合計"
    return [*rows, last], want


MUTATIONS: list[Mutation] = [
    ("utf-16 tab", _same, "utf-16", "\t"),
    ("utf-16-le tab", _same, "utf-16-le", "\t"),
    ("cp932", _same, "cp932", ","),
    ("euc_jp", _same, "euc_jp", ","),
    ("utf-8-sig semicolon", _same, "utf-8-sig", ";"),
    ("title", _titled, "utf-8", ","),
    ("title close", _titled_close, "utf-8", ","),
    ("notes", _noted, "utf-8", ","),
    ("B2", _moved, "utf-8", ","),
    ("padded", _padded, "utf-8", ","),
    ("headless", _headless, "utf-8", ","),
    ("total", _totalled, "utf-8", ","),
]


def mutated(text: str, want: dict[str, Any], limit: int = 300) -> Iterator[tuple[str, bytes, dict[str, Any]]]:
    """Each mutation of a file that loads and has one header row on top; long files are cut and their sums left out."""
    rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=want["delimiter"]))
    if want["verdict"] != "load" or want["header_rows"] != [1] or any(not any(r) for r in rows):
        return
    if len(rows) > limit:
        rows, want = rows[:limit], {**want, "data_rows": limit - 1, "numeric_sums": {}}
    for name, change, encoding, delimiter in MUTATIONS:
        if change is _totalled and not want["numeric_sums"]:
            continue
        laid, wanted = change(rows, want)
        out = io.StringIO()
        csv.writer(out, delimiter=delimiter).writerows(laid)
        try:
            content = out.getvalue().encode(encoding)
        except UnicodeEncodeError:
            continue
        plain = out.getvalue().isascii() and not encoding.startswith("utf-")
        codec = "ascii" if plain or (encoding == "utf-8" and out.getvalue().isascii()) else encoding
        yield name, content, {**wanted, "encoding": codec, "delimiter": delimiter}
