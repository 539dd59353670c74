"""An open page notices what others load: it says who loaded what, and offers to show it. Changes no figure unasked.

What a page waits for (the analysis of a new state, a forecast, an explanation) it picks up by itself.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import streamlit as st

from data.home import open_home
from data.lake import Load, changes, newest_snapshot
from data.policy import allows
from insights import jobs
from pages.shared import dialogs
from pages.shared.session import Asker, Page, asker_again, work
from pages.shared.session.findings import Known
from pages.shared.session.moment import clock, table_label
from pages.shared.text import plain

EVERY, SOON = "15s", "2s"
MOST = 3
JUST_DRAWN, JUST_DRAWN_WAITING, TOLD = "just_drawn", "just_drawn_waiting", "told_until"


def watch(page: Page) -> None:
    """Looks for a newer snapshot than the page was drawn of, every fifteen seconds.

    Where the page was drawn anew for another reason and shows what came meanwhile, that is said in passing.
    """
    st.session_state[JUST_DRAWN] = True
    told = st.session_state.get(TOLD, page.moment.newest)
    st.session_state[TOLD] = page.moment.newest
    if told < page.moment.newest and (news := _news(page.asker, told)):
        st.toast(plain(_said(page.asker, news)))
    _watch(page.moment.newest)


@st.fragment(run_every=EVERY)
def _watch(drawn: int) -> None:
    if st.session_state.pop(JUST_DRAWN, False):
        return  # the page around has just asked for the newest snapshot itself
    asker = asker_again(open_home())
    news = _news(asker, drawn)
    if not news:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="news"):
        st.markdown(plain(_said(asker, news)))
        if st.button(asker.wording.say("live.refresh"), key="refresh", type="primary"):
            st.session_state[TOLD] = newest_snapshot(asker.home)
            st.rerun(scope="app")


def _news(asker: Asker, since: int) -> list[Load]:
    return [load for load in changes(asker.home, since) if _concerns(asker, load)]


def _said(asker: Asker, news: list[Load]) -> str:
    loads = asker.wording.say("join").join(_line(asker, load) for load in news[:MOST])
    return asker.wording.say("live.news", loads=loads)


def expect(page: Page, known: Known) -> None:
    """Called last: starts what the page waits for, looks every other second, and draws anew when that is there.

    An analysis that has failed is tried again after a while: that is looked for less often.
    """
    state = _ensured(page)
    analysing = state in ("running", "failed") and page.moment.is_newest and known.state != "done"
    work.start()
    if analysing or work.waited():
        st.session_state[JUST_DRAWN_WAITING] = True
        often = EVERY if state == "failed" and not work.waited() else SOON
        st.fragment(_expect, run_every=often)(state if analysing else None)


_through: set[tuple[Path, int, dt.date]] = set()


def _ensured(page: Page) -> jobs.State:
    """The state of the background job, started where it is due; one that is through is not asked about again."""
    home = page.asker.home
    key = (home.path, page.moment.newest, home.today())
    if key in _through:
        return "done"
    state = jobs.ensure(home)
    if state == "done":
        _through.add(key)
    return state


def _expect(drawn: jobs.State | None) -> None:
    """`drawn`: the state of the analysis that the page shows, where it waits for its end."""
    if st.session_state.pop(JUST_DRAWN_WAITING, False) or dialogs.is_open():
        return
    if work.arrived() or (drawn and jobs.ensure(open_home()) != drawn):
        st.rerun(scope="app")


def _concerns(asker: Asker, load: Load) -> bool:
    """Only of departments that the asker may see; of others not even that something was loaded."""
    return allows(asker.person.role, asker.person.department, "view", load.departments)


def _line(asker: Asker, load: Load) -> str:
    wording = asker.wording
    key = "live.undone" if load.state == "undone" else "live.load"
    return wording.say(
        key, table=table_label(asker, load.table), by=wording.person(load.by), time=clock(wording, load.at)
    )
