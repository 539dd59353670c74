"""Spans as SQL: the stretches of days that a question names itself, in place of a grain; a period is a span's number.

Many comparisons (this month, last year's part of it, the year to date) are so one statement.
"""

from __future__ import annotations

import datetime as dt

from sqlglot import exp

from metrics.compiler import sql
from metrics.compiler.context import Frame
from metrics.model import Grain, Span

SPANS = "w"
COLUMNS = ("period", "begins", "ends")


def stretches(frame: Frame, window: Grain | None = None) -> list[Span]:
    """Each span's days; with a window, from the first day of the window that the span ends in."""
    if window is None:
        return list(frame.spans)
    return [(frame.context.calendar.period_start(end, window), end) for _, end in frame.spans]


def span_values(frame: Frame, window: Grain | None = None, alias: str = SPANS) -> exp.Values:
    """period, begins, ends (exclusive) of every span, as VALUES."""
    rows = [
        exp.Tuple(expressions=[sql.number(index), sql.date(start), sql.date(end + dt.timedelta(days=1))])
        for index, (start, end) in enumerate(stretches(frame, window))
    ]
    columns = [sql.name(each) for each in COLUMNS]
    return exp.Values(expressions=rows, alias=exp.TableAlias(this=sql.name(alias), columns=columns))


def within(time: exp.Expr, alias: str = SPANS) -> exp.Expr:
    """Whether a time lies in a span."""
    return exp.and_(
        exp.GTE(this=time.copy(), expression=sql.column(alias, "begins")),
        exp.LT(this=time.copy(), expression=sql.column(alias, "ends")),
    )


def joined(frame: Frame, query: exp.Select, time: exp.Expr) -> exp.Select:
    """A query over rows, a row for each span that its time lies in; unchanged where the question has no spans."""
    return query.join(span_values(frame), on=within(time), copy=False) if frame.spans else query
