"""Every shipped KPI on the example company against pandas on its raw rows: grains, dimensions, filters, ranges."""

from __future__ import annotations

import pytest

from data.home import Home
from metrics.catalog import catalog_of
from tests.oracle.asking import questions
from tests.oracle.company_kpis import KPIS
from tests.oracle.comparing import compare, table
from tests.oracle.questions import GRAINS
from tests.oracle.reading import Reading


def test_every_shipped_kpi_has_an_oracle(company: Home) -> None:
    """A KPI without an independent reading is not checked: there is none."""
    assert set(catalog_of(company).metrics) == set(KPIS)


@pytest.mark.parametrize("name", list(KPIS))
def test_values_equal_pandas(company: Home, company_reading: Reading, name: str) -> None:
    """Integers exactly, others to 1e-9."""
    metric = catalog_of(company).metrics[name]
    grains = GRAINS[GRAINS.index(metric.smallest_grain) :]
    asked = questions(company_reading, name, metric.dimensions, grains)
    zero = company_reading.counts_as_zero(name)
    found = compare(company, company_reading, name, asked, zero)
    assert not found, table(found)
