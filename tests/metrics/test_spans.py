"""Stretches named by a question, all in one statement, give what each gives by itself."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from metrics.model import EVERYTHING, MetricQuery
from metrics.query import ask_many, ask_plans
from tests.metrics.conftest import TODAY, Company

SPANS = (
    (dt.date(2026, 11, 1), TODAY),
    (dt.date(2026, 4, 1), TODAY),
    (dt.date(2025, 11, 1), dt.date(2025, 11, 21)),
    (dt.date(2025, 4, 1), dt.date(2026, 3, 31)),
    (dt.date(2024, 2, 29), dt.date(2024, 2, 29)),
    (dt.date(2020, 1, 1), dt.date(2020, 12, 31)),
)
METRICS = (
    "revenue", "orders", "middle_amount", "basket", "revenue_per_visit", "stock", "stock_mean", "stoppages",
    "lost_minutes", "revenue_to_date", "customers_to_date", "view_revenue", "score_mean", "margin",
)  # fmt: skip


@pytest.mark.parametrize("by", [(), ("region",)])
@pytest.mark.parametrize("metric", METRICS)
def test_spans_are_as_single_ranges(company: Company, metric: str, by: tuple[str, ...]) -> None:
    if by and metric in ("stoppages", "lost_minutes", "score_mean"):
        by = ("line",) if metric != "score_mean" else ("team",)
    together = MetricQuery(metric, EVERYTHING, by=by, spans=SPANS)
    alone = [MetricQuery(metric, EVERYTHING, by=by, start=start, end=end) for start, end in SPANS]
    for ask in (ask_many, ask_plans):
        found = _values(ask(company.home, [together])[0].frame, by)
        wanted = {
            (number, *key): value
            for number, answer in enumerate(ask(company.home, alone))
            for key, value in _values(answer.frame, by).items()
        }
        assert found == pytest.approx(wanted)


def _values(frame: pd.DataFrame, by: tuple[str, ...]) -> dict[tuple[object, ...], float]:
    """What is there and not 0: by dimensions, a span of a KPI that counts nothing as 0 has rows for every segment."""
    names = [name for name in ("period", *by) if name in frame]
    return {
        tuple(row[name] for name in names): row["value"]
        for row in frame.to_dict("records")
        if not pd.isna(row["value"]) and row["value"] != 0
    }
