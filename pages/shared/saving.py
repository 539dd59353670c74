"""Saving what a page shows, as CSV or XLSX: the access is checked and the bytes are made when the button is pressed.

A download's address is served without a session, so that no bytes may stand behind one before the click.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from data.errors import Refusal
from data.home import open_home
from data.ledger import record
from data.people import person
from metrics.access import may
from metrics.periods import name_of
from pages.shared import department, sheets
from pages.shared.department import Chosen, Shown
from pages.shared.export import as_csv, as_xlsx
from pages.shared.session import Page, page_thing
from pages.shared.text import both

MIME = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def _csv(page: Page, chosen: Chosen, shown: Shown) -> bytes:
    """The figures as one table; rows behind have other columns, and are in the workbook."""
    return as_csv(sheets.one_table(page, sheets.figures(page, chosen, shown)))


def _xlsx(page: Page, chosen: Chosen, shown: Shown) -> bytes:
    return as_xlsx(sheets.everything(page, chosen, shown), sheets.conditions(page, chosen))


MAKERS: dict[str, Callable[[Page, Chosen, Shown], bytes]] = {"csv": _csv, "xlsx": _xlsx}


def menu(page: Page, chosen: Chosen) -> None:
    """Two buttons that save what is shown, where the asker may export."""
    if not may(page.asker.person, "export", page_thing(page.department)):
        return
    shown = department.shown(page, chosen)
    for ending in MAKERS:
        st.download_button(
            page.wording.say(f"export.{ending}"),
            data=partial(saved, page, chosen, shown, ending),
            file_name=file_name(page, ending),
            mime=MIME[ending],
            on_click="ignore",
            type="tertiary",
            key=f"save-{ending}",
        )


def file_name(page: Page, ending: str) -> str:
    """sales_2026-11.csv."""
    return f"{page.department}_{name_of(page.wording.calendar, page.period)}.{ending}"


def saved(page: Page, chosen: Chosen, shown: Shown, ending: str) -> bytes:
    """The file's bytes. Refuses who may not export now, whatever was drawn before."""
    home = open_home()
    now = person(home, page.asker.person.id)
    if not may(now, "export", page_thing(page.department)):
        raise Refusal("not_allowed", both("export.refused"))
    made = MAKERS[ending](page, chosen, shown)
    record(home, now.id, "export", f"page:{page.department}", {"file": file_name(page, ending), "bytes": len(made)})
    return made
