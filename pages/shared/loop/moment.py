"""The moment of a page as the ledger knows it: the time up to which its rows count, and the day."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from data.history import all_loads
from pages.shared.session import Page
from pages.shared.session.moment import MOMENT_KEY


def as_of(page: Page) -> dt.datetime | None:
    """The last time that counts on a page of the past: the end of the day that was chosen, else when the snapshot's
    last load was made. None on a page of now."""
    if page.moment.is_newest:
        return None
    chosen = str(st.session_state.get(MOMENT_KEY) or "")
    if len(chosen) == len("2026-04-01"):
        return dt.datetime.combine(dt.date.fromisoformat(chosen), dt.time.max)
    made = [load.at for load in all_loads(page.asker.home).values() if load.snapshot <= page.moment.snapshot]
    return max(made, default=dt.datetime.combine(page.until, dt.time.max))


def day_of(page: Page) -> dt.date:
    """The company's day of a page's moment."""
    at = as_of(page)
    return at.date() if at else page.asker.home.today()
