"""Small pieces of SQL as sqlglot trees: quoted names, literals, joins, periods as the company's calendar cuts them.

Every name is quoted and every value a literal built here; nothing is ever pasted together from text.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from sqlglot import exp

from metrics.calendar import MONTHS, WEEKDAYS, BusinessCalendar
from metrics.model import Grain


def name(text: str) -> exp.Identifier:
    """A quoted identifier."""
    return exp.to_identifier(text, quoted=True)


def column(table: str, text: str) -> exp.Column:
    """A quoted column of a quoted table."""
    return exp.Column(this=name(text), table=name(table))


def named(tree: exp.Expr, alias: str) -> exp.Alias:
    """tree AS "alias"."""
    return exp.Alias(this=tree, alias=name(alias))


def date(day: dt.date) -> exp.Expr:
    """A DATE literal."""
    return as_date(exp.Literal.string(day.isoformat()))


def number(value: float) -> exp.Expr:
    """A number as a literal."""
    return exp.Literal.number(repr(value)) if value >= 0 else exp.Neg(this=exp.Literal.number(repr(-value)))


def as_date(tree: exp.Expr) -> exp.Expr:
    """The day of a date or time."""
    return exp.Cast(this=tree, to=exp.DataType(this=exp.DType.DATE))


def call(function: str, *arguments: exp.Expr) -> exp.Expr:
    """A function that sqlglot knows by name."""
    return exp.func(function, *arguments)


def interval(count: int, unit: str) -> exp.Interval:
    """INTERVAL 'count' unit."""
    return exp.Interval(this=exp.Literal.string(str(count)), unit=exp.var(unit))


def shifted(tree: exp.Expr, count: int, unit: str) -> exp.Expr:
    """tree plus or minus an interval; tree itself where the count is 0."""
    if count == 0:
        return tree
    kind = exp.Add if count > 0 else exp.Sub
    return exp.Paren(this=kind(this=tree, expression=interval(abs(count), unit)))


def period_start(time: exp.Expr, grain: Grain, calendar: BusinessCalendar) -> exp.Expr:
    """The first day of the period that holds a time: fiscal years and quarters, weeks from the company's first day.

    Months are moved before truncating; the end of a month may be clipped by that, but never leaves its month.
    """
    if grain == "day":
        return as_date(time)
    if grain == "week":
        ahead = -WEEKDAYS.index(calendar.week_start) % 7
        return as_date(shifted(truncated("WEEK", shifted(as_date(time), ahead, "DAY")), -ahead, "DAY"))
    months = (calendar.fiscal_year_start - 1) % MONTHS[grain]
    return as_date(shifted(truncated(grain.upper(), shifted(as_date(time), -months, "MONTH")), months, "MONTH"))


def truncated(unit: str, day: exp.Expr) -> exp.Expr:
    """The first day of the calendar's own week, month, quarter or year."""
    return exp.DateTrunc(  # type: ignore[no-untyped-call]  # sqlglot leaves this constructor untyped
        unit=exp.Literal.string(unit), this=as_date(day)
    )


def step(grain: Grain) -> tuple[int, str]:
    """The length of a grain as count and unit."""
    if grain in MONTHS:
        return MONTHS[grain], "MONTH"
    return (7 if grain == "week" else 1), "DAY"


def next_period(period: exp.Expr, grain: Grain) -> exp.Expr:
    """The first day of the period after the one that begins at `period`."""
    return as_date(shifted(period, *step(grain)))


def series(first: exp.Expr, last: exp.Expr, grain: Grain) -> exp.Expr:
    """First days of all periods from `first` to `last`, a row each."""
    return exp.Explode(
        this=exp.GenerateSeries(start=first, end=last, step=interval(*step(grain)), is_end_exclusive=False)
    )


def is_there(tree: exp.Expr) -> exp.Expr:
    """tree IS NOT NULL."""
    return exp.Not(this=exp.Is(this=tree, expression=exp.null()))


def same(left: str, right: str, columns: Iterable[str]) -> exp.Expr:
    """Equality of columns of two tables, where NULL is equal to NULL; TRUE where there are none."""
    pairs = [exp.NullSafeEQ(this=column(left, each), expression=column(right, each)) for each in columns]
    return exp.and_(*pairs) if pairs else exp.true()


def grouped(query: exp.Select, count: int) -> exp.Select:
    """GROUP BY the first `count` columns."""
    return query.group_by(*(exp.Literal.number(index + 1) for index in range(count)), copy=False) if count else query


def either(conditions: Sequence[exp.Expr]) -> exp.Expr:
    """Conditions joined by OR, in parentheses."""
    return exp.paren(exp.or_(*conditions)) if len(conditions) > 1 else conditions[0]
