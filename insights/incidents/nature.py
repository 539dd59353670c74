"""What kind of thing a KPI measures, told from its definition: unit, formula and which way is better. Pure."""

from __future__ import annotations

from typing import Literal

from metrics.catalog.parts import parts_of
from metrics.model import Catalog, Metric

Nature = Literal[
    "money_in", "money_out", "unit_price", "margin", "success_rate", "failure_rate", "duration", "quantity", "average",
    "score",
]  # fmt: skip
TIMES = ("days", "hours", "minutes")


def nature_of(catalog: Catalog, metric: Metric) -> Nature:
    """The nature of a KPI."""
    if metric.unit == "score":
        return "score"
    if metric.kind == "ratio":
        return _of_ratio(catalog, metric)
    if metric.unit == "JPY":
        return "money_in" if metric.direction == "up" else "money_out"
    if metric.unit == "ratio":
        return "success_rate" if metric.direction == "up" else "failure_rate"
    if metric.over_time == "average":
        return "duration" if metric.unit in TIMES else "average"
    return "quantity"


def _of_ratio(catalog: Catalog, metric: Metric) -> Nature:
    above, below = (catalog.metrics[name].unit for name in parts_of(metric))
    if above == "JPY" and below == "JPY":
        return "margin"
    if above == "JPY":
        return "unit_price" if metric.direction == "down" else "average"
    if metric.unit == "ratio":
        return "success_rate" if metric.direction == "up" else "failure_rate"
    return "duration" if metric.unit == "days" else "average"
