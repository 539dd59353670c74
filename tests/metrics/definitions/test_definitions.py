"""The shipped definitions: complete, in both languages, owned, and as the dictionary and the company page have them."""

from __future__ import annotations

import pytest

from data.home import SHIPPED_DEFINITIONS
from data.people import EXAMPLE_PEOPLE, SHIPPED_DEPARTMENTS
from metrics.catalog import load_catalog, parts_of
from metrics.dictionary import FILE, dictionary
from metrics.formatting import UNITS
from metrics.model import Metric

CATALOG = load_catalog([SHIPPED_DEFINITIONS])
SHOWN = [metric for metric in CATALOG.metrics.values() if not metric.internal]
HEADLINE = [
    "operating_profit", "revenue", "win_rate", "leads", "cpa", "attrition", "defect_rate", "oee",
    "lead_time_for_changes",
]  # fmt: skip
LISTED = {
    "sales": "revenue gross_profit gross_margin orders average_order_value win_rate pipeline sales_cycle proposals"
    " ai_win_rate",
    "marketing": "impressions clicks ctr cpc ad_spend leads cvr cpa roas ai_ctr human_ctr",
    "hr": "headcount hires attrition time_to_hire overtime training_hours ai_training_completion engagement",
    "production": "output yield defect_rate oee availability performance quality on_time_delivery downtime"
    " unit_cost energy_per_unit",
    "development": "deployment_frequency lead_time_for_changes change_failure_rate time_to_restore velocity"
    " open_defects review_time ai_change_share",
    "company": "operating_profit revenue_per_head plan_attainment",
}


@pytest.mark.parametrize("department", LISTED)
def test_every_listed_kpi_is_shown_by_its_department(department: str) -> None:
    own = {metric.name for metric in SHOWN if metric.department == department}
    assert set(LISTED[department].split()) <= own


def test_headline_is_nine_in_the_order_of_departments() -> None:
    order = list(SHIPPED_DEPARTMENTS)
    found = sorted((m for m in SHOWN if m.headline), key=lambda metric: order.index(metric.department))
    assert [metric.name for metric in found] == HEADLINE


@pytest.mark.parametrize("metric", SHOWN, ids=lambda metric: metric.name)
def test_a_shown_kpi_is_complete(metric: Metric) -> None:
    owners = {person.id: person.department for person in EXAMPLE_PEOPLE}
    for words in (metric.label, metric.description):
        assert words.ja
        assert words.en
        assert words.en.isascii() or "÷" in words.en
    assert metric.label.ja != metric.label.en
    assert metric.unit in UNITS
    assert owners[metric.owner] == metric.department
    assert metric.synonyms
    assert metric.target or metric.name == "plan_attainment"


@pytest.mark.parametrize("metric", CATALOG.metrics.values(), ids=lambda metric: metric.name)
def test_a_ratio_splits_only_where_both_parts_do(metric: Metric) -> None:
    for part in parts_of(metric):
        assert set(metric.dimensions) <= set(CATALOG.metrics[part].dimensions), part


def test_labels_are_unlike_each_other() -> None:
    for language in ("ja", "en"):
        labels = [metric.label.in_language(language) for metric in CATALOG.metrics.values()]
        assert len(set(labels)) == len(labels)


def test_curves_end_at_the_whole_month_and_rise() -> None:
    curves = [metric.curve for metric in CATALOG.metrics.values() if metric.phasing == "curve"]
    assert curves
    for curve in curves:
        assert curve[-1] == 1
        assert all(before < after for before, after in zip((0.0, *curve), curve, strict=False))


def test_every_table_says_whose_it_is_and_when_it_comes() -> None:
    owners = {person.id for person in EXAMPLE_PEOPLE}
    for table in CATALOG.tables.values():
        assert table.owner in owners, table.name
        assert table.arrives.split()[0] in {"daily", "weekly", "monthly", "yearly"}, table.name
        assert table.time in {column.name for column in table.columns}
        assert all(column.label.ja != column.name for column in table.columns), table.name


def test_dictionary_is_up_to_date() -> None:
    assert FILE.read_text(encoding="utf-8") == dictionary(CATALOG)


def test_glossary_explains_the_words_of_headline_kpis() -> None:
    glossary = (FILE.parent / "glossary.md").read_text(encoding="utf-8")
    for name in (
        "受注率",
        "リード",
        "獲得単価 CPA",
        "離職率（年換算）",
        "不良率",
        "設備総合効率 OEE",
        "変更のリードタイム",
    ):
        assert name in glossary
