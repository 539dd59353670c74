"""The dialogs in which somebody decides about a proposal, and sets an action. Access is asked first, on the click too.

Writes through the ledger; computes nothing.
"""

from __future__ import annotations

from functools import partial

import streamlit as st

from data.actions import STATES, Action, State, action, change_action
from data.decisions import LONGEST_NOTE, TO_BE_DONE, Choice, Draft, decide
from data.home import open_home
from data.people import person, require
from data.shown import ShownProposal, shown_proposal
from insights.loop.teaching import matter_of
from insights.loop.terms import terms_json
from pages.shared import dialogs, states
from pages.shared.cards import Wording
from pages.shared.loop import drawing
from pages.shared.loop.forming import Form, choose_owner, fill, say_terms
from pages.shared.loop.standing import Standing, standings
from pages.shared.loop.views import change_line, decided_text, standing_chips
from pages.shared.session import Page
from pages.shared.text import plain

DECIDING: tuple[Choice, ...] = ("accept", "amend", "hold", "reject")


def open_decision(page: Page, proposal: str, choice: Choice) -> None:
    """The dialog of a decision about a proposal."""
    dialogs.show(page.wording.say(f"loop.choice.{choice}.title"), "medium", _decision, page, proposal, choice)


def _decision(page: Page, named: str, choice: Choice) -> None:
    wording = page.wording
    with states.guarded(page.asker.language):
        proposal = shown_proposal(page.asker.home, named)
        require(page.asker.person, "decide", [proposal.department])
        st.markdown(plain(proposal.content["text"][wording.language]))
        before = _decided_before(page, proposal)
        form = fill(page, proposal, choice)
        if choice in TO_BE_DONE:
            say_terms(page, proposal, form)
        if before is not None:
            st.warning(plain(_said_before(wording, before)), icon=":material/info:")
        pressed = st.button(
            wording.say(f"loop.choice.{choice}.do"), type="primary", key=f"do-{choice}", disabled=before is not None
        )
        if pressed and before is None:
            write_decision(page, proposal, choice, form)
            st.rerun()


def _decided_before(page: Page, proposal: ShownProposal) -> Standing | None:
    """How the matter stands where somebody has decided about it since the page was drawn."""
    found = standings(page, [proposal.department], subject=proposal.subject)
    one = next((each for each in found if matter_of(each.proposal) == matter_of(proposal)), None)
    return None if one is None or one.waits or one.decision is None else one


def _said_before(wording: Wording, one: Standing) -> str:
    marks = "・".join(mark["text"] for mark in standing_chips(wording, one))
    return wording.say("loop.decided.before", decision=marks, by=decided_text(wording, one))


def write_decision(page: Page, proposal: ShownProposal, choice: Choice, form: Form) -> None:
    """Writes it in the name of who really sits there, if who they look as may decide."""
    home = open_home()
    who = person(home, page.asker.person.id)
    begins = choice in TO_BE_DONE
    draft = Draft(
        proposal.id, choice, form.reason, form.note, terms_json(form.terms),
        form.owner if begins else "", form.due if begins else None,
    )  # fmt: skip
    decide(home, who, draft, by=page.asker.real.id)


def open_action(page: Page, named: str) -> None:
    """The dialog that sets owner, due day and state of an action."""
    dialogs.show(page.wording.say("loop.change.title"), "medium", _action, page, named)


def _action(page: Page, named: str) -> None:
    wording = page.wording
    with states.guarded(page.asker.language):
        known = action(page.asker.home, named)
        require(page.asker.person, "decide", [known.department])
        st.markdown(plain(shown_proposal(page.asker.home, known.proposal).content["text"][wording.language]))
        state = _state(page, known)
        left, right = st.columns(2)
        with left:
            owner = choose_owner(page, known.now.owner, f"owner-{named}")
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
