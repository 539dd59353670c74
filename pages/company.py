"""Company: the message, nine KPIs of all departments, what needs attention; below, plan to actual, and the year."""

import streamlit as st

from pages.shared import asking, live, loop, scoreboard, session

with session.opened("company") as page:
    live.watch(page)
    scoreboard.scorecard(page)
    left, right = st.columns(2, gap="large")
    with left:
        scoreboard.bridge(page)
    with right:
        scoreboard.year(page)
    loop.actions(page)
    asking.box(page)
