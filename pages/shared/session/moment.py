"""Which period is shown, and as of which moment: the controls above every page, kept in the URL.

The moment is a snapshot of the lake: the newest, one that a load made, or the last one of an earlier day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial

import streamlit as st

from data.errors import Refusal
from data.home import Home
from data.lake import Load, history, resolve_snapshot, watermarks
from data.policy import allows
from data.tables import tables_of_home
from metrics.calendar import BusinessCalendar
from metrics.formatting import format_day, format_period
from metrics.model import Grain
from metrics.periods import Period, name_of, parse_period, period_of, shifted
from pages.shared.cards import Wording
from pages.shared.session.address import restate, understand
from pages.shared.session.asker import LANGUAGES, Asker

KINDS: tuple[Grain, ...] = ("month", "quarter", "year")
OFFERED: dict[str, int] = {"month": 25, "quarter": 9, "year": 4}
KIND_KEY, PERIOD_KEY, MOMENT_KEY = "by", "period", "asof"
NEWEST = "newest"
MOST_MOMENTS, MOST_DAYS = 40, 20


@dataclass(frozen=True)
class Moment:
    """The snapshot that figures are of, and how to name it."""

    snapshot: int
    newest: int
    text: str

    @property
    def is_newest(self) -> bool:
        """Whether it is not of the past."""
        return self.snapshot == self.newest


def choose_period(wording: Wording, last_day: dt.date) -> Period:
    """Draws the choice of period; the chosen one, at first the one that holds the last day."""
    names = _offered(wording.calendar, last_day, _choose_kind(wording))
    own, *others = (partial(_called, each) for each in _both(wording))
    label = understand(PERIOD_KEY, names, own, *others)
    chosen = st.selectbox(
        wording.say("period.which"),
        names,
        format_func=own,
        label_visibility="collapsed",
        width=164,
        key=PERIOD_KEY,
        bind="query-params",
    )
    restate(PERIOD_KEY, label)
    return parse_period(wording.calendar, chosen or names[0])


def _choose_kind(wording: Wording) -> Grain:
    _kind_of_period(wording)
    own, *others = (lambda kind, each=each: each.say(f"period.kind.{kind}") for each in _both(wording))
    label = understand(KIND_KEY, KINDS, own, *others)
    kind = st.segmented_control(
        wording.say("period.kind"),
        KINDS,
        default="month",
        required=True,
        format_func=own,
        label_visibility="collapsed",
        key=KIND_KEY,
        bind="query-params",
    )
    restate(KIND_KEY, label)
    return kind or "month"


def _both(wording: Wording) -> list[Wording]:
    """The page's wording, and that of the other language."""
    return [wording, *(replace(wording, language=each) for each in LANGUAGES if each != wording.language)]


def _kind_of_period(wording: Wording) -> None:
    """A period given by its id alone says its kind too."""
    said = st.query_params.get(PERIOD_KEY)
    if said is None or KIND_KEY in st.query_params:
        return
    try:
        grain = parse_period(wording.calendar, said).grain
    except Refusal:
        return
    if grain in KINDS:
        st.session_state[KIND_KEY] = grain


@lru_cache(maxsize=64)
def _offered(calendar: BusinessCalendar, last_day: dt.date, kind: Grain) -> tuple[str, ...]:
    newest = period_of(calendar, last_day, kind)
    return tuple(name_of(calendar, shifted(calendar, newest, -back)) for back in range(OFFERED[kind]))


@lru_cache(maxsize=512)
def _called(wording: Wording, name: str) -> str:
    return format_period(wording.calendar, parse_period(wording.calendar, name), wording.language)


def choose_moment(asker: Asker, newest: int) -> Moment:
    """Draws the choice of moment; the newest unless an earlier one is chosen."""
    wording, loads = asker.wording, _seen_loads(asker, newest)
    called = partial(_moment_name, asker, loads)
    label = understand(MOMENT_KEY, names := moments(asker.home, loads, newest), called)
    chosen = st.selectbox(
        wording.say("moment.label"),
        [NEWEST, *names],
        format_func=called,
        label_visibility="collapsed",
        width=226,
        key=MOMENT_KEY,
        bind="query-params",
    )
    restate(MOMENT_KEY, label)
    if chosen in (None, NEWEST):
        return Moment(newest, newest, _newest_text(wording, loads, "moment.chip.newest"))
    return Moment(resolve_snapshot(asker.home, chosen), newest, wording.say("moment.chip.past", moment=called(chosen)))


def moments(home: Home, loads: Sequence[Load], newest: int) -> list[str]:
    """Names of earlier moments, newest first: the snapshots that loads made, and the end of each earlier day."""
    found: list[tuple[int, int, str]] = []
    for load in loads:
        if load.snapshot < newest and all(load.snapshot != snapshot for snapshot, _, _ in found):
            found.append((load.snapshot, 0, str(load.snapshot)))
    for day in sorted({load.at.date() for load in loads}, reverse=True)[1:MOST_DAYS]:
        snapshot = _end_of(home, newest, day)
        if snapshot is not None and snapshot < newest:
            found.append((snapshot, 1, day.isoformat()))
    return [name for _, _, name in sorted(found, reverse=True)[:MOST_MOMENTS]]


@lru_cache(maxsize=256)
def _end_of(home: Home, newest: int, day: dt.date) -> int | None:
    """The snapshot of a day's end; None before the lake began."""
    del newest  # stands in the key: a later load may fall on the day
    try:
        return resolve_snapshot(home, day.isoformat())
    except Refusal:
        return None


def _seen_loads(asker: Asker, newest: int) -> tuple[Load, ...]:
    person = asker.person
    return tuple(
        load for load in _loads(asker.home, newest) if allows(person.role, person.department, "view", load.departments)
    )


@lru_cache(maxsize=16)
def _loads(home: Home, newest: int) -> tuple[Load, ...]:
    del newest  # stands in the key: another snapshot, another history
    return tuple(history(home))


def _moment_name(asker: Asker, loads: Sequence[Load], name: str) -> str:
    wording = asker.wording
    if name == NEWEST:
        return _newest_text(wording, loads, "moment.newest")
    if not name.isdigit():
        return wording.say("moment.day", day=format_day(dt.date.fromisoformat(name), wording.language))
    load = next(each for each in loads if str(each.snapshot) == name)
    table = table_label(asker, load.table)
    return wording.say("moment.load", time=clock(wording, load.at), table=table, by=wording.person(load.by))


def _newest_text(wording: Wording, loads: Sequence[Load], key: str) -> str:
    return wording.say(key, time=clock(wording, loads[0].at)) if loads else wording.say(f"{key}.plain")


def clock(wording: Wording, at: dt.datetime) -> str:
    """11/24 09:12."""
    return f"{format_day(at.date(), wording.language, year=False)} {at:%H:%M}"


def table_label(asker: Asker, table: str) -> str:
    """A table's name in the page's language."""
    found = tables_of_home(asker.home).get(table)
    return found.label.in_language(asker.language) if found else table


@lru_cache(maxsize=64)
def last_day(home: Home, snapshot: int, today: dt.date) -> dt.date:
    """The last day that has figures: today, or the newest day of any table where that is earlier."""
    return min([today, max(watermarks(home, snapshot).values(), default=today)])
