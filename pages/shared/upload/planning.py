"""From what was said of a file to a load: the plan of it, made beside the page, and the button that carries it out.

What changes is drawn by changes.py, faults by mending.py; plan and load are the intake's.
"""

from __future__ import annotations

from collections.abc import Hashable
from functools import partial
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from data.declarations import Table
from data.errors import Refusal
from data.history import MODES, Mode
from data.home import open_home
from data.intake import Mend, Plan, Understanding, commit, plan
from data.lake import newest_snapshot
from data.people import person, require
from data.undeclared import table_seen
from pages.shared.cards import Wording
from pages.shared.session import Asker
from pages.shared.text import plain
from pages.shared.upload import changes, grid, mending, understood
from pages.shared.upload.choosing import waited
from pages.shared.upload.desk import Desk, finish
from pages.shared.upload.entry import department_of
from pages.shared.upload.mapping import Matched
from pages.shared.upload.understood import count
from pages.shared.upload.work import Work


def choose_mode(asker: Asker, desk: Desk, found: Understanding, table: Table) -> Mode:
    """How rows come beside those that are there: added, in place of their months, in place of all."""
    wording = asker.wording
    offered = [mode for mode in MODES if mode != "replace-period" or table.time]
    remembered = found.known.load.mode if found.known and found.known.table == table.name else "append"
    chosen = st.segmented_control(
        wording.say("upload.mode"),
        offered,
        default=remembered if remembered in offered else offered[0],
        required=True,
        format_func=lambda mode: wording.say(f"upload.mode.{mode}"),
        key=desk.key("mode", table.name),
    )
    grid.note(wording.say(f"upload.mode.{chosen or offered[0]}.note"))
    return chosen or offered[0]


def draw(
    asker: Asker,
    desk: Desk,
    found: Understanding,
    table: Table,
    mode: Mode,
    said: Matched | None,
    where: DeltaGenerator,
) -> None:
    """Faults, changes and KPIs in their place, and the bar at the bottom; KPIs last, as they take longest."""
    before = (table.name, found.known.mends if found.known and found.known.table == table.name else ())
    with where:
        remembered = mending.draw(asker, desk, before)
        left, right = st.columns([2, 3], gap="medium")
    made = planned(asker, desk, found, table.name, mode, said, remembered) if said else None
    mending.keep(desk, before, made)
    if made is not None:
        with left:
            changes.draw(asker, desk, made, left)
    load_bar(asker, desk, made)
    if made is not None:
        with right:
            changes.draw_effects(asker, desk, made)


def planned(
    asker: Asker, desk: Desk, found: Understanding, table: str, mode: Mode, said: Matched, mends: tuple[Mend, ...]
) -> Plan | None:
    """The plan of what was said; None, in words, where the intake refuses it."""
    into_closed = desk.into_closed
    asked = (table, mode, said, mends, into_closed, newest_snapshot(asker.home))
    make = partial(
        plan, asker.home, found, said.mapping, table, mode, mends, by=asker.person.id,
        department=_department(asker, table), without=said.without, into_closed=into_closed,
    )  # fmt: skip
    try:
        return waited_plan(asker, desk, asked, make)
    except Refusal as refusal:
        mending.refused(asker.wording, refusal)
        return None


def _department(asker: Asker, table: str) -> str | None:
    """What rows are stamped with, where the table does not say it."""
    found = table_seen(asker.home, table)
    return None if found is not None and found.department not in ("", "by_row") else department_of(asker)


def waited_plan(asker: Asker, desk: Desk, asked: Hashable, make: Any) -> Plan:
    """What `make` gives, made once for what was asked; a bar where it takes longer."""
    if desk.planning is None or desk.planned_for != asked:
        if desk.planning is not None:
            desk.planning.cancel()
        desk.planning, desk.planned_for = Work(make), asked
    return waited(asker, desk.planning, "upload.planning")


def load_bar(asker: Asker, desk: Desk, made: Plan | None) -> None:
    """The last line, always in sight: what would be done, and the button."""
    wording = asker.wording
    ready = made is not None and made.ready
    with st.container(horizontal=True, vertical_alignment="center", key="load_bar"):
        st.markdown(plain(_summary(wording, made)))
        st.button(
            wording.say("upload.load"), type="primary", disabled=not ready, key=desk.key("load"),
            on_click=desk.want, args=(made,),
        )  # fmt: skip
        if desk.wants(made) and made is not None:
            _load(asker, desk, made)
        understood.another(asker, desk)


def _summary(wording: Wording, made: Plan | None) -> str:
    if made is None:
        return wording.say("upload.bar.open")
    if made.diff is None or made.left:
        return wording.say("upload.bar.faults", count=count(wording, sum(group.cells for group in made.left)))
    if not made.ready:
        return wording.say("upload.bar.closed")
    said = {name: count(wording, getattr(made.diff, name)) for name in ("added", "removed", "unchanged", "rejected")}
    return wording.say("upload.bar.ready", **said)


def _load(asker: Asker, desk: Desk, made: Plan) -> None:
    """Loads it in the name of who really sits there, if who they look as may."""
    home = open_home()
    departments = made.diff.departments if made.diff else ()
    require(person(home, asker.person.id), "upload", departments)
    with st.spinner(asker.wording.say("upload.loading")):
        finish(desk, commit(home, made, asker.real.id))
    st.rerun()
