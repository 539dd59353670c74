"""AI outcomes: the report card of what was said, proposed and decided, measured apart from what people say of it."""

import streamlit as st

from pages.shared import live
from pages.shared.loop import entry, reporting, worth
from pages.shared.session import findings

with entry.opened() as page:
    found = reporting.cards(page)
    reporting.heading(page, found)
    reporting.said(page, found)
    reporting.decided(page, found)
    worth.shown(page)
    left, right = st.columns(2, gap="large")
    with left:
        reporting.effects(page, found)
    with right:
        reporting.speed(page, found)
    reporting.assumptions(page)
    if page.moment.is_newest:
        live.expect(page, findings.known(page))
