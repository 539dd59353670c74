"""What a difference is made of: exact parts by member, beside what was usual, at a place too that has no name."""

from __future__ import annotations

import datetime as dt

import pytest

from data.home import open_home
from data.lake import load, newest_snapshot
from data.making import make_home
from data.people import LOCAL_OWNER
from insights.composing import BEFORE, Stretch, _adds_up, composed
from insights.watch import MISSING, filters_of
from metrics.access import scope_for
from metrics.catalog import catalog_of
from metrics.model import MetricQuery
from metrics.query import ask
from tests.insights.incidents.panels import catalog, metric
from tests.insights.loop.conftest import SALES, write_rows

MONDAY = dt.date(2026, 6, 1)
USUAL = {"関東": 30.0, "関西": 20.0, "": 10.0}
NOW = {"関東": 30.0, "関西": 12.0, "": 13.0}


@pytest.fixture
def home(tmp_path):
    """Six usual weeks and one in which a region fell and rows without a region rose."""
    path = tmp_path / "home"
    (path / "definitions").mkdir(parents=True)
    (path / "settings.toml").write_text("version = 1\nshipped_definitions = false\n", encoding="utf-8")
    (path / "definitions" / "sales.yaml").write_text(SALES, encoding="utf-8")
    make_home(path)
    weeks = [*([USUAL] * BEFORE), NOW]
    days = [MONDAY - dt.timedelta(weeks=BEFORE - at) for at in range(len(weeks))]
    lines = [
        f"{day},{region},{amount}" for day, week in zip(days, weeks, strict=True) for region, amount in week.items()
    ]
    made = open_home(path)
    load(made, write_rows(tmp_path / "rows.csv", lines), "orders", by=LOCAL_OWNER.id)
    return made


def asked(home, place, actual, expected):
    days = (MONDAY, MONDAY + dt.timedelta(days=6))
    where = filters_of(place)
    return composed(Stretch(home, LOCAL_OWNER, newest_snapshot(home), "revenue", where, days, actual, expected))


def test_parts_sum_to_the_difference_the_largest_first(home):
    found = asked(home, (), 55.0, 60.0)
    (split,) = found.splits
    assert [(part.member, part.change) for part in split.parts] == [
        ("関西", pytest.approx(-8.0)), (MISSING, pytest.approx(3.0)), ("関東", pytest.approx(0.0)),
    ]  # fmt: skip
    assert split.residual == pytest.approx(0.0)
    assert found.gap == -5.0


def test_what_was_expected_is_spread_as_usual(home):
    (split,) = asked(home, (), 55.0, 66.0).splits
    assert {part.member: part.change for part in split.parts} == pytest.approx(
        {"関東": 30 - 33, "関西": 12 - 22, MISSING: 13 - 11}
    )


def test_a_place_without_a_name_is_asked_for_by_its_own_rows(home):
    where = filters_of((("region", MISSING),))
    scope = scope_for(LOCAL_OWNER, catalog_of(home).metrics["revenue"], (), where)
    asked_for = MetricQuery("revenue", scope, where=where, start=MONDAY, end=MONDAY)
    assert ask(home, asked_for).frame["value"].tolist() == [13.0]


@pytest.mark.parametrize(("of", "sums"), [("sold", True), ("price", False), ("profit", False)])
def test_a_kpi_to_date_is_split_only_where_what_it_sums_adds_up(of, sums):
    price = metric(name="price", kind="ratio", source="", numerator="sold", denominator="sold")
    known = catalog(metric(), price, metric(name="profit", kind="derived", source="", expression="sold - sold"))
    assert _adds_up(known, metric(name="to_date", kind="cumulative", source="", base=of)) is sums
