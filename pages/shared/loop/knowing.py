"""Closed cases to learn from: searched, narrowed, and put before another department by who may speak there.

What a case says was measured; carrying it over makes a proposal there, which its head decides about.
"""

from __future__ import annotations

import unicodedata
from functools import partial
from typing import Any

import streamlit as st

from data.cases import KeptCase, kept_cases
from data.decisions import TO_BE_DONE
from data.home import open_home
from data.people import person as person_of
from data.policy import allows
from data.shown import offer
from insights.effect import VERDICT_WORDS
from insights.loop.offering import carried_to
from insights.loop.resting import lapses
from insights.loop.teaching import may_view
from insights.loop.terms import cost_of
from insights.review import AFTERMATH_WORDS
from metrics.catalog import catalog_of
from metrics.formatting import format_day, format_percent, format_value
from metrics.model import Metric
from pages.shared import dialogs, states
from pages.shared.loop import drawing, views
from pages.shared.loop.moment import as_of
from pages.shared.session import Page
from pages.shared.text import plain

MOST = 30
FILTERS = ("all", "worked", "failed", "open")


def cases(page: Page) -> list[KeptCase]:
    """The cases that the asker may see, the newest first."""
    found = kept_cases(page.asker.home, at=as_of(page))
    return [one for one in reversed(found) if may_view(page.asker.person, one.department)]


def search(page: Page, every: list[KeptCase]) -> list[KeptCase]:
    """Draws words, department and outcome to narrow by; the cases that fit."""
    wording = page.wording
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters"):
        words = st.text_input(wording.say("loop.know.search"), key="case_words", width=320)
        names = sorted({one.department for one in every})
        department = st.selectbox(
            wording.say("loop.know.department"), names, index=None, format_func=wording.department, width=220,
            placeholder=wording.say("loop.know.every"), key="case_department",
        )  # fmt: skip
        outcome = st.segmented_control(
            wording.say("loop.know.outcome"), FILTERS, default="all", required=True,
            format_func=lambda each: wording.say(f"loop.know.outcome.{each}"), key="case_outcome",
        )  # fmt: skip
    fits = [one for one in every if department in (None, one.department) and _is(one, outcome or "all")]
    return [one for one in fits if _folded(words or "") in _folded(_text(page, one))]


def _is(one: KeptCase, outcome: str) -> bool:
    kinds = {"worked": one.content["worked"] is True, "failed": one.content["worked"] is False}
    return outcome == "all" or kinds.get(outcome, one.content["worked"] is None)


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def _text(page: Page, one: KeptCase) -> str:
    """All that is searched of a case."""
    metric = catalog_of(page.asker.home).metrics.get(one.content["kpi"])
    names = (metric.label.ja, metric.label.en) if metric else ()
    said = one.content
    values = (value for _, value in said["place"])
    return " ".join([*names, *said["text"].values(), *said["cause_label"].values(), *values, said["note"]])


def listed(page: Page, found: list[KeptCase], every: int) -> None:
    """Draws the cases, and the dialog that carries one over."""
    wording = page.wording
    gone = lapses(page.asker.home, [(one.id, one.content) for one in found], as_of(page))
    counts = {
        "shown": format_value(len(found), "count", wording.language).text,
        "total": format_value(every, "count", wording.language).text,
    }
    blocks = [drawing.heading(wording.say("loop.know.title"), wording.say("loop.know.note", **counts))]
    items = [_item(page, one, one.id in gone) for one in found[:MOST]]
    blocks.append(drawing.items(items) if items else drawing.note(wording.say("loop.know.none")))
    drawing.show(wording.language, blocks, "cases", kind="framed", on_act=partial(drawing.remember, "cases"))
    name, row = drawing.asked_for("cases")
    chosen = next((one for one in found if one.id == row), None)
    if name == "carry" and chosen is not None:
        dialogs.show(wording.say("loop.carry.title"), "medium", _carry, page, chosen)


