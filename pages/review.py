"""Review: what waits for a decision, the card of one incident with its replies, actions, and outcomes so far."""

import streamlit as st

from pages.shared import live, loop
from pages.shared.loop import entry, reviewing
from pages.shared.session import findings

with entry.opened() as page:
    live.watch(page)
    reviewing.heading(page)
    left, right = reviewing.halves()
    with left:
        reviewing.incidents(page)
        reviewing.waiting_elsewhere(page)
        reviewing.lapsed(page)
    with right:
        reviewing.opened_incident(page)
    left, right = st.columns(2, gap="large")
    with left:
        loop.actions(page)
    with right:
        reviewing.outcomes(page)
    if page.moment.is_newest:
        live.expect(page, findings.known(page))
