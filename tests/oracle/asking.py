"""The questions that every KPI is tried with: grains, dimensions, a filter, a range of days.

Chooses values and days from the raw frames, so that they cut through the data.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from metrics.model import Catalog
from tests.oracle.questions import GRAINS, Question
from tests.oracle.reading import Formula, Kpi, Plan, Reading, Running, Simple


def all_questions(reading: Reading, catalog: Catalog, names: Iterable[str]) -> dict[str, list[Question]]:
    """The questions of each KPI: the dimensions and the smallest grain are those that it is defined with."""
    found = {}
    for name in names:
        metric = catalog.metrics[name]
        grains = GRAINS[GRAINS.index(metric.smallest_grain) :]
        found[name] = questions(reading, name, metric.dimensions, grains)
    return found


def questions(
    reading: Reading, name: str, dimensions: tuple[str, ...], most_grains: tuple[str, ...] = GRAINS
) -> list[Question]:
    """What a KPI is asked, none twice."""
    span = span_of(reading, name)
    asked = (
        list(_timeless(reading, name, dimensions))
        if span is None
        else list(_timed(reading, name, dimensions, most_grains, span))
    )
    return list(dict.fromkeys(asked))


def simple_parts(reading: Reading, name: str) -> list[Simple]:
    """The aggregates that a KPI rests on."""
    kpi: Kpi = reading.kpis[name]
    if isinstance(kpi, Simple):
        return [kpi]
    if isinstance(kpi, Running):
        return simple_parts(reading, kpi.base)
    if isinstance(kpi, Plan):
        return simple_parts(reading, kpi.metric) if kpi.metric in reading.kpis else []
    assert isinstance(kpi, Formula)
    return [one for part in kpi.parts for one in simple_parts(reading, part)]


def rests_on_plans(reading: Reading, name: str) -> bool:
    """Whether targets are dealt out for the KPI; by day that is much to compute, so two months of it are asked for."""
    kpi = reading.kpis[name]
    return isinstance(kpi, Plan) or (
        isinstance(kpi, Formula) and any(rests_on_plans(reading, one) for one in kpi.parts)
    )


def runs_to_an_end(reading: Reading, name: str) -> bool:
    """Whether the last day of a range matters by itself: running sums and stocks."""
    kpi = reading.kpis[name]
    return isinstance(kpi, Running) or any(part.over_time != "sum" for part in simple_parts(reading, name))


def span_of(reading: Reading, name: str) -> tuple[dt.date, dt.date] | None:
    """The first and last day on which all parts of the KPI have rows; None without time."""
    days = [reading.frames[part.rows][part.time].dropna() for part in simple_parts(reading, name) if part.time]
    if not days:
        return None
    first, last = max(day.min() for day in days).date(), min(day.max() for day in days).date()
    return (first, last) if first < last else (first, max(day.max() for day in days).date())


def _timeless(reading: Reading, name: str, dimensions: tuple[str, ...]) -> Iterator[Question]:
    yield Question()
    for dimension in dimensions:
        yield Question(by=(dimension,))
    if len(dimensions) > 1:
        yield Question(by=dimensions[:2])
        yield Question(by=dimensions[:1], where=_filter(reading, name, dimensions[1]))
    if dimensions:
        yield Question(where=_filter(reading, name, dimensions[0]))


def _timed(
    reading: Reading, name: str, dimensions: tuple[str, ...], grains: tuple[str, ...], span: tuple[dt.date, dt.date]
) -> Iterator[Question]:
    start, end = _middle(*span)
    yield from (Question(), Question(start=start, end=end))
    if runs_to_an_end(reading, name):
        yield Question(end=end)
    by_day = {"day"} if rests_on_plans(reading, name) else set()
    yield from (Question(grain) for grain in grains if grain not in by_day)
    yield from (Question(grain, start=start, end=start + dt.timedelta(days=60)) for grain in grains if grain in by_day)
    yield from (Question(grain, start=start, end=end) for grain in grains if grain in ("week", "month"))
    for dimension in dimensions:
        yield Question(by=(dimension,))
    if dimensions:
        kept = _filter(reading, name, dimensions[-1])
        yield Question("month", by=dimensions[:1])
        yield Question("quarter", by=dimensions[-1:])
        yield Question("quarter", where=kept)
        yield Question("month", by=dimensions[:2], where=kept, start=start, end=end)


def _filter(reading: Reading, name: str, dimension: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    values = sorted({str(key[0]) for key in reading.ask(name, Question(by=(dimension,))) if key[0] is not None})
    return ((dimension, tuple(dict.fromkeys((values[0], values[-1])))),) if values else ()


def _middle(first: dt.date, last: dt.date) -> tuple[dt.date, dt.date]:
    days = (last - first).days
    return first + dt.timedelta(days=round(days * 0.3)), first + dt.timedelta(days=round(days * 0.7))
