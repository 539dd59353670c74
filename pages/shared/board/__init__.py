"""The drawn parts of the pages: scorecard, strip of KPIs, list of incidents, head of an incident's panel, landings.

Data in, text set as text, a click out. Knows no KPI: what stands in a row is said by pages.shared.cards.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from pages.shared.component import component, rerun

FOLDER = Path(__file__).parent


def _part(name: str) -> Any:
    files = ("board.css", f"{name}.css", "drawing.js", f"{name}.js")
    return component(name, "board" if name == "scorecard" else name, *(FOLDER / file for file in files))


def show_scorecard(data: dict[str, Any], key: str) -> tuple[str | None, str | None]:
    """Draws message, chips, rows and what needs attention; the metric of a row, or the incident, just clicked."""
    found = _part("scorecard")(data=data, key=key, on_open_change=rerun, on_incident_change=rerun)
    return found.open, found.incident


def show_strip(data: dict[str, Any], key: str, on_open: Callable[[], None]) -> None:
    """Draws one card a KPI; a click on one calls `on_open`, which finds its metric in the state of `key`."""
    _part("strip")(data=data, key=key, on_open_change=on_open)


def show_incidents(data: dict[str, Any], key: str, on_open: Callable[[], None]) -> None:
    """Draws a list of incidents; a click on one calls `on_open`, which finds its id in the state of `key`."""
    _part("incidents")(data=data, key=key, on_incident_change=on_open)


def show_dossier(data: dict[str, Any], key: str, on_fact: Callable[[], None]) -> None:
    """Draws the head of an incident's panel; a click on a figure calls `on_fact`, which finds its fact in `key`."""
    _part("dossier")(data=data, key=key, on_fact_change=on_fact)


def show_outlook(data: dict[str, Any], key: str) -> None:
    """Draws landings, a row a period."""
    _part("outlook")(data=data, key=key)
