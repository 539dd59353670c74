"""Loads and undoes of each mode, on values: each state equals pandas on the files then, and undone is as before.

Asks KPIs of the tables loaded and their roll-ups; what an undo refuses is the lake's tests'.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from data.home import Home, open_home
from data.lake import load, newest_snapshot, undo
from tests.oracle import real_frames
from tests.oracle.comparing import all_answers, differences, table
from tests.oracle.questions import Question
from tests.oracle.reading import Reading, Values
from tests.oracle.real_kpis import SALES
from tests.real_home.files import are_there, real_file
from tests.real_home.make import HERE, TABLES, run

pytestmark = pytest.mark.shared
KPIS = [name for name in SALES if "plan" not in name and "attainment" not in name and not name.startswith("shop")]
ASKED = (Question(), Question("month"), Question("quarter", by=("region",)))
State = dict[tuple[str, Question], Values]


@dataclass(frozen=True)
class Change:
    """A load of a changed file, and the raw rows that stand after it."""

    mode: str
    rows: Callable[[pd.DataFrame], pd.DataFrame]
    after: Callable[[pd.DataFrame, pd.DataFrame], pd.DataFrame]


def _day(raw: pd.DataFrame) -> pd.Series:
    return pd.to_datetime(raw["Order Date"], format="%d/%m/%y")


def _may_and_june(raw: pd.DataFrame) -> pd.DataFrame:
    """Two months anew, dearer, with a line on their first and last day."""
    kept = raw[_day(raw).between("2022-05-01", "2022-06-30")].copy()
    kept["Sales"] = (kept["Sales"].astype(float) * 1.25).round(4).astype(str)
    kept.iloc[0, kept.columns.get_loc("Order Date")] = "01/05/22"
    kept.iloc[-1, kept.columns.get_loc("Order Date")] = "30/06/22"
    return kept


def _later(raw: pd.DataFrame) -> pd.DataFrame:
    """A few hundred lines of a later month and of a day that has lines already."""
    kept = raw.head(300).copy()
    kept["Row ID"] = (kept["Row ID"].astype(int) + 900_000).astype(str)
    odd = kept["Order ID"].str[-1].astype(int) % 2 == 1
    kept["Order ID"] = "NEW-" + kept["Order ID"]
    kept["Order Date"] = odd.map({True: "30/12/22", False: "15/01/23"})
    kept["Ship Date"] = "20/01/23"
    return kept


CHANGES = [
    Change("append", _later, lambda raw, new: pd.concat([raw, new])),
    Change(
        "replace-period",
        _may_and_june,
        lambda raw, new: pd.concat([raw[~_day(raw).between("2022-05-01", "2022-06-30")], new]),
    ),
    Change("replace", lambda raw: raw.iloc[::3], lambda raw, new: new),
]


@pytest.fixture(scope="module")
def raw() -> pd.DataFrame:
    """The real file's cells as text."""
    if not are_there():
        pytest.skip("the real files are not on this machine")
    return pd.read_csv(real_file(TABLES["superstore"]), encoding="utf-8-sig", dtype=str, keep_default_na=False)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, raw: pd.DataFrame) -> Home:
    """A home with the order lines alone."""
    path: Path = tmp_path_factory.mktemp("undo") / "home"
    run("data", "init", "--home", str(path))
    shutil.copy(HERE / "settings.toml", path / "settings.toml")
    shutil.copytree(HERE / "definitions", path / "definitions", dirs_exist_ok=True)
    home = open_home(path)
    load(home, real_file(TABLES["superstore"]), "superstore")
    return home


def _state(home: Home, snapshot: int | None = None) -> State:
    return all_answers(home, dict.fromkeys(KPIS, ASKED), snapshot)


def _assert_as_in(state: State, raw: pd.DataFrame, folder: Path) -> None:
    path = folder / "rows.csv"
    raw.to_csv(path, index=False)
    reading = Reading({"lines": real_frames.order_lines(path)}, SALES)
    found = [
        one
        for (name, question), values in state.items()
        for one in differences(name, question, reading.ask(name, question), values, zero=name.startswith("loss"))
    ]
    assert not found, table(found)


def _assert_same(now: State, then: State) -> None:
    """Equal to the digit that anybody is shown, and beyond: a sum's last bits may follow the order of files."""
    found = [one for asked in then for one in differences(*asked, then[asked], now[asked])]
    assert not found, table(found)
    shown = {asked: {key: _digits(value) for key, value in then[asked].items()} for asked in then}
    assert shown == {asked: {key: _digits(value) for key, value in now[asked].items()} for asked in now}


def _digits(value: float | None) -> str:
    return "" if value is None else f"{value:.12g}"


@pytest.mark.parametrize("change", CHANGES, ids=[change.mode for change in CHANGES])
def test_undone_values_are_as_before(home: Home, raw: pd.DataFrame, change: Change, tmp_path: Path) -> None:
    """Loaded: as pandas reads the rows then. Undone: as before. As of a snapshot: as it was then."""
    before, snapshot_before = _state(home), newest_snapshot(home)
    new = change.rows(raw)
    new.to_csv(file := tmp_path / f"{change.mode}.csv", index=False)
    done = load(home, file, "superstore", mode=change.mode)
    loaded, snapshot_loaded = _state(home), newest_snapshot(home)
    _assert_as_in(loaded, change.after(raw, new), tmp_path)
    assert loaded != before
    undo(home, done.load_id)
    _assert_same(_state(home), before)
    _assert_same(_state(home, snapshot_before), before)
    _assert_same(_state(home, snapshot_loaded), loaded)
