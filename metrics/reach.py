"""How far a KPI's data reach: the last day that all of its tables have arrived for.

Says nothing of whether that is late; what is expected when is the tables' declaration.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import lru_cache

import sqlglot

from metrics import expression
from metrics.calendar import BusinessCalendar
from metrics.catalog.parts import leaves_of
from metrics.catalog.views import tables_in
from metrics.model import Catalog, Metric


def tables_of(catalog: Catalog, source: str) -> Iterator[str]:
    """The lake tables at the bottom of a source: itself, or those that its view reads."""
    if source not in catalog.views:
        yield source
        return
    for table in _read_by(catalog.views[source]):
        yield from tables_of(catalog, table)


@lru_cache(maxsize=256)
def _read_by(view: str) -> tuple[str, ...]:
    return tuple(table.name for table in tables_in(sqlglot.parse_one(view, dialect=expression.DIALECT)))


def last_day(
    catalog: Catalog, calendar: BusinessCalendar, metric: Metric, watermarks: Mapping[str, dt.date], today: dt.date
) -> dt.date | None:
    """The last day, no later than today, that a KPI speaks for; None where a table of it holds nothing yet.

    Monthly rows speak for their whole month, weekly ones for their week. A table without time, such as a master,
    arrives once and holds nobody up.
    """
    sources = {leaf.source for leaf in leaves_of(catalog.metrics, metric.name)}
    tables = {table for source in sources for table in tables_of(catalog, source)}
    days = [watermarks.get(table) for table in tables if _has_time(catalog, table)]
    known = [day for day in days if day is not None]
    if not known or len(known) < len(days):
        return None
    return min(calendar.period_end(min(known), metric.smallest_grain), today)


def _has_time(catalog: Catalog, table: str) -> bool:
    declared = catalog.tables.get(table)
    return declared is None or bool(declared.time)
