"""What was loaded, newest first: who, when, which file, how many rows; one load in full, and undoing it.

An undo shows first what it touches, and asks. Loads of departments that the asker may not see are not listed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st

from data.errors import Refusal
from data.home import open_home
from data.intake import original
from data.lake import Load, Undone, history, rows_origin, undo
from data.ledger import record
from data.people import person, require
from data.policy import allows
from data.tables import tables_of_home
from metrics.access import may
from metrics.formatting import format_day, format_period
from metrics.periods import period_of
from pages.shared import states
from pages.shared.cards import Wording
from pages.shared.component import acted
from pages.shared.navigation import PAGES
from pages.shared.session import Asker, page_thing
from pages.shared.text import both, plain
from pages.shared.upload import grid, rests
from pages.shared.upload.changes import effects_data
from pages.shared.upload.desk import Desk
from pages.shared.upload.effects import undo_tried
from pages.shared.upload.tables import label_of
from pages.shared.upload.understood import ENCODINGS, count

FIRST = 12
HISTORY, OPENED = "history", "load_opened"
COLUMNS = (
    ("at", "tight"), ("table", "wide"), ("file", "wide later"), ("rows", "num"), ("encoding", "tight later"),
    ("mode", "tight later"), ("by", "tight"), ("state", "tight"),
)  # fmt: skip


def loads(asker: Asker) -> None:
    """The history, and the load that was just opened."""
    wording = asker.wording
    seen = [load for load in history(asker.home) if _may(asker, "view", load)]
    everything = st.session_state.get("history_all", False)
    shown = seen if everything else seen[:FIRST]
    grid.show(history_data(asker, shown, len(seen)), HISTORY, _open)
    if len(seen) > FIRST:
        st.toggle(wording.say("upload.history.all", count=count(wording, len(seen))), key="history_all")
    if not seen:
        grid.note(wording.say("upload.history.none"))
    opened = st.session_state.pop(OPENED, None)
    found = next((load for load in seen if load.load_id == opened), None)
    if found is not None:
        details(asker, found)


def _may(asker: Asker, verb: str, load: Load) -> bool:
    return allows(asker.person.role, asker.person.department, verb, load.departments)


def _open() -> None:
    name, row = acted(HISTORY)
    if name == "open":
        st.session_state[OPENED] = row


def history_data(asker: Asker, shown: Sequence[Load], total: int) -> dict[str, Any]:
    """All that the history draws."""
    wording = asker.wording
    columns = [(wording.say(f"upload.history.{name}"), kind) for name, kind in COLUMNS]
    rows = [
        {
            "id": load.load_id,
            "cells": _cells(asker, load),
            "actions": [{"name": "open", "text": _action(asker, load), "label": _spoken(asker, load)}],
        }
        for load in shown
    ]
    title = wording.say("upload.history.title")
    note = wording.say("upload.history.note", shown=count(wording, len(shown)), total=count(wording, total))
    return grid.table(wording.language, title, columns, rows, title=title, note=note, acting=True)


def _action(asker: Asker, load: Load) -> str:
    undoable = load.state == "active" and _may(asker, "undo", load)
    return asker.wording.say("upload.history.undo" if undoable else "upload.history.open")


def _spoken(asker: Asker, load: Load) -> str:
    """The button's name for who can't see its row."""
    return asker.wording.say("upload.history.spoken", action=_action(asker, load), table=label_of(asker, load.table))


def _cells(asker: Asker, load: Load) -> list[grid.Cell]:
    wording = asker.wording
    return [
        moment(wording, load),
        {"text": label_of(asker, load.table), "kind": "strong"},
        {"text": load.file, "title": load.file},
        count(wording, load.rows),
        {"text": ENCODINGS.get(load.encoding, load.encoding), "kind": "quiet"},
        {"text": wording.say(f"upload.mode.{load.mode}"), "kind": "quiet"},
        wording.person(load.by),
        _state(wording, load),
    ]


def moment(wording: Wording, load: Load) -> str:
    """When a load was made."""
    return f"{format_day(load.at.date(), wording.language)} {load.at:%H:%M}"


def _state(wording: Wording, load: Load) -> grid.Cell:
    if load.state == "undone":
        return {"text": wording.say("upload.state.undone"), "mark": "quiet", "kind": "quiet"}
    if load.closed:
        return {"text": wording.say("upload.state.closed"), "mark": "bad"}
    return {"text": wording.say("upload.state.active"), "mark": "good"}


def details(asker: Asker, load: Load) -> None:
    """One load in a dialog."""
    title = asker.wording.say("upload.details.title", table=label_of(asker, load.table))
    st.dialog(plain(title), width="medium")(_details)(asker, load)


def _details(asker: Asker, load: Load) -> None:
    wording = asker.wording
    with states.guarded(asker.language):
        rows = [
            [{"text": wording.say(f"upload.details.{name}"), "kind": "quiet tight"}, text]
            for name, text in about(asker, load)
        ]
        label = wording.say("upload.details.title", table=label_of(asker, load.table))
        grid.show(grid.table(wording.language, label, [("", ""), ("", "wide")], rows), f"about-{load.load_id}")
        _original(asker, load)
        if load.state == "active" and _may(asker, "undo", load):
            _undoing(asker, load)


def about(asker: Asker, load: Load) -> list[tuple[str, str]]:
    """What is known of a load, as names and texts."""
    wording = asker.wording
    said = [
        ("at", moment(wording, load)),
        ("by", wording.person(load.by)),
        ("file", load.file),
        ("rows", count(wording, load.rows)),
        ("rejected", count(wording, load.rejected) if load.rejected else ""),
        ("replaced", count(wording, load.replaced) if load.replaced else ""),
        ("mode", wording.say(f"upload.mode.{load.mode}")),
        ("encoding", ENCODINGS.get(load.encoding, load.encoding)),
        ("closed", _months(wording, sorted({*load.closed, *load.undone_closed}))),
        ("undone", _undone(wording, load)),
        ("sha256", load.sha256[:16]),
        ("id", load.load_id),
    ]
    return [(name, text) for name, text in said if text]


def _months(wording: Wording, months: Sequence[dt.date]) -> str:
    calendar = wording.calendar
    return wording.say("join").join(
        format_period(calendar, period_of(calendar, month, "month"), wording.language) for month in months
    )


def _undone(wording: Wording, load: Load) -> str:
    if load.undone_at is None:
        return ""
    at = f"{format_day(load.undone_at.date(), wording.language)} {load.undone_at:%H:%M}"
    return wording.say("upload.details.undone_by", by=wording.person(load.undone_by), at=at)


def _original(asker: Asker, load: Load) -> None:
    """The file as it was uploaded, for who may see its rows."""
    try:
        original(asker.home, load.sha256)
    except (Refusal, ValueError):
        return
    if _may(asker, "view_rows", load):
        st.download_button(
            asker.wording.say("upload.details.original"),
            data=partial(original_bytes, asker, load.load_id),
            file_name=load.file,
            mime="application/octet-stream",
            on_click="ignore",
            key=f"original-{load.load_id}",
        )


def original_bytes(asker: Asker, load_id: str) -> bytes:
    """The bytes of a load's file. Refuses who may not see its rows now, whatever was drawn before."""
    home = open_home()
    now, load = person(home, asker.person.id), rows_origin(home, load_id)
    if not allows(now.role, now.department, "view_rows", load.departments):
        raise Refusal("not_allowed", both("rows.refused"))
    record(home, asker.real.id, "export", f"original:{load.table}", {"file": load.file, "load": load_id})
    return original(home, load.sha256).read_bytes()


