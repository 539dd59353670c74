"""What a page shows when it can't show figures: a refusal in the UI's language, emptiness, a fault's number.

A refusal is the user's to mend and is worded by who raised it; anything else is ours, logged under the number shown.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from data.errors import Language, Refusal
from pages.shared.text import plain, say

LOG = logging.getLogger("saigen.pages")


@contextmanager
def guarded(language: Language) -> Iterator[None]:
    """Shows what goes wrong inside as words. Streamlit's own ways to stop or rerun pass through."""
    try:
        yield
    except Refusal as refusal:
        show_refusal(refusal, language)
    except Exception:
        show_fault(language)


def show_refusal(refusal: Refusal, language: Language) -> None:
    """What is wrong, what to do, and what state things are in."""
    words = (refusal.message, refusal.hint)
    st.warning(
        plain("\n".join(text.in_language(language) for text in words if text.in_language(language))),
        icon=":material/info:",
    )


def show_fault(language: Language) -> None:
    """Logs the error being handled and shows its number; nothing of the error itself."""
    number = secrets.token_hex(4)
    LOG.exception("fault %s", number)
    st.error(say(language, "state.fault", id=number), icon=":material/error:")


def show_empty(language: Language) -> None:
    """Nothing matches: says why that may be, and what to do."""
    with st.container(border=True, key="empty"):
        st.markdown(f"**{say(language, 'state.empty.title')}**")
        st.caption(say(language, "state.empty.text"))
