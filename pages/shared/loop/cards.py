"""The card of an incident on a page: why, what to do, and what was decided; its figures and buttons open dialogs.

Draws what narrating and standing give; of the past it shows what was shown then and takes no decision.
"""

from __future__ import annotations

from functools import partial
from typing import Protocol

import streamlit as st

from data.errors import Refusal
from insights import jobs
from metrics.catalog import catalog_of
from pages.shared import dialogs, states
from pages.shared.loop import drawing, views
from pages.shared.loop.deciding import chosen
from pages.shared.loop.evidence import open_evidence
from pages.shared.loop.measured import open_outcome
from pages.shared.loop.narrating import Told, narrator_of, told, topic_of
from pages.shared.loop.standing import may_decide, standings, tested
from pages.shared.session import Page

EVERY = "2s"
OUTCOME = "outcome-"


class Named(Protocol):
    """An incident, found just now or kept."""

    @property
    def id(self) -> str:
        """What it is known by for good."""


def card(page: Page, incident: Named) -> None:
    """Draws the card of an incident, and the dialog that was just asked for; words where it was not shown by then."""
    if page.moment.is_newest:
        jobs.ensure(page.asker.home)  # what is around an incident is found there
    with states.guarded(page.asker.language):
        found, key = told(page, incident.id), f"card-{incident.id}"
        if found is None:
            st.caption(page.wording.say("loop.not_shown_then"))
            return
        opens, blocks = page.wording.say("loop.opens"), _blocks(page, found)
        drawing.show(page.asker.language, blocks, key, opens, "framed", partial(drawing.remember, key))
        if found.is_pending:
            _wait(page, incident.id)
        _answer(page, found, *drawing.asked_for(key))


def _blocks(page: Page, found: Told) -> list[drawing.Block]:
    stand = standings(page, [found.kept.department], subject=found.kept.id)
    may = may_decide(page.asker.person, found.kept.department)
    metrics = catalog_of(page.asker.home).metrics
    return views.card_blocks(page.wording, found, stand, tested(page, found.kept.id), metrics, may)


def _answer(page: Page, found: Told, name: str, row: str) -> None:
    """Opens the dialog of what was clicked on a card."""
    if not name or chosen(name, row, page):
        return
    if name == "fact" and row.startswith(OUTCOME):
        open_outcome(page, standings(page, [found.kept.department], subject=found.kept.id), row)
    elif name == "fact":
        open_evidence(page, found.content, row)
    elif name == "sending":
        dialogs.show(page.wording.say("loop.sending"), "large", _sending, page, found)


def _sending(page: Page, found: Told) -> None:
    """送信内容を見る: the exact bytes of the request, or that nothing is sent."""
    with states.guarded(page.asker.language):
        try:
            sent = narrator_of(page.asker.home).preview(topic_of(page, found.kept)).decode("utf-8")
        except (ValueError, Refusal):
            st.info(page.wording.say("loop.sending.none"))
            return
        st.caption(page.wording.say("loop.sending.note"))
        st.code(sent, language="json", wrap_lines=True)


@st.fragment(run_every=EVERY)
def _wait(page: Page, incident: str) -> None:
    """Draws the page anew when the model is through."""
    if dialogs.is_open():
        return
    found = told(page, incident)
    if found is not None and not found.is_pending:
        st.rerun(scope="app")
