"""Blocks of sentences and items as one component: texts and slots in, a click on a figure or a button out.

Knows no card and no ledger; texts are set as text, never as markup.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from data.errors import Language
from pages.shared.component import acted, component, rerun

FOLDER = Path(__file__).parent
ASKED = "loop_asked"
Block = dict[str, Any]
Parts = Sequence[Sequence[str]]


def show(
    language: Language, blocks: Sequence[Block], key: str, opens: str = "", kind: str = "",
    on_act: Callable[[], None] | None = None,
) -> None:  # fmt: skip
    """Draws blocks; a click calls `on_act`, which asks `acted` what was meant. `opens` says what a figure's click does.

    `kind` "framed" draws a border around."""
    data = {"lang": language, "blocks": list(blocks), "opens": opens, "kind": kind}
    part = component("loop", "loop", FOLDER / "loop.css", FOLDER / "loop.js")
    part(data=data, key=key, on_acted_change=on_act or rerun)


def remember(key: str) -> None:
    """Keeps what was just clicked for the run that follows."""
    st.session_state[ASKED] = (key, *acted(key))


def asked_for(key: str) -> tuple[str, str]:
    """What was clicked in the component of that key, told once; both empty where nothing was."""
    where, name, row = st.session_state.get(ASKED, ("", "", ""))
    if where != key:
        return "", ""
    st.session_state.pop(ASKED)
    return name, row


def heading(text: str, note: str = "") -> Block:
    """A heading and what has to be known of it in small."""
    return {"is": "heading", "text": text, "note": note}


def note(text: str, kind: str = "") -> Block:
    """A quiet line."""
    return {"is": "note", "text": text, "kind": kind}


def chips(found: Sequence[dict[str, str]]) -> Block:
    """Marks side by side; one with a `name` is a button."""
    return {"is": "chips", "chips": [chip for chip in found if chip.get("text")]}


def items(found: Sequence[dict[str, Any]], first: int = 0, more: str = "") -> Block:
    """A list of items; those after the first few folded under the words of `more`, where it is given."""
    return {"is": "items", "items": list(found), "first": first, "more": more}


def columns(*found: Sequence[Block]) -> Block:
    """Blocks side by side, one below the other where it is narrow."""
    return {"is": "columns", "columns": [list(each) for each in found]}


def table(lines: Sequence[dict[str, Any]]) -> Block:
    """Labelled lines whose labels stand in one column."""
    return {"is": "lines", "lines": list(lines), "kind": "table"}


def bare(parts: Parts) -> Parts:
    """A sentence whose figures open nothing, for a place where their evidence stands already."""
    return [[pair[0], ""] for pair in parts]


def line(label: str, parts: Parts | None = None, text: str = "", kind: str = "") -> dict[str, Any]:
    """A labelled line: a sentence in parts, or plain text."""
    made: dict[str, Any] = {"label": label, "kind": kind}
    return made | ({"parts": [list(pair) for pair in parts]} if parts is not None else {"text": text})


def button(name: str, row: str, text: str, kind: str = "", label: str = "") -> dict[str, str]:
    """A button of an item; `label` is its name for who can't see what stands around it."""
    return {"name": name, "row": row, "text": text, "kind": kind, "label": label}
