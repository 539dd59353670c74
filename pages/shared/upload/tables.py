"""The tables that the asker may fill: what each is called, when it last arrived, its template; and closing a month.

A template's bytes are made on the click, after the access was checked again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import partial

import streamlit as st

from data.closings import close_period, closings, open_period
from data.declarations import Table
from data.errors import Refusal
from data.home import open_home
from data.intake import Understanding, template_csv
from data.intake.understanding import may_upload, tables_for
from data.lake import newest_snapshot
from data.ledger import record
from data.people import person
from data.policy import allows
from data.tables import tables_of_home
from data.undeclared import table_seen
from metrics.formatting import format_period
from metrics.periods import period_of, shifted
from pages.shared import figures
from pages.shared.scoreboard import late_line
from pages.shared.session import Asker, answers
from pages.shared.text import both
from pages.shared.upload import grid
from pages.shared.upload.desk import Desk

CLOSABLE = 12
MOST_DUE = 6
NEW = ""


def label_of(asker: Asker, table: str) -> str:
    """A table's name in the page's language."""
    found = tables_of_home(asker.home).get(table)
    return found.label.in_language(asker.language) if found else table


def offered(asker: Asker) -> Mapping[str, str]:
    """The tables that the asker may upload into, by name with what they are called, the asker's department first."""
    declared = tables_of_home(asker.home)
    mine = asker.person.department
    names = tables_for(asker.home, asker.person)
    ordered = sorted(names, key=lambda name: (name not in declared or declared[name].department != mine, name))
    return {name: label_of(asker, name) for name in ordered}


def choose(asker: Asker, desk: Desk, found: Understanding) -> Table | None:
    """Draws for which table the file is, the likeliest first; None where a new one is to be made."""
    wording, names = asker.wording, offered(asker)
    likely = [guess.name for guess in found.tables if guess.name in names]
    options = [*likely, NEW, *(name for name in names if name not in likely)]
    chosen = st.selectbox(
        wording.say("upload.table"),
        options,
        index=options.index(found.table if found.table in options else NEW),
        format_func=lambda name: names.get(name, wording.say("upload.table.new")),
        key=desk.key("table"),
    )
    return table_seen(asker.home, chosen) if chosen else None


def due(asker: Asker) -> None:
    """What the asker may fill and has not arrived when it was due."""
    names = offered(asker)
    late = [each for each in answers.late_for(asker, newest_snapshot(asker.home)) if each.table.name in names]
    if late:
        wording = asker.wording
        figures.title(wording.say("notes.late"))
        for each in late[:MOST_DUE]:
            grid.note(late_line(wording, each))


def templates(asker: Asker) -> None:
    """A file to fill in, for one of the tables."""
    wording, names = asker.wording, offered(asker)
    figures.title(wording.say("upload.template.title"), wording.say("upload.template.note"))
    with st.container(horizontal=True, vertical_alignment="bottom", key="template"):
        chosen = st.selectbox(
            wording.say("upload.template.table"),
            list(names),
            format_func=names.__getitem__,
            label_visibility="collapsed",
            key="template_of",
            width=260,
        )
        if chosen is not None:
            st.download_button(
                wording.say("upload.template.save"),
                data=partial(template, asker, chosen),
                file_name=f"{names[chosen]}.csv",
                mime="text/csv",
                on_click="ignore",
                key="save-template",
            )


def template(asker: Asker, table: str) -> bytes:
    """The template's bytes. Refuses who may not upload there now, whatever was drawn before."""
    home = open_home()
    now = person(home, asker.person.id)
    found = table_seen(home, table)
    if found is None or not may_upload(found, now):
        raise Refusal("not_allowed", both("upload.refused"))
    record(home, asker.real.id, "template", f"table:{table}", {})
    return template_csv(found, asker.language)


def may_close(asker: Asker) -> bool:
    """Whether the asker may declare the figures of their department final."""
    return allows(asker.person.role, asker.person.department, "decide", [asker.person.department])


def closing(asker: Asker) -> None:
    """Closing and opening months of a department: a later upload into a closed one asks, and is marked."""
    wording = asker.wording
    if not may_close(asker):
        return
    figures.title(wording.say("upload.closing.title"), wording.say("upload.closing.note"))
    names = _departments(asker)
    with st.container(horizontal=True, vertical_alignment="bottom", key="closing"):
        of = st.selectbox(
            wording.say("upload.closing.department"), names, format_func=wording.department,
            label_visibility="collapsed", key="closing_of", width=150,
        )  # fmt: skip
        month = st.selectbox(
            wording.say("upload.closing.month"), _months(asker), format_func=partial(_month, asker),
            label_visibility="collapsed", key="closing_month", width=150,
        )  # fmt: skip
        closed = any((each.kind, each.name, each.month) == ("department", of, month) for each in closings(asker.home))
        key = "upload.closing.open" if closed else "upload.closing.close"
        st.button(wording.say(key), key="close", on_click=_change, args=(asker, of, month, closed))
    _closed_now(asker, names)


def _change(asker: Asker, department: str, month: dt.date, closed: bool) -> None:
    home = open_home()
    if not allows(asker.person.role, asker.person.department, "decide", [department]):
        return
    (open_period if closed else close_period)(home, department, month, asker.real.id)


def _closed_now(asker: Asker, names: list[str]) -> None:
    """Which of these departments' months are closed."""
    wording = asker.wording
    found = sorted({each.month for each in closings(asker.home) if each.kind == "department" and each.name in names})
    if found:
        said = wording.say("join").join(
            wording.say(
                "upload.closing.one",
                month=_month(asker, month),
                departments=wording.say("join").join(
                    wording.department(each.name)
                    for each in closings(asker.home)
                    if each.kind == "department" and each.month == month and each.name in names
                ),
            )
            for month in found[-CLOSABLE:]
        )
        grid.note(wording.say("upload.closing.now", months=said))


def _departments(asker: Asker) -> list[str]:
    who = asker.person
    return [name for name in asker.wording.departments if allows(who.role, who.department, "decide", [name])]


def _months(asker: Asker) -> list[dt.date]:
    calendar = asker.wording.calendar
    this = period_of(calendar, asker.home.today(), "month")
    return [shifted(calendar, this, -back).start for back in range(1, CLOSABLE + 1)]


def _month(asker: Asker, month: dt.date) -> str:
    calendar = asker.wording.calendar
    return format_period(calendar, period_of(calendar, month, "month"), asker.language)
