"""The company page's parts: message, chips, scorecard and what needs attention; below, the bridge and the year.

Each draws one thing of answers it is given; which stand on the page is said by the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from metrics.formatting import ABSENT, format_day, format_percent, format_value
from metrics.lateness import Late
from metrics.standing import Standing
from pages.shared import cards, figures, states
from pages.shared.board import show_scorecard
from pages.shared.message import message
from pages.shared.navigation import PAGES
from pages.shared.session import Page, answers, carried, page_url

MOST_ITEMS = 5


def scorecard(page: Page) -> None:
    """Message, rows and attention as one drawing; a click on a KPI leads to its department."""
    standings = answers.headlines(page)
    if not any(standing.value is not None for standing in standings):
        states.show_empty(page.asker.language)
    clicked = show_scorecard(scorecard_data(page, standings), "scorecard")
    found = next((s for s in standings if s.metric.name == clicked), None)
    if found is not None:
        st.switch_page(f"pages/{_page_of(found)}.py", query_params=carried(kpi=found.metric.name))


def _page_of(standing: Standing) -> str:
    name = standing.metric.department
    return name if name in PAGES else "company"


def _href(standing: Standing) -> str:
    return page_url(_page_of(standing), kpi=standing.metric.name)


def scorecard_data(page: Page, standings: Sequence[Standing]) -> dict[str, Any]:
    """All that the scorecard draws."""
    wording = page.wording
    return {
        "lang": wording.language,
        "caption": wording.say("board.caption", period=cards.period_name(wording, page.period)),
        "head": head(page, standings, message(wording, standings)),
        "columns": _columns(page),
        "rows": cards.rows(wording, standings, _href),
        "attention": _attention(page, standings),
    }


def head(page: Page, standings: Sequence[Standing], said: str) -> dict[str, Any]:
    """The message and the chips under it."""
    wording = page.wording
    return {
        "message": said,
        "chips": cards.chips(
            wording, page.period, standings[0].window.end if standings else page.until, page.moment.text
        ),
        "note": cards.fiscal_note(wording, page.period),
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


def _attention(page: Page, standings: Sequence[Standing]) -> dict[str, Any]:
    wording, acting = page.wording, cards.attention(standings)
    items = [cards.item(wording, standing, _href(standing)) for standing in acting[:MOST_ITEMS]]
    return {
        "title": wording.say("attention.title", count=len(acting)),
        "rule": wording.say("attention.rule"),
        "calm": "" if acting else wording.say("attention.calm"),
        "items": items,
        "notes": [*_late_notes(page), *_other_notes(page, standings, len(acting) - len(items))],
    }


def _late_notes(page: Page) -> list[dict[str, str]]:
    """未提出: which table, whose, up to when."""
    lines = [_late_line(page, late) for late in answers.late(page)]
    return [{"kind": "late", "title": page.wording.say("notes.late"), "text": line} for line in lines]


def _late_line(page: Page, late: Late) -> str:
    wording = page.wording
    return wording.say(
        "notes.late.line",
        table=late.table.label.in_language(wording.language),
        department=wording.department(late.table.department),
        owner=wording.person(late.table.owner),
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
        if found := answers.bridge(page, standing):
            figures.show_bridge(page.wording, found, standing.window.end)
            return


def year(page: Page) -> None:
    """The first headline KPI by month over the fiscal year, with its figure to date."""
    standings = answers.headlines(page)
    if not standings:
        return
    lead, wording = standings[0], page.wording
    calendar = wording.calendar
    name = wording.say("fiscal.year", year=calendar.fiscal_year(page.period.start))
    heading = wording.say("year.title", metric=wording.label(lead), year=name, unit="{unit}")
    figures.show_trend(wording, lead.metric, "month", answers.year(page, lead), "year", (heading, _to_date(page, lead)))


def _to_date(page: Page, lead: Standing) -> str:
    wording, metric = page.wording, lead.metric
    value = format_value(lead.to_date, metric.unit, wording.language).text
    if lead.to_date is None or not lead.to_date_plan:
        return wording.say("year.note.plain", value=value) if lead.to_date is not None else ""
    return wording.say(
        "year.note",
        value=value,
        attainment=format_percent(lead.to_date / lead.to_date_plan, wording.language, digits=0),
    )
