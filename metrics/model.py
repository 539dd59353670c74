"""Frozen types of the metric layer: what is defined, what is asked, what is answered.

Values only: reads no file, builds no SQL. Everything here is hashable and serves as (part of) a cache key.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from data.declarations import ColumnType, Table
from data.errors import Words

Grain = Literal["day", "week", "month", "quarter", "year"]
Kind = Literal["simple", "ratio", "derived", "cumulative"]
Direction = Literal["up", "down"]
OverTime = Literal["sum", "last", "average"]
WhenEmpty = Literal["absent", "zero"]
UNSAID = Words("", "")
Filter = tuple[str, tuple[str, ...]]
"""A dimension and the values of it that are asked for (any of them)."""
Span = tuple[dt.date, dt.date]
"""First and last day of a stretch, both included."""


@dataclass(frozen=True)
class Dimension:
    """A way to split a KPI: SQL `expression` over the columns of `source`.

    `persons`: its members are persons. Who may see rows may split by it; nothing names a member of it by itself.
    """

    name: str
    label: Words
    expression: str
    persons: bool = False


@dataclass(frozen=True)
class Metric:
    """A KPI as defined once for every use. Which fields are set follows from `kind`.

    simple: source, time, expression · ratio: numerator, denominator (names of KPIs) · derived: expression over names of
    KPIs, and plan(KPI) · cumulative: base (a KPI) summed from the start of `window` ("year", "quarter", "month").
    """

    name: str
    department: str
    kind: Kind
    label: Words
    unit: str
    direction: Direction
    owner: str = ""
    description: Words = UNSAID
    source: str = ""
    time: str = ""
    smallest_grain: Grain = "day"
    expression: str = ""
    numerator: str = ""
    denominator: str = ""
    base: str = ""
    window: Grain = "year"
    dimensions: tuple[str, ...] = ()
    over_time: OverTime = "sum"
    when_empty: WhenEmpty = "absent"
    phasing: str = "working_days"
    curve: tuple[float, ...] = ()
    target: str = ""
    headline: bool = False
    internal: bool = False
    published: bool = False
    digits: int | None = None
    floor: float | None = None
    synonyms: tuple[str, ...] = ()
    note_for_ai: str = ""


@dataclass(frozen=True)
class Scope:
    """Who asks, and whose rows they may see. `departments` None is all of them; an empty set is nothing."""

    person: str
    departments: frozenset[str] | None = None


EVERYTHING = Scope(person="owner", departments=None)


@dataclass(frozen=True)
class MetricQuery:
    """A question. `start` and `end` are inclusive days; `snapshot` None is the newest; no grain gives one row.

    `spans` name the periods themselves, in place of a grain and a range; they may overlap. A period is then a span's
    number, from 0.
    """

    metric: str
    scope: Scope
    grain: Grain | None = None
    by: tuple[str, ...] = ()
    where: tuple[Filter, ...] = ()
    start: dt.date | None = None
    end: dt.date | None = None
    snapshot: int | None = None
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True)
class Answer:
    """What a query gave. `frame`: period (datetime64, first day; none without grain), the dimensions, value (NaN where
    absent), sorted by period and dimensions. `sql` is what ran. `running`: the last period is not over."""

    metric: str
    unit: str
    grain: Grain | None
    snapshot: int
    running: bool
    frame: pd.DataFrame = field(compare=False, repr=False)
    sql: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True)
class Catalog:
    """Every definition of a home, checked. `dimensions` by (source, name); `views` are reviewed SQL by name; `tables`
    are the declared ones; `columns` gives names and types of each table's and view's columns."""

    metrics: Mapping[str, Metric] = field(hash=False)
    dimensions: Mapping[tuple[str, str], Dimension] = field(hash=False)
    views: Mapping[str, str] = field(hash=False, default_factory=dict)
    version: str = ""
    tables: Mapping[str, Table] = field(hash=False, default_factory=dict)
    columns: Mapping[str, Mapping[str, ColumnType]] = field(hash=False, default_factory=dict)
