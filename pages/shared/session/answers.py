"""What pages ask of KPIs, kept between reruns by question, scope, snapshot, definitions and day.

What is handed out is shared by all who asked the same: frozen values, and frames that nobody writes to.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable
from dataclasses import replace
from functools import lru_cache
from typing import Any, Literal, TypeVar

import pandas as pd

from data.declarations import Table
from data.errors import Refusal
from data.home import Home
from metrics import breakdown as breakdowns
from metrics import bridge as bridges
from metrics import trend as trends
from metrics.access import Thing, may, may_split, scope_for, visible
from metrics.arrivals import Overdue, overdue
from metrics.board import View, standings
from metrics.catalog import catalog_of, leaves_of
from metrics.model import Dimension, Filter, Grain, Metric, MetricQuery
from metrics.periods import Period, Window, comparable, last_year, period_of, shifted
from metrics.query import Rows
from metrics.query import rows as rows_behind
from metrics.standing import Standing
from pages.shared.session.asker import Asker
from pages.shared.session.page import Page
from pages.shared.text import both

Made = TypeVar("Made")
Base = Literal["plan", "last_year"]
KEPT = 512
ROWS_SHOWN = 200
POINTS: dict[Grain, int] = {"day": 62, "week": 26, "month": 13, "quarter": 9, "year": 4}


def kept(make: Callable[..., Made], page: Page, *more: Hashable) -> Made:
    """What `make` gives for a page and more, made once for each question, asker, moment, definitions and day.

    `make` may depend on nothing that is not in the page or in `more`.
    """
    found: Made = _kept(make, _version(page.asker.home), replace(page, bar=None), *more)
    return found


@lru_cache(maxsize=KEPT)
def _kept(make: Callable[..., Any], version: str, page: Page, *more: Hashable) -> Any:
    del version
    return make(page, *more)


def headlines(page: Page) -> tuple[Standing, ...]:
    """Where the KPIs of the company page stand, those that the asker may see, by department in the fixed order."""
    metrics = [m for m in catalog_of(page.asker.home).metrics.values() if m.headline]
    return _standings(page, metrics, ())


def department(page: Page, where: tuple[Filter, ...] = ()) -> tuple[Standing, ...]:
    """Where the KPIs of the page's department stand, headlines first; building blocks are left out."""
    metrics = [m for m in catalog_of(page.asker.home).metrics.values() if m.department == page.department]
    return _standings(page, sorted((m for m in metrics if not m.internal), key=lambda m: not m.headline), where)


def _standings(page: Page, metrics: list[Metric], where: tuple[Filter, ...]) -> tuple[Standing, ...]:
    home, person = page.asker.home, page.asker.person
    places = list(page.wording.departments)
    ordered = sorted(metrics, key=lambda m: places.index(m.department) if m.department in places else len(places))
    names = tuple(metric.name for metric in visible(person, ordered))
    view = View(person, page.moment.snapshot, page.period.grain, None if page.newest else page.period, where)
    return _board(home, _version(home), view, names)


@lru_cache(maxsize=KEPT)
def _board(home: Home, version: str, view: View, names: tuple[str, ...]) -> tuple[Standing, ...]:
    del version
    return tuple(standings(home, view, names))


def query(page: Page, standing: Standing, where: tuple[Filter, ...] = (), by: tuple[str, ...] = ()) -> MetricQuery:
    """The question about a KPI in the days of its standing, in the asker's scope."""
    scope = scope_for(page.asker.person, standing.metric, by, where)
    window = standing.window
    return MetricQuery(
        standing.metric.name, scope, where=where, start=window.start, end=window.end, snapshot=page.moment.snapshot
    )


def trend(page: Page, standing: Standing, grain: Grain, where: tuple[Filter, ...]) -> pd.DataFrame:
    """The KPI over time up to the end of its standing."""
    home = page.asker.home
    return _trend(home, _version(home), query(page, standing, where), grain, standing.window.end)


@lru_cache(maxsize=KEPT)
def _trend(home: Home, version: str, asked: MetricQuery, grain: Grain, until: dt.date) -> pd.DataFrame:
    del version
    return trends.trend(home, asked, grain, until, POINTS[grain])


def year(page: Page, standing: Standing) -> pd.DataFrame:
    """The KPI by month over the fiscal year that the page's period is in."""
    home, calendar = page.asker.home, page.wording.calendar
    first = period_of(calendar, calendar.period_start(standing.period.start, "year"), "month")
    months = tuple(shifted(calendar, first, count) for count in range(12))
    return _year(home, _version(home), query(page, standing), months, standing.window.end)


@lru_cache(maxsize=KEPT)
def _year(home: Home, version: str, asked: MetricQuery, months: tuple[Period, ...], until: dt.date) -> pd.DataFrame:
    del version
    return trends.trend_of(home, asked, list(months), until)


