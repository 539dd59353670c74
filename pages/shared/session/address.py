"""Addresses that work in both languages: a bound widget writes its label into the URL; ids and the other language's
labels are understood as well, so that a link can be typed, and shared between readers of different languages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import streamlit as st
from streamlit.runtime.scriptrunner_utils.script_run_context import get_script_run_ctx


def understand(key: str, options: Iterable[str], own: Callable[[str], str], *named: Callable[[str], str]) -> str | None:
    """Takes an option's id, or its name by any of `named`, from the URL: before the widget of that key is drawn.

    The widget itself takes its own labels (`own`) and drops what nobody understands. The label to `restate` after the
    widget; None where there is nothing to do.
    """
    said = st.query_params.get(key)
    known = list(options) if said is not None else []
    if any(own(option) == said for option in known):
        return None
    for option in known:
        if said == option or any(name(option) == said for name in named):
            st.session_state[key] = option
            return own(option)
    return None


def restate(key: str, label: str | None) -> None:
    """Puts the widget's own label into the URL, which it has dropped as not its own: a link stays what it says."""
    context = get_script_run_ctx()
    if label is not None and context is not None:
        with context.session_state.query_params() as parameters:
            parameters.set_corrected_value(key, label, "string_value")
