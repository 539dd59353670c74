"""Homes made anew for each test: a real lake and ledger in a temporary folder, with definitions of the test's own."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from data.home import Home, Settings
from data.ledger import EXAMPLE_PEOPLE, add_person
from data.ledger_database import forget_ledger
from data.making import make_home
from data.warehouse import forget_engine, read_engine
from tests.data.postgres import new_database, program, server

TABLES = """
department: sales
tables:
  orders:
    label: {ja: 受注, en: Orders}
    time: ordered_on
    columns:
      ordered_on: {type: date, label: {ja: 受注日, en: Order date}}
      order_id: {type: text, source_name: "Order ID"}
      region: {type: text, label: {ja: 地域, en: Region}}
      quantity: integer
      amount: {type: decimal, label: {ja: 金額, en: Amount}}
    rollups:
      orders_by_region:
        dimensions: [region]
        measures: {amount: SUM(amount), quantity: SUM(quantity), row_count: COUNT(*)}
  visits:
    department: ""
    time: visited_at
    date_format: DMY
    columns: {visited_at: datetime, pages: integer}
    rollups:
      visits_by_day: {measures: {pages: SUM(pages)}}
  us_visits:
    department: marketing
    time: visited_on
    date_format: MDY
    columns: {visited_on: date, pages: integer, paid: boolean}
  targets:
    department: by_row
    time: month
    columns: {metric: text, month: date, value: decimal, department: text}
"""


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that the others are copies of."""
    path = tmp_path_factory.mktemp("template") / "home"
    _make(path)
    forget_engine(path)
    return path


def _make(path: Path) -> Home:
    path.mkdir()
    (path / "settings.toml").write_text("version = 1\nshipped_definitions = false\n", encoding="utf-8")
    (path / "definitions").mkdir()
    (path / "definitions" / "sales.yaml").write_text(TABLES, encoding="utf-8")
    home = make_home(path).home
    for person in EXAMPLE_PEOPLE:
        add_person(home, person)
    return home


@pytest.fixture
def home(template: Path, tmp_path: Path):
    path = tmp_path / "home"
    shutil.copytree(template, path)
    yield Home(path, Settings(shipped_definitions=False))
    forget_engine(path)


@pytest.fixture
def write_csv(tmp_path: Path):
    def written(name: str, *lines: str) -> Path:
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return written


@pytest.fixture
def rows(home: Home):
    """All rows of a relation of the home's lake, sorted, as tuples."""

    def read(relation: str) -> list[tuple[object, ...]]:
        return sorted(read_engine(home).fetch_rows(f"SELECT * FROM lake.main.{relation}"), key=repr)

    return read


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a running PostgreSQL server."""
    if program("initdb") is None:
        pytest.skip("PostgreSQL is not installed on this machine")
    folder = Path(tempfile.mkdtemp(prefix="pg"))  # a short path: a socket's may not be long
    with server(folder) as url:
        yield url
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def any_ledger(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    """A home with people whose ledger is in SQLite, and one whose is in PostgreSQL."""
    url = ""
    if request.param == "postgresql":
        url = new_database(request.getfixturevalue("postgres"))
        monkeypatch.setenv("SAIGEN_LEDGER_URL", url)
    path = tmp_path / "home"
    _make(path)
    yield Home(path, Settings(shipped_definitions=False))
    forget_engine(path)
    forget_ledger(url)
