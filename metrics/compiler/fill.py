"""Zeros where a KPI says that no rows mean none: the time spine of its group, and the segments seen on it.

Nothing is claimed before a source's first day or, where no end is asked for, after its last; with an end, none after
today. Nothing at all is claimed of a source in which the asker may see no row.
"""

from __future__ import annotations

from sqlglot import exp

from metrics.compiler import sql
from metrics.compiler.context import Frame
from metrics.compiler.groups import ROWS, keys, period_of, time_range, times
from metrics.compiler.recipe import Group
from metrics.compiler.spans import SPANS, span_values
from metrics.compiler.windows import periods

FILL, SEEN, KEY, RAW = "f", "c", "k", "r"


def is_filled(frame: Frame, group: Group) -> bool:
    """Whether a group's result is put on a spine."""
    return bool(group.zero and group.time and frame.has_periods)


def filled(frame: Frame, group: Group, raw: str, count: int) -> exp.Select:
    """The rows of the CTE `raw` on the spine: each period with each segment seen; NULL where it had none."""
    names = keys(frame, group)
    columns = [sql.named(sql.column(KEY, each), each) for each in names]
    values = [sql.named(sql.column(RAW, f"a{index}"), f"a{index}") for index in range(count)]
    query = exp.select(*columns, *values, sql.named(exp.Literal.number(1), "present"))
    query = query.from_(_keys(frame, group, raw, names).subquery(sql.name(KEY), copy=False), copy=False)
    return query.join(
        exp.alias_(exp.to_table(raw, quoted=True), RAW, quoted=True),
        on=sql.same(KEY, RAW, names),
        join_type="LEFT",
        copy=False,
    )


def _keys(frame: Frame, group: Group, raw: str, names: list[str]) -> exp.Query:
    segments = [sql.column(SEEN, each) for each in names if each != "period"]
    spine = exp.select(sql.column(FILL, "period"), *segments).from_(
        _spine(frame, group).subquery(sql.name(FILL), copy=False), copy=False
    )
    if segments:
        seen = (
            exp.select(*(sql.column(raw, each.name) for each in segments))
            .from_(exp.to_table(raw), copy=False)
            .distinct()
        )
        spine = spine.join(seen.subquery(sql.name(SEEN), copy=False), join_type="CROSS", copy=False)
    had = exp.select(*(sql.column(raw, each) for each in names)).from_(exp.to_table(raw), copy=False)
    return exp.union(spine, had)


def _spine(frame: Frame, group: Group) -> exp.Select:
    if frame.spans:
        return _span_spine(frame, group)
    if group.window:
        shown = periods(frame, group).subquery(sql.name("w"), copy=False)
        return exp.select(sql.named(sql.column("w", "period"), "period")).from_(shown, copy=False)
    if group.mode != "sum":
        stock = exp.select(*period_of(frame, group)).from_(times(frame, group), copy=False)
        return stock.where(*time_range(frame, group), copy=False).distinct()
    return _flow_spine(frame, group)


def _span_spine(frame: Frame, group: Group) -> exp.Select:
    """Spans that do not end before the source's first day, nor begin after today."""
    first = exp.select(sql.named(exp.Min(this=sql.column(ROWS, group.time)), "first")).from_(
        times(frame, group), copy=False
    )
    query = exp.select(sql.named(sql.column(SPANS, "period"), "period")).from_(
        span_values(frame, group.window), copy=False
    )
    after_first = exp.GT(this=sql.column(SPANS, "ends"), expression=sql.column("b", "first"))
    query = query.join(first.subquery(sql.name("b"), copy=False), on=after_first, copy=False)
    if frame.until is None:
        return query
    return query.where(exp.LTE(this=sql.column(SPANS, "begins"), expression=sql.date(frame.until)), copy=False)


def _flow_spine(frame: Frame, group: Group) -> exp.Select:
    grain, calendar = frame.grain or "day", frame.context.calendar
    time = sql.column(ROWS, group.time)
    first: exp.Expr = sql.period_start(exp.Min(this=time), grain, calendar)
    last: exp.Expr = sql.period_start(exp.Max(this=time.copy()), grain, calendar)
    if frame.start is not None:
        first = exp.Greatest(this=first, expressions=[sql.date(calendar.period_start(frame.start, grain))])
    if frame.end is not None and frame.until is not None:
        last = sql.date(calendar.period_start(frame.until, grain))
    ends = exp.select(sql.named(first, "first"), sql.named(last, "last")).from_(times(frame, group), copy=False)
    ends = ends.having(exp.GT(this=exp.Count(this=time.copy()), expression=exp.Literal.number(0)), copy=False)
    days = sql.series(sql.column("b", "first"), sql.column("b", "last"), grain)
    spine = (
        exp.select(sql.named(days, "period"))
        .from_(ends.subquery(sql.name("b"), copy=False), copy=False)
        .subquery(sql.name("x"), copy=False)
    )
    return exp.select(sql.named(sql.as_date(sql.column("x", "period")), "period")).from_(spine, copy=False)
