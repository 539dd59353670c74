"""The plans of the example company's KPIs against pandas: flows phased by day, stocks' last months, ratios' parts.

Which KPI is phased by what is the definitions'; how a month is dealt out is worked out here, day by day.
"""

from __future__ import annotations

import datetime as dt

import pytest

from data.home import Home
from metrics.catalog import catalog_of
from metrics.model import Catalog
from metrics.query import ask_plan
from tests.oracle.company_kpis import KPIS
from tests.oracle.comparing import differences, query_of, table, values_of
from tests.oracle.questions import GRAINS, Question
from tests.oracle.reading import Formula, Kpi, Plan, Reading, Simple

ASKED = (
    Question(end=dt.date(2026, 11, 24)),
    Question(start=dt.date(2026, 11, 1), end=dt.date(2026, 11, 24)),
    Question(start=dt.date(2026, 4, 1), end=dt.date(2026, 11, 10)),
    Question("week", start=dt.date(2026, 9, 14), end=dt.date(2026, 11, 24)),
    Question("month", start=dt.date(2025, 4, 1), end=dt.date(2026, 11, 24)),
    Question("quarter", start=dt.date(2024, 4, 1), end=dt.date(2026, 9, 30)),
    Question("year", end=dt.date(2026, 3, 31)),
)
NAMES = [name for name, kpi in KPIS.items() if isinstance(kpi, Simple)]
MADE_OF_OTHERS = {name: kpi for name, kpi in KPIS.items() if isinstance(kpi, Formula) and name != "plan_attainment"}


def plan_of(catalog: Catalog, name: str) -> Plan:
    """How a simple KPI's monthly targets make the plan of a period."""
    metric, kpi = catalog.metrics[name], KPIS[name]
    assert isinstance(kpi, Simple)
    if kpi.over_time == "last":
        return Plan(name, "stock")
    if kpi.how in ("median", "mean"):
        return Plan(name, "mean")
    return Plan(name, "part" if metric.phasing == "none" else "flow", metric.phasing, metric.curve)


@pytest.fixture(scope="module")
def plans(company: Home, company_reading: Reading) -> Reading:
    """The plans as KPIs of their own."""
    catalog = catalog_of(company)
    kpis: dict[str, Kpi] = {name: plan_of(catalog, name) for name in NAMES} | MADE_OF_OTHERS
    targets, days = company_reading.targets, company_reading.company_days
    return Reading(company_reading.frames, kpis, targets, days)


@pytest.mark.parametrize("name", [*NAMES, *MADE_OF_OTHERS])
def test_plans_equal_pandas(company: Home, plans: Reading, name: str) -> None:
    """Every KPI's plan; those of ratios and derived KPIs are made of their parts'."""
    smallest = catalog_of(company).metrics[name].smallest_grain
    asked = [each for each in ASKED if each.grain is None or GRAINS.index(each.grain) >= GRAINS.index(smallest)]
    found = [
        one
        for question in asked
        for one in differences(
            name, question, plans.ask(name, question), values_of(ask_plan(company, query_of(name, question)), question)
        )
    ]
    assert not found, table(found)


def test_the_company_has_plans(company_reading: Reading) -> None:
    """So that the comparison is one of values."""
    assert company_reading.targets is not None
    planned = set(company_reading.targets["metric"])
    assert len(planned & set(NAMES)) >= 40
