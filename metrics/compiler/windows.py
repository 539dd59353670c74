"""Running totals: each period's value from the first day of the window (fiscal year, quarter, month) it ends in, or,
where the period is running, of the window that today is in.

Sums are taken by day first and then over days; what does not add up by day (distinct counts, medians) is taken from
the rows of the whole stretch. `start` says which periods are shown, never where a total begins.
"""

from __future__ import annotations

import datetime as dt

from sqlglot import exp

from metrics import expression
from metrics.compiler import sql
from metrics.compiler.context import Frame
from metrics.compiler.dimensions import filters, split
from metrics.compiler.groups import PRESENT, ROWS, in_range, keys, named_aggregates, source, times
from metrics.compiler.recipe import Group
from metrics.compiler.spans import COLUMNS, SPANS, span_values, stretches
from metrics.model import Grain

PERIODS = "p"


def window_query(frame: Frame, group: Group, aggregates: list[exp.Expr]) -> exp.Select:
    """The group's SELECT: periods joined with the rows, or days, of their stretch."""
    by_day = all(expression.merges(tree) for tree in aggregates)
    read = _days(frame, group, aggregates) if by_day else source(frame, group, aggregates)
    time = sql.column(ROWS, "day" if by_day else group.time)
    within = exp.and_(
        exp.GTE(this=time, expression=sql.column(PERIODS, "begins")),
        exp.LT(this=time.copy(), expression=sql.column(PERIODS, "ends")),
    )
    period: list[exp.Expr] = [sql.named(sql.column(PERIODS, "period"), "period")] if frame.has_periods else []
    dimensions: list[exp.Expr]
    values: list[exp.Expr]
    if by_day:
        dimensions = [sql.named(sql.column(ROWS, each), each) for each in keys(frame, group) if each != "period"]
        values = [sql.named(_over_days(tree, f"a{index}"), f"a{index}") for index, tree in enumerate(aggregates)]
    else:
        dimensions, values = split(frame, group.source, ROWS), named_aggregates(aggregates)
    query = exp.select(*period, *dimensions, *values, PRESENT.copy())
    query = query.from_(periods(frame, group).subquery(sql.name(PERIODS), copy=False), copy=False).join(
        read, on=within, copy=False
    )
    if not by_day:
        query = query.where(*filters(frame, group.source, ROWS), copy=False)
    names = [*period, *dimensions]
    if names:
        return sql.grouped(query, len(names))
    return query.having(exp.GT(this=exp.Count(this=exp.Star()), expression=exp.Literal.number(0)), copy=False)


def periods(frame: Frame, group: Group) -> exp.Select:
    """period, begins, ends (exclusive): from the first to the last day that the source has, within the range."""
    if frame.spans:
        return exp.select(*(sql.column(SPANS, each) for each in COLUMNS)).from_(
            span_values(frame, group.window), copy=False
        )
    window: Grain = group.window or "year"
    calendar = frame.context.calendar
    if frame.grain is None:
        return _one_stretch(frame, group, window)
    shown = exp.select(sql.named(_series(frame), "period")).from_(
        bounds(frame, group).subquery(sql.name("b"), copy=False), copy=False
    )
    shown = exp.select(sql.named(sql.as_date(sql.column("x", "period")), "period")).from_(
        shown.subquery(sql.name("x"), copy=False), copy=False
    )
    period = sql.column("y", "period")
    following = sql.next_period(period, frame.grain)
    last: exp.Expr = sql.as_date(sql.shifted(following, -1, "DAY"))
    if frame.until is not None:
        last = exp.Least(this=last, expressions=[sql.date(frame.until)])
    begins = sql.period_start(last, window, calendar)
    ends: exp.Expr = following.copy()
    if frame.end is not None:
        ends = exp.Least(this=ends, expressions=[sql.date(frame.end + dt.timedelta(days=1))])
    query = exp.select(sql.named(period, "period"), sql.named(begins, "begins"), sql.named(ends, "ends"))
    return query.from_(shown.subquery(sql.name("y"), copy=False), copy=False)


def bounds(frame: Frame, group: Group) -> exp.Select:
    """first, last: the source's first and last time in scope and range; no row where it has none."""
    time = sql.column(ROWS, group.time)
    first, last = exp.Min(this=time), exp.Max(this=time.copy())
    query = exp.select(sql.named(sql.as_date(first), "first"), sql.named(sql.as_date(last), "last"))
    query = query.from_(times(frame, group), copy=False).where(
        *in_range(time.copy(), frame.start, frame.end), copy=False
    )
    return query.having(exp.GT(this=exp.Count(this=exp.Star()), expression=exp.Literal.number(0)), copy=False)


def _series(frame: Frame) -> exp.Expr:
    grain, calendar = frame.grain or "day", frame.context.calendar
    first, last = (sql.period_start(sql.column("b", each), grain, calendar) for each in ("first", "last"))
    return sql.series(first, last, grain)


def _one_stretch(frame: Frame, group: Group, window: Grain) -> exp.Select:
    """Without a grain: up to the end asked for, else up to the source's last day."""
    if frame.end is not None:
        begins = sql.date(frame.context.calendar.period_start(frame.until or frame.end, window))
        return exp.select(sql.named(begins, "begins"), sql.named(sql.date(frame.end + dt.timedelta(days=1)), "ends"))
    last = sql.column("b", "last")
    begins = sql.period_start(last, window, frame.context.calendar)
    ends = sql.as_date(sql.shifted(last.copy(), 1, "DAY"))
    query = exp.select(sql.named(begins, "begins"), sql.named(ends, "ends"))
    return query.from_(bounds(frame, group).subquery(sql.name("b"), copy=False), copy=False)


def _days(frame: Frame, group: Group, aggregates: list[exp.Expr]) -> exp.Subquery:
    """The aggregates by day and dimensions, from the first day that any window can begin on."""
    time = sql.column(ROWS, group.time)
    dimensions = split(frame, group.source, ROWS)
    query = exp.select(sql.named(sql.as_date(time), "day"), *dimensions, *named_aggregates(aggregates))
    query = query.from_(source(frame, group, aggregates), copy=False)
    end = max(end for _, end in frame.spans) if frame.spans else frame.end
    query = query.where(
        *in_range(time.copy(), _earliest(frame, group), end), *filters(frame, group.source, ROWS), copy=False
    )
    return sql.grouped(query, 1 + len(dimensions)).subquery(sql.name(ROWS), copy=False)


def _earliest(frame: Frame, group: Group) -> dt.date | None:
    if frame.spans:
        return min(start for start, _ in stretches(frame, group.window))
    if frame.start is None or frame.grain is None:
        return None
    calendar = frame.context.calendar
    return calendar.period_start(calendar.period_start(frame.start, frame.grain), group.window or "year")


def _over_days(tree: exp.Expr, name: str) -> exp.Expr:
    function = expression.function_of(tree)
    kind = type(function) if isinstance(function, exp.Min | exp.Max) else exp.Sum
    return kind(this=sql.column(ROWS, name))
