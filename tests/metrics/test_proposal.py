"""From a file of no known table to KPIs: proposed, checked by the catalogue, saved, asked."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import yaml

from data.errors import Refusal
from data.home import Home
from data.intake import plan, propose_table, understand
from data.ledger import events
from data.making import make_home
from data.warehouse import forget_engine
from metrics.arrivals import overdue
from metrics.catalog import catalog_of
from metrics.model import EVERYTHING, MetricQuery
from metrics.proposal import check_definitions, commit_new, proposed_for
from metrics.query import ask

LINES = ["来店日,店舗,来店客数,売上高（千円）,客単価（円）,会員番号"] + [
    f"2026/4/{day},{('新宿', '梅田', '栄')[day % 3]},{day * 2},{day * 10},{1000 + day},{day:05}" for day in range(1, 25)
]


@pytest.fixture
def home(tmp_path: Path):
    path = tmp_path / "home"
    path.mkdir()
    (path / "settings.toml").write_text("version = 1\nshipped_definitions = false\n", encoding="utf-8")
    made = make_home(path).home
    yield made
    forget_engine(path)


def proposed(home: Home, name: str = "店舗日報 2026-04.csv"):
    found = understand(home, "\r\n".join(LINES).encode("cp932"), name)
    return found, propose_table(home, found, department="sales")


def test_measures_are_summed_or_averaged_and_dimensions_have_few_values(home):
    found, table = proposed(home)
    assert found.table is None
    content = yaml.safe_load(text := proposed_for(home, table))
    metrics = {body["label"]["ja"]: (body["expression"], body["unit"]) for body in content["metrics"].values()}
    assert metrics == {
        "来店客数": ('SUM("来店客数")', "count"),
        "売上高": ('SUM("売上高") * 1000', "JPY"),
        "客単価（平均）": ('AVG("客単価")', "JPY"),
        "店舗日報 2026-04 件数": ("COUNT(*)", "count"),
    }
    assert (content["time"], list(content["dimensions"])) == ("来店日", ["店舗"])
    check_definitions(home, "x", text)


def test_a_column_of_persons_is_proposed_as_such(home):
    lines = ["受注日,担当者名,地域,金額"]
    lines += [f"2026/4/{day},{('甲', '乙')[day % 2]},{('東', '西')[day % 2]},{day * 10}" for day in range(1, 25)]
    found = understand(home, "\r\n".join(lines).encode("cp932"), "受注 2026-04.csv")
    content = yaml.safe_load(text := proposed_for(home, propose_table(home, found, department="sales")))
    flags = {name: body.get("persons", False) for name, body in content["dimensions"].items()}
    assert flags == {"担当者名": True, "地域": False}
    check_definitions(home, "x", text)


def test_a_file_becomes_a_table_with_kpis(home):
    found, table = proposed(home)
    made = plan(home, found, None, table.name, declared=table.table(), department="sales")
    assert made.ready
    done = commit_new(home, made, proposed_for(home, table))
    assert done.rows == 24
    catalog = catalog_of(home)
    sales = next(name for name, each in catalog.metrics.items() if each.label.ja.startswith("売上高"))
    answer = ask(home, MetricQuery(sales, EVERYTHING, by=("店舗",))).frame
    assert answer["value"].sum() == 1000 * sum(day * 10 for day in range(1, 25))
    assert set(answer["店舗"]) == {"新宿", "梅田", "栄"}
    assert events(home, verb="define")[-1].object == table.name
    again = understand(home, "\r\n".join([LINES[0], "2026/5/1,栄,1,2,3,00001"]).encode("cp932"), "5月.csv")
    assert (again.table, again.tables[0].how) == (table.name, "remembered")


def test_definitions_that_the_catalogue_refuses_are_not_saved(home):
    found, table = proposed(home)
    made = plan(home, found, None, table.name, declared=table.table(), department="sales")
    text = proposed_for(home, table).replace('SUM("来店客数")', "SUM(nothing)")
    with pytest.raises(Refusal) as refusal:
        commit_new(home, made, text)
    assert "nothing" in refusal.value.message.en
    assert list((home.path / "definitions").iterdir()) == []


def test_what_has_not_arrived_is_named_with_its_owner(home):
    text = (
        "department: sales\ntables:\n  stock:\n    time: day\n    owner: sales-head\n    arrives: monthly 3\n"
        "    columns: {day: date, n: integer}\n"
    )
    (home.path / "definitions" / "stock.yaml").write_text(text, encoding="utf-8")
    [late] = overdue(home, 0, dt.date(2026, 5, 10))
    assert (late.table.name, late.owner, late.due, late.until) == ("stock", "sales-head", dt.date(2026, 5, 3), None)
    assert late.days == 7
