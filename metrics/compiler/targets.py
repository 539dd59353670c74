"""Plans of KPIs from the table of targets as one SELECT: period, d0…, a0…, present.

A target without a dimension's value is one for all of it. For each month the least divided targets that answer are
taken: those of the whole where there are some, else those of segments added up (never for rates). Parts of months
count by the fractions of plan.py.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlglot import exp

from metrics import expression
from metrics.calendar import MONTHS
from metrics.compiler import sql
from metrics.compiler.context import Frame
from metrics.compiler.dimensions import one_of
from metrics.compiler.groups import PRESENT, keys
from metrics.compiler.recipe import Group
from metrics.compiler.relations import relation
from metrics.compiler.shapes import target_dimensions
from metrics.compiler.spans import stretches
from metrics.model import Metric
from metrics.periods import Window
from metrics.plan import month_weights

ROWS, MONTHS_OF, WEIGHTS = "s", "m", "w"
UNBOUNDED_YEARS = 3
"""Years of plan by day, by week or running that are given where neither question nor context has a start."""


def plan_query(frame: Frame, group: Group, names: Sequence[str], due: dt.date | None) -> exp.Select:
    """The group's SELECT, a column for each KPI named; plan is due up to `due`."""
    months = _months(frame, group, names, due).subquery(sql.name(MONTHS_OF), copy=False)
    month = sql.column(MONTHS_OF, "month")
    spread = _spread(frame, group, due)
    if spread is not None:
        weight: exp.Expr = sql.column(WEIGHTS, "weight")
        period: exp.Expr = sql.column(WEIGHTS, "period")
    else:
        weight = _weight(frame, group, due, month)
        period = sql.period_start(month, frame.grain, frame.context.calendar) if frame.grain else exp.null()
    columns = [
        sql.named(period if each == "period" else sql.column(MONTHS_OF, each), each) for each in keys(frame, group)
    ]
    held = [sql.named(sql.column(MONTHS_OF, each), each) for each in ("metric", "month", "value")]
    base = exp.select(*columns, *held, sql.named(weight, "weight")).from_(months, copy=False)
    if spread is not None:
        base = base.join(spread, on=exp.EQ(this=month.copy(), expression=sql.column(WEIGHTS, "month")), copy=False)
    return _combined(frame, group, names, base)


def _combined(frame: Frame, group: Group, names: Sequence[str], base: exp.Select) -> exp.Select:
    kept = keys(frame, group)
    planned = [sql.named(_planned(group, name), f"a{index}") for index, name in enumerate(names)]
    query = exp.select(*(sql.named(sql.column("b", each), each) for each in kept), *planned, PRESENT.copy())
    query = query.from_(
        _latest(base, kept) if group.mode == "last" else base.subquery(sql.name("b"), copy=False), copy=False
    )
    if kept:
        return sql.grouped(query, len(kept))
    return query.having(exp.GT(this=exp.Count(this=exp.Star()), expression=exp.Literal.number(0)), copy=False)


def _planned(group: Group, name: str) -> exp.Expr:
    """A KPI's plan by mode: flows are added by weight, the last month's is taken, or the mean of the months."""
    month, value, weight = (sql.column("b", each) for each in ("month", "value", "weight"))

    def of_metric(aggregate: exp.Expr) -> exp.Expr:
        """The aggregate over this KPI's rows alone."""
        own = exp.EQ(this=sql.column("b", "metric"), expression=exp.Literal.string(name))
        return exp.Filter(this=aggregate, expression=exp.Where(this=own))

    if group.mode == "sum":
        return of_metric(exp.Sum(this=exp.Mul(this=value, expression=weight)))
    if group.mode == "last":
        return of_metric(exp.Sum(this=value))
    months = of_metric(exp.Count(this=exp.Distinct(expressions=[month])))
    return expression.divided(of_metric(exp.Sum(this=value)), months)


