"""Makes a home: an empty lake, a ledger, settings; with the example company's data where asked for.

All of it or nothing: made in a folder beside, then moved into place. Touches no home that exists.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import importlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from data.bookkeeping import book
from data.errors import Refusal, Words
from data.faults import faults_of
from data.history import history
from data.home import Home, Settings, read_settings, settings_text
from data.lake import make_lake, newest_snapshot
from data.locks import locked
from data.people import EXAMPLE_PEOPLE, make_ledger
from data.steps import reached
from data.warehouse import forget_engine

SEED = 20260401
UNFINISHED = ".unfinished"


@dataclass(frozen=True)
class Made:
    """A home just made: what is in it."""

    home: Home
    example: bool
    today: dt.date | None
    seed: int | None
    loads: int
    rows: int
    snapshot: int


def make_home(path: Path, *, demo: bool = False, today: dt.date | None = None, seed: int | None = None) -> Made:
    """A new home; with the example company up to `today` (the real day where None), the same for the same day and seed.

    Definitions and settings that lie in the folder already are kept and used. Refuses a folder that has a home.
    """
    with faults_of(path), _alone(path):
        if Home(path).exists:
            raise _home_exists(path)
        settings = _settings(path, demo, today, seed)
        unfinished = Home(path / UNFINISHED, settings)
        _clear(unfinished.path)
        _build(unfinished, path, demo, seed)
        made = _put_in_place(unfinished, Home(path, settings))
    loads = history(made)
    rows = sum(load.rows for load in loads)
    return Made(made, demo, today, _seed(seed) if demo else None, len(loads), rows, newest_snapshot(made))


def _seed(seed: int | None) -> int:
    return SEED if seed is None else seed


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Nobody else makes a home here meanwhile."""
    if path.exists() and not path.is_dir():
        raise Refusal("not_a_folder", Words(f"{path} はフォルダーではありません。", f"{path} is no folder."))
    path.mkdir(parents=True, exist_ok=True)
    with locked(path):
        yield


def _home_exists(path: Path) -> Refusal:
    return Refusal(
        "home_exists",
        Words(f"{path} には既にホームがあります。", f"There is a home at {path} already."),
        Words("--home で別のフォルダーを指定してください。", "Name another folder with --home."),
    )


def _settings(path: Path, demo: bool, today: dt.date | None, seed: int | None) -> Settings:
    """Those that lie there, else the example company's or the defaults; the day is fixed where one is given."""
    found = read_settings(path / "settings.toml")
    found = dataclasses.replace(found, today=today) if today else found
    return _example().company_of(_seed(seed), Home(path, found).today()).settings(found) if demo else found


def _example() -> ModuleType:
    return importlib.import_module("data.demo")  # needed by few, and it costs its import


def _clear(unfinished: Path) -> None:
    """Removes what a killed run left."""
    forget_engine(unfinished)
    if unfinished.exists():
        shutil.rmtree(unfinished)
    unfinished.mkdir()


def _build(home: Home, final: Path, demo: bool, seed: int | None) -> None:
    definitions = final / "definitions"
    definitions.mkdir(exist_ok=True)
    (home.path / "definitions").symlink_to(definitions.resolve())
    (home.path / "settings.toml").write_text(settings_text(home.settings), encoding="utf-8")
    make_lake(home)
    make_ledger(home, EXAMPLE_PEOPLE if demo else ())
    reached("lake_made")
    if demo:
        _example().make(home, home.today(), _seed(seed))
    book(home)


def _put_in_place(unfinished: Home, home: Home) -> Home:
    """The lake last: with it the home exists. A ledger on a server is no file of the home."""
    forget_engine(unfinished.path)
    for name in ("settings.toml", "ledger.db"):
        if (made := unfinished.path / name).exists():
            made.replace(home.path / name)
    reached("before_lake_in_place")
    unfinished.lake.replace(home.lake)
    shutil.rmtree(unfinished.path)
    return home
