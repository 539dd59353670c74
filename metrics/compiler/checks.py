"""Whether a question can be asked: names that exist, a grain that the KPI has, a range that is not empty.

Pure; the values of filters are checked where they become SQL.
"""

from __future__ import annotations

from data.errors import Refusal, Words, unknown
from metrics.catalog.parts import GRAINS, leaves_of
from metrics.model import Catalog, Metric, MetricQuery

METRIC = Words("KPI", "metric")
GRAIN_WORDS = {
    "day": Words("日", "day"),
    "week": Words("週", "week"),
    "month": Words("月", "month"),
    "quarter": Words("四半期", "quarter"),
    "year": Words("年度", "year"),
}


def metric_of(catalog: Catalog, name: str) -> Metric:
    """A KPI by name; refuses unknown names with the nearest ones."""
    if name not in catalog.metrics:
        raise unknown(METRIC, name, catalog.metrics)
    return catalog.metrics[name]


def check_query(catalog: Catalog, query: MetricQuery) -> Metric:
    """The KPI asked for. Refuses what the catalogue can't answer."""
    metric = metric_of(catalog, query.metric)
    for name in (*query.by, *(name for name, _ in query.where)):
        if name not in metric.dimensions:
            raise _no_dimension(metric, name)
    if query.grain is not None:
        _check_grain(catalog, metric, query.grain)
    if query.start and query.end and query.start > query.end:
        raise Refusal(
            "empty_range",
            Words(f"開始日 {query.start} が終了日 {query.end} より後です。", f"{query.start} is after {query.end}."),
            Words("開始日と終了日を確認してください。", "Give the earlier day first."),
        )
    return metric


def has_time(catalog: Catalog, metric: Metric) -> bool:
    """Whether a KPI's values belong to times; one without has a single value."""
    return any(leaf.time for leaf in leaves_of(catalog.metrics, metric.name))


def _no_dimension(metric: Metric, name: str) -> Refusal:
    if metric.dimensions:
        return unknown(Words(f"{metric.name} の切り口", "dimension"), name, metric.dimensions)
    return Refusal(
        "unknown_dimension",
        Words(f"{metric.name} は切り口「{name}」で分けられません。", f"{metric.name} can't be split by '{name}'."),
        Words("この KPI に切り口はありません。", "This metric has no dimensions."),
    )


def _check_grain(catalog: Catalog, metric: Metric, grain: str) -> None:
    if grain not in GRAINS:
        raise unknown(Words("粒度", "grain"), grain, GRAINS)
    if not has_time(catalog, metric):
        raise Refusal(
            "no_time",
            Words(
                f"{metric.name} には時間がないため、値は一つです。", f"{metric.name} has no time, so it has one value."
            ),
            Words("粒度を指定しないでください。", "Ask without a grain."),
        )
    if GRAINS.index(grain) < GRAINS.index(metric.smallest_grain):
        finest = GRAIN_WORDS[metric.smallest_grain]
        raise Refusal(
            "grain_too_fine",
            Words(
                f"{metric.name} は{GRAIN_WORDS[grain].ja}単位では求められません。最も細かい単位は{finest.ja}です。",
                f"{metric.name} is not known by {grain}; its smallest grain is {finest.en}.",
            ),
            Words(f"{finest.ja}以上の単位で指定してください。", f"Ask by {finest.en} or coarser."),
        )