def _item(page: Page, one: KeptCase, lapsed: bool) -> dict[str, Any]:
    wording, said = page.wording, one.content
    metric = catalog_of(page.asker.home).metrics.get(said["kpi"])
    name = metric.label.in_language(wording.language) if metric else said["kpi"]
    place = views.place_text(wording, said["place"])
    did, came = ("loop.know.did", "loop.outcome") if _was_done(one) else ("loop.know.proposed", "loop.know.after")
    lines = [
        drawing.line(wording.say("loop.know.cause"), text=said["cause_label"][wording.language]),
        drawing.line(wording.say(did), text=said["text"][wording.language]),
        drawing.line(wording.say(came), text=_came(page, one)),
    ]
    if cost := views.cost_text(wording, cost_of(said)):
        lines.append(
            drawing.line(wording.say("loop.cost"), text=wording.say("loop.cost.accepted", cost=cost), kind="quiet")
        )
    if said["note"]:
        lines.append(drawing.line(wording.say("loop.note"), text=said["note"], kind="quiet"))
    carry = drawing.button("carry", one.id, wording.say("loop.carry"))
    return {
        "title": wording.say("loop.item", department=wording.department(one.department), kpi=name, place=place),
        "id": one.id, "chips": _marks(page, one, lapsed), "lines": lines, "kind": "lapsed" if lapsed else "",
        "actions": [carry] if _may_carry(page, one, lapsed) else [],
    }  # fmt: skip


def _was_done(one: KeptCase) -> bool:
    return one.content["choice"] in TO_BE_DONE


def _came(page: Page, one: KeptCase) -> str:
    wording, after = page.wording, one.content.get("aftermath")
    words = AFTERMATH_WORDS[after] if after else VERDICT_WORDS[one.content["effect"]]
    verdict = words.in_language(wording.language)
    closed = wording.say("loop.know.closed", day=format_day(one.day, wording.language))
    if one.content["came"] is None:
        return f"{verdict}　{closed}"
    size = format_percent(one.content["came"], wording.language)
    return f"{wording.say('loop.know.came', verdict=verdict, size=size)}　{closed}"


def _marks(page: Page, one: KeptCase, lapsed: bool) -> list[dict[str, str]]:
    wording = page.wording
    decided = wording.say(f"loop.choice.{one.content['choice']}")
    marks = [{"text": decided}, {"text": wording.say(f"loop.verdict.{one.content['verdict']}"), "kind": "quiet"}]
    return [{"text": wording.say("loop.lapse"), "kind": "bad"}, *marks] if lapsed else marks


def _targets(page: Page, one: KeptCase) -> list[str]:
    """The departments that a case can be carried to by the asker: others, where they may speak."""
    person = page.asker.person
    names = [name for name in page.wording.departments if name not in (one.department, "company")]
    return [name for name in names if allows(person.role, person.department, "reply", [name])]


def _may_carry(page: Page, one: KeptCase, lapsed: bool) -> bool:
    """Only what worked, on ground that stands, and by who may speak in another department."""
    return as_of(page) is None and not lapsed and one.content["worked"] is True and bool(_targets(page, one))


def _carry(page: Page, one: KeptCase) -> None:
    wording = page.wording
    with states.guarded(page.asker.language):
        st.markdown(plain(one.content["text"][wording.language]))
        target = st.selectbox(wording.say("loop.carry.to"), _targets(page, one), format_func=wording.department)
        choices = _kpis(page, target)
        name = st.selectbox(
            wording.say("loop.carry.kpi"), list(choices), key=f"carry-{target}",
            format_func=lambda each: choices[each].label.in_language(wording.language),
        )  # fmt: skip
        st.caption(wording.say("loop.carry.note"))
        if name and st.button(wording.say("loop.carry.do"), type="primary", key="carry-do"):
            made = carried_to(one.id, one.content, target, choices[name], page.moment.snapshot)
            home = open_home()
            offer(home, person_of(home, page.asker.person.id), made, by=page.asker.real.id)
            st.toast(wording.say("loop.carry.done"))
            st.rerun()


def _kpis(page: Page, department: str) -> dict[str, Metric]:
    """The KPIs of a department that a list shows, headlines first."""
    metrics = [one for one in catalog_of(page.asker.home).metrics.values() if one.department == department]
    shown = sorted((one for one in metrics if not one.internal), key=lambda one: not one.headline)
    return {one.name: one for one in shown}
