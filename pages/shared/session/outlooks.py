"""Where KPIs will land, as a page asks for it: landings and months ahead, and estimates with their records.

Landings are made off the page's script; estimates are read again whenever the ledger has changed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache

from data.errors import Refusal
from data.home import Home
from data.incident_store import Estimate, estimates
from data.people import Person
from insights.landing import Landing
from metrics.access import scope_for
from metrics.calendar import calendar_of
from metrics.catalog import catalog_of
from metrics.model import Metric, MetricQuery
from metrics.periods import Period, parse_period, period_of
from metrics.query import ask
from pages.shared.session.findings import ledger_stamp
from pages.shared.session.page import Page
from pages.shared.session.work import later

Ahead = Mapping[dt.date, tuple[float, float, float]]
LEVEL = 0.8


def landings(page: Page, metric: Metric) -> tuple[Landing, ...] | None:
    """Landings of the running month, quarter and fiscal year at the page's moment; None while they are made."""
    home, moment = page.asker.home, page.moment
    to = None if moment.is_newest else page.until
    return later(_landings, home, catalog_of(home).version, page.asker.person, metric.name, moment.snapshot, to)


def _landings(
    home: Home, version: str, person: Person, name: str, snapshot: int, to: dt.date | None
) -> tuple[Landing, ...]:
    del version
    from insights.landing import landings as landed

    return tuple(landed(home, person, catalog_of(home).metrics[name], snapshot, to, LEVEL))


def ahead(page: Page, metric: Metric) -> Ahead | None:
    """By first day the months of the fiscal year that are not over: forecast and range. None while it is made."""
    found, home = landings(page, metric), page.asker.home
    rest = later(
        _months, home, catalog_of(home).version, page.asker.person, metric.name, page.moment.snapshot, page.until
    )
    if found is None or rest is None:
        return None
    running = {one.period.start: (one.value, one.low, one.high) for one in found if one.period.grain == "month"}
    return {**rest, **running}


def _months(home: Home, version: str, person: Person, name: str, snapshot: int, until: dt.date) -> Ahead:
    del version
    from insights.forecast import forecast

    metric, calendar = catalog_of(home).metrics[name], calendar_of(home.settings)
    running = period_of(calendar, until, "month")
    end = running.end if until >= running.end else running.start - dt.timedelta(days=1)
    asked = MetricQuery(name, scope_for(person, metric), "month", end=end, snapshot=snapshot)
    history = ask(home, asked).frame.rename(columns={"period": "date"})[["date", "value"]].dropna()
    last = calendar.period_end(until, "year")
    horizon = (last.year - end.year) * 12 + last.month - end.month
    if len(history) < 6 or horizon < 1:
        return {}
    found = forecast(history, grain="month", horizon=horizon, level=LEVEL, calendar=calendar)
    return {row.date.date(): (row.value, row.low, row.high) for row in found.itertuples()}


def newest_estimates(page: Page, metric: Metric) -> Mapping[str, Estimate]:
    """The newest estimate of each period, by the period's name."""
    return {one.period: one for one in _estimates(page.asker.home, ledger_stamp(page.asker.home), metric.name)}


@lru_cache(maxsize=64)
def _estimates(home: Home, stamp: object, name: str) -> tuple[Estimate, ...]:
    del stamp
    return tuple(estimates(home, name))


def settled(page: Page, metric: Metric) -> tuple[tuple[Estimate, float], ...]:
    """The last estimate of each period that is over, given before its end, beside what came."""
    today = page.asker.home.today()
    found = []
    for one in newest_estimates(page, metric).values():
        period = _period(page, one.period)
        if period is not None and period.end < today and one.at.date() <= period.end:
            value = _value(page, metric, period)
            if value is not None:
                found.append((one, value))
    return tuple(found)


def _period(page: Page, name: str) -> Period | None:
    try:
        return parse_period(page.wording.calendar, name)
    except Refusal:
        return None


def _value(page: Page, metric: Metric, period: Period) -> float | None:
    scope = scope_for(page.asker.person, metric)
    asked = MetricQuery(metric.name, scope, start=period.start, end=period.end, snapshot=page.moment.snapshot)
    frame = ask(page.asker.home, asked).frame
    value = frame["value"].iloc[0] if len(frame) else None
    return None if value is None or value != value else float(value)