def split(page: Page, standing: Standing, dimension: str, where: tuple[Filter, ...]) -> breakdowns.Breakdown:
    """The KPI of the page's period by the members of a dimension."""
    home, calendar = page.asker.home, page.wording.calendar
    earlier = comparable(calendar, standing.period, standing.window.end, last_year(calendar, standing.period))
    return _split(home, _version(home), query(page, standing, where, (dimension,)), dimension, earlier)


@lru_cache(maxsize=KEPT)
def _split(home: Home, version: str, asked: MetricQuery, dimension: str, earlier: Window) -> breakdowns.Breakdown:
    del version
    return breakdowns.breakdown(home, asked, dimension, earlier)


def dimensions(page: Page, metric: Metric) -> tuple[Dimension, ...]:
    """What a KPI may be split by, in the order defined; a KPI of parts takes the dimensions of its first part."""
    catalog = catalog_of(page.asker.home)
    source = next(leaves_of(catalog.metrics, metric.name)).source
    found = (catalog.dimensions.get((source, name)) for name in metric.dimensions)
    return tuple(dimension for dimension in found if dimension is not None)


def members(page: Page, metric: Metric, dimension: str) -> tuple[str, ...]:
    """The members of a dimension over the fiscal year of the page's period and the one before."""
    home, calendar = page.asker.home, page.wording.calendar
    end = calendar.period_end(page.period.start, "year")
    start = calendar.period_start(calendar.period_start(page.period.start, "year") - dt.timedelta(days=1), "year")
    scope = scope_for(page.asker.person, metric, (dimension,))
    asked = MetricQuery(metric.name, scope, start=start, end=end, snapshot=page.moment.snapshot)
    return _members(home, _version(home), asked, dimension)


@lru_cache(maxsize=KEPT)
def _members(home: Home, version: str, asked: MetricQuery, dimension: str) -> tuple[str, ...]:
    del version
    return tuple(breakdowns.members(home, asked, dimension))


def bridge(page: Page, standing: Standing, base: Base = "plan") -> bridges.Bridge | None:
    """From plan or last year to actual; None where the KPI is no sum or the asker may not see all parts of it."""
    home, calendar = page.asker.home, page.wording.calendar
    metrics, metric = catalog_of(home).metrics, standing.metric
    terms = [metrics[name] for name, _ in bridges.terms_of(metric)] or [metric]
    if not all(may_split(page.asker.person, term) for term in terms):
        return None
    earlier = comparable(calendar, standing.period, standing.window.end, last_year(calendar, standing.period))
    return _bridge(home, _version(home), query(page, standing), base, earlier)


@lru_cache(maxsize=KEPT)
def _bridge(home: Home, version: str, asked: MetricQuery, base: Base, earlier: Window) -> bridges.Bridge | None:
    del version
    return bridges.bridge(home, asked, earlier if base == "last_year" else None, earlier)


def late(page: Page) -> tuple[Overdue, ...]:
    """Tables of the departments that the asker may see which have not arrived as declared."""
    return late_for(page.asker, page.moment.newest) if page.moment.is_newest else ()


def late_for(asker: Asker, newest: int) -> tuple[Overdue, ...]:
    """Tables that have not arrived as declared, of the departments that somebody may see."""
    found = _late(asker.home, _version(asker.home), newest, asker.home.today())
    return tuple(each for each in found if may(asker.person, "view", Thing("table", each.table.department)))


@lru_cache(maxsize=16)
def _late(home: Home, version: str, newest: int, today: dt.date) -> tuple[Overdue, ...]:
    del version
    return tuple(overdue(home, newest, today))


def may_see_rows(page: Page) -> bool:
    """Whether the asker may see single rows of the page's department: deals, lots, people."""
    return may(page.asker.person, "view_rows", Thing("table", page.department))


def rows(page: Page, standing: Standing, where: tuple[Filter, ...]) -> Rows:
    """The rows behind the KPI's value. Refuses who may not see rows, and tables whose rows are not shown."""
    if not may_see_rows(page):
        raise Refusal("not_allowed", both("rows.refused"))
    return rows_behind(page.asker.home, query(page, standing, where), limit=ROWS_SHOWN)


def table(page: Page, source: str) -> Table | None:
    """The declaration of a table; None for a view."""
    return catalog_of(page.asker.home).tables.get(source)


def labelled(page: Page, found: Rows) -> pd.DataFrame:
    """Rows under the names that their columns have in the page's language; what only the lake needs is left out."""
    declared = table(page, found.source)
    columns = {column.name: column for column in declared.columns} if declared else {}
    frame = found.frame[[name for name in found.columns if not name.startswith("_")]].copy()
    for name in frame.columns:
        if name in columns and columns[name].type == "date":
            frame[name] = frame[name].dt.date
    return frame.rename(
        columns={name: column.label.in_language(page.asker.language) for name, column in columns.items()}
    )


def _version(home: Home) -> str:
    """Definitions and the day are part of what an answer depends on."""
    return f"{catalog_of(home).version} {home.today()}"
