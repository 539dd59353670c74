"""Every shipped KPI on the example company against pandas on its raw rows: grains, dimensions, filters, ranges."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from data.home import Home
from metrics.catalog import catalog_of
from tests.oracle.asking import all_questions
from tests.oracle.company_kpis import KPIS
from tests.oracle.comparing import all_answers, compare, compare_alone, table
from tests.oracle.questions import Question
from tests.oracle.reading import Reading, Values


@pytest.fixture(scope="module")
def answers(company: Home, company_reading: Reading) -> Mapping[tuple[str, Question], Values]:
    """What the product says to all questions."""
    return all_answers(company, all_questions(company_reading, catalog_of(company), KPIS))


def test_every_shipped_kpi_has_an_oracle(company: Home) -> None:
    """A KPI without an independent reading is not checked: there is none."""
    assert set(catalog_of(company).metrics) == set(KPIS)


@pytest.mark.parametrize("name", list(KPIS))
def test_values_equal_pandas(
    company_reading: Reading, answers: Mapping[tuple[str, Question], Values], name: str
) -> None:
    """Integers exactly, others to 1e-9."""
    found = compare(company_reading, answers, name)
    assert not found, table(found)


@pytest.mark.parametrize("name", list(KPIS))
def test_values_asked_alone_equal_pandas(company: Home, company_reading: Reading, name: str) -> None:
    """A statement of its own gives what a shared one does."""
    found = compare_alone(company, company_reading, name, [Question("month")])
    assert not found, table(found)
