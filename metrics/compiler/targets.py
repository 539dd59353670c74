"""The plan of KPIs from a table of targets, in one pass for all of them: period, d0…, a0…, present.

A target without a dimension's value is one for all of it. For each KPI and month the least divided targets that answer
are taken: those of the whole where there are some, else those of segments added up (never for rates). Parts of months
count by the fractions of plan.py; KPIs that are phased alike share them.
"""

from __future__ import annotations

import datetime as dt

from sqlglot import exp

from metrics import expression
from metrics.compiler import sql
from metrics.compiler.context import Frame
from metrics.compiler.dimensions import one_of
from metrics.compiler.groups import PRESENT, keys
from metrics.compiler.recipe import Group
from metrics.compiler.relations import relation
from metrics.compiler.shapes import plan_mode, segments_add, target_dimensions
from metrics.compiler.weights import Phasing, phasings, spread, weight

ROWS, MONTHS_OF, WEIGHTS, BASE = "s", "m", "w", "b"


def plan_query(frame: Frame, group: Group, names: list[str], due: dt.date | None) -> exp.Select:
    """The SELECT of the plans of the KPIs named; plan is due up to `due`."""
    phased = phasings(frame, names)
    dealt = spread(frame, group, phased, due)
    base = _weighted(frame, group, phased, due, dealt)
    columns = keys(frame, group)
    plans = [
        sql.named(_combined(frame, frame.catalog.metrics[name].name), f"a{index}") for index, name in enumerate(names)
    ]
    query = exp.select(*(sql.named(sql.column(BASE, each), each) for each in columns), *plans, PRESENT.copy())
    query = query.from_(_with_newest(base, columns), copy=False)
    if columns:
        return sql.grouped(query, len(columns))
    return query.having(exp.GT(this=exp.Count(this=exp.Star()), expression=exp.Literal.number(0)), copy=False)


def _combined(frame: Frame, name: str) -> exp.Expr:
    """A KPI's plan over its months: flows are added by weight, the last month's is taken, or the mean."""
    mode = plan_mode(frame.catalog, frame.catalog.metrics[name])
    of_it: exp.Expr = exp.EQ(this=sql.column(BASE, "metric"), expression=exp.Literal.string(name))
    value = sql.column(BASE, "value")
    if mode == "sum":
        return _where(exp.Sum(this=exp.Mul(this=value, expression=sql.column(BASE, "weight"))), of_it)
    if mode == "last":
        newest = exp.EQ(this=sql.column(BASE, "month"), expression=sql.column(BASE, "newest"))
        return _where(exp.Sum(this=value), exp.And(this=of_it, expression=newest))
    months = exp.Count(this=exp.Distinct(expressions=[sql.column(BASE, "month")]))
    return expression.divided(_where(exp.Sum(this=value), of_it), _where(months, of_it.copy()))


def _where(aggregate: exp.Expr, condition: exp.Expr) -> exp.Expr:
    return exp.Filter(this=aggregate, expression=exp.Where(this=condition))


def _with_newest(base: exp.Select, columns: list[str]) -> exp.Subquery:
    """Each row with the newest month that its KPI has a target for in the period."""
    over = [sql.column("a", each) for each in ("metric", *columns[:1]) if each in ("metric", "period")]
    newest = exp.Window(this=exp.Max(this=sql.column("a", "month")), partition_by=over)
    query = exp.select(exp.Star(), sql.named(newest, "newest"))
    return query.from_(_as(base, "a"), copy=False).subquery(sql.name(BASE), copy=False)


def _weighted(
    frame: Frame, group: Group, phased: list[Phasing], due: dt.date | None, dealt: exp.Values | None
) -> exp.Select:
    """metric, month, value, weight, and the keys: a row for each target and period that it has a part in."""
    month = sql.column(MONTHS_OF, "month")
    period: exp.Expr
    share: exp.Expr
    if dealt is not None:
        period, share = sql.column(WEIGHTS, "period"), sql.column(WEIGHTS, "weight")
    else:
        period = sql.period_start(month, frame.grain, frame.context.calendar) if frame.grain else exp.null()
        share = weight(frame, phased, due, sql.column(MONTHS_OF, "metric"), month.copy())
    columns = [
        sql.named(period if each == "period" else sql.column(MONTHS_OF, each), each) for each in keys(frame, group)
    ]
    plain = [sql.named(sql.column(MONTHS_OF, each), each) for each in ("metric", "month", "value")]
    query = exp.select(*columns, *plain, sql.named(share, "weight"))
    query = query.from_(_as(_months(frame, phased, due, ranged=dealt is None), MONTHS_OF), copy=False)
    if dealt is None:
        return query
    same_month = exp.EQ(this=sql.column(MONTHS_OF, "month"), expression=sql.column(WEIGHTS, "month"))
    same_phasing = exp.EQ(this=sql.column(MONTHS_OF, "phasing"), expression=sql.column(WEIGHTS, "phasing"))
    return query.join(dealt, on=exp.And(this=same_phasing, expression=same_month), copy=False)


