"""Dialogs over a page, and whether one is open: a page that draws itself anew meanwhile would close it, and what was
typed in it would be lost. Says nothing of what a dialog holds.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import streamlit as st

from pages.shared.text import plain

OPEN = "dialog_open"


def show(title: str, width: Literal["medium", "large"], body: Callable[..., object], *given: Any) -> None:
    """Opens a dialog whose body is `body(*given)`; the page is drawn anew when it is closed."""

    def _shown() -> None:
        st.session_state[OPEN] = True
        body(*given)

    st.dialog(plain(title), width=width, on_dismiss="rerun")(_shown)()


def forget() -> None:
    """Called where a page begins to be drawn: no dialog is open until it opens one."""
    st.session_state.pop(OPEN, None)


def is_open() -> bool:
    """Whether one was opened since the page was drawn."""
    return OPEN in st.session_state
