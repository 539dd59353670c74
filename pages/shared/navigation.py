"""The pages and their order; which of them the menu offers to whom. A page left out of it checks access itself."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import streamlit as st

from data.home import open_home
from metrics.access import may
from pages.shared import states
from pages.shared.loop.entry import may_review
from pages.shared.session import Asker, account, draw_controls, page_thing
from pages.shared.upload.entry import may_upload_something

FOLDER = Path(__file__).parent.parent
LOGO = Path(__file__).parent / "board" / "logo.svg"
PAGES = ("company", "sales", "marketing", "hr", "production", "development")
"""In the order of the menu and of the scorecard; a page's file and its address carry the department's name."""
DECIDING = ("review", "ai_outcomes", "knowledge")
UPLOAD = "upload"
RUNS = itertools.count(1)
"""Numbers the runs of this process."""


_modules = [0]


def imported_since() -> bool:
    """Whether modules were imported since this was asked last."""
    before, _modules[0] = _modules[0], len(sys.modules)
    return before != _modules[0]


@cache
def _stylesheet() -> str:
    return f"<style>{(Path(__file__).parent / 'board' / 'page.css').read_text(encoding='utf-8')}</style>"


def run() -> None:
    """Draws the header and the controls and runs the page asked for; says why where there is no home to show."""
    st.html(_stylesheet())
    st.logo(str(LOGO), size="large")
    asker: Asker | None = None
    with states.guarded("ja" if (st.context.locale or "ja").startswith("ja") else "en"):
        asker = account(open_home())
    if asker is None:
        return
    page = st.navigation(list(pages_for(asker).values()), position="top")
    with states.guarded(asker.language):
        draw_controls(asker)
        page.run()


def pages_for(asker: Asker) -> Mapping[str, st.Page]:
    """Every page by its name; those the asker may not see are not in the menu."""
    departments = {name: _page(asker, name) for name in PAGES}
    return departments | {name: _deciding(asker, name) for name in DECIDING} | {UPLOAD: _upload(asker)}


def _deciding(asker: Asker, name: str) -> st.Page:
    return st.Page(
        FOLDER / f"{name}.py",
        title=asker.wording.say(f"loop.menu.{name}"),
        url_path=name,
        visibility="visible" if may_review(asker.person) else "hidden",
    )


def _page(asker: Asker, name: str) -> st.Page:
    seen = may(asker.person, "view", page_thing(name))
    return st.Page(
        FOLDER / f"{name}.py",
        title=asker.wording.department(name),
        url_path=name,
        default=name == "company",
        visibility="visible" if seen else "hidden",
    )


def _upload(asker: Asker) -> st.Page:
    return st.Page(
        FOLDER / f"{UPLOAD}.py",
        title=asker.wording.say("upload.menu"),
        url_path=UPLOAD,
        visibility="visible" if may_upload_something(asker.person) else "hidden",
    )
