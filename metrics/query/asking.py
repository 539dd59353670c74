"""Asks the lake: a question about a KPI in, its answer out, from the cache where it was asked before.

Compiles and runs; what may be asked by whom is access.py's, and arrives here as the question's scope.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import pandas as pd

from data.home import Home
from data.lake import day_at, lake_tables, newest_snapshot, resolve_snapshot
from data.warehouse import Engine, read_engine
from metrics.calendar import calendar_of
from metrics.catalog import catalog_of
from metrics.catalog.parts import leaves_of
from metrics.compiler import Context, compile_plans, compile_queries
from metrics.compiler.checks import check_query, has_time
from metrics.compiler.relations import first_month
from metrics.model import Answer, Catalog, MetricQuery
from metrics.query.cache import AnswerCache

ANSWERS = AnswerCache()
Compile = Callable[[Catalog, Sequence[MetricQuery], Context], str]


@dataclass(frozen=True)
class _Desk:
    """What answering a round of questions needs: the home, its catalogue, the company's day as of each snapshot asked
    about, and whether values or plans."""

    home: Home
    catalog: Catalog
    days: Mapping[int | None, dt.date]
    plan: bool

    def key(self, query: MetricQuery) -> tuple[object, ...]:
        """All that an answer depends on."""
        engine = read_engine(self.home)
        return (engine, self.catalog.version, self.home.settings, self.days[query.snapshot], self.plan, query)

    def context(self, snapshot: int) -> Context:
        """What the compiler is given."""
        stored = {name: frozenset(columns) for name, columns in lake_tables(self.home, snapshot).items()}
        engine = read_engine(self.home)
        planned_from = _planned_from(engine, _target_tables(self.catalog, stored), snapshot)
        return Context(engine.dialect, calendar_of(self.home.settings), stored, self.days[snapshot], planned_from)


def _target_tables(catalog: Catalog, stored: Mapping[str, Collection[str]]) -> tuple[str, ...]:
    return tuple(sorted({metric.target for metric in catalog.metrics.values() if metric.target in stored}))


@lru_cache(maxsize=64)
def _planned_from(engine: Engine, tables: tuple[str, ...], snapshot: int) -> dt.date | None:
    """The first month that has targets, whoever's they are: it shows no value, and only says where to begin."""
    found = (engine.fetch(first_month(engine.dialect, table, snapshot))["first"].dropna() for table in tables)
    return min((pd.Timestamp(month).date() for months in found for month in months), default=None)


def ask(home: Home, query: MetricQuery) -> Answer:
    """The answer to a question. Refuses unknown names, grains that a KPI does not have, and unknown snapshots."""
    return ask_many(home, [query])[0]


def ask_many(home: Home, queries: Sequence[MetricQuery]) -> list[Answer]:
    """Answers in the order of the questions; those that differ in the KPI alone are run as one statement."""
    return _answers(home, queries, plan=False)


def ask_plan(home: Home, query: MetricQuery) -> Answer:
    """The plan of what a question asks: phased where start or end cut a month, whole where they do not."""
    return ask_plans(home, [query])[0]


def ask_plans(home: Home, queries: Sequence[MetricQuery]) -> list[Answer]:
    """Plans in the order of the questions, as `ask_many`."""
    return _answers(home, queries, plan=True)


def _answers(home: Home, queries: Sequence[MetricQuery], *, plan: bool) -> list[Answer]:
    newest = newest_snapshot(home) if any(query.snapshot is None for query in queries) else None
    resolved = [query if query.snapshot is not None else replace(query, snapshot=newest) for query in queries]
    days = {snapshot: _day(home, snapshot) for snapshot in {query.snapshot for query in resolved}}
    desk = _Desk(home, catalog_of(home), days, plan)
    for query in resolved:
        check_query(desk.catalog, query)
    found = {query: ANSWERS.get(desk.key(query)) for query in dict.fromkeys(resolved)}
    missing: dict[MetricQuery, list[MetricQuery]] = {}
    for query in (query for query, answer in found.items() if answer is None):
        missing.setdefault(replace(query, metric=""), []).append(query)
    for together in missing.values():
        for query, answer in zip(together, _run(desk, together), strict=True):
            ANSWERS.put(desk.key(query), answer)
            found[query] = answer
    return [answer for answer in (found[query] for query in resolved) if answer is not None]


def _day(home: Home, snapshot: int | None) -> dt.date:
    return home.today() if snapshot is None else day_at(home, snapshot)


def _run(desk: _Desk, queries: list[MetricQuery]) -> list[Answer]:
    """One statement for questions that differ in the KPI alone."""
    snapshot = resolve_snapshot(desk.home, queries[0].snapshot)
    compiled = (compile_plans if desk.plan else compile_queries)(desk.catalog, queries, desk.context(snapshot))
    frame = _typed(desk.catalog, queries[0], read_engine(desk.home).fetch(compiled))
    if len(queries) == 1:
        return [_answer(desk, queries[0], frame, compiled)]
    shared = frame[[name for name in frame.columns if name == "period" or name in queries[0].by]]
    return [
        _answer(desk, query, _own_rows(query, shared.assign(value=frame[f"v{index}"]), frame[f"h{index}"]), compiled)
        for index, query in enumerate(queries)
    ]


def _own_rows(query: MetricQuery, frame: pd.DataFrame, has: pd.Series) -> pd.DataFrame:
    """The rows that the KPI has by itself: by period alone, from its first to its last period, gaps included."""
    if (query.grain is None or query.spans) and not query.by:
        return frame
    held = has.astype(bool)
    if not query.by:
        held = held.cummax() & held[::-1].cummax()[::-1]
    return frame[held].reset_index(drop=True)


def _typed(catalog: Catalog, query: MetricQuery, frame: pd.DataFrame) -> pd.DataFrame:
    """Periods as datetime64; whole numbers of dimensions as such also where some are absent, else texts."""
    if "period" in frame and not query.spans:
        frame["period"] = pd.to_datetime(frame["period"])
    for name in query.by:
        if frame.empty and frame[name].dtype == object:
            frame[name] = frame[name].astype("str")
        elif frame[name].dtype.kind == "f" and (frame[name].dropna() % 1 == 0).all():
            frame[name] = frame[name].astype("Int64")
    return frame


def _answer(desk: _Desk, query: MetricQuery, frame: pd.DataFrame, sql: str) -> Answer:
    metric = desk.catalog.metrics[query.metric]
    snapshot = query.snapshot if query.snapshot is not None else -1
    return Answer(metric.name, metric.unit, query.grain, snapshot, _is_running(desk, query, frame), frame, sql)


def _is_running(desk: _Desk, query: MetricQuery, frame: pd.DataFrame) -> bool:
    """Whether the last period is not over; without a grain, whether the range is not."""
    if not has_time(desk.catalog, desk.catalog.metrics[query.metric]):
        return False
    today = desk.days[query.snapshot]
    if query.grain is None:
        return query.end is None or query.end >= today
    if frame.empty:
        return False
    calendar = calendar_of(desk.home.settings)
    return calendar.period_end(frame["period"].max().date(), query.grain) >= today


def leaf_sources(catalog: Catalog, name: str) -> list[str]:
    """The tables and views at the bottom of a KPI."""
    return list(dict.fromkeys(leaf.source for leaf in leaves_of(catalog.metrics, name)))
