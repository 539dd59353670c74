"""Compares a preview with what was expected of a file. Shared by the tests and measure.py."""

from __future__ import annotations

import json
import os
from decimal import Decimal
from pathlib import Path
from typing import Any

SHARED = Path(os.environ.get("SAIGEN_SHARED", Path(__file__).resolve().parents[4] / "shared"))


def expected_files() -> list[dict[str, Any]]:
    """The entries of files/expected.json; none where the folder is absent."""
    path = SHARED / "files" / "expected.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else []


def differences(want: dict[str, Any], got: dict[str, Any]) -> list[str]:
    """What is not as expected. A file that is not to be loaded is compared by encoding, delimiter and verdict."""
    found = [f"{k}: {got[k]!r}, not {want[k]!r}" for k in ("encoding", "delimiter", "verdict") if got[k] != want[k]]
    return found if want["verdict"] != "load" else found + _table(want, got)


def _table(want: dict[str, Any], got: dict[str, Any]) -> list[str]:
    names, types = [_spaced(c["name"]) for c in got["columns"]], [c["type"] for c in got["columns"]]
    wrong = []
    if got["header_rows"] != want["header_rows"]:
        wrong.append(f"header rows {got['header_rows']}, not {want['header_rows']}")
    if names != [_spaced(c) for c in want["columns"]]:
        wrong.append(f"names {names[:5]}…")
    if got["rows"] != want["data_rows"]:
        wrong.append(f"rows {got['rows']}, not {want['data_rows']}")
    kept = dict(zip(names, types, strict=True))
    wrong += [
        f"{c} is {kept.get(_spaced(c))}" for c in want["text_columns_keep_as_text"] if kept.get(_spaced(c)) != "text"
    ]
    return wrong + _sums(want["numeric_sums"], got["sums"])


def _sums(want: dict[str, str], got: dict[str, Any]) -> list[str]:
    found = {_spaced(k): Decimal(str(v)) for k, v in got.items()}
    tolerance = Decimal("0.01")
    missing = Decimal("Infinity")
    return [
        f"sum of {k}: {found.get(_spaced(k))}, not {v}"
        for k, v in want.items()
        if not abs(found.get(_spaced(k), missing) - Decimal(v)) <= tolerance
    ]


def _spaced(name: str) -> str:
    return " ".join(name.split())


def case_differences(want: dict[str, Any], got: dict[str, Any]) -> list[str]:
    """What is not as a made-up case says; what it does not say is not compared; its verdict is load by default."""
    wrong = [
        f"{k}: {got[k]!r}, not {want[k]!r}"
        for k in ("header_rows", "rows", "delimiter", "tables")
        if k in want and got[k] != want[k]
    ]
    verdict = want.get("verdict", "load")
    if got["verdict"] != verdict:
        wrong.append(f"verdict {got['verdict']}, not {verdict}: {[i['code'] for i in got['issues']]}")
    for key, name in (("names", "name"), ("types", "type"), ("units", "unit")):
        if key in want and [c[name] for c in got["columns"]] != want[key]:
            wrong.append(f"{key}: {[c[name] for c in got['columns']]}, not {want[key]}")
    sums = {k: Decimal(str(v)) for k, v in got["sums"].items()}
    return wrong + [
        f"sum of {k}: {sums.get(k)}, not {v}" for k, v in want.get("sums", {}).items() if sums.get(k) != Decimal(str(v))
    ]
