"""The dialogs in which somebody decides about a proposal, and sets an action. Access is asked first, on the click too.

What is fixed by accepting is said before it is accepted. Writes through the ledger; computes nothing.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial

import streamlit as st

from data.actions import STATES, Action, State, action, change_action
from data.decisions import LONGEST_NOTE, REASONS, Choice, Draft, decide
from data.home import open_home
from data.people import person, require
from data.shown import ShownProposal, shown_proposal
from insights.loop.freezing import parts
from insights.loop.teaching import matter_of
from insights.loop.telling import terms_sentences
from insights.loop.terms import WAIT, Terms, terms_json, terms_of
from metrics.calendar import calendar_of
from metrics.catalog import catalog_of
from pages.shared import states
from pages.shared.cards import Wording
from pages.shared.loop import drawing
from pages.shared.loop.standing import Standing, standings
from pages.shared.loop.views import change_line, decided_text, standing_chips
from pages.shared.session import Page
from pages.shared.text import plain

DECIDING: tuple[Choice, ...] = ("accept", "amend", "hold", "reject")
PERCENT = 100.0


@dataclass(frozen=True)
class Form:
    """What the dialog says."""

    reason: str
    note: str
    owner: str
    due: dt.date
    expected: float | None


def open_decision(page: Page, proposal: str, choice: Choice) -> None:
    """The dialog of a decision about a proposal."""
    title = page.wording.say(f"loop.choice.{choice}.title")
    st.dialog(plain(title), width="medium", on_dismiss="rerun")(_decision)(page, proposal, choice)


def _decision(page: Page, named: str, choice: Choice) -> None:
    wording = page.wording
    with states.guarded(page.asker.language):
        proposal = shown_proposal(page.asker.home, named)
        require(page.asker.person, "decide", [proposal.department])
        st.markdown(plain(proposal.content["text"][wording.language]))
        before = _decided_before(page, proposal)
        form = _form(page, proposal, choice)
        terms = _terms(page, proposal, form)
        if choice in ("accept", "amend"):
            _say_terms(page, proposal, terms)
        if before is not None:
            st.warning(plain(_said_before(wording, before)), icon=":material/info:")
        pressed = st.button(
            wording.say(f"loop.choice.{choice}.do"), type="primary", key=f"do-{choice}", disabled=before is not None
        )
        if pressed and before is None:
            write_decision(page, proposal, choice, form, terms)
            st.rerun()


def _decided_before(page: Page, proposal: ShownProposal) -> Standing | None:
    """How the matter stands where somebody has decided about it since the page was drawn."""
    found = standings(page, [proposal.department], subject=proposal.subject)
    one = next((each for each in found if matter_of(each.proposal) == matter_of(proposal)), None)
    return None if one is None or one.waits or one.decision is None else one


def _said_before(wording: Wording, one: Standing) -> str:
    marks = "・".join(mark["text"] for mark in standing_chips(wording, one))
    return wording.say("loop.decided.before", decision=marks, by=decided_text(wording, one))


def _form(page: Page, proposal: ShownProposal, choice: Choice) -> Form:
    wording = page.wording
    reason = st.selectbox(
        wording.say("loop.form.reason"), REASONS[choice], format_func=lambda each: wording.say(f"loop.reason.{each}"),
        key=f"reason-{choice}",
    )  # fmt: skip
    owner, due, expected = page.asker.person.id, page.asker.home.today() + WAIT, proposal.content["expected"]
    if choice in ("accept", "amend"):
        left, right = st.columns(2)
        with left:
            owner = _owner(page, owner, f"owner-{choice}")
        with right:
            due = st.date_input(wording.say("loop.form.due"), due, min_value=page.asker.home.today(), key="due")
        expected = _expected(page, expected)
    key = "loop.form.words" if choice == "amend" else "loop.form.note"
    said = st.text_area(wording.say(key), max_chars=LONGEST_NOTE, height=80, key=f"note-{choice}")
    return Form(reason, said or "", owner, due, expected)


def _owner(page: Page, now: str, key: str) -> str:
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


def _terms(page: Page, proposal: ShownProposal, form: Form) -> Terms:
    home = page.asker.home
    metric = catalog_of(home).metrics[proposal.content["kpi"]]
    return terms_of(proposal.content, metric, calendar_of(home.settings), home.today(), form.due, form.expected)


def _say_terms(page: Page, proposal: ShownProposal, terms: Terms) -> None:
    """What accepting fixes, in sentences."""
    wording, metrics = page.wording, catalog_of(page.asker.home).metrics
    told = terms_sentences(terms, metrics[terms.kpi], wording.language)
    lines = [drawing.line("", drawing.bare(parts(one)), kind="quiet") for one in told]
    if terms.guardrail in metrics:
        label = metrics[terms.guardrail].label.in_language(wording.language)
        lines.append(drawing.line(wording.say("loop.guardrail"), text=label, kind="quiet"))
    heading = drawing.heading(wording.say("loop.fixed"), wording.say("loop.fixed.note"))
    drawing.show(wording.language, [heading, {"is": "lines", "lines": lines}], f"terms-{proposal.id}")


def write_decision(page: Page, proposal: ShownProposal, choice: Choice, form: Form, terms: Terms) -> None:
    """Writes it in the name of who really sits there, if who they look as may decide."""
    home = open_home()
    who = person(home, page.asker.person.id)
    begins = choice in ("accept", "amend")
    draft = Draft(
        proposal.id, choice, form.reason, form.note, terms_json(terms),
        form.owner if begins else "", form.due if begins else None,
    )  # fmt: skip
    decide(home, who, draft, by=page.asker.real.id)


def open_action(page: Page, named: str) -> None:
    """The dialog that sets owner, due day and state of an action."""
    st.dialog(plain(page.wording.say("loop.change.title")), width="medium", on_dismiss="rerun")(_action)(page, named)


def _action(page: Page, named: str) -> None:
    wording = page.wording
    with states.guarded(page.asker.language):
        known = action(page.asker.home, named)
        require(page.asker.person, "decide", [known.department])
        st.markdown(plain(shown_proposal(page.asker.home, known.proposal).content["text"][wording.language]))
        state = _state(page, known)
        left, right = st.columns(2)
        with left:
            owner = _owner(page, known.now.owner, f"owner-{named}")
        with right:
            due = st.date_input(wording.say("loop.form.due"), known.now.due, key=f"due-{named}")
        said = st.text_area(wording.say("loop.form.note"), max_chars=LONGEST_NOTE, height=80, key=f"note-{named}")
        _history(page, known)
        if st.button(wording.say("loop.change.do"), type="primary", key=f"do-{named}"):
            home = open_home()
            who = person(home, page.asker.person.id)
            change_action(home, who, named, owner=owner, due=due, state=state, note=said or "", by=page.asker.real.id)
            st.rerun()


def _state(page: Page, known: Action) -> State:
    chosen = st.segmented_control(
        page.wording.say("loop.form.state"), STATES, default=known.now.state, required=True,
        format_func=lambda each: page.wording.say(f"loop.state.{each}"), key=f"state-{known.id}",
    )  # fmt: skip
    return chosen or known.now.state


def _history(page: Page, known: Action) -> None:
    """What was set before, oldest first."""
    lines = [change_line(page.wording, each) for each in known.changes]
    blocks = [drawing.heading(page.wording.say("loop.history")), {"is": "lines", "lines": lines}]
    drawing.show(page.wording.language, blocks, f"changes-{known.id}")


def chosen(name: str, row: str, page: Page) -> bool:
    """Opens the dialog that a button of a proposal or an action asks for; whether it was one."""
    opens = {each: partial(open_decision, page, row, each) for each in DECIDING}
    if name in opens:
        opens[name]()
    elif name == "change":
        open_action(page, row)
    return name in opens or name == "change"
