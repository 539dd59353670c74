"""The company page's parts: message, chips, scorecard and what needs attention; below, the bridge and the year.

Each draws one thing of answers it is given; which stand on the page is said by the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from metrics.arrivals import Overdue
from metrics.formatting import ABSENT, format_day
from metrics.standing import Standing
from pages.shared import cards, figures, states
from pages.shared.board import show_scorecard
from pages.shared.cards import Wording
from pages.shared.message import message
from pages.shared.navigation import PAGES
from pages.shared.session import KPI_KEY, Page, answers, carried, page_url

MOST_ITEMS = 5


def scorecard(page: Page) -> None:
    """Message, rows and attention as one drawing; a click on a KPI leads to its department."""
    standings = answers.headlines(page)
    if not any(standing.value is not None for standing in standings):
        states.show_empty(page.asker.language)
    data = answers.kept(scorecard_data, page, tuple(carried().items()))
    clicked = show_scorecard(data, "scorecard")
    found = next((s for s in standings if s.metric.name == clicked), None)
    if found is not None:
        st.switch_page(f"pages/{_page_of(found)}.py", query_params={KPI_KEY: found.metric.name})


def _page_of(standing: Standing) -> str:
    name = standing.metric.department
    return name if name in PAGES else "company"


def _href(standing: Standing, along: Sequence[tuple[str, str]]) -> str:
    return page_url(_page_of(standing), (*along, (KPI_KEY, standing.metric.name)))


def scorecard_data(page: Page, along: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    """All that the scorecard draws. `along` is what the addresses of its links carry."""
    wording, standings = page.wording, answers.headlines(page)
    return {
        "lang": wording.language,
        "caption": wording.say("board.caption", period=cards.period_name(wording, page.period)),
        "head": head(page, standings, message(wording, standings)),
        "columns": _columns(page),
        "rows": cards.rows(wording, standings, lambda standing: _href(standing, along)),
        "attention": _attention(page, standings, along),
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


def _attention(page: Page, standings: Sequence[Standing], along: Sequence[tuple[str, str]]) -> dict[str, Any]:
    wording, acting = page.wording, cards.attention(standings)
    items = [cards.item(wording, standing, _href(standing, along)) for standing in acting[:MOST_ITEMS]]
    return {
        "title": wording.say("attention.title", count=len(acting)),
        "rule": wording.say("attention.rule"),
        "calm": "" if acting else wording.say("attention.calm"),
        "items": items,
        "notes": [*_late_notes(page), *_other_notes(page, standings, len(acting) - len(items))],
    }


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


def _other_notes(page: Page, standings: Sequence[Standing], unseen: int) -> list[dict[str, str]]:
    wording = page.wording
    watched = [wording.label(s) for s in standings if s.status == "watch"]
    moved = {s.metric.department for s in standings if s.status in ("act", "watch")}
    calm = [name for name in dict.fromkeys(s.metric.department for s in standings) if name not in moved]
    texts = {
        "attention.others": wording.say("attention.more", count=unseen) if unseen > 0 else "",
        "notes.watch": wording.say("join").join(watched),
        "notes.calm": wording.say("join").join(wording.department(name) for name in calm),
    }
    return [{"kind": "", "title": wording.say(key), "text": text} for key, text in texts.items() if text]


def bridge(page: Page) -> None:
    """From plan to actual of the first headline KPI that is a sum of others."""
    for standing in answers.headlines(page):
        if figure := answers.kept(figures.bridge, page, standing):
            figures.draw(figure, "bridge")
            return


def year(page: Page) -> None:
    """The first headline KPI by month over the fiscal year, with its figure to date."""
    for standing in answers.headlines(page)[:1]:
        figures.draw(answers.kept(figures.year, page, standing), "year")
