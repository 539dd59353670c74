"""What one reader has in hand on the upload page, between reruns: the file, what was understood, what is planned.

Keeps; decides nothing. It is dropped when somebody else looks, so that no file of one is seen by another.
"""

from __future__ import annotations

import itertools
from collections.abc import Hashable
from dataclasses import dataclass, field
from decimal import Decimal

import streamlit as st

from data.history import Load
from data.intake import Choice, Mend, Plan, Understanding
from pages.shared.session import Asker
from pages.shared.upload.effects import Effect
from pages.shared.upload.work import Work

KEY = "upload_desk"
_serials = itertools.count(1)


@dataclass
class Desk:
    """`serial` is part of the keys of widgets, so that another file begins with none of the answers of the last.

    `edits` are what was said of a column of the file for a table: its column there and the factor. `mends` are what was
    said of a group of faults, by column and reason: the action, the values, and the mends they amount to; `faulty` is
    the plan whose faults are drawn. `into_closed` is what was said of closed months: a widget forgets it in a run that
    ends before it is drawn. `wanted` is the plan whose button was pressed: what is loaded is what was seen, also where
    the press ends one run of the page and the next one carries it out.
    """

    person: str
    serial: int = field(default_factory=lambda: next(_serials))
    name: str = ""
    dropped: bool = False
    choice: Choice = field(default_factory=Choice)
    reading: Work[Understanding] | None = None
    understood: Understanding | None = None
    planning: Work[Plan] | None = None
    planned_for: Hashable = None
    trying: Work[tuple[Effect, ...]] | None = None
    tried_for: Plan | None = None
    done: Load | None = None
    into_closed: bool = False
    edits: dict[tuple[str, str], tuple[str | None, Decimal | None]] = field(default_factory=dict)
    faulty: Plan | None = None
    wanted: Plan | None = None
    mends: dict[tuple[str, str], tuple[str, tuple[str, ...], tuple[Mend, ...]]] = field(default_factory=dict)
    _content: bytes = field(default=b"", repr=False)

    def take(self, name: str, content: bytes) -> None:
        """Takes a file that was dropped, until its bytes are handed over."""
        self.name, self._content, self.dropped = name, content, True

    def handed_over(self) -> bytes:
        """The bytes of the file that was dropped, which the desk forgets with that."""
        content, self._content, self.dropped = self._content, b"", False
        return content

    @property
    def empty(self) -> bool:
        """Whether there is no file in hand."""
        return self.understood is None and self.reading is None

    def want(self, made: Plan | None) -> None:
        """Called where the button of a plan is pressed."""
        self.wanted = made

    def wants(self, made: Plan | None) -> bool:
        """Whether this very plan is to be carried out; asked once."""
        wanted, self.wanted = self.wanted, None
        return made is not None and wanted is made and made.ready

    def key(self, *names: object) -> str:
        """The key of a widget of this file."""
        return "-".join(["up", str(self.serial), *(str(name) for name in names)])


def desk_of(asker: Asker) -> Desk:
    """The asker's desk; a new one where there is none, or where it is another's."""
    found = st.session_state.get(KEY)
    if not isinstance(found, Desk) or found.person != asker.person.id:
        clear_desk()
        found = st.session_state[KEY] = Desk(asker.person.id)
    return found


def clear_desk() -> None:
    """Ends what is under way and forgets the file."""
    found = st.session_state.pop(KEY, None)
    if isinstance(found, Desk):
        for work in (found.reading, found.planning, found.trying):
            if work is not None:
                work.cancel()


def finish(desk: Desk, done: Load) -> None:
    """Puts the file aside after it was loaded: a new desk, which says so."""
    clear_desk()
    st.session_state[KEY] = Desk(desk.person, done=done)
