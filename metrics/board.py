"""The board: standings of several KPIs for one person, period, filter and moment, read in few statements.

Asks and arranges; judges nothing (standing.py) and draws nothing. Only KPIs that the person may see are on it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from data.home import Home
from data.lake import day_at, newest_snapshot, watermarks
from data.people import Person
from metrics.access import may_split, scope_for, visible
from metrics.calendar import BusinessCalendar, calendar_of
from metrics.catalog import catalog_of
from metrics.compiler.checks import has_time
from metrics.model import Filter, Grain, Metric, MetricQuery
from metrics.periods import Period, Window, comparable, last_year, period_of, shifted, year_to_date
from metrics.query import ask
from metrics.reach import last_day
from metrics.standing import Point, Standing
from metrics.windows import Values, values_over

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
    """One KPI, the period it is shown in, and the stretches of days that are compared, by what they are for."""

    metric: Metric
    period: Period
    window: Window
    base: MetricQuery
    values: Mapping[str, Window]
    plans: Mapping[str, Window]


def newest_view(home: Home, person: Person, grain: Grain = "month") -> View:
    """What a person sees first: the newest state, each KPI in its newest period."""
    return View(person, newest_snapshot(home), grain)


def standings(home: Home, view: View, names: Iterable[str]) -> list[Standing]:
    """The standings of the KPIs named that the person may see, in that order. A KPI without data yet has no value."""
    catalog, calendar = catalog_of(home), calendar_of(home.settings)
    days, today = watermarks(home, view.snapshot), day_at(home, view.snapshot)
    found: list[_Line] = []
    for metric in visible(view.person, (catalog.metrics[name] for name in names)):
        reached = last_day(catalog, calendar, metric, days, today)
        timed = has_time(catalog, metric)
        found.append(_line(calendar, view, metric, reached, today, timed=timed))
    values = values_over(home, [(line.base, line.values.values()) for line in found])
    plans = values_over(home, [(line.base, line.plans.values()) for line in found], plans=True)
    return [
        _standing(calendar, today, line, *answers) if line.values else _timeless(home, line)
        for line, *answers in zip(found, values, plans, strict=True)
    ]


def _timeless(home: Home, line: _Line) -> Standing:
    """A KPI without time has its one value."""
    value = ask(home, line.base).frame["value"].iloc[0]
    return Standing(line.metric, line.period, line.window, running=False, value=None if value != value else value)


def _line(
    calendar: BusinessCalendar, view: View, metric: Metric, reached: dt.date | None, today: dt.date, *, timed: bool
) -> _Line:
    day = reached or today
    period = view.period or period_of(calendar, day, _grain(metric, view.grain))
    window = period.elapsed(max(day, period.start))
    where = tuple(each for each in view.where if each[0] in metric.dimensions and may_split(view.person, metric))
    base = MetricQuery(metric.name, scope_for(view.person, metric, (), where), where=where, snapshot=view.snapshot)
    if not timed:
        return _Line(metric, period, window, base, {}, {})
    history = _history(calendar, period, window)
    values, plans = _compared(calendar, period, window), _planned(calendar, period, window)
    return _Line(metric, period, window, base, history | values, history | plans)


def _grain(metric: Metric, grain: Grain) -> Grain:
    order: tuple[Grain, ...] = ("day", "week", "month", "quarter", "year")
    return max(grain, metric.smallest_grain, key=order.index)


def _history(calendar: BusinessCalendar, period: Period, window: Window) -> dict[str, Window]:
    """The periods of a sparkline, the newest as far as it is over."""
    earlier = {f"p{back}": shifted(calendar, period, -back).window for back in range(HISTORY - 1, 0, -1)}
    return earlier | {"p0": window}


def _compared(calendar: BusinessCalendar, period: Period, window: Window) -> dict[str, Window]:
    same_part = comparable(calendar, period, window.end, last_year(calendar, period))
    return {
        "previous": comparable(calendar, period, window.end, shifted(calendar, period, -1)),
        "last_year": same_part,
        "to_date": year_to_date(calendar, window.end),
        "to_date_last_year": year_to_date(calendar, same_part.end),
    }


def _planned(calendar: BusinessCalendar, period: Period, window: Window) -> dict[str, Window]:
    return {"whole": period.window, "to_date": year_to_date(calendar, window.end)}


def _standing(calendar: BusinessCalendar, today: dt.date, line: _Line, asked: Values, planned: Values) -> Standing:
    values = {name: asked.get(window) for name, window in line.values.items()}
    plans = {name: planned.get(window) for name, window in line.plans.items()}
    return Standing(
        line.metric,
        line.period,
        line.window,
        running=line.period.is_running(line.window.end),
        value=values["p0"],
        plan=plans["p0"],
        whole_plan=plans["whole"],
        previous=values["previous"],
        last_year=values["last_year"],
        to_date=values["to_date"],
        to_date_plan=plans["to_date"],
        to_date_last_year=values["to_date_last_year"],
        points=_points(line, values, plans),
        current=line.period.end >= calendar.period_start(today, line.period.grain),
    )


def _points(line: _Line, values: Mapping[str, float | None], plans: Mapping[str, float | None]) -> tuple[Point, ...]:
    names = [name for name in line.values if name.startswith("p") and name[1:].isdigit()]
    return tuple(Point(line.values[name].start, values[name], plans[name]) for name in names)
