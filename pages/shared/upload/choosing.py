"""Choosing a file, and how far its reading is: the uploader in the page's own words, a bar, a way to end it.

Reads nothing itself: the intake does, on a thread beside the page.
"""

from __future__ import annotations

import json
from functools import partial
from typing import Any, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner_utils.script_run_context import get_script_run_ctx

from data.errors import Refusal
from data.home import Home
from data.intake import Choice, Understanding, understand
from data.intake.inbox import receive, received
from data.people import person, require
from pages.shared import states
from pages.shared.session import Asker
from pages.shared.upload import grid
from pages.shared.upload.desk import Desk, clear_desk
from pages.shared.upload.work import Work

Made = TypeVar("Made")
EVERY = "300ms"
PATIENCE = 0.7
"""Seconds that the page waits before it shows a bar: most files are read by then."""
MEGABYTE = 1 << 20


def file(asker: Asker, desk: Desk) -> Understanding | None:
    """The file in hand as understood; as long as it is being read, a bar, and this run of the page ends. None, in
    words and with the way back, where it can't be taken in: it is empty, or the disk is full.
    """
    if desk.reading is not None:
        try:
            desk.understood = waited(asker, desk.reading, "upload.reading")
        except Refusal as refusal:
            states.show_refusal(refusal, asker.language)
            st.button(asker.wording.say("upload.another"), key=desk.key("another"), on_click=clear_desk)
            return None
        desk.reading = None
    return desk.understood


def read_again(asker: Asker, desk: Desk, choice: Choice, table: str | None) -> None:
    """Reads another table of the file, or for another table of the lake. The bytes are those received before."""
    desk.choice = choice
    start(asker, desk, table)


def start(asker: Asker, desk: Desk, table: str | None = None) -> None:
    """Begins to read the file of the desk."""
    before = desk.understood
    desk.understood, desk.planned_for = None, None
    desk.reading = Work(partial(_read, asker.home, desk, before, table, asker.person.id, desk.choice))


def _read(
    home: Home, desk: Desk, before: Understanding | None, table: str | None, by: str, choice: Choice
) -> Understanding:
    """What the file is; its bytes are in the inbox, and no longer in memory, before anything is read in them."""
    who = person(home, by)
    require(who, "upload", [who.department])
    source = received(home, before.sha256, before.name) if before else receive(home, desk.handed_over(), desk.name)
    return understand(home, source, source.name, table, by=by, choice=choice)


def choose(asker: Asker, desk: Desk) -> None:
    """Draws the uploader; a file that is dropped on it is taken in hand."""
    if desk.dropped:
        desk.done = None
        start(asker, desk)
        st.rerun()
    st.html(_words_of_uploader(asker))
    with st.container(key="dropzone"):
        key = desk.key("file")
        st.file_uploader(asker.wording.say("upload.drop"), key=key, on_change=_take, args=(desk, key))
        grid.note(asker.wording.say("upload.formats", size=_largest()))


def _take(desk: Desk, key: str) -> None:
    """Takes a file that was dropped over from Streamlit, which would keep it in memory, and copy it in every run, for
    as long as the session lasts; its value in a callback is no copy."""
    found, context = st.session_state.get(key), get_script_run_ctx()
    if found is None or context is None:
        return
    desk.take(found.name, found.getvalue())
    context.uploaded_file_mgr.remove_file(context.session_id, found.file_id)
    found.close()


def _largest() -> int:
    return int(st.get_option("server.maxUploadSize"))


def _words_of_uploader(asker: Asker) -> str:
    """The uploader speaks English only: its words have no size, and the page's own stand in their place."""
    button, drop = (json.dumps(asker.wording.say(f"upload.{key}"), ensure_ascii=False) for key in ("button", "let_go"))
    zone = ".st-key-dropzone [data-testid=stFileUploaderDropzone]"
    return f"""<style>
    {zone} button, {zone} button * {{ font-size: 0; gap: 0; }}
    {zone} button svg, {zone} button span:has(> [data-testid=stIconMaterial]) {{ display: none; }}
    {zone} button::after {{ content: {button}; font-size: 1rem; }}
    {zone}:has(> div > span) > div > span {{ font-size: 0; }}
    {zone}:has(> div > span) > div > span::after {{ content: {drop}; font-size: 14px; }}
    </style>"""


def waited(asker: Asker, work: Work[Made], key: str) -> Made:
    """What the work makes; where it takes longer, a bar stands in its place and this run of the page ends."""
    if not work.wait(PATIENCE):
        with st.container(key="progress"):
            _watch(work, asker.wording.say(key), asker.wording.say("upload.cancel"))
        st.stop()
    if work.cancelled:
        clear_desk()
        st.rerun()
    return work.result()


@st.fragment(run_every=EVERY)
def _watch(work: Work[Any], text: str, cancel: str) -> None:
    if work.wait(0):
        st.rerun(scope="app")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.progress(work.share, text=text)
        if st.button(cancel, key="cancel_work"):
            work.cancel()
            st.rerun(scope="app")
