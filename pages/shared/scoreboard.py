"""The company page's parts: message, chips, scorecard and what needs attention; below, the bridge and the year.

Each draws one thing of answers it is given; which stand on the page is said by the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from insights.incidents import Incident
from metrics.arrivals import Overdue
from metrics.calendar import DAY
from metrics.catalog import catalog_of
from metrics.formatting import ABSENT, format_day
from metrics.standing import Standing
from pages.shared import cards, figures, outlook, states, waterfall, yearly
from pages.shared.board import show_scorecard
from pages.shared.cards import Wording
from pages.shared.incidents import choosing, listing, opening
from pages.shared.incidents import wording as words
from pages.shared.message import message
from pages.shared.navigation import PAGES
from pages.shared.session import KPI_KEY, Page, answers, carried, findings, outlooks, page_url
from pages.shared.session.findings import Known

MOST_ITEMS, MOST_ENTRIES = 3, 4
"""KPIs to act on, and all entries together, that stand in full beside the scorecard."""


def scorecard(page: Page) -> None:
    """Message, rows and attention as one drawing; a click on a KPI leads to its department."""
    standings = answers.headlines(page)
    if not any(standing.value is not None for standing in standings):
        states.show_empty(page.asker.language)
    stamp = findings.ledger_stamp(page.asker.home)
    data = answers.kept(scorecard_data, page, tuple(carried().items()), findings.known(page), stamp)
    clicked, incident = show_scorecard(data, "scorecard")
    if incident:
        opening.open_incident(incident)
        st.rerun()
    found = next((s for s in standings if s.metric.name == clicked), None)
    if found is not None:
        st.switch_page(f"pages/{_page_of(found)}.py", query_params={KPI_KEY: found.metric.name})


def _page_of(standing: Standing) -> str:
    name = standing.metric.department
    return name if name in PAGES else "company"


def _href(standing: Standing, along: Sequence[tuple[str, str]]) -> str:
    return page_url(_page_of(standing), (*along, (KPI_KEY, standing.metric.name)))


def scorecard_data(page: Page, along: tuple[tuple[str, str], ...], known: Known, stamp: object) -> dict[str, Any]:
    """All that the scorecard draws. `along` is what the addresses of its links carry; `stamp` says which state of the
    ledger replies and records are of."""
    del stamp
    wording, standings = page.wording, answers.headlines(page)
    some = choosing.shown(known.incidents, listing.window_of(page))
    stakes = choosing.stakes(standings, some)
    return {
        "lang": wording.language,
        "caption": wording.say("board.caption", period=cards.period_name(wording, page.period)),
        "head": head(page, standings, message(wording, standings, stakes, _noted(page, some))),
        "columns": _columns(page),
        "rows": cards.rows(wording, standings, lambda standing: _href(standing, along)),
        "attention": _attention(page, standings, along, known, some),
    }


def head(page: Page, standings: Sequence[Standing], said: str) -> dict[str, Any]:
    """The message and the chips under it."""
    wording, period, until = page.wording, page.period, page.until
    if page.newest and standings:
        period, until = standings[0].period, standings[0].window.end
    return {
        "message": said,
        "chips": cards.chips(wording, period, until, page.moment.text),
        "note": cards.fiscal_note(wording, period),
    }


def _columns(page: Page) -> list[dict[str, str]]:
    wording, kind = page.wording, page.period.grain
    running = page.period.is_running(page.until)
    texts = (
        ("column.department", "", ""),
        ("column.kpi", "", ""),
        (f"column.value.{kind}" if running else "column.value", "num", ""),
        ("column.spark.month" if kind == "month" else "column.spark", "", ""),
        ("column.attainment.running" if running else "column.attainment", "", wording.say("help.attainment")),
        ("column.plan", "num", wording.say("help.phasing")),
        ("column.last_year", "num", ""),
        ("column.status", "num", wording.say("status.rule")),
    )
    return [{"text": wording.say(key), "kind": kind, "help": told} for key, kind, told in texts]


def _noted(page: Page, some: Sequence[Incident]) -> str:
    """The sentence on incidents; "" where there is none."""
    if not some:
        return ""
    wording, first = page.wording, some[0]
    metric = catalog_of(page.asker.home).metrics[first.metric]
    title, count = words.title(wording, first, metric), len(some)
    if first.money is None:
        return wording.say(
            "message.incident.plain", count=count, title=title, gap=words.gap_text(wording, first, metric)
        )
    return wording.say("message.incident", count=count, title=title, money=words.yen(wording, first))


def _attention(
    page: Page, standings: Sequence[Standing], along: Sequence[tuple[str, str]], known: Known, some: Sequence[Incident]
) -> dict[str, Any]:
    wording, metrics = page.wording, catalog_of(page.asker.home).metrics
    acting = cards.attention(standings, choosing.stakes(standings, some))
    items = [
        cards.item(wording, standing, _href(standing, along), _with_incident(page, standing, some))
        for standing in acting[:MOST_ITEMS]
    ]
    hrefs = {one.id: page_url("company", (*along, (opening.INCIDENT_KEY, one.id))) for one in some}
    return {
        "title": wording.say("attention.title", count=len(acting)),
        "rule": wording.say("attention.rule.money"),
        "calm": "" if acting else wording.say("attention.calm"),
        "items": items,
        "incidents": listing.list_data(page, known, some, metrics, hrefs, MOST_ENTRIES - len(items)),
        "notes": [*_late_notes(page), *_other_notes(page, standings, known, len(acting) - len(items))],
    }


def _with_incident(page: Page, standing: Standing, some: Sequence[Incident]) -> list[str]:
    """The dearest incident of a KPI, named beside what it lacks."""
    own = choosing.of_metric(some, standing.metric)[:1]
    return [page.wording.say("item.incident", title=words.title(page.wording, one, standing.metric)) for one in own]


def _late_notes(page: Page) -> list[dict[str, str]]:
    """未提出: which table, whose, up to when."""
    lines = [late_line(page.wording, late) for late in answers.late(page)]
    return [{"kind": "late", "title": page.wording.say("notes.late"), "text": line} for line in lines]


def late_line(wording: Wording, late: Overdue) -> str:
    """Which table, whose, due when, and up to which day there are rows."""
    return wording.say(
        "notes.late.line",
        table=late.table.label.in_language(wording.language),
        department=wording.department(late.table.department),
        owner=wording.person(late.owner),
        due=format_day(late.due, wording.language, year=False),
        day=format_day(late.until, wording.language, year=False) if late.until else ABSENT,
    )


def _other_notes(page: Page, standings: Sequence[Standing], known: Known, unseen: int) -> list[dict[str, str]]:
    wording = page.wording
    watched = [wording.label(s) for s in standings if s.status == "watch"]
    some = choosing.shown(known.incidents, listing.window_of(page))
    moved = {s.metric.department for s in standings if s.status in ("act", "watch")} | {one.department for one in some}
    moved |= {s.metric.department for s in standings if known.state != "done"}
    calm = [name for name in dict.fromkeys(s.metric.department for s in standings) if name not in moved]
    until = format_day(page.until, wording.language)
    texts = {
        "notes.stale": wording.say("state.stale", day=until) if _is_stale(page) else "",
        "attention.others": wording.say("attention.more", count=unseen) if unseen > 0 else "",
        "notes.watch": wording.say("join").join(watched),
        "notes.calm": wording.say("join").join(wording.department(name) for name in calm),
    }
    return [{"kind": "", "title": wording.say(key), "text": text} for key, text in texts.items() if text]


def _is_stale(page: Page) -> bool:
    """Whether even the newest data end before yesterday."""
    return page.moment.is_newest and page.until < page.asker.home.today() - DAY


def bridge(page: Page) -> None:
    """From plan or last year to actual of the first headline KPI that is a sum of others, where there is one to see."""
    for standing in answers.headlines(page):
        if standing.metric.kind == "derived" and answers.kept(answers.bridge, page, standing) is not None:
            above, base = st.container(), waterfall.choose_base(page)
            figure = answers.kept(waterfall.bridge, page, standing, base)
            if figure is not None:
                with above:
                    figures.title(figure.title, figure.note)
                figures.chart(figure, "bridge")
            return


def year(page: Page) -> None:
    """The first headline KPI by month over the fiscal year, with its figure to date and where it will land."""
    for standing in answers.headlines(page)[:1]:
        ahead = outlooks.ahead(page, standing.metric) if page.newest else None
        landed = outlooks.landings(page, standing.metric) if page.newest else None
        figures.draw(answers.kept(yearly.year, page, standing, yearly.Coming.of(ahead, landed)), "year")


def record(page: Page) -> None:
    """How often forecast and detection were right, as far as a replay of the past can say."""
    found = answers.kept(listing.record_data, page, findings.ledger_stamp(page.asker.home))
    if found:
        figures.title(found["title"], found["note"], found["lines"])


def landing(page: Page) -> None:
    """Where the first headline KPI will land, while its period is running."""
    for standing in answers.headlines(page)[:1] if page.newest else ():
        outlook.show(page, standing)
