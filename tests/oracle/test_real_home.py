"""Every KPI of the home from real files against pandas on the raw files: all grains, dimensions, filters and ranges."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Mapping

import pytest

from data.home import Home
from metrics.catalog import catalog_of
from tests.oracle.asking import all_questions, span_of
from tests.oracle.comparing import Difference, all_answers, compare, compare_alone, differences, table
from tests.oracle.questions import Question
from tests.oracle.reading import Reading, Values
from tests.oracle.real_kpis import KPIS
from tests.real_home.files import CHECKOUT

pytestmark = pytest.mark.shared
BY_COMMAND = [
    ("revenue", Question("month", by=("region",), where=(("category", ("Furniture", "Technology")),))),
    ("attrition_rate", Question(by=("department",))),
    ("resolution_hours", Question("day")),
]


def test_every_kpi_has_an_oracle(real_home: Home) -> None:
    """A KPI without an independent reading is not checked: there is none."""
    assert set(catalog_of(real_home).metrics) == set(KPIS)


@pytest.fixture(scope="module")
def answers(real_home: Home, real_reading: Reading) -> Mapping[tuple[str, Question], Values]:
    """What the product says to all questions."""
    return all_answers(real_home, all_questions(real_reading, catalog_of(real_home), KPIS))


@pytest.mark.parametrize("name", list(KPIS))
def test_values_equal_pandas(real_reading: Reading, answers: Mapping[tuple[str, Question], Values], name: str) -> None:
    """Integers exactly, others to 1e-9."""
    found = compare(real_reading, answers, name)
    assert not found, table(found)


@pytest.mark.parametrize("name", list(KPIS))
def test_values_asked_alone_equal_pandas(real_home: Home, real_reading: Reading, name: str) -> None:
    """A statement of its own gives what a shared one does."""
    grain = "quarter" if span_of(real_reading, name) else None
    found = compare_alone(real_home, real_reading, name, [Question(grain)])
    assert not found, table(found)


@pytest.mark.parametrize(("name", "question"), BY_COMMAND, ids=[name for name, _ in BY_COMMAND])
def test_the_command_says_the_same(real_home: Home, real_reading: Reading, name: str, question: Question) -> None:
    """`metrics query --json` for a sample."""
    found = differences(name, question, real_reading.ask(name, question), _by_command(real_home, name, question))
    assert not found, table(found)


def _by_command(home: Home, name: str, question: Question) -> dict[tuple[object, ...], float | None]:
    words = ["--grain", question.grain] if question.grain else []
    words += [word for dimension in question.by for word in ("--by", dimension)]
    words += [
        word for dimension, values in question.where for value in values for word in ("--where", f"{dimension}={value}")
    ]
    done = subprocess.run(
        [sys.executable, "-m", "metrics", "query", name, *words, "--home", str(home.path), "--json"],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"SAIGEN_HOME": ""},
    )
    return _values(json.loads(done.stdout), question)


def _values(said: dict, question: Question) -> dict[tuple[object, ...], float | None]:
    lead = ["period"] if question.grain else []
    rows = {}
    for row in said["rows"]:
        key = tuple(
            dt.date.fromisoformat(row[name]) if name == "period" else row[name] for name in [*lead, *question.by]
        )
        rows[key] = row["value"]
    return rows


def test_a_difference_is_told_as_a_table() -> None:
    """What a failing test prints names KPI, grain, period, dimensions and both values."""
    question = Question("month", by=("region",))
    found = differences("revenue", question, {("2022-01-01", "East"): 10.0}, {("2022-01-01", "East"): 11.0})
    assert found == [Difference("revenue", question, ("2022-01-01", "East"), 10.0, 11.0)]
    for word in ("revenue", "month", "2022-01-01", "region=East", "10.0", "11.0"):
        assert word in table(found)
