"""Choosing a file, and how far its reading is: the uploader in the page's own words, a bar, a way to end it.

Reads nothing itself: the intake does, on a thread beside the page.
"""

from __future__ import annotations

import json
from functools import partial
from typing import Any, TypeVar

import streamlit as st

from data.intake import Choice, Understanding, understand
from data.intake.inbox import received
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
    """The file in hand as understood; as long as it is being read, a bar, and this run of the page ends."""
    if desk.reading is not None:
        desk.understood = waited(asker, desk.reading, "upload.reading")
        desk.reading, desk.content = None, b""
    return desk.understood


def read_again(asker: Asker, desk: Desk, choice: Choice, table: str | None) -> None:
    """Reads another table of the file, or for another table of the lake. The bytes are those received before."""
    desk.choice = choice
    start(asker, desk, table)


def start(asker: Asker, desk: Desk, table: str | None = None) -> None:
    """Begins to read the file of the desk."""
    home, by, before = asker.home, asker.person.id, desk.understood
    content = desk.content if before is None else received(home, before.sha256, before.name).path
    desk.understood, desk.planned_for = None, None
    desk.reading = Work(partial(understand, home, content, desk.name, table, by=by, choice=desk.choice))


def choose(asker: Asker, desk: Desk) -> None:
    """Draws the uploader; a file that is dropped on it is taken in hand."""
    st.html(_words_of_uploader(asker))
    with st.container(key="dropzone"):
        found = st.file_uploader(asker.wording.say("upload.drop"), key=desk.key("file"))
        grid.note(asker.wording.say("upload.formats", size=_largest()))
    if found is not None:
        desk.name, desk.content, desk.done = found.name, found.getvalue(), None
        start(asker, desk)
        st.rerun()


def _largest() -> int:
    return int(st.get_option("server.maxUploadSize"))


def _words_of_uploader(asker: Asker) -> str:
    """The uploader speaks English only: its words have no size, and the page's own stand in their place."""
    button, drop = (json.dumps(asker.wording.say(f"upload.{key}"), ensure_ascii=False) for key in ("button", "let_go"))
    zone = ".st-key-dropzone [data-testid=stFileUploaderDropzone]"
    return f"""<style>
    {zone} button, {zone} button * {{ font-size: 0; }}
    {zone} button svg, {zone} button [data-testid=stIconMaterial] {{ display: none; }}
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
