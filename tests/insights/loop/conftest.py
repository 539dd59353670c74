"""A small home with one KPI in five regions over two years of weeks, and an incident in one of them."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import numpy as np
import pytest

from data.home import Home, Settings
from data.incident_store import Kept, store_run
from data.lake import load, newest_snapshot
from data.ledger import EXAMPLE_PEOPLE, add_person
from data.making import make_home
from data.warehouse import forget_engine
from insights.incidents.lasting import detail_of
from insights.incidents.model import Incident

SALES = """
department: sales
tables:
  orders:
    label: {ja: 受注, en: Orders}
    time: ordered_on
    columns:
      ordered_on: {type: date, label: {ja: 受注日, en: Order date}}
      region: {type: text, label: {ja: 地域, en: Region}}
      amount: {type: decimal, label: {ja: 金額, en: Amount}}
source: orders
time: ordered_on
grain: day
dimensions:
  region: {label: {ja: 地域, en: Region}, expression: region}
metrics:
  revenue:
    label: {ja: 売上高, en: Revenue}
    type: simple
    expression: SUM(amount)
    unit: JPY
    direction: up
    headline: true
    dimensions: [region]
    synonyms: [売上, sales]
  orders:
    label: {ja: 受注件数, en: Orders}
    type: simple
    expression: COUNT(*)
    unit: count
    direction: up
    dimensions: [region]
"""
REGIONS = ("関東", "関西", "中部", "九州", "東北")
FIRST, WEEKS = dt.date(2024, 7, 1), 126
FALL, ACTED = dt.date(2026, 5, 4), dt.date(2026, 6, 15)
"""関西 falls to four fifths on the one day; from the other on what was done may lift it again."""
TODAY = dt.date(2026, 6, 8)
WHERE = (("region", "関西"),)


def rows_of(lift: float, seed: int = 3) -> list[str]:
    """A row a week, region and of five orders; 関西 falls, and is lifted by a share after the action."""
    rng = np.random.default_rng(seed)
    lines = []
    for week in range(WEEKS):
        day = FIRST + dt.timedelta(weeks=week)
        season = 1 + 0.1 * np.sin(week / 52 * 2 * np.pi)
        for place, region in enumerate(REGIONS):
            level = 1e6 * (place + 2) * season * rng.normal(1, 0.03)
            if region == "関西" and day >= FALL:
                level *= 0.8 * (1 + (lift if day >= ACTED else 0.0))
            lines += [f"{day},{region},{level / 5:.0f}" for _ in range(5)]
    return lines


def write_rows(path: Path, lines: list[str]) -> Path:
    """A file of these rows."""
    path.write_text("\n".join(["ordered_on,region,amount", *lines]) + "\n", encoding="utf-8")
    return path


def incident(**changes: object) -> Incident:
    """The fall of 関西."""
    fields: dict[str, object] = {
        "metric": "revenue", "department": "sales", "grain": "week", "place": WHERE, "start": FALL,
        "end": dt.date(2026, 6, 7), "peak": FALL, "actual": 12.0e6, "expected": 15.0e6, "low": 14.4e6, "high": 15.6e6,
        "severity": 6.0, "score": 5.0, "p_value": 1e-4, "kind": "level_shift", "reason": "level_shift_down",
        "welcome": False, "running": True, "clear": True, "money": -3.0e6, "alerted": True,
    }  # fmt: skip
    return Incident(**{**fields, **changes})  # type: ignore[arg-type]


def keep_incident(home: Home, one: Incident) -> Kept:
    """The incident as a run of today stores it."""
    kept = Kept(one.id, one.metric, one.department, one.grain, one.place, one.start, one.end, detail_of(one))
    store_run(home, newest_snapshot(home), home.today(), [kept], [])
    return kept


def on_day(home: Home, day: dt.date) -> Home:
    """The home as it is on a day."""
    return Home(home.path, Settings(shipped_definitions=False, today=day))


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with rows up to the day before the decision."""
    path = tmp_path_factory.mktemp("loop") / "home"
    path.mkdir()
    (path / "settings.toml").write_text("version = 1\nshipped_definitions = false\n", encoding="utf-8")
    (path / "definitions").mkdir()
    (path / "definitions" / "sales.yaml").write_text(SALES, encoding="utf-8")
    home = make_home(path).home
    for each in EXAMPLE_PEOPLE:
        add_person(home, each)
    early = [line for line in rows_of(0.0) if dt.date.fromisoformat(line[:10]) < TODAY]
    load(home, write_rows(path.parent / "early.csv", early), "orders", by="sales-head")
    forget_engine(path)
    return path


@pytest.fixture
def home(template: Path, tmp_path: Path):
    """A copy of it, on the day of the decision."""
    path = tmp_path / "home"
    shutil.copytree(template, path)
    yield on_day(Home(path), TODAY)
    forget_engine(path)


@pytest.fixture
def later_rows(tmp_path: Path):
    """A file of the weeks after the decision, in which 関西 is lifted by a share."""

    def made(lift: float) -> Path:
        lines = [line for line in rows_of(lift) if dt.date.fromisoformat(line[:10]) >= TODAY]
        return write_rows(tmp_path / f"later-{lift}.csv", lines)

    return made
