"""Every KPI of the home from real files against pandas on the raw files: all grains, dimensions, filters and ranges."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys

import pytest

from data.home import Home
from metrics.catalog import catalog_of
from tests.oracle.asking import questions
from tests.oracle.comparing import Difference, compare, differences, table
from tests.oracle.questions import Question
from tests.oracle.reading import Reading
from tests.oracle.real_kpis import KPIS
from tests.real_home.files import CHECKOUT

pytestmark = pytest.mark.shared
BY_COMMAND = [
    ("revenue", Question("month", by=("region",), where=(("category", ("Furniture", "Technology")),))),
    ("gross_margin", Question("year")),
    ("orders", Question("quarter", by=("segment",))),
    ("win_rate", Question("month", by=("series",))),
    ("cpa", Question("week")),
    ("attrition_rate", Question(by=("department",))),
    ("resolution_hours", Question("day")),
]


def test_every_kpi_has_an_oracle(real_home: Home) -> None:
    """A KPI without an independent reading is not checked: there is none."""
    assert set(catalog_of(real_home).metrics) == set(KPIS)


@pytest.mark.parametrize("name", list(KPIS))
def test_values_equal_pandas(real_home: Home, real_reading: Reading, name: str) -> None:
    """Integers exactly, others to 1e-9."""
    asked = questions(real_reading, name, catalog_of(real_home).metrics[name].dimensions)
    zero = real_reading.counts_as_zero(name)
    found = compare(real_home, real_reading, name, asked, zero)
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
