"""A watched folder: files whose form is remembered are loaded, the others wait to be asked about.

Originals are moved to done/ or waiting/ beside them; what waits is in the ledger. Guesses nothing: a form that nobody
has mapped yet, faults, several tables, a closed month are all questions for a person.
"""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from data.errors import NO_HINT, Refusal, Words
from data.events import events, record
from data.history import all_loads
from data.home import Home
from data.intake.inbox import clear
from data.intake.understanding import Understanding, understand
from data.loads import How, load
from data.people import person

WAITS, SETTLED = "file_waits", "file_settled"
QUIET_SECONDS = 2.0
"""How long a file must have been left alone before it counts as whole."""


@dataclass(frozen=True)
class Seen:
    """What became of a file: loaded (with its load), already (loaded before), or waiting (with the reason)."""

    file: str
    state: Literal["loaded", "already", "waiting"]
    load_id: str = ""
    table: str = ""
    reason: Words = NO_HINT


@dataclass(frozen=True)
class Waiting:
    """A file that waits for somebody: where it is now, since when, and why."""

    file: str
    sha256: str
    path: str
    at: dt.datetime
    reason: Words


def watch_once(home: Home, folder: Path, by: str | None = None, *, quiet: float = QUIET_SECONDS) -> list[Seen]:
    """Looks at the files that lie in a folder now. Refuses a folder that there is not."""
    if not folder.is_dir():
        raise Refusal("no_folder", Words(f"{folder} はフォルダーではありません。", f"{folder} is no folder."))
    person(home, by)
    return [_take(home, folder, path, by) for path in _whole(folder, quiet)]


def _whole(folder: Path, quiet: float) -> list[Path]:
    """Files that nobody writes to any more, the oldest first."""
    until = time.time() - quiet
    files = [path for path in folder.iterdir() if path.is_file() and not path.is_symlink()]
    return [
        path
        for path in sorted(files, key=lambda each: (each.stat().st_mtime, each.name))
        if path.stat().st_mtime <= until
        and not path.name.startswith((".", "~$"))
        and path.suffix not in (".tmp", ".part", ".crdownload")
    ]


def _take(home: Home, folder: Path, path: Path, by: str | None) -> Seen:
    try:
        understood = understand(home, path, path.name, by=by)
    except Refusal as refusal:
        return _wait(home, folder, path, "", refusal.message, by)
    try:
        if understood.already:
            _move(path, folder / "done", understood.sha256)
            return Seen(path.name, "already", understood.already.load_id, understood.already.table)
        if (reason := question(understood)) is not None:
            return _wait(home, folder, path, understood.sha256, reason, by)
        return _load(home, folder, path, understood, by)
    finally:
        clear(home, understood.sha256)


def question(understood: Understanding) -> Words | None:
    """What must be asked before a file is loaded; None where nothing is."""
    if understood.verdict == "refuse":
        issue = understood.preview["issues"][0]
        return Words(issue["ja"], issue["en"])
    if understood.known is None:
        return Words("この形のファイルはまだ対応付けられていません。", "A file of this form has not been mapped yet.")
    if understood.verdict != "load":
        issue = next(each for each in understood.preview["issues"] if each["level"] == understood.verdict)
        return Words(issue["ja"], issue["en"])
    return None


def _load(home: Home, folder: Path, path: Path, understood: Understanding, by: str | None) -> Seen:
    known = understood.known
    assert known is not None  # noqa: S101 - question() has asked
    how = How(known.mapping, known.without, understood.choice, known.mends)
    of = known.load.department if len(known.load.departments) == 1 else None
    try:
        done = load(home, path, known.table, department=of, by=by, mode=known.load.mode, how=how)
    except Refusal as refusal:
        return _wait(home, folder, path, understood.sha256, refusal.message, by)
    _move(path, folder / "done", understood.sha256)
    return Seen(path.name, "loaded", done.load_id, done.table)


def _wait(home: Home, folder: Path, path: Path, sha256: str, reason: Words, by: str | None) -> Seen:
    moved = _move(path, folder / "waiting", sha256)
    detail = {"file": path.name, "sha256": sha256, "path": str(moved), "ja": reason.ja, "en": reason.en}
    record(home, person(home, by).id, WAITS, sha256 or path.name[:390], detail)
    return Seen(path.name, "waiting", reason=reason)


def _move(path: Path, folder: Path, sha256: str) -> Path:
    """Moves a file within the watched folder; beside one of the same name it gets its fingerprint before it."""
    folder.mkdir(exist_ok=True)
    target = folder / path.name
    number = 0
    while target.exists():
        number += 1
        target = folder / f"{sha256[:8]}-{number}-{path.name}"[:250]
    path.rename(target)
    return target


def waiting(home: Home) -> list[Waiting]:
    """Files of watched folders that wait, oldest first; those loaded or settled since are left out."""
    loaded = {load.sha256 for load in all_loads(home).values() if load.state == "active"}
    settled = {event.object: event.id for event in events(home, verb=SETTLED)}
    return [
        Waiting(
            event.detail["file"], event.detail["sha256"], event.detail["path"], event.at,
            Words(event.detail["ja"], event.detail["en"]),
        )
        for event in events(home, verb=WAITS)
        if event.detail["sha256"] not in loaded and settled.get(event.object, 0) < event.id
    ]  # fmt: skip


def settle(home: Home, file: Waiting, by: str | None = None) -> None:
    """Says that a waiting file needs nothing any more."""
    record(home, person(home, by).id, SETTLED, file.sha256 or file.file[:390], {"file": file.file})
