"""What the department answers to an incident: shown to all who may see it, written by those who may reply."""

from __future__ import annotations

import streamlit as st

from data.incident_store import Reply, replies, reply
from data.people import people
from insights.incidents import Incident
from metrics.access import Thing, may
from pages.shared import states
from pages.shared.session import Page
from pages.shared.session.moment import clock
from pages.shared.text import plain

LONGEST = 2000


def show(page: Page, one: Incident) -> None:
    """The replies, oldest first, and the field for one more."""
    wording = page.wording
    st.markdown(f"**{wording.say('reply.heading')}**")
    found = replies(page.asker.home, one.id)
    if not found:
        st.caption(wording.say("reply.none"))
    roles = {person.id: person.role for person in people(page.asker.home)} if found else {}
    for each in found:
        _draw(page, each, roles.get(each.person, "viewer"))
    if may(page.asker.person, "reply", Thing("incident", one.department)):
        _field(page, one)


def _draw(page: Page, each: Reply, role: str) -> None:
    wording = page.wording
    with st.container(border=True, key=f"reply-{each.at:%Y%m%d%H%M%S}-{each.person}-{len(each.text)}"):
        said = wording.say(
            "reply.line",
            person=wording.person(each.person),
            role=wording.say(f"role.{role}"),
            time=clock(wording, each.at),
        )
        st.caption(plain(said))
        st.text(each.text)


def _field(page: Page, one: Incident) -> None:
    wording = page.wording
    with st.form(f"reply-to-{one.id}", clear_on_submit=True, border=False):
        text = st.text_area(
            wording.say("reply.label"),
            max_chars=LONGEST,
            height=80,
            placeholder=wording.say("reply.hint"),
            key=f"reply-text-{one.id}",
        )
        sent = st.form_submit_button(wording.say("reply.send"), type="primary")
    if sent and text.strip():
        with states.guarded(page.asker.language):
            reply(page.asker.home, page.asker.person, one.id, text)
            st.rerun()