def _months(frame: Frame, phased: list[Phasing], due: dt.date | None, *, ranged: bool) -> exp.Select:
    """metric, phasing, month, value, d0…: of each KPI and month the targets that answer."""
    table = phased[0].metrics[0].target
    asked = list(dict.fromkeys((*frame.by, *(name for name, _ in frame.where))))
    others = [name for name in target_dimensions(frame.catalog, table) if name not in asked]
    month = sql.as_date(sql.truncated("MONTH", sql.column(ROWS, "month")))
    columns = [sql.named(sql.column(ROWS, name), f"d{index}") for index, name in enumerate(frame.by)]
    plain = [sql.named(sql.column(ROWS, each), each) for each in ("metric", "value")]
    query = exp.select(*plain, sql.named(month, "month"), sql.named(_phasing(phased), "phasing"), *columns)
    query = query.from_(relation(frame, table, ["metric", "month", "value", *asked, *others], ROWS), copy=False)
    kinds = frame.catalog.columns[table]
    query = query.where(
        _is_one_of([metric.name for each in phased for metric in each.metrics]),
        *(sql.is_there(sql.column(ROWS, name)) for name in ("value", *asked)),
        *(one_of(name, sql.column(ROWS, name), kinds[name], values) for name, values in frame.where),
        *(_month_range(frame, due, month) if ranged else []),
        copy=False,
    )
    return _least_divided(frame, query, phased, others) if others else query


def _is_one_of(names: list[str]) -> exp.Expr:
    return exp.In(this=sql.column(ROWS, "metric"), expressions=[exp.Literal.string(name) for name in names])


def _phasing(phased: list[Phasing]) -> exp.Expr:
    """The number of the phasing that a target's KPI has."""
    if len(phased) == 1:
        return exp.Literal.number(0)
    cases = [
        exp.If(this=_is_one_of([metric.name for metric in each.metrics]), true=exp.Literal.number(index))
        for index, each in enumerate(phased)
    ]
    return exp.Case(ifs=cases)


def _month_range(frame: Frame, due: dt.date | None, month: exp.Expr) -> list[exp.Expr]:
    """Months that the range touches."""
    found: list[exp.Expr] = []
    if frame.start is not None:
        found.append(exp.GTE(this=month.copy(), expression=sql.date(frame.start.replace(day=1))))
    if due is not None:
        found.append(exp.LTE(this=month.copy(), expression=sql.date(due)))
    return found


def _least_divided(frame: Frame, query: exp.Select, phased: list[Phasing], others: list[str]) -> exp.Select:
    """Of each KPI's month the targets divided by the fewest dimensions not asked for; none of a rate's parts."""
    names = ["metric", "value", "month", "phasing", *(f"d{index}" for index in range(len(frame.by)))]
    query = query.select(sql.named(_division(others), "division"), copy=False)
    month_of_kpi = [sql.column("a", "metric"), sql.column("a", "month")]
    least = exp.Window(this=exp.Min(this=sql.column("a", "division")), partition_by=month_of_kpi)
    marked = exp.select(exp.Star(), sql.named(least, "least")).from_(_as(query, "a"), copy=False)
    kept = exp.select(*(sql.column("l", each) for each in names)).from_(_as(marked, "l"), copy=False)
    kept = kept.where(exp.EQ(this=sql.column("l", "division"), expression=sql.column("l", "least")), copy=False)
    whole_only = [metric.name for each in phased for metric in each.metrics if not segments_add(frame.catalog, metric)]
    if not whole_only:
        return kept
    is_rate = exp.In(this=sql.column("l", "metric"), expressions=[exp.Literal.string(name) for name in whole_only])
    divided = exp.NEQ(this=sql.column("l", "division"), expression=exp.Literal.number(0))
    return kept.where(exp.Not(this=exp.Paren(this=exp.And(this=is_rate, expression=divided))), copy=False)


def _division(others: list[str]) -> exp.Expr:
    """A number for which dimensions a target is divided by; 0 where by none that was not asked for."""
    parts: list[exp.Expr] = []
    for index, name in enumerate(others):
        whole = exp.Is(this=sql.column(ROWS, name), expression=exp.null())
        bit = exp.Literal.number(2**index)
        parts.append(exp.Case(ifs=[exp.If(this=whole, true=exp.Literal.number(0))], default=bit))
    total = parts[0]
    for part in parts[1:]:
        total = exp.Add(this=total, expression=part)
    return total


def _as(query: exp.Select, alias: str) -> exp.Subquery:
    return query.subquery(sql.name(alias), copy=False)
