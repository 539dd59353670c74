"""Random questions against an independent reading with pandas."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from metrics.catalog import catalog_of
from metrics.catalog.parts import GRAINS
from metrics.model import EVERYTHING, Answer, MetricQuery
from metrics.query import ask, ask_many
from tests.metrics import oracle
from tests.metrics.conftest import FIRST, REGIONS, Company

CHECKED = (*oracle.FLOWS, *oracle.RATIOS, *oracle.TO_DATE, "stock", "stock_mean")
VALUES = {
    "region": [*REGIONS, "無い地域", "' OR 1=1 --"],
    "channel": ["web", "store", ""],
    "customer": ["0", "3", "36", "99"],
    "size": ["大", "小"],
    "team": ["a", "b"],
    "line": ["A", "B"],
}
DAYS = st.dates(FIRST - dt.timedelta(days=40), dt.date(2026, 12, 31))


def values_of(answer: Answer) -> oracle.Values:
    """The values that are there, by period and dimensions."""
    names = [name for name in answer.frame.columns if name != "value"]
    found = {}
    for row in answer.frame.to_dict("records"):
        key = tuple(_plain(row[name]) for name in names)
        assert key not in found, f"two rows for {key}"
        if not pd.isna(row["value"]):
            found[key] = row["value"]
    return found


def _plain(value: object) -> object:
    if value is None or pd.isna(value):
        return None
    return value.date() if isinstance(value, pd.Timestamp) else value


@st.composite
def questions(draw, metrics=CHECKED) -> MetricQuery:
    name = draw(st.sampled_from(metrics))
    grain = draw(st.sampled_from([None, *GRAINS]))
    if name == "score_mean" and grain == "day":
        grain = "week"
    dimensions = DIMENSIONS[name]
    by = tuple(draw(st.lists(st.sampled_from(dimensions), max_size=2, unique=True))) if dimensions else ()
    filtered = draw(st.lists(st.sampled_from(dimensions), max_size=2, unique=True)) if dimensions else []
    where = tuple(
        (each, tuple(draw(st.lists(st.sampled_from(VALUES[each]), min_size=1, max_size=3)))) for each in filtered
    )
    start, end = draw(st.none() | DAYS), draw(st.none() | DAYS)
    if start and end and start > end:
        start, end = end, start
    return MetricQuery(name, EVERYTHING, grain, by, where, start, end)


DIMENSIONS = {name: ["region"] for name in CHECKED} | {
    "revenue": ["region", "channel", "customer", "size"],
    "quantity": ["region", "channel", "customer", "size"],
    "lines": ["region", "channel", "customer", "size"],
    "orders": ["region", "channel", "customer", "size"],
    "basket": ["region", "channel", "customer", "size"],
    "customers": ["region", "channel"],
    "middle_amount": ["region", "channel"],
    "largest": ["region", "channel"],
    "web_revenue": ["region", "channel"],
    "score_mean": ["team"],
    "lost_minutes": ["line"],
}


def test_the_oracle_knows_the_dimensions(company: Company) -> None:
    metrics = catalog_of(company.home).metrics
    assert {name: list(metrics[name].dimensions) for name in CHECKED} == DIMENSIONS


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=questions())
def test_random_questions(company: Company, query: MetricQuery) -> None:
    assert values_of(ask(company.home, query)) == pytest.approx(
        oracle.values(company.frames, query), rel=1e-9, abs=1e-9
    )


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=questions(), others=st.lists(st.sampled_from(CHECKED), min_size=1, max_size=6, unique=True))
def test_together_as_alone(company: Company, query: MetricQuery, others: list[str]) -> None:
    """Several KPIs in one statement give what each gives alone, row by row."""
    fits = [name for name in others if set(query.by) | {name for name, _ in query.where} <= set(DIMENSIONS[name])]
    asked = [query, *(oracle._of(query, name) for name in fits if name != "score_mean" or query.grain != "day")]
    together = _fresh(company, asked)
    for each, answer in zip(asked, together, strict=True):
        alone = _fresh(company, [each])[0]
        pd.testing.assert_frame_equal(answer.frame, alone.frame)
        assert answer.running == alone.running


def _fresh(company: Company, queries: list[MetricQuery]) -> list[Answer]:
    from metrics.query import ANSWERS

    ANSWERS.clear()
    return ask_many(company.home, queries)
