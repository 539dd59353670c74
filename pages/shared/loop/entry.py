"""The way in to the pages about decisions, for who may look at them; whose lists hold only what the asker may see."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from data.errors import Refusal
from data.people import Person
from data.policy import allows
from insights import jobs
from pages.shared import session, states
from pages.shared.session import Page
from pages.shared.text import both


def may_review(person: Person) -> bool:
    """Whether a person answers for at least one department: heads, the promoter, executives."""
    return allows(person.role, person.department, "reply", [person.department])


@contextmanager
def opened() -> Iterator[Page]:
    """A page about decisions; refuses who answers for no department. Starts the background work where it is due."""
    with session.opened("company") as page:
        if not may_review(page.asker.person):
            refused = Refusal("not_allowed", both("loop.refused"), both("state.no_access.hint"))
            states.show_refusal(refused, page.asker.language)
            st.stop()
        jobs.ensure(page.asker.home)
        yield page
