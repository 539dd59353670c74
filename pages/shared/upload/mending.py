"""Cells that are no values of their column, grouped by how to mend them: one answer for all rows of a group.

Changes nothing in the file: what is said here is part of the load, and remembered with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from data.errors import Refusal
from data.home import open_home
from data.intake import FaultGroup, Mend, Plan, rejected_csv
from data.ledger import record
from data.people import person, require
from pages.shared import figures
from pages.shared.cards import Wording
from pages.shared.session import Asker
from pages.shared.text import plain
from pages.shared.upload.desk import Desk
from pages.shared.upload.understood import count

MOST_TEXTS, MOST_VALUES, MOST_ROWS = 6, 6, 5


Before = tuple[str, tuple[Mend, ...]]
"""The table a file is for, and the mends remembered of the last file of its form."""


def _mends(group: FaultGroup, action: str, values: tuple[str, ...]) -> tuple[Mend, ...]:
    """One mend a text; of a group with more texts than are listed, one for the column."""
    if action in ("dmy", "mdy", "ymd"):
        return (Mend(group.column, action),)  # type: ignore[arg-type]  # one of the group's own actions
    if action == "replace":
        pairs = zip(group.texts, values, strict=False)
        return tuple(Mend(group.column, "replace", text, value) for (text, _), value in pairs if value.strip())
    if sum(number for _, number in group.texts) < group.cells:
        return (Mend(group.column, action),)  # type: ignore[arg-type]
    return tuple(Mend(group.column, action, text) for text, _ in group.texts)  # type: ignore[arg-type]


def draw(asker: Asker, desk: Desk, before: Before) -> tuple[Mend, ...]:
    """The groups of faults that the last plan found, with their mends; all mends that hold.

    Those remembered of the last file hold where nothing else is said of their column.
    """
    found = desk.faulty if desk.faulty and desk.faulty.table == before[0] else None
    if found is not None and found.faults:
        _draw(asker, desk, found, before)
    said = tuple(mend for _, _, mends in desk.mends.values() for mend in mends)
    return said + tuple(mend for mend in before[1] if mend.column not in {column for column, _ in desk.mends})


def keep(desk: Desk, before: Before, made: Plan | None) -> None:
    """Keeps a plan for its faults to be drawn; draws the page again where they are others than those drawn."""
    if made is None:
        return
    other = desk.faulty is None or desk.faulty.table != before[0]
    drawn = () if other or desk.faulty is None else (desk.faulty.faults, desk.faulty.left)
    desk.faulty = made
    if (drawn or ((), ())) != (made.faults, made.left):
        st.rerun()


def _draw(asker: Asker, desk: Desk, plan: Plan, before: Before) -> None:
    wording = asker.wording
    left = sum(group.cells for group in plan.left)
    key = "upload.faults.left" if left else "upload.faults.settled"
    figures.title(wording.say("upload.faults.title"), wording.say(key, count=count(wording, left)))
    for at, group in enumerate(plan.faults):
        _group(wording, desk, at, group, before[1])
    st.download_button(
        wording.say("upload.faults.save"),
        data=partial(rejected, asker, plan),
        file_name=wording.say("upload.faults.file"),
        mime="text/csv",
        on_click="ignore",
        key=desk.key("rejected"),
    )


def _group(wording: Wording, desk: Desk, at: int, group: FaultGroup, remembered: Sequence[Mend]) -> None:
    said = desk.mends.get((group.column, group.reason))
    now = said[0] if said else next((mend.action for mend in remembered if mend.column == group.column), None)
    with st.container(border=True, key=desk.key("fault", at)):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{plain(_headline(wording, group))}**  \n:small[:gray[{plain(_examples(wording, group))}]]")
            action = st.selectbox(
                wording.say("upload.faults.how_of", column=plain(group.column)), list(group.mends),
                index=group.mends.index(now) if now in group.mends else None,
                placeholder=wording.say("upload.faults.how"), width=280,
                format_func=lambda each: wording.say(f"upload.mend.{each}"),
                label_visibility="collapsed", key=desk.key("mend", group.column, group.reason),
            )  # fmt: skip
        values = _values(wording, desk, group, said[1] if said else ()) if action == "replace" else ()
    if (action is not None and action != now) or (said is not None and said[1] != values):
        desk.mends[group.column, group.reason] = (str(action), values, _mends(group, str(action), values))
        st.rerun()


def _headline(wording: Wording, group: FaultGroup) -> str:
    return wording.say(
        "upload.faults.group",
        column=group.column,
        count=count(wording, group.cells),
        reason=group.words.in_language(wording.language),
    )


def _examples(wording: Wording, group: FaultGroup) -> str:
    """The texts that are there and how often, and the first rows."""
    texts = [wording.say("upload.faults.text", text=text, count=number) for text, number in group.texts[:MOST_TEXTS]]
    more = [wording.say("upload.faults.more")] if len(group.texts) > MOST_TEXTS else []
    rows = wording.say("join").join(str(row) for row in group.rows[:MOST_ROWS] if row)
    return wording.say("upload.faults.examples", texts=wording.say("join").join(texts + more), rows=rows)


def _values(wording: Wording, desk: Desk, group: FaultGroup, said: tuple[str, ...]) -> tuple[str, ...]:
    """What stands in place of each text."""
    texts = group.texts[:MOST_VALUES]
    with st.container(horizontal=True):
        return tuple(
            st.text_input(
                plain(wording.say("upload.faults.value", text=text)),
                value=said[place] if place < len(said) else "",
                key=desk.key("value", group.column, group.reason, place), width=200,
            )
            for place, (text, _) in enumerate(texts)
        )  # fmt: skip


def rejected(asker: Asker, plan: Plan) -> bytes:
    """The rejected rows as CSV. Refuses who may not upload there now, whatever was drawn before."""
    home = open_home()
    now = person(home, asker.person.id)
    require(now, "upload", [plan.diff.departments[0] if plan.diff else now.department])
    record(home, asker.real.id, "export", f"rejected:{plan.table}", {"file": plan.name, "cells": len(plan.rejected)})
    return rejected_csv(plan, asker.language)


def refused(wording: Wording, refusal: Refusal) -> None:
    """A refusal in the words of who raised it, without what only the command line can do."""
    st.warning(plain(refusal.message.in_language(wording.language)), icon=":material/info:")