def _latest(base: exp.Select, names: list[str]) -> exp.Subquery:
    """Rows of each period's last month, KPI by KPI."""
    over = [sql.column("a", each) for each in ("metric", *names) if each in ("metric", "period")]
    newest = exp.Window(this=exp.Max(this=sql.column("a", "month")), partition_by=over)
    marked = exp.select(exp.Star(), sql.named(newest, "newest")).from_(
        base.subquery(sql.name("a"), copy=False), copy=False
    )
    query = exp.select(exp.Star()).from_(marked.subquery(sql.name("l"), copy=False), copy=False)
    query = query.where(exp.EQ(this=sql.column("l", "month"), expression=sql.column("l", "newest")), copy=False)
    return query.subquery(sql.name("b"), copy=False)


def _months(frame: Frame, group: Group, metrics: Sequence[str], due: dt.date | None) -> exp.Select:
    """metric, month, value, d0…: of each KPI and month the targets that answer."""
    asked = list(dict.fromkeys((*frame.by, *(name for name, _ in frame.where))))
    others = [name for name in target_dimensions(frame.catalog, group.source) if name not in asked]
    month = sql.as_date(sql.truncated("MONTH", sql.column(ROWS, "month")))
    columns = [sql.named(sql.column(ROWS, name), f"d{index}") for index, name in enumerate(frame.by)]
    held = [sql.named(sql.column(ROWS, each), each) for each in ("metric", "value")]
    query = exp.select(*held, sql.named(month, "month"), *columns)
    query = query.from_(relation(frame, group.source, ["metric", "month", "value", *asked, *others], ROWS), copy=False)
    query = query.where(
        exp.In(this=sql.column(ROWS, "metric"), expressions=[exp.Literal.string(name) for name in metrics]),
        exp.Not(this=exp.Is(this=sql.column(ROWS, "value"), expression=exp.null())),
        *(exp.Not(this=exp.Is(this=sql.column(ROWS, name), expression=exp.null())) for name in asked),
        *_target_filters(frame, group.source),
        *_month_range(frame, group, due, month),
        copy=False,
    )
    if not others:
        return query
    if group.due and not group.due.segments_add:
        return query.where(*(exp.Is(this=sql.column(ROWS, name), expression=exp.null()) for name in others), copy=False)
    return _least_divided(query.select(sql.named(_division(others), "division"), copy=False), len(frame.by))


def _target_filters(frame: Frame, table: str) -> list[exp.Expr]:
    kinds = frame.catalog.columns[table]
    return [one_of(name, sql.column(ROWS, name), kinds[name], values) for name, values in frame.where]


def _division(others: list[str]) -> exp.Expr:
    """A number for which dimensions a target is divided by; 0 where by none that was not asked for."""
    parts: list[exp.Expr] = []
    for index, name in enumerate(others):
        whole = exp.Is(this=sql.column(ROWS, name), expression=exp.null())
        nothing, bit = exp.Literal.number(0), exp.Literal.number(2**index)
        parts.append(exp.Case(ifs=[exp.If(this=whole, true=nothing)], default=bit))
    total = parts[0]
    for part in parts[1:]:
        total = exp.Add(this=total, expression=part)
    return total


def _least_divided(query: exp.Select, dimensions: int) -> exp.Select:
    over = [sql.column("a", each) for each in ("metric", "month")]
    least = exp.Window(this=exp.Min(this=sql.column("a", "division")), partition_by=over)
    names = ["metric", "month", "value", *(f"d{index}" for index in range(dimensions))]
    marked = exp.select(exp.Star(), sql.named(least, "least")).from_(
        query.subquery(sql.name("a"), copy=False), copy=False
    )
    kept = exp.select(*(sql.column("l", each) for each in names)).from_(
        marked.subquery(sql.name("l"), copy=False), copy=False
    )
    return kept.where(exp.EQ(this=sql.column("l", "division"), expression=sql.column("l", "least")), copy=False)


def _month_range(frame: Frame, group: Group, due: dt.date | None, month: exp.Expr) -> list[exp.Expr]:
    """Months that the range touches; where weights say it month by month, they are the range."""
    if is_spread(frame, group):
        return []
    found: list[exp.Expr] = []
    if frame.start is not None:
        found.append(exp.GTE(this=month.copy(), expression=sql.date(frame.start.replace(day=1))))
    if due is not None:
        found.append(exp.LTE(this=month.copy(), expression=sql.date(due)))
    return found


