"""Company: the message, nine KPIs of all departments, what needs attention; below, plan to actual, year, landings."""

import streamlit as st

from pages.shared import asking, live, loop, scoreboard, session
from pages.shared.incidents import panel
from pages.shared.session import findings

with session.opened("company") as page:
    live.watch(page)
    if not panel.shown(page):
        scoreboard.scorecard(page)
        left, right = st.columns(2, gap="large")
        with left:
            scoreboard.bridge(page)
            scoreboard.record(page)
        with right:
            scoreboard.year(page)
            scoreboard.landing(page)
        loop.actions(page)
        asking.box(page)
    live.expect(page, findings.known(page))
