"""What stands behind an incident's numbers: the query that gives them, the rows, their loads, and the time.

Asks in the asker's scope; words and draws nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from data.declarations import LOAD_COLUMN
from data.errors import Refusal
from data.lake import Load, history
from insights.incidents import Incident
from insights.watch import filters_of
from metrics.access import Thing, may, scope_for
from metrics.catalog import catalog_of
from metrics.model import Answer, Metric, MetricQuery
from metrics.query import Rows, ask, leaf_sources
from metrics.query import rows as rows_behind
from metrics.reach import tables_of
from pages.shared.session import Page

ROWS_READ, ROWS_SHOWN, LOADS_SHOWN = 2_000, 100, 5


@dataclass(frozen=True)
class Behind:
    """`value`: the number asked for again (None where it is a series); `sql`: what ran. `rows` None where they may not
    be seen. `loads`: of the rows where `exact`, else the newest of the tables. `at`: when the snapshot came about."""

    value: float | None
    sql: str
    snapshot: int
    at: dt.datetime | None
    rows: Rows | None = field(compare=False)
    loads: tuple[Load, ...] = ()
    exact: bool = False


def question(page: Page, one: Incident, metric: Metric) -> MetricQuery:
    """The KPI at the incident's place in its days, as the asker may ask."""
    where = filters_of(one.place)
    scope = scope_for(page.asker.person, metric, (), where)
    return MetricQuery(
        metric.name, scope, where=where, start=one.start, end=one.end, snapshot=page.moment.snapshot
    )  # fmt: skip


def behind(page: Page, one: Incident, metric: Metric, fact: str) -> Behind:
    """The evidence of a fact of an incident: of what was expected the series before it, of all else its own days."""
    asked = question(page, one, metric)
    series = fact == "expected"
    answer = ask(page.asker.home, replace(asked, grain=one.grain, start=None) if series else asked)
    found = _rows(page, asked)
    shown = found is not None and may(page.asker.person, "view_rows", Thing("table", metric.department))
    loads, exact = _loads(page, metric, found)
    rows = replace(found, frame=found.frame.head(ROWS_SHOWN)) if shown and found is not None else None
    at = max((load.at for load in history(page.asker.home) if load.snapshot <= answer.snapshot), default=None)
    return Behind(None if series else _value(answer), answer.sql, answer.snapshot, at, rows, loads, exact)


def _value(answer: Answer) -> float | None:
    values = answer.frame["value"].dropna()
    return float(values.iloc[0]) if len(values) else None


def _rows(page: Page, asked: MetricQuery) -> Rows | None:
    """The rows of the question; None where their table's are not shown to anybody."""
    try:
        return rows_behind(page.asker.home, asked, limit=ROWS_READ)
    except Refusal:
        return None


def _loads(page: Page, metric: Metric, found: Rows | None) -> tuple[tuple[Load, ...], bool]:
    """The loads that brought the rows, newest first; without rows the newest that stand of the KPI's tables."""
    every = [load for load in history(page.asker.home) if _stands(load, page.moment.snapshot)]
    named = _named(found.frame) if found is not None else set()
    of_rows = [load for load in every if load.load_id in named]
    if of_rows:
        return tuple(of_rows[:LOADS_SHOWN]), True
    tables = _tables(page, metric)
    return tuple(load for load in every if load.table in tables)[:LOADS_SHOWN], False


def _stands(load: Load, snapshot: int) -> bool:
    """Whether a load's rows are in a snapshot."""
    return load.snapshot <= snapshot and (load.undone_in is None or load.undone_in > snapshot)


def _named(frame: pd.DataFrame) -> set[str]:
    return set(frame[LOAD_COLUMN].dropna().astype(str)) if LOAD_COLUMN in frame else set()


def _tables(page: Page, metric: Metric) -> Sequence[str]:
    catalog = catalog_of(page.asker.home)
    return [table for source in leaf_sources(catalog, metric.name) for table in tables_of(catalog, source)]
