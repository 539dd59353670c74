"""The drawn parts of the pages: scorecard, strip of KPIs, list of incidents, head of an incident's panel, landings.

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


def show_scorecard(data: dict[str, Any], key: str) -> tuple[str | None, str | None]:
    """Draws message, chips, rows and what needs attention; the metric of a row, or the incident, just clicked."""
    found = _component("scorecard")(data=data, key=key, on_open_change=_nothing, on_incident_change=_nothing)
    return found.open, found.incident


def show_strip(data: dict[str, Any], key: str, on_open: Callable[[], None]) -> None:
    """Draws one card a KPI; a click on one calls `on_open`, which finds its metric in the state of `key`."""
    _component("strip")(data=data, key=key, on_open_change=on_open)


def show_incidents(data: dict[str, Any], key: str, on_open: Callable[[], None]) -> None:
    """Draws a list of incidents; a click on one calls `on_open`, which finds its id in the state of `key`."""
    _component("incidents")(data=data, key=key, on_incident_change=on_open)


def show_dossier(data: dict[str, Any], key: str, on_fact: Callable[[], None]) -> None:
    """Draws the head of an incident's panel; a click on a figure calls `on_fact`, which finds its fact in `key`."""
    _component("dossier")(data=data, key=key, on_fact_change=on_fact)


def show_outlook(data: dict[str, Any], key: str) -> None:
    """Draws landings, a row a period."""
    _component("outlook")(data=data, key=key)


def _nothing() -> None:
    """Asks for a rerun; the page reads the click itself."""
