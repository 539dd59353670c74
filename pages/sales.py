"""Sales: its KPIs as a strip, the chosen one over time and split so that it sums, then the rows behind."""

import streamlit as st

from pages.shared import asking, beside, department, live, loop, outlook, saving, session
from pages.shared.incidents import judging, panel
from pages.shared.session import findings

with session.opened("sales") as page:
    live.watch(page)
    chosen = department.choose(page)
    if chosen is not None and not panel.shown(page):
        department.strip(page, chosen)
        left, right = st.columns(2, gap="large")
        with left:
            department.trend(page, chosen)
        with right:
            beside.aside(page, chosen)
        judging.incidents(page, chosen.standing.metric)
        outlook.show(page, chosen.standing, filtered=bool(chosen.where))
        with st.container(horizontal=True, vertical_alignment="center", key="below"):
            shown = department.wants_rows(page)
            saving.menu(page, chosen)
        if shown:
            department.rows(page, chosen)
    loop.actions(page)
    asking.box(page)
    live.expect(page, findings.known(page))
