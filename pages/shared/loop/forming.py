"""The form of a decision: reason, note, and where something is to be done its owner, due day, size and window.

What accepting fixes, and what could come of it, is said before it is accepted. Writes nothing.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from data.decisions import LONGEST_NOTE, REASONS, TO_BE_DONE, Choice
from data.shown import INCIDENT, ShownProposal
from insights.hypotheses import Cost
from insights.loop.foreseeing import Foresight, foresight, matter_asked, untreated
from insights.loop.freezing import parts
from insights.loop.promising import foresight_sentences, terms_sentences
from insights.loop.terms import LENGTHS, WAIT, Terms, cost_of, terms_of
from insights.narration.card import Sentence
from metrics.calendar import calendar_of
from metrics.catalog import catalog_of
from metrics.formatting import PLAIN, format_percent, format_value
from metrics.model import Grain
from pages.shared.cards import Wording
from pages.shared.loop import drawing
from pages.shared.session import Page

PERCENT = 100.0
MOST_DAYS, MOST_YEN = 100_000.0, 1e12


@dataclass(frozen=True)
class Form:
    """What the dialog says."""

    reason: str
    note: str
    owner: str
    due: dt.date
    terms: Terms
    ahead: Foresight | None = None


def fill(page: Page, proposal: ShownProposal, choice: Choice) -> Form:
    """Draws the fields of a decision; what stands in them."""
    wording, today = page.wording, page.asker.home.today()
    reason = st.selectbox(
        wording.say("loop.form.reason"), REASONS[choice], format_func=lambda each: wording.say(f"loop.reason.{each}"),
        key=f"reason-{choice}",
    )  # fmt: skip
    due = today + WAIT
    made = Form(reason, "", page.asker.person.id, due, terms_for(page, proposal, due, proposal.content["expected"]))
    if choice in TO_BE_DONE:
        made = _to_be_done(page, proposal, choice, made)
    key = "loop.form.words" if choice == "amend" else "loop.form.note"
    said = st.text_area(wording.say(key), max_chars=LONGEST_NOTE, height=80, key=f"note-{choice}")
    return replace(made, note=said or "")


def _to_be_done(page: Page, proposal: ShownProposal, choice: Choice, made: Form) -> Form:
    """Owner and due day, the size expected and how long it is followed."""
    wording, today = page.wording, page.asker.home.today()
    left, right = st.columns(2)
    with left:
        owner = choose_owner(page, made.owner, f"owner-{choice}")
    with right:
        due = st.date_input(wording.say("loop.form.due"), made.due, min_value=today, key="due")
    left, right = st.columns(2)
    with left:
        expected = _expected(page, proposal.content["expected"])
    with right:
        found = _foresight(page, proposal, due)
        length = _length(wording, proposal.content["grain"], found, expected)
    terms = terms_for(page, proposal, due, expected, length)
    terms = replace(terms, cost=_cost(wording, cost_of(proposal.content)), detectable=found.sizes.get(terms.window))
    return replace(made, owner=owner, due=due, terms=terms, ahead=found)


def choose_owner(page: Page, now: str, key: str) -> str:
    """The choice of whose an action is, among all whom the ledger knows."""
    names = list(page.wording.people)
    index = names.index(now) if now in names else 0
    chosen: str = st.selectbox(
        page.wording.say("loop.form.owner"), names, index=index, format_func=page.wording.person, key=key
    )
    return chosen


def _expected(page: Page, proposed: float | None) -> float | None:
    """The relative size expected, in percent; left empty where nobody wants to say one."""
    value = None if proposed is None else round(proposed * PERCENT, 1)
    said = st.number_input(
        page.wording.say("loop.form.expected"), min_value=0.1, max_value=1000.0, value=value, step=0.5, format="%.1f",
        help=page.wording.say("loop.form.expected.help"), key="expected",
    )  # fmt: skip
    return None if said is None else float(said) / PERCENT


def _cost(wording: Wording, proposed: Cost) -> Cost:
    """What it will take: as the playbook has it, or as the one who accepts thinks; left empty where nobody knows."""
    left, right = st.columns(2)
    with left:
        days = st.number_input(
            wording.say("loop.form.person_days"), min_value=0.0, max_value=MOST_DAYS, value=proposed.person_days,
            step=0.5, format="%.1f", help=wording.say("loop.form.cost.help"), key="person_days",
        )  # fmt: skip
    with right:
        yen = st.number_input(
            wording.say("loop.form.yen"), min_value=0.0, max_value=MOST_YEN, value=proposed.yen, step=10_000.0,
            format="%.0f", help=wording.say("loop.form.cost.help"), key="yen",
        )  # fmt: skip
    return Cost(days, yen)


def _foresight(page: Page, proposal: ShownProposal, due: dt.date) -> Foresight:
    incident = proposal.subject if proposal.origin == INCIDENT else ""
    return foresight(page.asker.home, page.moment.snapshot, matter_asked(proposal.content), due, incident)


def _length(wording: Wording, grain: Grain, found: Foresight, expected: float | None) -> int:
    """How many periods are followed, each choice with what it could tell; the shortest that could tell the size
    expected is taken first."""
    choices, enough = LENGTHS[grain], found.enough_for(expected)
    sizes = dict(zip(choices, found.sizes.values(), strict=True))
    first = list(found.sizes).index(enough) if enough else 0

    def named(length: int) -> str:
        """A length, and from which change on it could tell one."""
        count = format_value(length, "count", wording.language, scale=PLAIN, digits=0).number
        text, size = wording.say(f"loop.length.{grain}", count=count), sizes[length]
        if size is None:
            return text
        return wording.say("loop.length.tells", length=text, size=format_percent(size, wording.language))

    help_text = wording.say("loop.form.length.help")
    chosen: int = st.selectbox(
        wording.say("loop.form.length"), choices, index=first, format_func=named, help=help_text, key="length"
    )
    return chosen


def terms_for(
    page: Page, proposal: ShownProposal, due: dt.date, expected: float | None, length: int | None = None
) -> Terms:
    """The terms of a proposal that is decided today."""
    home = page.asker.home
    metric = catalog_of(home).metrics[proposal.content["kpi"]]
    return terms_of(proposal.content, metric, calendar_of(home.settings), home.today(), due, expected, length)


def say_terms(page: Page, proposal: ShownProposal, form: Form) -> None:
    """What accepting fixes and what could be told of it, in sentences."""
    wording, metrics, terms = page.wording, catalog_of(page.asker.home).metrics, form.terms
    told = terms_sentences(terms, metrics[terms.kpi], wording.language)
    lines = [_line(one) for one in told]
    if terms.guardrail in metrics:
        label = metrics[terms.guardrail].label.in_language(wording.language)
        lines.append(drawing.line(wording.say("loop.guardrail"), text=label, kind="quiet"))
    blocks = [
        drawing.heading(wording.say("loop.fixed"), wording.say("loop.fixed.note")), {"is": "lines", "lines": lines},
    ]  # fmt: skip
    if form.ahead is not None:
        blocks.append(drawing.heading(wording.say("loop.ahead"), wording.say("loop.ahead.note")))
        blocks.append({"is": "lines", "lines": _ahead(page, terms, form.ahead)})
    drawing.show(wording.language, blocks, f"terms-{proposal.id}")


def _ahead(page: Page, terms: Terms, found: Foresight) -> list[dict[str, Any]]:
    home, language = page.asker.home, page.wording.language
    beside = untreated(home, terms.kpi, terms.place, found)
    told = foresight_sentences(terms, catalog_of(home).metrics[terms.kpi], found, len(beside), language)
    return [_line(one) for one in told]


def _line(one: Sentence) -> dict[str, Any]:
    return drawing.line("", drawing.bare(parts(one)), kind="quiet")
