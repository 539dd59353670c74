"""The management meeting's page: what waits for a decision, what is under way, what came of what was done, who replied.

Each part draws one list, within what the asker may see.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st

from data.incident_store import Kept, replies, stored_incidents
from insights.incidents.lasting import incident_of
from insights.loop.teaching import may_view
from metrics.catalog import catalog_of
from metrics.formatting import format_change, format_day, format_value
from pages.shared import states
from pages.shared.incidents import replying
from pages.shared.incidents.opening import INCIDENT_KEY
from pages.shared.loop import acting, drawing, views
from pages.shared.loop.cards import card
from pages.shared.loop.moment import day_of
from pages.shared.loop.standing import standings
from pages.shared.session import Page

MOST, SHOWN_DAYS = 12, 100


def heading(page: Page) -> None:
    """How many decisions wait, how many actions are under way, how many are late, in one sentence."""
    found, wording = standings(page), page.wording
    running = [one for one in found if one.action is not None and one.action.now.state not in acting.OVER]
    counts = {"waits": len(waiting(page)), "actions": len(running)}
    late = sum(acting.is_late(page, one) for one in running)
    numbers = {name: format_value(n, "count", wording.language).text for name, n in counts.items()}
    said = wording.say("loop.review.message", late=format_value(late, "count", wording.language).text, **numbers)
    drawing.show(wording.language, [{"is": "message", "parts": [[said, ""]]}], "review-head")


def waiting(page: Page) -> set[str]:
    """The recent incidents about which nobody has decided anything, or something was put off."""
    decided = {
        one.proposal.subject for one in standings(page) if one.decision is not None and one.decision.kind != "hold"
    }
    return {one.id for one in recent(page)} - decided


def incidents(page: Page) -> None:
    """The newest incidents that the asker may see, the dearest first, with where their proposals stand; one opens."""
    wording = page.wording
    found, waits = recent(page), waiting(page)
    chosen = opened_now(page, found)
    rows = [_incident(page, one, one.id in waits) | _marked(one, chosen) for one in found[:MOST]]
    blocks = [drawing.heading(wording.say("loop.review.incidents"), wording.say("loop.review.incidents.note"))]
    blocks.append(drawing.items(rows) if rows else drawing.note(wording.say("loop.review.calm")))
    drawing.show(wording.language, blocks, "incidents", kind="framed", on_act=partial(drawing.remember, "incidents"))
    name, row = drawing.asked_for("incidents")
    if name == "open":
        st.query_params[INCIDENT_KEY] = row
        st.rerun()


def opened_now(page: Page, found: Sequence[Kept]) -> Kept | None:
    """The incident that the address names, else the first."""
    named = st.query_params.get(INCIDENT_KEY)
    return next((one for one in found if one.id == named), next(iter(found), None))


def _marked(one: Kept, chosen: Kept | None) -> dict[str, str]:
    return {"kind": "chosen"} if chosen is not None and one.id == chosen.id else {}


def recent(page: Page) -> list[Kept]:
    """Current incidents of the last months that were worth an alert, the dearest first."""
    home, day = page.asker.home, day_of(page)
    known = catalog_of(home).metrics
    found = [
        one
        for one in stored_incidents(home, current=True)
        if may_view(page.asker.person, one.department) and one.metric in known and one.detail["alerted"]
        and one.start <= day and (day - one.end).days <= SHOWN_DAYS
    ]  # fmt: skip
    return sorted(found, key=lambda one: (-abs(one.detail["money"] or 0.0), -one.detail["score"]))


def _incident(page: Page, one: Kept, waits: bool) -> dict[str, Any]:
    wording, metric = page.wording, catalog_of(page.asker.home).metrics[one.metric]
    place = views.place_text(wording, [list(pair) for pair in one.place])
    name = metric.label.in_language(wording.language)
    title = wording.say("loop.item", department=wording.department(one.department), kpi=name, place=place)
    gap = format_change(one.detail["actual"] - one.detail["expected"], metric.unit, wording.language).text
    days = [format_day(day, wording.language, year=False) for day in (one.start, one.end)]
    text = wording.say("loop.review.incident", since=days[0], until=days[1], gap=gap)
    marks = [{"text": wording.say("loop.waits")}] if waits else []
    if answered := len(replies(page.asker.home, one.id)):
        count = format_value(answered, "count", wording.language).text
        marks.append({"text": wording.say("loop.replies", count=count), "kind": "quiet"})
    opens = wording.say("loop.review.open")
    return {
        "title": title, "id": one.id, "chips": marks,
        "lines": [drawing.line("", text=text, kind="quiet")],
        "opens": drawing.button("open", one.id, "", label=f"{opens} {title}"),
    }  # fmt: skip


def opened_incident(page: Page) -> None:
    """The card of the incident that the address names, and the replies to it."""
    found = opened_now(page, recent(page))
    if found is None:
        return
    card(page, found)
    with states.guarded(page.asker.language):
        replying.show(page, incident_of(found.detail))


def outcomes(page: Page) -> None:
    """What was measured, the newest first: of actions, and of what was rejected or put off."""
    found = [one for one in standings(page) if one.outcome is not None and one.outcome.verdict != "too_early"]
    ordered = sorted(found, key=lambda one: one.outcome.at if one.outcome else one.proposal.at, reverse=True)
    title, none = page.wording.say("loop.review.outcomes"), page.wording.say("loop.review.outcomes.none")
    acting.draw(page, ordered, "outcomes", title, none)


def lapsed(page: Page) -> None:
    """What rests on a load that was undone: shown, and nothing of it deleted."""
    found = [one for one in standings(page) if one.lapse is not None and one.decision is not None]
    if found:
        acting.draw(page, found, "lapsed", page.wording.say("loop.review.lapsed"), "")


def waiting_elsewhere(page: Page) -> None:
    """Proposals that were carried over from another department's case and wait for an answer."""
    found = [one for one in standings(page) if one.proposal.origin == "case" and one.waits]
    if found:
        acting.draw(page, found, "offered", page.wording.say("loop.review.offered"), "")
