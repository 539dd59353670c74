"""Upload: a file, what it was understood as, its columns, what it would change; without one, what was loaded before."""

import streamlit as st

from pages.shared.upload import choosing, desk, entry, loads, mapping, planning, proposal, tables, understood

with entry.opened() as asker:
    hand = desk.desk_of(asker)
    if hand.empty:
        loads.heading(asker, hand)
        left, right = st.columns([3, 2], gap="large")
        with left:
            choosing.choose(asker, hand)
        with right:
            tables.due(asker)
            tables.templates(asker)
            tables.closing(asker)
        loads.loads(asker)
    elif (found := choosing.file(asker, hand)) is not None:
        understood.heading(asker, hand, found)
        if understood.readable(asker, hand, found):
            left, right = st.columns([3, 2], gap="large")
            with left:
                understood.sheet(asker, hand, found)
                below = st.container()
            with right:
                table = tables.choose(asker, hand, found)
            if table is None:
                proposal.draw(asker, hand, found, below, right)
            else:
                with right:
                    mode = planning.choose_mode(asker, hand, found, table)
                    said = mapping.draw(asker, hand, found, table)
                planning.draw(asker, hand, found, table, mode, said, below)
