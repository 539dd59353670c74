"""The board: standings of several KPIs for one person, period, filter and moment, read in few statements.

Asks and arranges; judges nothing (standing.py) and draws nothing. Only KPIs that the person may see are on it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from data.home import Home
from data.lake import newest_snapshot, watermarks
from data.people import Person
from metrics.access import may_split, scope_for, visible
from metrics.calendar import BusinessCalendar, calendar_of
from metrics.catalog import catalog_of
from metrics.compiler.checks import has_time
from metrics.model import Answer, Filter, Grain, Metric, MetricQuery
from metrics.periods import Period, Window, comparable, last_year, period_of, shifted, year_to_date
from metrics.query import ask_many, ask_plans
from metrics.reach import last_day
from metrics.standing import Point, Standing

HISTORY = 13
"""Periods of a sparkline: this one, the same of last year, and what lies between."""


@dataclass(frozen=True)
class View:
    """What a board is asked to show. `period` None is each KPI's newest of the grain; `where` is what is filtered."""

    person: Person
    snapshot: int
    grain: Grain = "month"
    period: Period | None = None
    where: tuple[Filter, ...] = ()


@dataclass(frozen=True)
class _Line:
    """One KPI with the period it is shown in and the questions that fill its standing, by what they are for."""

    metric: Metric
    period: Period
    window: Window
    questions: Mapping[str, MetricQuery]
    plans: Mapping[str, MetricQuery]


def newest_view(home: Home, person: Person, grain: Grain = "month") -> View:
    """What a person sees first: the newest state, each KPI in its newest period."""
    return View(person, newest_snapshot(home), grain)


def standings(home: Home, view: View, names: Iterable[str]) -> list[Standing]:
    """The standings of the KPIs named that the person may see, in that order. A KPI without data yet has no value."""
    catalog, calendar = catalog_of(home), calendar_of(home.settings)
    days = watermarks(home, view.snapshot)
    found: list[_Line] = []
    for metric in visible(view.person, (catalog.metrics[name] for name in names)):
        reached = last_day(catalog, calendar, metric, days, home.today())
        timed = has_time(catalog, metric)
        found.append(_line(calendar, view, metric, reached, home.today(), timed=timed))
    values = _asked(home, found, plans=False)
    plans = _asked(home, found, plans=True)
    today = home.today()
    return [_standing(calendar, today, line, *answers) for line, *answers in zip(found, values, plans, strict=True)]


def _line(
    calendar: BusinessCalendar, view: View, metric: Metric, reached: dt.date | None, today: dt.date, *, timed: bool
) -> _Line:
    day = reached or today
    period = view.period or period_of(calendar, day, _grain(metric, view.grain))
    window = period.elapsed(max(day, period.start))
    where = tuple(each for each in view.where if each[0] in metric.dimensions and may_split(view.person, metric))
    base = MetricQuery(metric.name, scope_for(view.person, metric, (), where), where=where, snapshot=view.snapshot)
    if not timed:
        return _Line(metric, period, window, {"single": base}, {})
    return _Line(
        metric, period, window, _questions(calendar, base, period, window), _plans(calendar, base, period, window)
    )


def _grain(metric: Metric, grain: Grain) -> Grain:
    order: tuple[Grain, ...] = ("day", "week", "month", "quarter", "year")
    return max(grain, metric.smallest_grain, key=order.index)


def _questions(calendar: BusinessCalendar, base: MetricQuery, period: Period, window: Window) -> dict[str, MetricQuery]:
    year_before = last_year(calendar, period)
    to_date = year_to_date(calendar, window.end)
    same_part = comparable(calendar, period, window.end, year_before)
    windows = {
        "previous": comparable(calendar, period, window.end, shifted(calendar, period, -1)),
        "last_year": same_part,
        "to_date": to_date,
        "to_date_last_year": Window(calendar.period_start(same_part.end, "year"), same_part.end),
    }
    first = shifted(calendar, period, 1 - HISTORY).start
    series = replace(base, grain=period.grain, start=first, end=window.end)
    return {"series": series} | {name: _over(base, each) for name, each in windows.items()}


def _plans(calendar: BusinessCalendar, base: MetricQuery, period: Period, window: Window) -> dict[str, MetricQuery]:
    first = shifted(calendar, period, 1 - HISTORY).start
    return {
        "series": replace(base, grain=period.grain, start=first, end=window.end),
        "whole": _over(base, period.window),
        "to_date": _over(base, year_to_date(calendar, window.end)),
    }


def _over(base: MetricQuery, window: Window) -> MetricQuery:
    return replace(base, start=window.start, end=window.end)


def _asked(home: Home, lines: Sequence[_Line], *, plans: bool) -> list[dict[str, Answer]]:
    """The answers of every line by what they are for: one round for all."""
    asked = [line.plans if plans else line.questions for line in lines]
    queries = [query for each in asked for query in each.values()]
    answers = iter((ask_plans if plans else ask_many)(home, queries))
    return [{name: next(answers) for name in each} for each in asked]


def _standing(
    calendar: BusinessCalendar, today: dt.date, line: _Line, values: Mapping[str, Answer], plans: Mapping[str, Answer]
) -> Standing:
    if "single" in values:
        return Standing(line.metric, line.period, line.window, running=False, value=_single(values["single"]))
    points = _points(calendar, line.period, values["series"], plans["series"])
    now = points[-1]
    return Standing(
        metric=line.metric,
        period=line.period,
        window=line.window,
        running=line.period.is_running(line.window.end),
        value=now.value,
        plan=now.plan,
        whole_plan=_single(plans["whole"]),
        previous=_single(values["previous"]),
        last_year=_single(values["last_year"]),
        to_date=_single(values["to_date"]),
        to_date_plan=_single(plans["to_date"]),
        to_date_last_year=_single(values["to_date_last_year"]),
        points=points,
        current=line.period.end >= calendar.period_start(today, line.period.grain),
    )


def _points(calendar: BusinessCalendar, period: Period, values: Answer, plans: Answer) -> tuple[Point, ...]:
    actual, planned = _by_period(values), _by_period(plans)
    starts = [shifted(calendar, period, offset).start for offset in range(1 - HISTORY, 1)]
    return tuple(Point(start, actual.get(start), planned.get(start)) for start in starts)


def _by_period(answer: Answer) -> dict[dt.date, float | None]:
    frame = answer.frame
    days = (moment.date() for moment in frame["period"].dt.to_pydatetime())
    return {day: _number(value) for day, value in zip(days, frame["value"].tolist(), strict=True)}


def _single(answer: Answer) -> float | None:
    values = answer.frame["value"].tolist()
    return _number(values[0]) if values else None


def _number(value: float | None) -> float | None:
    return None if value is None or value != value else value
