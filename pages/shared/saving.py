"""Saving what a page shows, as CSV or XLSX: the access is checked and the bytes are made when the button is pressed.

A download's address is served without a session, so that no bytes may stand behind one before the click.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pandas as pd
import streamlit as st

from data.errors import Refusal
from data.home import open_home
from data.ledger import record
from data.people import person
from metrics.access import may
from metrics.formatting import format_day
from metrics.periods import name_of
from metrics.standing import Standing
from pages.shared import cards
from pages.shared.department import Chosen
from pages.shared.export import Sheet, as_csv, as_xlsx
from pages.shared.session import Page, answers, page_thing
from pages.shared.text import both

MIME = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
MAKERS: dict[str, Callable[[Sheet], bytes]] = {"csv": as_csv, "xlsx": as_xlsx}


def menu(page: Page, chosen: Chosen) -> None:
    """Two buttons that save the strip's figures, where the asker may export."""
    if not may(page.asker.person, "export", page_thing(page.department)):
        return
    for ending in MAKERS:
        st.download_button(
            page.wording.say(f"export.{ending}"),
            data=partial(saved, page, chosen, ending),
            file_name=file_name(page, ending),
            mime=MIME[ending],
            on_click="ignore",
            type="tertiary",
            key=f"save-{ending}",
        )


def file_name(page: Page, ending: str) -> str:
    """sales_2026-11.csv."""
    return f"{page.department}_{name_of(page.wording.calendar, page.period)}.{ending}"


def saved(page: Page, chosen: Chosen, ending: str) -> bytes:
    """The file's bytes. Refuses who may not export now, whatever was drawn before."""
    home = open_home()
    now = person(home, page.asker.person.id)
    if not may(now, "export", page_thing(page.department)):
        raise Refusal("not_allowed", both("export.refused"))
    made = MAKERS[ending](
        Sheet(page.wording.say("export.sheet"), figures_frame(page, chosen), conditions(page, chosen))
    )
    record(home, now.id, "export", f"page:{page.department}", {"file": file_name(page, ending), "bytes": len(made)})
    return made


def figures_frame(page: Page, chosen: Chosen) -> pd.DataFrame:
    """What the strip shows, a row a KPI and period of its history: numbers in the KPI's unit, not as written."""
    rows = [row for standing in answers.department(page, chosen.where) for row in _rows(page, standing)]
    names = ("metric", "unit", "period", "value", "plan", "last_year")
    return pd.DataFrame(rows, columns=[page.wording.say(f"export.{name}") for name in names])


def _rows(page: Page, standing: Standing) -> list[tuple[object, ...]]:
    label, unit = page.wording.label(standing), standing.metric.unit
    return [
        (label, unit, pd.Timestamp(point.start), point.value, point.plan, standing.last_year if last else None)
        for point, last in zip(standing.points, [False] * (len(standing.points) - 1) + [True], strict=True)
    ]


def conditions(page: Page, chosen: Chosen) -> tuple[tuple[str, str], ...]:
    """What the figures were asked under: period, up to which day, moment, filters."""
    wording = page.wording
    labels = {d.name: d.label.in_language(wording.language) for d in chosen.dimensions}
    until = format_day(chosen.standing.window.end, wording.language)
    return (
        (
            wording.say("export.period"),
            wording.say("chip.running", period=cards.period_name(wording, page.period), day=until),
        ),
        (wording.say("export.moment"), page.moment.text),
        *((labels[name], wording.say("join").join(values)) for name, values in chosen.where),
    )
