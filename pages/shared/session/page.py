"""A page as it is asked for: by whom, of which department, period, moment and filters. Access comes first.

The filters live in the URL, one parameter a dimension; the same addresses carry them from page to page.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.pages_manager import PagesManager

from data.errors import Refusal
from data.home import open_home
from data.lake import day_at, newest_snapshot
from metrics.access import Thing, may
from metrics.model import Filter
from metrics.periods import Period
from pages.shared import dialogs, states
from pages.shared.cards import Wording
from pages.shared.session import work
from pages.shared.session.asker import LANGUAGE_KEY, PERSON_KEY, Asker, asker_again
from pages.shared.session.moment import KIND_KEY, MOMENT_KEY, PERIOD_KEY, Moment, choose_moment, choose_period, last_day
from pages.shared.text import both

KPI_KEY, CONTROLS = "kpi", "controls_said"
KEPT = (KIND_KEY, PERIOD_KEY, MOMENT_KEY, LANGUAGE_KEY, PERSON_KEY)
"""What an address keeps when it leads to another page."""


@dataclass(frozen=True)
class Page:
    """What every question of a page depends on. `newest`: the period is the newest of its grain; `until` is the last
    day that may have figures; `bar` is where the page's controls stand."""

    asker: Asker
    department: str
    period: Period
    newest: bool
    moment: Moment
    until: dt.date
    bar: DeltaGenerator | None = field(compare=False, repr=False)

    @property
    def wording(self) -> Wording:
        """How to say things on this page."""
        return self.asker.wording


@dataclass(frozen=True)
class Controls:
    """What the controls above every page say, and where a page may put its own."""

    period: Period
    moment: Moment
    bar: DeltaGenerator


def draw_controls(asker: Asker) -> None:
    """Draws period and moment above the page to come. They are the frame's, so that their addresses lead on."""
    newest = newest_snapshot(asker.home)
    bar = st.container(horizontal=True, vertical_alignment="center", key="controls")
    with bar:
        period = choose_period(asker.wording, last_day(asker.home, newest, asker.home.today()))
        moment = choose_moment(asker, newest)
    st.session_state[CONTROLS] = Controls(period, moment, bar)


@contextmanager
def opened(department: str) -> Iterator[Page]:
    """A page that its asker may see; refusals and faults inside are shown as words."""
    through_the_entry()
    dialogs.forget()
    work.begin()
    asker = asker_again(open_home())
    page: Page | None = None
    with states.guarded(asker.language):
        check(asker, department)
        page = _page(asker, department, st.session_state[CONTROLS])
    if page is None:
        st.stop()
    with states.guarded(asker.language):
        yield page


def _page(asker: Asker, department: str, said: Controls) -> Page:
    until = last_day(asker.home, said.moment.snapshot, day_at(asker.home, said.moment.snapshot))
    newest = said.period.start <= until <= said.period.end
    return Page(asker, department, said.period, newest, said.moment, until, said.bar)


def through_the_entry() -> None:
    """Runs again through app.py where a page was run by itself.

    Streamlit takes a folder named pages/ for pages of its own until st.navigation has been called once in the process.
    """
    if PagesManager.uses_pages_directory:
        PagesManager.uses_pages_directory = False
        st.rerun()


def check(asker: Asker, department: str) -> None:
    """Refuses a page that the person may not see. The company's page is everybody's, in totals."""
    if may(asker.person, "view", page_thing(department)):
        return
    name = asker.wording.department(department)
    raise Refusal("not_allowed", both("state.no_access", department=name), both("state.no_access.hint"))


def page_thing(department: str) -> Thing:
    """A department's page as a thing to ask access to."""
    return Thing("page", department, published=department == "company")


def page_url(department: str, along: Sequence[tuple[str, str]]) -> str:
    """The address of a department's page with parameters: what it carries on, and the KPI to look into.

    The company's page is the first one, which is served under no name of its own.
    """
    page = "./" if department == "company" else department
    return f"{page}?{urlencode(along)}" if along else page


def carried() -> dict[str, str]:
    """The parameters of the present address that lead on: period, moment, language, whose eyes."""
    return {key: st.query_params[key] for key in KEPT if key in st.query_params}


def filters_of(dimensions: tuple[str, ...]) -> tuple[Filter, ...]:
    """The filters that are set, of those dimensions."""
    set_now = ((name, st.session_state.get(filter_key(name))) for name in dimensions)
    return tuple((name, (str(value),)) for name, value in set_now if value)


def filter_key(dimension: str) -> str:
    """The parameter of the address that holds a dimension's filter."""
    return f"where.{dimension}"
