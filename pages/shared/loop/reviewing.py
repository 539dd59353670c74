"""The management meeting's page: what waits for a decision, what is under way, what came of what was done, who replied.

Each part draws one list, within what the asker may see.
"""

from __future__ import annotations

from functools import lru_cache, partial
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from data.home import Home
from data.incident_store import Kept, stored_incidents
from insights.incidents.lasting import incident_of
from insights.loop.teaching import may_view
from metrics.catalog import catalog_of
from metrics.formatting import format_value
from pages.shared import states
from pages.shared.incidents import listing, replying
from pages.shared.incidents import wording as words
from pages.shared.incidents.opening import open_incident, opened
from pages.shared.loop import acting, drawing, views
from pages.shared.loop.cards import card
from pages.shared.loop.moment import as_of, day_of
from pages.shared.loop.standing import standings
from pages.shared.session import Page, findings

MOST, SHOWN_DAYS = 12, 100


def heading(page: Page) -> None:
    """How many decisions wait, how many actions are under way, how many are late, in one sentence."""
    found, wording = standings(page), page.wording
    running = [one for one in found if one.action is not None and one.action.now.state not in acting.OVER]
    counts = {"waits": len(waiting(page)), "actions": len(running)}
    late = sum(acting.is_late(page, one) for one in running)
    numbers = {name: format_value(n, "count", wording.language).text for name, n in counts.items()}
    open_yet = not recent(page) and listing.under_way(page)
    key = "loop.review.message.open" if open_yet else "loop.review.message"
    said = wording.say(key, late=format_value(late, "count", wording.language).text, **numbers)
    drawing.show(wording.language, [{"is": "message", "parts": [[said, ""]]}], "review-head")


def halves() -> tuple[DeltaGenerator, DeltaGenerator]:
    """The list, and beside it the opened incident. On a phone, where one stands below the other, an incident that the
    address names comes first."""
    with st.container(key="incident-first" if opened() else "incidents-first"):
        left, right = st.columns([1, 3], gap="large")
    return left, right


def waiting(page: Page) -> set[str]:
    """The recent incidents about which nobody has decided anything, or something was put off."""
    decided = {
        one.proposal.subject for one in standings(page) if one.decision is not None and one.decision.kind != "hold"
    }
    return {one.id for one in recent(page)} - decided


def incidents(page: Page) -> None:
    """The newest incidents that the asker may see, the dearest first, with where their proposals stand; one opens."""
    wording, found, waits, chosen = page.wording, recent(page), waiting(page), opened_now(page)
    rows = [_incident(page, one, one.id in waits) | _marked(one, chosen) for one in found]
    state, rest = listing.under_way(page), len(found) - MOST
    more = wording.say("incident.more", count=rest) if rest > 0 else ""
    blocks = [drawing.heading(wording.say("loop.review.incidents"), wording.say("loop.review.incidents.note"))]
    blocks += [drawing.note(text) for text in [state] if text]
    blocks += [drawing.items(rows, MOST, more)] if rows else []
    blocks += [drawing.note(wording.say("loop.review.calm"))] if not rows and not state else []
    drawing.show(wording.language, blocks, "incidents", kind="framed", on_act=partial(drawing.remember, "incidents"))
    name, row = drawing.asked_for("incidents")
    if name == "open":
        open_incident(row)
        st.rerun()


def _marked(one: Kept, chosen: str | None) -> dict[str, str]:
    return {"kind": "chosen"} if one.id == chosen else {}


def opened_now(page: Page) -> str | None:
    """The id that the address names, else that of the first incident."""
    return opened() or next((one.id for one in recent(page)), None)


def recent(page: Page) -> list[Kept]:
    """Current incidents of the last months that were worth an alert, the dearest first."""
    home, day = page.asker.home, day_of(page)
    known = catalog_of(home).metrics
    found = [
        one
        for one in _current(home, findings.ledger_stamp(home))
        if may_view(page.asker.person, one.department) and one.metric in known and one.detail["alerted"]
        and one.start <= day and (day - one.end).days <= SHOWN_DAYS
    ]  # fmt: skip
    return sorted(found, key=lambda one: (-abs(one.detail["money"] or 0.0), -one.detail["score"]))


@lru_cache(maxsize=8)
def _current(home: Home, stamp: object) -> tuple[Kept, ...]:
    """The current incidents; read again whenever the ledger has changed."""
    del stamp
    return tuple(stored_incidents(home, current=True))


def _incident(page: Page, kept: Kept, waits: bool) -> dict[str, Any]:
    wording, one = page.wording, incident_of(kept.detail)
    metric = catalog_of(page.asker.home).metrics[kept.metric]
    place = views.place_text(wording, [list(pair) for pair in kept.place])
    name = metric.label.in_language(wording.language)
    title = wording.say("loop.item", department=wording.department(kept.department), kpi=name, place=place)
    gap = words.gap_text(wording, one, metric)
    text = wording.say("loop.review.incident", days=words.days_text(wording, one), gap=gap)
    marks = [{"text": wording.say("loop.waits")}] if waits else []
    if answered := findings.replied(page, (kept.id,), as_of(page))[kept.id]:
        count = format_value(answered, "count", wording.language).text
        marks.append({"text": wording.say("loop.replies", count=count), "kind": "quiet"})
    opens = wording.say("loop.review.open")
    money = words.money_text(wording, one)
    return {
        "title": title, "id": kept.id, "chips": marks,
        "lines": [drawing.line("", text=each, kind="quiet") for each in (money, text) if each],
        "opens": drawing.button("open", kept.id, "", label=f"{opens} {title}"),
    }  # fmt: skip


def opened_incident(page: Page) -> None:
    """The card of the incident that the address names, and the replies to it."""
    named = opened_now(page)
    if named is None:
        return
    with states.guarded(page.asker.language):
        found = findings.stored(page, named)
        card(page, found)
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
