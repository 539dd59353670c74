"""A group of aggregates over rows as one SELECT: period, d0…, a0…, present.

A flow is aggregated by period. A stock is read at the last time that its source has in the period, or averaged over
the source's times; those are the times of all rows that the asker may see, so that segments add up to the total. With
a window, each period sums from the window's start to the period's end.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sqlglot import exp

from metrics import expression
from metrics.compiler import sql
from metrics.compiler.context import Frame
from metrics.compiler.dimensions import columns_used, filters, qualified, split
from metrics.compiler.recipe import Group
from metrics.compiler.relations import relation
from metrics.compiler.spans import SPANS, joined

ROWS, TIMES = "s", "t"
PRESENT = sql.named(exp.Literal.number(1), "present")


def keys(frame: Frame, group: Group) -> list[str]:
    """The columns that a group's rows are told apart by."""
    period = ["period"] if frame.has_periods and group.time else []
    return [*period, *(f"d{index}" for index in range(len(frame.by)))]


def rows_query(frame: Frame, group: Group, aggregates: list[exp.Expr]) -> exp.Select:
    """The SELECT of a group without a window, by its mode."""
    build = {"sum": _flow, "last": _last, "average": _average}[group.mode]
    return build(frame, group, aggregates)


def source(frame: Frame, group: Group, aggregates: Iterable[exp.Expr], alias: str = ROWS) -> exp.Subquery:
    """What the group reads: the columns that it needs, in the asker's scope, as of the snapshot."""
    needed = [column for tree in aggregates for column in expression.column_names(tree)]
    time = [group.time] if group.time else []
    return relation(frame, group.relation, [*time, *columns_used(frame, group.source), *needed], alias)


def times(frame: Frame, group: Group, alias: str = ROWS) -> exp.Subquery:
    """The source with its time alone: all rows in scope, whatever the filters."""
    return relation(frame, group.relation, [group.time], alias)


def in_range(time: exp.Expr, start: dt.date | None, end: dt.date | None) -> list[exp.Expr]:
    """Days from `start` to `end`, both included, also for times of day; rows without a time are in no range."""
    if start is None and end is None:
        return [exp.Not(this=exp.Is(this=time, expression=exp.null()))]
    found: list[exp.Expr] = []
    if start is not None:
        found.append(exp.GTE(this=time, expression=sql.date(start)))
    if end is not None:
        found.append(exp.LT(this=time.copy(), expression=sql.date(end + dt.timedelta(days=1))))
    return found


def time_range(frame: Frame, group: Group, alias: str = ROWS) -> list[exp.Expr]:
    """The question's range over a group's rows; a group without time is outside of time."""
    return in_range(sql.column(alias, group.time), frame.start, frame.end) if group.time else []


def period_of(frame: Frame, group: Group, alias: str = ROWS) -> list[exp.Expr]:
    """The period that a row falls into, where the question has a grain."""
    if frame.spans and group.time:
        return [sql.named(sql.column(SPANS, "period"), "period")]
    if not frame.grain or not group.time:
        return []
    return [sql.named(sql.period_start(sql.column(alias, group.time), frame.grain, frame.context.calendar), "period")]


def named_aggregates(aggregates: list[exp.Expr]) -> list[exp.Expr]:
    """Aggregates over the source's rows as a0, a1, …"""
    return [sql.named(qualified(tree, ROWS), f"a{index}") for index, tree in enumerate(aggregates)]


def _flow(frame: Frame, group: Group, aggregates: list[exp.Expr]) -> exp.Select:
    columns = [*period_of(frame, group), *split(frame, group.source, ROWS)]
    query = exp.select(*columns, *named_aggregates(aggregates), PRESENT.copy())
    query = query.from_(source(frame, group, aggregates), copy=False)
    query = query.where(*time_range(frame, group), *filters(frame, group.source, ROWS), copy=False)
    return sql.grouped(query, len(columns)) if columns else _only_with_rows(frame, group, query)


def _only_with_rows(frame: Frame, group: Group, query: exp.Select) -> exp.Select:
    """No row where nothing was read: of what the filters ask for, or, where that counts as 0, of the source at all."""
    if group.zero:
        at_all = exp.select("1").from_(relation(frame, group.relation, [], ROWS), copy=False)
        return query.having(exp.Exists(this=at_all), copy=False)
    return query.having(exp.GT(this=exp.Count(this=exp.Star()), expression=exp.Literal.number(0)), copy=False)


def _last(frame: Frame, group: Group, aggregates: list[exp.Expr]) -> exp.Select:
    period = [sql.named(sql.column(TIMES, "period"), "period")] if frame.has_periods else []
    columns = [*period, *split(frame, group.source, ROWS)]
    latest = _by_period(frame, group, sql.named(exp.Max(this=sql.column(ROWS, group.time)), "at"))
    query = exp.select(*columns, *named_aggregates(aggregates), PRESENT.copy()).from_(
        source(frame, group, aggregates), copy=False
    )
    at = exp.EQ(this=sql.column(ROWS, group.time), expression=sql.column(TIMES, "at"))
    query = query.join(latest, on=at, copy=False).where(*filters(frame, group.source, ROWS), copy=False)
    return sql.grouped(query, len(columns)) if columns else _only_with_rows(frame, group, query)


def _average(frame: Frame, group: Group, aggregates: list[exp.Expr]) -> exp.Select:
    """Each aggregate is a whole expression here: taken time by time, added, and divided by the number of times."""
    moment = sql.named(sql.column(ROWS, group.time), "at")
    columns = [*period_of(frame, group), *split(frame, group.source, ROWS)]
    inner = exp.select(*columns, moment, *named_aggregates(aggregates)).from_(
        source(frame, group, aggregates), copy=False
    )
    inner = joined(frame, inner, sql.column(ROWS, group.time))
    inner = inner.where(*time_range(frame, group), *filters(frame, group.source, ROWS), copy=False)
    inner = sql.grouped(inner, len(columns) + 1)
    count = exp.Count(this=exp.Distinct(expressions=[sql.column(ROWS, group.time)]))
    counted = _by_period(frame, group, sql.named(count, "times"))
    names = keys(frame, group)
    outer = [sql.named(sql.column("i", each), each) for each in names]
    means = [sql.named(_mean(f"a{index}"), f"a{index}") for index in range(len(aggregates))]
    query = exp.select(*outer, *means, PRESENT.copy()).from_(inner.subquery(sql.name("i"), copy=False), copy=False)
    query = query.join(counted, on=sql.same("i", TIMES, ["period"] if frame.has_periods else []), copy=False)
    return sql.grouped(query, len(names)) if names else _only_with_rows(frame, group, query)


def _mean(name: str) -> exp.Expr:
    return expression.divided(exp.Sum(this=sql.column("i", name)), exp.Max(this=sql.column(TIMES, "times")))


def _by_period(frame: Frame, group: Group, value: exp.Expr) -> exp.Subquery:
    """A value of the source's times in each period, unfiltered."""
    period = period_of(frame, group)
    query = (
        exp.select(*period, value).from_(times(frame, group), copy=False).where(*time_range(frame, group), copy=False)
    )
    query = joined(frame, query, sql.column(ROWS, group.time))
    return sql.grouped(query, len(period)).subquery(sql.name(TIMES), copy=False)
