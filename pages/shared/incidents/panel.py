"""The panel of an incident: what happened, what it is made of, what moved before, who answered, and the evidence.

Stands in place of what a page shows where the address names an incident, so that its parts may open dialogs.
"""

from __future__ import annotations

import contextlib

import streamlit as st

from data.errors import Refusal
from data.incident_store import see
from insights.incidents import Incident
from insights.incidents.lasting import incident_of
from metrics.catalog import catalog_of
from metrics.model import Metric
from pages.shared import loop, states
from pages.shared.board import show_dossier
from pages.shared.incidents import choosing, evidence, making, moving, opening, replying
from pages.shared.incidents import wording as words
from pages.shared.session import Page, findings
from pages.shared.session.findings import Known

SEEN, DOSSIER = "seen_incidents", "dossier"


def shown(page: Page) -> bool:
    """Draws the panel of the incident that the address names, in place of what the page else shows; whether it did."""
    named = opening.opened()
    if named is None:
        return False
    with st.container(key="panel"):
        st.button(page.wording.say("incident.back"), on_click=opening.close, type="tertiary", key="panel-back")
        with states.guarded(page.asker.language):
            _draw(page, named)
    return True


def _draw(page: Page, named: str) -> None:
    known = findings.known(page)
    one, current = _found(page, known, named)
    metric = catalog_of(page.asker.home).metrics[one.metric]
    fact = st.query_params.get(opening.FACT_KEY, "")
    show_dossier(_dossier(page, one, metric, fact, current=current), DOSSIER, _look_behind)
    if fact in evidence.FACTS:
        evidence.show(page, one, metric, fact)
    left, right = st.columns(2, gap="large")
    with left:
        making.over_time(page, one, metric, known)
        moving.calendar(page, one)
        moving.leads(page, one, metric, known)
    with right:
        making.contributions(page, one, metric)
        replying.show(page, one)
    loop.card(page, one)


def _found(page: Page, known: Known, named: str) -> tuple[Incident, bool]:
    """The incident, and whether the page's moment knows it.

    Refuses an unknown id, and one of a department that the asker may not see.
    """
    kept = findings.stored(page, named)
    _seen(page, named)
    one = next((each for each in known.incidents if each.id == named), None)
    if one is not None:
        return one, True
    return incident_of(kept.detail), known.state != "done" and kept.current


def _seen(page: Page, named: str) -> None:
    """Writes down once a session that somebody looked at an incident."""
    seen = st.session_state.setdefault(SEEN, set())
    key = (page.asker.person.id, named)
    if key not in seen:
        with contextlib.suppress(Refusal):  # a ledger that can't be written to keeps nobody from reading
            see(page.asker.home, page.asker.person, named)
            seen.add(key)


def _look_behind() -> None:
    fact = st.session_state[DOSSIER].fact
    if fact:
        st.query_params[opening.FACT_KEY] = fact


def _dossier(page: Page, one: Incident, metric: Metric, fact: str, *, current: bool) -> dict[str, object]:
    wording = page.wording
    notes = {
        "incident.stale": not current,
        "incident.hindsight": one.hindsight,
        "incident.unalerted": not one.alerted,
    }
    return {
        "lang": wording.language,
        "department": wording.department(one.department),
        "tone": words.tone(one),
        "mark": wording.say("incident.mark.good" if one.welcome else "incident.mark.bad"),
        "verdict": wording.say("incident.reason", reason=words.reason(wording, one.reason)),
        "headline": words.parts(words.headline(wording, one, metric)),
        "notes": [wording.say(key) for key, holds in notes.items() if holds],
        "facts": [
            {"fact": name, "label": label, "text": text} for name, label, text in words.facts(wording, one, metric)
        ],
        "hint": wording.say("incident.press"),
        "chosen": choosing.fact_of(fact),
    }
