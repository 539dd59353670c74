"""A drawn part of a page: its own styles and script behind the colours and elements that all such parts share.

Data in, text set as text, a click out. Knows nothing of what is drawn.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

FOLDER = Path(__file__).parent
SHARED = (FOLDER / "theme.css", FOLDER / "nodes.js")


@cache
def component(name: str, root: str, *files: Path) -> Any:
    """The part of a name: an element of class `root`, and the styles and scripts of `files` in their order."""
    source = {
        kind: "".join(file.read_text(encoding="utf-8") for file in (*SHARED, *files) if file.suffix == kind)
        for kind in (".css", ".js")
    }
    # A string without a line break would be taken for the path of a file.
    html = f'<div class="{root}">\n</div>\n'
    return st.components.v2.component(f"saigen_{name}", html=html, css=source[".css"], js=source[".js"])


def acted(key: str) -> tuple[str, str]:
    """The name of what was clicked in the part of that key, and its row; both empty where nothing was."""
    said = getattr(st.session_state.get(key), "acted", None) or {}
    return str(said.get("name", "")), str(said.get("row", ""))


def rerun() -> None:
    """What a click calls that asks for nothing but to be read by the page itself."""
