"""Definitions: what is read, and that each fault names file, line, what is wrong and what is meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.errors import Refusal
from data.home import SHIPPED_DEFINITIONS, Home, Settings
from metrics.catalog import catalog_of, load_catalog
from metrics.catalog.parts import impersonal
from metrics.model import Catalog
from tests.metrics.conftest import DEFINITIONS

BASE = """department: sales
source: orders
time: day
dimensions:
  region: {label: {ja: 地域, en: Region}}
metrics:
  revenue:
    type: simple
    expression: SUM(amount)
    dimensions: [region]
tables:
  orders:
    columns:
      day: date
      region: text
      amount: decimal
"""


def catalog(folder: Path, text: str, views: dict[str, str] | None = None) -> Catalog:
    (folder / "views").mkdir(exist_ok=True)
    (folder / "sales.yaml").write_text(text, encoding="utf-8")
    for name, sql in (views or {}).items():
        (folder / "views" / f"{name}.sql").write_text(sql, encoding="utf-8")
    return load_catalog([folder])


def test_the_shipped_definitions_are_right() -> None:
    assert len(load_catalog([SHIPPED_DEFINITIONS]).metrics) > 0


def test_what_is_read() -> None:
    found = load_catalog([DEFINITIONS])
    assert found.metrics["revenue"].label.ja == "売上高"
    assert found.metrics["staff"].time == ""
    assert found.metrics["score_mean"].smallest_grain == "week"
    assert found.metrics["basket"].dimensions == ("region", "channel", "customer", "size")
    assert found.metrics["revenue_per_visit"].dimensions == ("region",)
    assert found.metrics["revenue_per_head"].dimensions == ()
    assert found.columns["order_visits"] == {"day": "date", "region": "text", "amount": "decimal", "visits": "integer"}


CHANGES = [
    ("department: sales", "department: saels", 1, "sales"),
    ("source: orders", "source: ordrs", 2, "orders"),
    ("time: day", "time: dya", 3, "day"),
    ("time: day", "time: region", 3, "date"),
    ("  region: {label: {ja: 地域, en: Region}}", "  region: {label: {ja: 地域}}", 5, "en"),
    ("  region: {label: {ja: 地域, en: Region}}", "  region: {expression: regin}", 5, "region"),
    ("  region: {label: {ja: 地域, en: Region}}", "  period: {expression: region}", 5, "period"),
    ("    type: simple", "    type: simpel", 8, "simple"),
    ("    type: simple", "    typ: simple", 7, "type"),
    ("    type: simple", "    type: simple\n    directon: up", 9, "direction"),
    ("    type: simple", "    type: simple\n    direction: upp", 9, "up"),
    ("    type: simple", "    type: ratio", 7, "numerator"),
    ("    type: simple", "    type: simple\n    headline: maybe", 9, "true or false"),
    ("SUM(amount)", "SUM(amuont)", 9, "amount"),
    ("SUM(amount)", "SUM(region)", 9, "SUM"),
    ("SUM(amount)", "MAX(day)", 9, "MAX"),
    ("SUM(amount)", "SUM(amount", 9, "read"),
    ("SUM(amount)", "amount", 9, "aggregate"),
    ("SUM(amount)", "SUM(read_csv('/etc/passwd'))", 9, "not allowed"),
    ("    dimensions: [region]", "    dimensions: [regoin]", 10, "region"),
    ("    dimensions: [region]", "    target: {table: tragets}", 10, "orders"),
    ("    dimensions: [region]", "    target: {table: orders}", 10, "metric"),
    ("    dimensions: [region]", "    phasing: curve", 7, "curve"),
    ("    dimensions: [region]", "    curve: [0.5, 0.4, 1.0]", 10, "cumulative"),
    ("      amount: decimal", "      amount: money", 16, "decimal"),
    ("    columns:", "    departement: x\n    columns:", 13, "department"),
    ("    columns:", "    department: marketng\n    columns:", 13, "marketing"),
    ("    columns:", "    rollups: {r: {measures: {a: SUM(amout)}}}\n    columns:", 13, "amount"),
    ("  revenue:", "  2revenue:", 7, "name"),
    ("    type: simple", "    type: simple\n    type: ratio", 9, "twice"),
]


@pytest.mark.parametrize(("was", "now", "line", "meant"), CHANGES)
def test_faults_name_their_place(tmp_path: Path, was: str, now: str, line: int, meant: str) -> None:
    assert was in BASE
    with pytest.raises(Refusal) as refused:
        catalog(tmp_path, BASE.replace(was, now, 1))
    said = refused.value
    assert said.message.en.startswith(f"sales.yaml:{line}: ")
    assert said.message.ja.startswith(f"sales.yaml:{line}: ")
    assert meant in said.message.en + said.hint.en


def test_a_file_that_is_no_yaml_names_its_line(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"^sales\.yaml:\d+: not readable as YAML"):
        catalog(tmp_path, BASE.replace("department: sales", "department: ["))


PARTS = """  a: {type: ratio, numerator: revenue, denominator: b}
  b: {type: derived, expression: a + 1}
