"""The way in to the upload page: only for those who may upload something, checked on every run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from data.errors import Refusal
from data.home import open_home
from data.people import Person
from data.policy import allows
from pages.shared import states
from pages.shared.session import Asker, asker_again, through_the_entry
from pages.shared.text import both


def may_upload_something(person: Person) -> bool:
    """Whether a person may upload into the tables of at least their own department."""
    return allows(person.role, person.department, "upload", [person.department])


@contextmanager
def opened() -> Iterator[Asker]:
    """The page for who may upload; refusals and faults inside are shown as words."""
    through_the_entry()
    asker = asker_again(open_home())
    if not may_upload_something(asker.person):
        refused = Refusal("not_allowed", both("upload.refused"), both("state.no_access.hint"))
        states.show_refusal(refused, asker.language)
        st.stop()
    # Period and moment are kept in the address for the other pages; an upload is of neither.
    st.html("<style>.st-key-controls { display: none; }</style>")
    with states.guarded(asker.language):
        yield asker


def department_of(asker: Asker) -> str | None:
    """The department that uploads are stamped with where a table leaves it open; None for who is of no single one."""
    return None if asker.person.department == "company" else asker.person.department
