"""The two drawn parts of the pages: the scorecard of the company and the strip of a department's KPIs.

Data in, text set as text, a click out. Knows no KPI: what stands in a row is said by pages.shared.cards.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

FOLDER = Path(__file__).parent


@cache
def _source(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


@cache
def _component(name: str) -> Any:
    # A string without a line break would be taken for the path of a file.
    return st.components.v2.component(
        f"saigen_{name}",
        html=f'<div class="{"board" if name == "scorecard" else name}">\n</div>\n',
        css=_source("board.css") + _source(f"{name}.css"),
        js=_source("drawing.js") + _source(f"{name}.js"),
    )


def show_scorecard(data: dict[str, Any], key: str) -> str | None:
    """Draws message, chips, rows and what needs attention; the metric of a row just clicked, else None."""
    found: str | None = _component("scorecard")(data=data, key=key, on_open_change=_nothing).open
    return found


def show_strip(data: dict[str, Any], key: str, on_open: Callable[[], None]) -> None:
    """Draws one card a KPI; a click on one calls `on_open`, which finds its metric in the state of `key`."""
    _component("strip")(data=data, key=key, on_open_change=on_open)


def _nothing() -> None:
    """Asks for a rerun; the page reads the click itself."""
