"""What the department answers to an incident: shown to all who may see it, written by those who may reply.

A page of the past shows what was answered by then, and takes no answer: it would not stand there.
"""

from __future__ import annotations

import streamlit as st

from data.incident_store import LONGEST_REPLY, Reply, replies, reply
from data.people import people
from insights.incidents import Incident
from metrics.access import Thing, may
from pages.shared import figures, states
from pages.shared.loop.moment import as_of
from pages.shared.session import Page
from pages.shared.session.findings import given_by
from pages.shared.session.moment import clock


def show(page: Page, one: Incident) -> None:
    """The replies, oldest first, and the field for one more."""
    wording = page.wording
    st.markdown(f"**{wording.say('reply.heading')}**")
    at = as_of(page)
    found = given_by(replies(page.asker.home, one.id), at)
    if not found:
        figures.note(wording.say("reply.none"))
    roles = {person.id: person.role for person in people(page.asker.home)} if found else {}
    for number, each in enumerate(found):
        _draw(page, each, roles.get(each.person, "viewer"), f"reply-{one.id}-{number}")
    if at is None and may(page.asker.person, "reply", Thing("incident", one.department)):
        _field(page, one, sum(each.person == page.asker.person.id for each in found))


def _draw(page: Page, each: Reply, role: str, key: str) -> None:
    wording = page.wording
    with st.container(border=True, key=key):
        said = wording.say(
            "reply.line",
            person=wording.person(each.person),
            role=wording.say(f"role.{role}"),
            time=clock(wording, each.at),
        )
        figures.note(said)
        st.text(each.text)


def _field(page: Page, one: Incident, sent: int) -> None:
    """The field for one more; a fresh one once what was typed is kept, so that nothing typed is lost before."""
    wording = page.wording
    with st.form(f"reply-to-{one.id}", border=False):
        text = st.text_area(
            wording.say("reply.label"),
            max_chars=LONGEST_REPLY,
            height=80,
            placeholder=wording.say("reply.hint"),
            key=f"reply-text-{one.id}-{sent}",
        )
        if st.form_submit_button(wording.say("reply.send"), type="primary"):
            with states.guarded(page.asker.language):
                reply(page.asker.home, page.asker.person, one.id, text or "")
                st.rerun()
