"""What lay around an incident in time: its working days, and what moved before it elsewhere. Coincidence, no cause."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import streamlit as st

from data.home import Home
from data.people import Person
from insights.explaining import moved_before
from insights.incidents import Incident
from insights.leads import Lead
from metrics.calendar import DAY, calendar_of
from metrics.catalog import catalog_of
from metrics.formatting import PLAIN, format_day, format_value
from metrics.model import Grain, Metric
from metrics.periods import period_of
from pages.shared import figures
from pages.shared.incidents import opening
from pages.shared.incidents import wording as words
from pages.shared.session import Page
from pages.shared.session.findings import Known
from pages.shared.session.work import later
from pages.shared.text import plain

A_YEAR = dt.timedelta(weeks=52)
MOST = 4


def calendar(page: Page, one: Incident) -> None:
    """Working days of the incident's days, of as many before and of the same a year before; days off by name."""
    wording, days = page.wording, page.wording.calendar
    length = one.end - one.start + DAY
    spans = {"now": dt.timedelta(), "before": length, "year": A_YEAR}
    counts = {name: days.working_days(one.start - back, one.end - back) for name, back in spans.items()}
    st.markdown(f"**{wording.say('calendar.heading')}**")
    lines = [wording.say("calendar.line", **counts)]
    if names := list(dict.fromkeys(_days_off(page, one))):
        lines.append(wording.say("calendar.holidays", names=wording.say("join").join(names)))
    figures.note("  ".join(lines))


def _days_off(page: Page, one: Incident) -> Iterator[str]:
    wording, day = page.wording, one.start
    while day <= one.end:
        name = wording.calendar.holiday_name(day, wording.language)
        if name or wording.calendar.is_company_day(day):
            date = format_day(day, wording.language, year=False)
            yield f"{date} {name or wording.say('shade.company')}"
        day += DAY


def leads(page: Page, one: Incident, metric: Metric, known: Known) -> None:
    """KPIs elsewhere that moved before, as far as that holds against chance; and other incidents of the time."""
    wording, asker = page.wording, page.asker
    st.markdown(f"**{wording.say('leads.heading')}**")
    found = later(
        _found, asker.home, catalog_of(asker.home).version, asker.person, metric.name, one.grain, one.start,
        page.moment.snapshot,
    )  # fmt: skip
    if found is None:
        figures.note(wording.say("incident.analysing"))
    else:
        st.markdown("\n".join(f"- {plain(_line(page, lead))}" for lead in found[:MOST]) or wording.say("leads.none"))
    _related(page, one, known)
    figures.note(wording.say("leads.caution"))


def _found(
    home: Home, version: str, person: Person, name: str, grain: Grain, start: dt.date, snapshot: int
) -> tuple[Lead, ...]:
    del version
    period = period_of(calendar_of(home.settings), start, grain)
    return moved_before(home, person, catalog_of(home).metrics[name], period, snapshot)


def _line(page: Page, lead: Lead) -> str:
    wording, metric = page.wording, catalog_of(page.asker.home).metrics[lead.metric]
    return wording.say(
        "leads.line",
        metric=metric.label.in_language(wording.language),
        department=wording.department(metric.department),
        day=format_day(lead.moved.date(), wording.language, year=False),
        direction=wording.say("leads.up" if lead.deviate > 0 else "leads.down"),
        lag=lead.lag,
        correlation=format_value(lead.correlation, "", wording.language, scale=PLAIN, digits=2).text,
    )


def _related(page: Page, one: Incident, known: Known) -> None:
    """Other incidents of the same time, each to be opened."""
    wording, metrics = page.wording, catalog_of(page.asker.home).metrics
    near = [each for each in known.incidents if each.id in one.related and each.metric != one.metric][:MOST]
    if near:
        figures.note(wording.say("leads.related"))
    for each in near:
        label = plain(f"{words.title(wording, each, metrics[each.metric])}  {words.days_text(wording, each)}")
        if st.button(label, key=f"near-{each.id}", type="tertiary"):
            opening.open_incident(each.id)
            st.rerun()
