"""The child process's side: takes a task as JSON on standard input, limits itself, reads, answers in JSON.

Started by process.py only. Standard error carries the names of the stages.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path
from typing import Any

from data.reading.errors import Unreadable
from data.reading.longform import long_form
from data.reading.preview import as_json, refusal
from data.reading.process import too_large
from data.reading.read import NOTHING, raw_of, read
from data.reading.save import save_csv, save_parquet, save_rejected, save_rows
from data.reading.workbook import is_workbook

STREAM_FROM = 16 * 2**20
RESERVE = 32 * 2**20
"""Bytes above the limit that are kept for the answer where memory ran out."""


def main() -> int:
    """Do the task; 0 done, 1 refused."""
    task = json.load(sys.stdin)
    _limit(task["limits"])
    answer = _answered(task)
    if answer is None:
        _take_reserve()
        answer = refusal(too_large())
    json.dump(answer, sys.stdout, ensure_ascii=False)
    sys.stdout.flush()
    return int("error" in answer)


def _answered(task: dict[str, Any]) -> dict[str, Any] | None:
    """The answer; None where memory ran out: what was held is only let go of when this is left."""
    try:
        return _answer(task)
    except Unreadable as error:
        return refusal(error)
    except MemoryError:
        return None


def _limit(limits: dict[str, Any]) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory"], limits["memory"] + RESERVE))
    resource.setrlimit(resource.RLIMIT_CPU, (limits["cpu"], limits["cpu"] + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _take_reserve() -> None:
    """Room to say that there was too little."""
    most = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _answer(task: dict[str, Any]) -> dict[str, Any]:
    path = Path(task["path"])
    out = Path(task["out"]) if task["out"] else None
    if (answer := _large(task, path, out)) is not None:
        return answer
    try:
        reading = read(path, sheet=task["sheet"], table=task["table"], declared=task["declared"], stage=_tell)
    except Unreadable as error:
        if task["kind"] == "raw" and out and error.code in NOTHING:
            save_rows([], out)
        raise
    if task["long"]:
        reading = long_form(reading, task["year"], task["name"], task["first_month"])
    _tell("write")
    if out and task["kind"] == "raw":
        save_rows(raw_of(reading), out)
    elif out and task["kind"] == "parquet":
        save_parquet(reading, out)
        save_rejected(reading, out)
    elif out:
        save_csv(reading, out)
    return as_json(reading)


def _large(task: dict[str, Any], path: Path, out: Path | None) -> dict[str, Any] | None:
    """A large clean file by its plan; None where it is to be read whole. Raises Unreadable: too_large."""
    size = path.stat().st_size
    plain = task["kind"] in ("preview", "parquet")
    plain = plain and not any(task[name] for name in ("sheet", "table", "declared", "long"))
    if plain and size >= STREAM_FROM and not _is_workbook(path):
        from data.reading.streamed import streamed  # DuckDB is worth its start-up for large files only

        _tell("stream")
        if (answer := streamed(path, out)) is not None:
            return answer
    if size > task["limits"]["content"]:
        raise too_large()
    return None


def _is_workbook(path: Path) -> bool:
    with path.open("rb") as handle:
        return is_workbook(handle.read(4))


def _tell(stage: str) -> None:
    print(stage, file=sys.stderr, flush=True)  # noqa: T201 - the channel to the parent


if __name__ == "__main__":
    sys.exit(main())
