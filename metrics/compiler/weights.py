"""How much of a month's target counts: fractions by KPIs' phasing, as a CASE or, by day, week or window, as VALUES.

The fractions themselves are plan.py's.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlglot import exp

from metrics.calendar import MONTHS
from metrics.compiler import sql
from metrics.compiler.context import Frame
from metrics.compiler.recipe import Group
from metrics.model import Metric
from metrics.periods import Window
from metrics.plan import is_phased, month_weights

WEIGHTS = "w"
UNBOUNDED_YEARS = 3
"""Years of plan by day, by week or running that are given where a question has no start."""


@dataclass(frozen=True)
class Phasing:
    """KPIs whose months are phased alike."""

    metrics: tuple[Metric, ...]

    def weights(self, frame: Frame, window: Window) -> dict[dt.date, float]:
        """The fraction of each month's target that falls into a window."""
        return month_weights(frame.context.calendar, self.metrics[0], window)


def phasings(frame: Frame, names: list[str]) -> list[Phasing]:
    """The KPIs named, by how they are phased."""
    alike: dict[tuple[object, ...], list[Metric]] = {}
    for name in dict.fromkeys(names):
        metric = frame.catalog.metrics[name]
        how = (metric.phasing, metric.curve) if is_phased(metric) else ()
        alike.setdefault(how, []).append(metric)
    return [Phasing(tuple(metrics)) for metrics in alike.values()]


def weight(frame: Frame, phased: list[Phasing], due: dt.date | None, metric: exp.Expr, month: exp.Expr) -> exp.Expr:
    """1, or the fraction of a month that the range covers in part."""
    cases: list[exp.If] = []
    for each in phased:
        names = [exp.Literal.string(found.name) for found in each.metrics]
        for first, share in sorted(_partial(frame, each, due).items()):
            of_month = exp.EQ(this=month.copy(), expression=sql.date(first))
            of_kpi = exp.In(this=metric.copy(), expressions=[name.copy() for name in names])
            condition = of_month if len(phased) == 1 else exp.And(this=of_month, expression=of_kpi)
            cases.append(exp.If(this=condition, true=sql.number(share)))
    return exp.Case(ifs=cases, default=exp.Literal.number(1)) if cases else exp.Literal.number(1)


def _partial(frame: Frame, phased: Phasing, due: dt.date | None) -> dict[dt.date, float]:
    """Months at the ends of the range that count in part."""
    start, calendar = frame.start, frame.context.calendar
    if start and due and due < start:
        return {}
    ends = []
    if start is not None:
        ends.append(Window(start, min(calendar.period_end(start, "month"), due or dt.date.max)))
    if due is not None:
        ends.append(Window(max(due.replace(day=1), start or dt.date.min), due))
    found = {month: share for end in ends for month, share in phased.weights(frame, end).items()}
    return {month: share for month, share in found.items() if share != 1}


def spread(frame: Frame, group: Group, phased: list[Phasing], due: dt.date | None) -> exp.Values | None:
    """phasing, period, month, weight as VALUES where months are dealt out to periods one by one: days, weeks and
    running totals; None where a month lies in one period."""
    if not group.window and (frame.grain is None or frame.grain in MONTHS):
        return None
    stretches = _stretches(frame, group, due)
    rows = [
        _row(index, period, month, share)
        for index, each in enumerate(phased)
        for period, stretch in stretches
        for month, share in each.weights(frame, stretch).items()
    ]
    columns = [sql.name(each) for each in ("phasing", "period", "month", "weight")]
    table = exp.TableAlias(this=sql.name(WEIGHTS), columns=columns)
    return exp.Values(expressions=rows or [_row(-1, dt.date.min, dt.date.min, 0.0)], alias=table)


def _row(phasing: int, period: dt.date, month: dt.date, share: float) -> exp.Tuple:
    return exp.Tuple(expressions=[sql.number(phasing), sql.date(period), sql.date(month), sql.number(share)])


def _stretches(frame: Frame, group: Group, due: dt.date | None) -> list[tuple[dt.date, Window]]:
    """Each period and the days whose plan it shows."""
    calendar, grain, end = frame.context.calendar, frame.grain, due or frame.context.today
    if end is None:
        return []
    if grain is None:
        return [(end, Window(calendar.period_start(end, group.window or "year"), end))]
    start = frame.start or calendar.period_start(end, "year").replace(year=end.year - UNBOUNDED_YEARS)
    found, period = [], calendar.period_start(start, grain)
    while period <= end:
        last = calendar.period_end(period, grain)
        until = min(last, end)
        first = calendar.period_start(until, group.window) if group.window else max(period, start)
        found.append((period, Window(first, until)))
        period = calendar.next_period(period, grain)
    return found
