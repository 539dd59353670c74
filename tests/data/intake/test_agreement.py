"""`data load` agrees with `data preview` on every real file: the same rows and totals, or refused."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from data.errors import Refusal
from data.filerows import Choice
from data.lake import How, load, undo
from data.reading import preview
from data.warehouse import quoted, read_engine

SHARED = Path(os.environ.get("SAIGEN_SHARED", Path(__file__).parents[4] / "shared"))
LISTED = SHARED / "files" / "expected.json"
CASES: list[dict[str, Any]] = json.loads(LISTED.read_text(encoding="utf-8")) if LISTED.exists() else []


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.skipif(not CASES, reason="needs the folder of real files")
@pytest.mark.parametrize("case", CASES, ids=[case["file"] for case in CASES])
def test_a_load_is_what_the_preview_said(home, case):
    path = SHARED / "files" / case["file"]
    said = preview(path)
    if said["verdict"] in ("choose", "refuse"):
        with pytest.raises(Refusal):
            load(home, path, "anything")
        if said["verdict"] == "refuse":
            return
        said = preview(path, table=0)
        done = load(home, path, "anything", how=How(choice=Choice(number=1)))
    else:
        done = load(home, path, "anything")
    assert (done.rows, done.rejected) == (said["rows"], len({each["row"] for each in said["rejected"]}))
    for name, total in said["sums"].items():
        [(found,)] = read_engine(home).fetch_rows(f"SELECT coalesce(sum({quoted(name)}), 0) FROM lake.main.anything")
        assert float(found) == pytest.approx(float(total), rel=1e-9, abs=1e-6), name
    undo(home, done.load_id)
