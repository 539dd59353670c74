"""A dimension of persons: nothing names one unasked, and who asks for the split by it gets it."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from data.home import open_home
from data.lake import load, newest_snapshot
from data.making import make_home
from data.people import LOCAL_OWNER
from insights.__main__ import main
from insights.composing import BEFORE, Stretch, composed
from insights.watch import Asked, read_panels
from metrics.access import scope_for
from metrics.breakdown import breakdown
from metrics.bridge import bridge
from metrics.catalog import catalog_of
from metrics.model import MetricQuery
from metrics.periods import Window
from tests.insights.loop.conftest import SALES, write_rows

MONDAY = dt.date(2026, 6, 1)
WEEK = Window(MONDAY, MONDAY + dt.timedelta(days=6))
BEFORE_IT = Window(WEEK.start - dt.timedelta(days=7), WEEK.start - dt.timedelta(days=1))
NAMES = ("架空 太郎", "架空 花子", "架空 次郎")
USUAL, NOW = (30.0, 20.0, 10.0), (30.0, 8.0, 10.0)


def definitions(persons: bool) -> str:
    flag = ", persons: true" if persons else ""
    person = f"  rep: {{label: {{ja: 担当者, en: Representative}}, expression: rep{flag}}}\n"
    column = "      rep: {type: text, label: {ja: 担当者, en: Representative}}\n"
    text = SALES.replace("      amount:", f"{column}      amount:")
    return text.replace("metrics:\n", f"{person}metrics:\n").replace("[region]", "[rep, region]")


@pytest.fixture(params=[True, False], ids=["persons", "not said to be persons"])
def flagged(request):
    return request.param


@pytest.fixture
def home(tmp_path, flagged):
    """Six usual weeks and one in which one person sold less; both regions hold all three."""
    path = tmp_path / "home"
    (path / "definitions").mkdir(parents=True)
    text = f"version = 1\nshipped_definitions = false\ntoday = {WEEK.end + dt.timedelta(days=1)}\n"
    (path / "settings.toml").write_text(text, encoding="utf-8")
    (path / "definitions" / "sales.yaml").write_text(definitions(flagged), encoding="utf-8")
    make_home(path)
    lines = [
        f"{MONDAY - dt.timedelta(weeks=BEFORE - at)},{region},{name},{amount}"
        for at, week in enumerate([*([USUAL] * BEFORE), NOW])
        for name, amount in zip(NAMES, week, strict=True)
        for region in ("関東", "関西")
    ]
    file = write_rows(tmp_path / "rows.csv", lines)
    file.write_text(file.read_text(encoding="utf-8").replace("region,amount", "region,rep,amount"), encoding="utf-8")
    made = open_home(path)
    load(made, file, "orders", by=LOCAL_OWNER.id)
    return made


def names_someone(told: object) -> bool:
    return any(name in str(told) for name in NAMES)


def test_parts_and_causes_of_a_difference(home, flagged):
    days = (WEEK.start, WEEK.end)
    found = composed(Stretch(home, LOCAL_OWNER, newest_snapshot(home), "revenue", (), days, 96.0, 120.0))
    assert {split.dimension for split in found.splits} == ({"region"} if flagged else {"region", "rep"})
    assert names_someone(found) is not flagged


def test_the_explanation_of_a_period(home, flagged, capsys):
    assert main(["explain", "revenue", "--period", "2026-W23", "--home", str(home.path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert "region" in told["contributions"]
    told.pop("query")
    assert names_someone(told) is not flagged


def test_places_that_are_watched_for_incidents(home, flagged):
    catalog = catalog_of(home)
    panels = read_panels(Asked(home, LOCAL_OWNER, newest_snapshot(home)), list(catalog.metrics.values()))
    assert any(panel.dims == ("region",) for panel in panels)
    assert names_someone([panel.places for panel in panels]) is not flagged


def test_the_waterfall(home, flagged):
    metric = catalog_of(home).metrics["revenue"]
    asked = MetricQuery("revenue", scope_for(LOCAL_OWNER, metric), start=WEEK.start, end=WEEK.end)
    assert names_someone(bridge(home, asked, earlier=BEFORE_IT)) is not flagged


def test_who_asks_for_the_split_gets_it(home):
    metric = catalog_of(home).metrics["revenue"]
    asked = MetricQuery("revenue", scope_for(LOCAL_OWNER, metric, ("rep",)), start=WEEK.start, end=WEEK.end)
    assert names_someone(breakdown(home, asked, "rep", BEFORE_IT).frame.to_csv())
