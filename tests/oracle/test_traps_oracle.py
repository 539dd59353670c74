"""KPIs over rows made of traps against pandas: offsets, leap day, year ends, gaps, empty cells, fan-out, double means.

Needs no real file. What each trap is called and looks like by itself is tests/metrics' concern.
"""

from __future__ import annotations

import datetime as dt
import shutil
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from data.home import Home, open_home
from data.lake import load
from metrics.catalog import catalog_of
from tests.oracle.asking import all_questions
from tests.oracle.comparing import all_answers, compare, product_values, table
from tests.oracle.questions import Question
from tests.oracle.reading import Reading, Values
from tests.oracle.traps import rows
from tests.real_home.make import run

HERE = Path(__file__).parent / "traps"
SETTINGS = 'version = 1\ntoday = 2025-06-10\nshipped_definitions = false\ncompany_name = "罠"\n'


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The made files."""
    return rows.write(tmp_path_factory.mktemp("files"))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, paths: dict[str, Path]) -> Home:
    """A home with them loaded."""
    path: Path = tmp_path_factory.mktemp("traps") / "home"
    run("data", "init", "--home", str(path))
    (path / "settings.toml").write_text(SETTINGS, encoding="utf-8")
    shutil.copytree(HERE / "definitions", path / "definitions", dirs_exist_ok=True)
    home = open_home(path)
    for name, file in paths.items():
        load(home, file, name)
    return home


@pytest.fixture(scope="module")
def reading(paths: dict[str, Path]) -> Reading:
    """Pandas' view of them."""
    return Reading(rows.frames(paths), rows.KPIS, today=dt.date(2025, 6, 10))


@pytest.fixture(scope="module")
def answers(home: Home, reading: Reading) -> Mapping[tuple[str, Question], Values]:
    """What the product says to all questions."""
    return all_answers(home, all_questions(reading, catalog_of(home), rows.KPIS))


def test_every_kpi_has_an_oracle(home: Home) -> None:
    """None is left out."""
    assert set(catalog_of(home).metrics) == set(rows.KPIS)


@pytest.mark.parametrize("name", list(rows.KPIS))
def test_values_equal_pandas(reading: Reading, answers: Mapping[tuple[str, Question], Values], name: str) -> None:
    """Integers exactly, others to 1e-9."""
    found = compare(reading, answers, name)
    assert not found, table(found)


@pytest.mark.parametrize("by", ["store", "area", "size"])
@pytest.mark.parametrize("name", ["sales", "visits"])
@pytest.mark.parametrize("grain", [None, "week", "month", "year"])
def test_segments_sum_to_the_total(home: Home, name: str, by: str, grain: str | None) -> None:
    """Rows without a label are a segment too: nothing is lost."""
    parts: Counter[object] = Counter()
    for key, value in product_values(home, name, Question(grain, by=(by,))).items():
        parts[key[0] if grain else None] += value or 0
    whole = product_values(home, name, Question(grain))
    totals = {(key[0] if grain else None): value for key, value in whole.items() if value}
    assert {key: value for key, value in parts.items() if value} == totals


def test_days_are_those_of_tokyo(home: Home) -> None:
    """15:00 UTC on 31 March is 1 April in Tokyo, of the next fiscal year."""
    edge = dt.date(2024, 3, 31)
    both = product_values(home, "visits", Question("day", start=edge, end=edge + dt.timedelta(days=1)))
    years = product_values(home, "visits", Question("year", start=edge, end=edge + dt.timedelta(days=1)))
    assert years == {
        (dt.date(2023, 4, 1),): both[(edge,)],
        (dt.date(2024, 4, 1),): both[(edge + dt.timedelta(days=1),)],
    }
