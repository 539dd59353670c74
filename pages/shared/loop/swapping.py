"""A card within a dialog, which may hold no further one: what is asked for there takes the dialog's place, and gives it
back when it is closed."""

from __future__ import annotations

import streamlit as st

from pages.shared.incidents import opening
from pages.shared.loop import cards, drawing
from pages.shared.session import Page

ASKED_OF = "loop_asked_of"


def card(page: Page, incident: cards.Named) -> None:
    """Draws the card; what is clicked on it is kept, and the dialog around closes."""
    found = cards.draw(page, incident.id)
    asked = drawing.asked_for(cards.key_of(incident.id)) if found else ("", "")
    if asked[0]:
        st.session_state[ASKED_OF] = (incident.id, *asked)
        st.rerun(scope="app")


def pending(page: Page) -> bool:
    """Opens what was asked for on a card; whether something was. Afterwards the incident's own dialog is back."""
    asked = st.session_state.pop(ASKED_OF, None)
    if asked is None or asked[0] != opening.opened():
        return False
    return cards.answer(page, *asked)