def _undoing(asker: Asker, load: Load) -> None:
    """What the undo would touch, and the button."""
    wording = asker.wording
    with st.spinner(wording.say("upload.undo.looking")):
        touched, effects = undo_tried(asker.home, asker.person, asker.real.id, load.load_id)
    said = {"removed": count(wording, touched.removed), "restored": count(wording, touched.restored)}
    st.markdown(plain(wording.say("upload.undo.rows", **said)))
    if any(effect.changed for effect in effects):
        grid.show(effects_data(wording, effects), f"undo-effects-{load.load_id}")
    else:
        grid.note(wording.say("upload.undo.calm"))
    rests.draw(asker, load.load_id)
    agreed = _closed(asker, load, touched)
    if st.button(wording.say("upload.undo.do"), type="primary", disabled=not agreed, key=f"undo-{load.load_id}"):
        take_back_now(asker, load, into_closed=bool(touched.closed))
        st.rerun()


def _closed(asker: Asker, load: Load, touched: Undone) -> bool:
    """Whether nothing stands against the undo: a closed month is asked about before it changes."""
    if not touched.closed:
        return True
    wording = asker.wording
    st.warning(plain(wording.say("upload.closed", months=_months(wording, touched.closed))))
    return st.checkbox(wording.say("upload.undo.closed.agree"), key=f"undo-closed-{load.load_id}")


def take_back_now(asker: Asker, load: Load, into_closed: bool = False) -> Undone:
    """Undoes it in the name of who really sits there, if who they look as may."""
    home = open_home()
    require(person(home, asker.person.id), "undo", load.departments)
    return undo(home, load.load_id, by=asker.real.id, into_closed=into_closed)


def heading(asker: Asker, desk: Desk) -> None:
    """The first line where no file is in hand: what was just loaded, or what to do."""
    wording = asker.wording
    if desk.done is not None:
        _finished(asker, rows_origin(asker.home, desk.done.load_id))
    else:
        grid.show(grid.heading(wording.language, wording.say("upload.title")), "title")


def _finished(asker: Asker, done: Load) -> None:
    wording, table = asker.wording, tables_of_home(asker.home).get(done.table)
    said = {"table": label_of(asker, done.table), "rows": count(wording, done.rows)}
    chips = [{"kind": "", "text": text} for text in (done.file, moment(wording, done), _mode(wording, done))]
    key = "upload.done" if done.state == "active" else "upload.undone"
    grid.show(grid.heading(wording.language, wording.say(key, **said), chips), "done")
    with st.container(horizontal=True):
        page = table.department if table is not None and table.department in PAGES else "company"
        if may(asker.person, "view", page_thing(page)):
            st.page_link(f"pages/{page}.py", label=wording.say("upload.see"), icon=":material/arrow_forward:")
        undoable = done.state == "active" and _may(asker, "undo", done)
        if undoable and st.button(wording.say("upload.history.undo"), key="undo_done"):
            details(asker, done)


def _mode(wording: Wording, load: Load) -> str:
    return wording.say(f"upload.mode.{load.mode}")
