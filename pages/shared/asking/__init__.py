"""The question box: words to a question of the catalogue, answered by a chart and a sentence whose figures open.

Without a model the words are looked up among names and synonyms; with one it may only choose among the same questions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pages.shared.session import Page

WORDS_KEY = "ask"


def box(page: Page) -> None:
    """Draws the box, and below it the answer to what was asked."""
    import streamlit as st

    with st.container(key="asking"):
        words = st.text_input(
            page.wording.say("ask.title"), placeholder=page.wording.say("ask.label"), max_chars=500, key=WORDS_KEY
        )  # fmt: skip
        if words and words.strip():
            from pages.shared.asking.answering import answer  # needed by those who ask only

            answer(page, words.strip())
