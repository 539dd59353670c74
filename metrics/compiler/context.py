"""What a compilation is given beside catalogue and question: dialect, calendar, day, what the lake holds.

Values only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from metrics.calendar import BusinessCalendar
from metrics.model import Catalog, Filter, Grain, MetricQuery, Scope, Span


@dataclass(frozen=True)
class Context:
    """`stored`: the lake's tables at the snapshot and their columns; None takes all that is declared as there.
    `today` is the company's day: no zero is claimed, and no plan is due, for days after it. `planned_from` is the first
    month that has targets: from there a plan by day, by week or running is dealt out where a question has no start."""

    dialect: str = "duckdb"
    calendar: BusinessCalendar = field(default_factory=BusinessCalendar)
    stored: Mapping[str, frozenset[str]] | None = None
    today: dt.date | None = None
    planned_from: dt.date | None = None


@dataclass(frozen=True)
class Frame:
    """What all KPIs of one statement share: everything in a question but the KPI."""

    catalog: Catalog
    context: Context
    scope: Scope
    grain: Grain | None
    by: tuple[str, ...]
    where: tuple[Filter, ...]
    start: dt.date | None
    end: dt.date | None
    snapshot: int | None
    spans: tuple[Span, ...] = ()

    @property
    def has_periods(self) -> bool:
        """Whether the answer has a row a period."""
        return self.grain is not None or bool(self.spans)

    @property
    def until(self) -> dt.date | None:
        """The last day that is over or running: the end asked for, no later than today."""
        return min((day for day in (self.end, self.context.today) if day is not None), default=None)


def frame_of(catalog: Catalog, context: Context, query: MetricQuery) -> Frame:
    """The shared part of a question."""
    asked = (query.scope, query.grain, query.by, query.where, query.start, query.end, query.snapshot, query.spans)
    return Frame(catalog, context, *asked)
