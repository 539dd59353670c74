"""Upload: a file, what it was understood as, its columns, what it would change; without one, what was loaded before."""

import streamlit as st

from pages.shared.upload import changes, choosing, desk, entry, loads, mapping, mending, proposal, tables, understood

with entry.opened() as asker:
    hand = desk.desk_of(asker)
    if hand.empty:
        loads.heading(asker, hand)
        left, right = st.columns([3, 2], gap="large")
        with left:
            choosing.choose(asker, hand)
        with right:
            tables.templates(asker)
            tables.closing(asker)
        loads.loads(asker)
    elif (found := choosing.file(asker, hand)) is not None:
        understood.heading(asker, hand, found)
        if understood.readable(asker, hand, found):
            left, right = st.columns([3, 2], gap="large")
            with left:
                understood.sheet(asker, hand, found)
            with right:
                table = tables.choose(asker, hand, found)
                mode = changes.choose_mode(asker, hand, found, table) if table else "append"
                said = mapping.draw(asker, hand, found, table) if table else None
            if table is None:
                proposal.draw(asker, hand, found)
            else:
                outcome = changes.planned(asker, hand, found, table.name, mode, said) if said else None
                if outcome is not None:
                    mending.draw(asker, hand, outcome.plan)
                    changes.draw(asker, hand, outcome)
                changes.load_bar(asker, hand, outcome)