def _weight(frame: Frame, group: Group, due: dt.date | None, month: exp.Expr) -> exp.Expr:
    """1, or the fraction of a month that the range covers in part."""
    metric = like_of(group)
    if (due is None and frame.start is None) or (due and frame.start and due < frame.start):
        return exp.Literal.number(1)
    calendar = frame.context.calendar
    ends = []
    if frame.start is not None:
        ends.append(Window(frame.start, min(calendar.period_end(frame.start, "month"), due or dt.date.max)))
    if due is not None:
        ends.append(Window(max(due.replace(day=1), frame.start or dt.date.min), due))
    weights = {first: weight for end in ends for first, weight in month_weights(calendar, metric, end).items()}
    cases = [
        exp.If(this=exp.EQ(this=month.copy(), expression=sql.date(first)), true=sql.number(weight))
        for first, weight in sorted(weights.items())
        if weight != 1
    ]
    return exp.Case(ifs=cases, default=exp.Literal.number(1)) if cases else exp.Literal.number(1)


def like_of(group: Group) -> Metric:
    """A KPI whose targets fall due as all of the group do."""
    if group.due is None:
        raise ValueError("a group of rows has no targets")
    return group.due.like


def last_day(frame: Frame, due: dt.date | None) -> dt.date | None:
    """The last day to deal plan out to: the one it is due by, else today."""
    return due or frame.context.today


def is_spread(frame: Frame, group: Group) -> bool:
    """Whether months are dealt out to periods one by one: days, weeks and running totals."""
    return bool(group.window) or bool(frame.spans) or (frame.grain is not None and frame.grain not in MONTHS)


def _spread(frame: Frame, group: Group, due: dt.date | None) -> exp.Expr | None:
    """period, month, weight as VALUES; None where a month lies in one period."""
    if not is_spread(frame, group):
        return None
    rows = [
        exp.Tuple(expressions=[_key(period), sql.date(month), sql.number(weight)])
        for period, stretch in _stretches(frame, group, due)
        for month, weight in month_weights(frame.context.calendar, like_of(group), stretch).items()
    ]
    never = exp.Tuple(expressions=[exp.cast(exp.null(), "DATE"), exp.cast(exp.null(), "DATE"), exp.Literal.number(0)])
    columns = [sql.name(each) for each in ("period", "month", "weight")]
    return exp.Values(expressions=rows or [never], alias=exp.TableAlias(this=sql.name(WEIGHTS), columns=columns))


def _stretches(frame: Frame, group: Group, due: dt.date | None) -> Sequence[tuple[dt.date | int, Window]]:
    """Each period and the days whose plan it shows."""
    if frame.spans:
        return _span_stretches(frame, group, due)
    calendar, grain = frame.context.calendar, frame.grain
    end = last_day(frame, due)
    if end is None:
        return []
    if grain is None:
        return [(end, Window(calendar.period_start(end, group.window or "year"), end))]
    unbounded = calendar.period_start(end, "year").replace(year=end.year - UNBOUNDED_YEARS)
    start = frame.start or frame.context.planned_from or unbounded
    found: list[tuple[dt.date | int, Window]] = []
    period = calendar.period_start(start, grain)
    while period <= end:
        last = min(calendar.period_end(period, grain), end)
        first = calendar.period_start(last, group.window) if group.window else max(period, start)
        found.append((period, Window(first, last)))
        period = calendar.next_period(period, grain)
    return found


def _span_stretches(frame: Frame, group: Group, due: dt.date | None) -> list[tuple[dt.date | int, Window]]:
    """Each span by number, no further than plan is due."""
    days = enumerate(stretches(frame, group.window))
    return [(index, Window(start, min(end, due or end))) for index, (start, end) in days if not due or start <= due]


def _key(period: dt.date | int) -> exp.Expr:
    return sql.number(period) if isinstance(period, int) else sql.date(period)
