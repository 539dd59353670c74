"""A department's KPI as it was judged: its trend with what was expected, why a period was or was not flagged, the list.

A click on a marked period opens its incident; on any other it says why that was not flagged.
"""

from __future__ import annotations

import datetime as dt
from functools import partial

import streamlit as st

from data.errors import Language
from insights.incidents import Incident, Point
from metrics.catalog import catalog_of
from metrics.formatting import format_period
from metrics.model import Filter, Grain, Metric
from metrics.periods import period_of
from metrics.standing import Standing
from pages.shared import figures, waterfall
from pages.shared.board import show_incidents
from pages.shared.charts import expected
from pages.shared.incidents import choosing, listing, marking, opening
from pages.shared.session import KPI_KEY, Page, answers, carried, findings, page_url, restate, understand
from pages.shared.session.findings import Known
from pages.shared.text import plain

WHY_KEY, LIST, MOST = "why", "incidents", 8


def trend(page: Page, standing: Standing, grain: Grain, where: tuple[Filter, ...], known: Known) -> figures.Figure:
    """The KPI over time with what was expected and what was off."""
    metric = standing.metric
    points = known.points.get((metric.name, grain), ())
    own = choosing.of_metric(known.incidents, metric)
    return figures.trend(
        page, standing, grain, where, marking.judged(page.wording, metric, grain, where, points, own)
    )  # fmt: skip


def pick(page: Page, metric: Metric, grain: Grain, where: tuple[Filter, ...]) -> None:
    """Opens the incident of the period just clicked on, or says why that was not flagged."""
    start = expected.picked(st.session_state.get("trend"))
    if start is None:
        return
    own = choosing.of_metric(findings.known(page).incidents, metric)
    one = marking.at(page.wording.calendar, grain, where, own, start)
    if one is not None:
        opening.open_incident(one.id)
    else:
        st.session_state[WHY_KEY] = start.isoformat()


def why(page: Page, metric: Metric, grain: Grain, where: tuple[Filter, ...], known: Known) -> None:
    """The choice of a period, and the reason for its verdict in words."""
    points = {point.start.isoformat(): point for point in _newest(page, known.points.get((metric.name, grain), ()))}
    if not points:
        return
    if where:
        st.caption(page.wording.say("why.filtered"))
        return
    own, *others = (partial(_named, page, grain, each) for each in waterfall.languages(page))
    label = understand(WHY_KEY, points, own, *others)
    chosen = st.selectbox(
        page.wording.say("why.label"),
        list(points),
        index=None,
        placeholder=page.wording.say("why.choose"),
        format_func=own,
        label_visibility="collapsed",
        width=320,
        key=WHY_KEY,
        bind="query-params",
    )
    restate(WHY_KEY, label)
    if chosen in points:
        st.caption(plain(marking.why(page.wording, metric, points[chosen])))


def _newest(page: Page, points: tuple[Point, ...]) -> list[Point]:
    """As many points as the chart shows, the newest first, none after the page's moment."""
    known = [point for point in points if point.start <= page.until]
    return known[: -answers.POINTS[points[0].grain] - 1 : -1] if known else []


def _named(page: Page, grain: Grain, language: Language, day: str) -> str:
    calendar = page.wording.calendar
    return format_period(calendar, period_of(calendar, dt.date.fromisoformat(day), grain), language)


def incidents(page: Page, metric: Metric) -> None:
    """The department's incidents of the page's period; in short the earlier ones of a KPI."""
    known, stamp = findings.known(page), findings.ledger_stamp(page.asker.home)
    data = answers.kept(_list, page, known, stamp, tuple(carried().items()), metric.name)
    show_incidents(data, LIST, _open)


def _list(
    page: Page, known: Known, stamp: object, along: tuple[tuple[str, str], ...], metric: str
) -> dict[str, object]:
    del stamp
    own = [one for one in known.incidents if one.department == page.department]
    some = choosing.shown(own, listing.window_of(page))
    kept = (*along, (KPI_KEY, metric))
    metrics = catalog_of(page.asker.home).metrics
    hrefs = {one.id: page_url(page.department, (*kept, (opening.INCIDENT_KEY, one.id))) for one in own}
    drawn = [one for one in own if one.metric == metric and one.alerted and one not in some and _drawn(page, one)]
    earlier = sorted(drawn, key=lambda one: one.start, reverse=True)
    named = metrics[metric].label.in_language(page.asker.language)
    data = listing.list_data(page, known, some, metrics, hrefs, MOST)
    title = page.wording.say("incident.earlier", metric=named)
    return data | {"earlier": listing.links(page.wording, earlier, metrics, hrefs, title)}


def _drawn(page: Page, one: Incident) -> bool:
    """Whether an incident lies in the months that the chart shows."""
    calendar, count = page.wording.calendar, answers.POINTS["month"]
    first = calendar.next_period(calendar.period_start(page.until, "month"), "month", 1 - count)
    return first <= one.end and one.start <= page.until


def _open() -> None:
    opening.open_incident(st.session_state[LIST].incident)
