"""Tables and headings of the upload page as one component: texts in, a click on a row's button out.

Texts of files are set as text by it, never as markup. Which rows there are is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from pages.shared.component import component, rerun
from pages.shared.text import plain

FOLDER = Path(__file__).parent
Cell = str | dict[str, str]


def show(data: dict[str, Any], key: str, on_act: Callable[[], None] | None = None) -> None:
    """Draws a heading or a table; a button of a row calls `on_act`, which asks `acted` what was pressed."""
    part = component("grid", "grid", FOLDER / "grid.css", FOLDER / "grid.js")
    part(data=data, key=key, on_acted_change=on_act or rerun)


def note(text: str) -> None:
    """A quiet line of text; a caption of Streamlit's is too faint to read."""
    st.markdown(f":small[:gray[{plain(text)}]]")


def heading(language: str, message: str, chips: Sequence[dict[str, str]] = ()) -> dict[str, Any]:
    """The first line of the page, and chips under it."""
    return {"lang": language, "message": message, "chips": list(chips)}


def table(
    language: str, label: str, columns: Sequence[tuple[str, str]], rows: Sequence[Any], **more: Any
) -> dict[str, Any]:
    """A table: columns as (text, kind), rows as lists of cells or as dicts with `cells`, `kind`, `id` and `actions`."""
    made = [row if isinstance(row, dict) else {"cells": list(row)} for row in rows]
    named = [{"text": text, "kind": kind} for text, kind in columns]
    return {"lang": language, "label": label, "columns": named, "rows": made, **more}