"""


@pytest.mark.parametrize(
    ("added", "meant"),
    [
        (PARTS, "a → b → a"),
        ("  a: {type: ratio, numerator: revenu, denominator: revenue}\n", "revenue"),
        ("  a: {type: derived, expression: revenue / plan(revenu)}\n", "revenue"),
        ("  a: {type: derived, expression: SUM(revenue)}\n", "not allowed"),
        ("  a: {type: cumulative, metric: revenu}\n", "revenue"),
        (
            "  s: {type: simple, expression: SUM(amount), over_time: last}\n  a: {type: cumulative, metric: s}\n",
            "no flow",
        ),
        ("  a: {type: ratio, numerator: revenue, denominator: revenue, dimensions: [shop]}\n", "region"),
    ],
)
def test_faults_between_kpis(tmp_path: Path, added: str, meant: str) -> None:
    with pytest.raises(Refusal) as refused:
        catalog(tmp_path, BASE.replace("tables:\n", added + "tables:\n"))
    assert refused.value.message.en.startswith("sales.yaml:1")
    assert meant in refused.value.message.en + refused.value.hint.en


VIEWS = [
    ("SELECT day, amount FROM ordrs", "orders"),
    ("SELECT day, amuont FROM orders", "amuont"),
    ("SELECT day FROM orders; DELETE FROM orders", "one SELECT"),
    ("DELETE FROM orders", "one SELECT"),
    ("SELECT day FROM lake.main.orders", "lake.main.orders"),
    ("SELECT day FROM read_csv('/etc/passwd')", ""),
    ("SELECT day FROM '/etc/passwd'", "/etc/passwd"),
    ("SELECT day, getenv('HOME') AS h FROM orders", "GETENV"),
    ("SELECT day FROM orders AT (VERSION => 1)", "orders"),
    ("SELECT day FROM v", "v"),
    ("SELECT FROM WHERE", "SQL"),
    ("", "one SELECT"),
]


@pytest.mark.parametrize(("sql", "meant"), VIEWS)
def test_faults_of_views(tmp_path: Path, sql: str, meant: str) -> None:
    with pytest.raises(Refusal) as refused:
        catalog(tmp_path, BASE, {"v": "-- reviewed\n" + sql})
    assert refused.value.message.en.startswith("v.sql:")
    assert meant in refused.value.message.en + refused.value.hint.en


def test_a_view_may_read_a_view(tmp_path: Path) -> None:
    views = {"a": "SELECT day, total FROM b", "b": "SELECT day, SUM(amount) AS total FROM orders GROUP BY day"}
    assert catalog(tmp_path, BASE, views).columns["a"] == {"day": "date", "total": "decimal"}


def test_a_home_adds_to_and_overrides_what_is_shipped(tmp_path: Path) -> None:
    home = Home(tmp_path / "home", Settings())
    own = home.path / "definitions"
    own.mkdir(parents=True)
    shipped = load_catalog([SHIPPED_DEFINITIONS])
    own_text = (
        "department: sales\nmetrics:\n  deals_per_order: {type: ratio, numerator: deals_won, denominator: orders}\n"
    )
    (own / "own.yaml").write_text(own_text, encoding="utf-8")
    added = catalog_of(home)
    assert set(added.metrics) == set(shipped.metrics) | {"deals_per_order"}
    (own / "own.yaml").write_text(own_text.replace("deals_per_order", "win_rate"), encoding="utf-8")
    changed = catalog_of(home)
    assert changed.metrics["win_rate"].denominator == "orders"
    assert set(changed.metrics) == set(shipped.metrics)
    assert len({shipped.version, added.version, changed.version}) == 3


def test_a_table_may_be_of_a_new_department(tmp_path: Path) -> None:
    text = BASE.replace("department: sales", "department: legal").replace(
        "    columns:", "    department: legal\n    columns:"
    )
    assert catalog(tmp_path, text).metrics["revenue"].department == "legal"


def test_a_kpi_is_split_unasked_by_no_persons_of_any_of_its_parts(tmp_path: Path) -> None:
    region = "  region: {label: {ja: 地域, en: Region}}\n"
    rep = "  rep: {expression: region, persons: true}\n"
    more = "  orders: {type: simple, expression: COUNT(*), dimensions: [rep, region]}\n"
    more += "  basket: {type: ratio, numerator: revenue, denominator: orders}\n"
    text = BASE.replace(region, region + rep).replace("dimensions: [region]\n", "dimensions: [region, rep]\n" + more)
    found = catalog(tmp_path, text)
    assert found.metrics["basket"].dimensions == ("region", "rep")
    assert {impersonal(found, metric) for metric in found.metrics.values()} == {("region",)}


def test_whom_the_shipped_definitions_know_as_persons() -> None:
    found = load_catalog([SHIPPED_DEFINITIONS])
    assert {key for key, each in found.dimensions.items() if each.persons} == {("orders", "rep"), ("deals", "rep")}
    assert all(each.persons for each in found.dimensions.values() if each.label.ja in ("担当者", "氏名", "社員"))
