"""The answer to a question: a sentence whose figures open, a chart, and the other questions that the words may mean."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from insights.answering import sentence
from insights.failures import reason
from insights.findings import Finding
from insights.loop.freezing import parts
from insights.narration.card import say
from insights.questions import Answerable
from metrics.query import ask
from pages.shared import dialogs, figures, states
from pages.shared.asking.drawing import figure_of
from pages.shared.asking.finding import found
from pages.shared.loop import drawing
from pages.shared.loop.evidence import show_finding
from pages.shared.session import Page
from pages.shared.text import plain

CHOICE_KEY, EVERY = "ask_choice", "1s"


def answer(page: Page, words: str) -> None:
    """Draws the answer to the likeliest question, or to the one chosen among the others."""
    wording = page.wording
    with states.guarded(page.asker.language):
        near, pending = found(page, words)
        if not near.answers:
            st.caption(wording.say("ask.none"))
        else:
            _draw(page, _chosen(page, words, near.answers))
            why = reason(near.reason).in_language(wording.language) if near.reason else ""
            st.caption(plain(wording.say("ask.by_name", reason=why) if why else wording.say("ask.by_model")))
        if pending:
            _wait(page, words)


@st.fragment(run_every=EVERY)
def _wait(page: Page, words: str) -> None:
    """Draws the page anew when the model has chosen."""
    if not dialogs.is_open() and not found(page, words)[1]:
        st.rerun(scope="app")


def _chosen(page: Page, words: str, every: tuple[Answerable, ...]) -> Answerable:
    if len(every) == 1:
        return every[0]
    labels = [one.metric.label.in_language(page.wording.language) for one in every]
    chosen = st.pills(
        page.wording.say("ask.others"), range(len(every)), default=0, required=True,
        format_func=lambda index: plain(labels[index]), label_visibility="collapsed", key=f"{CHOICE_KEY}-{words}",
    )  # fmt: skip
    return every[chosen or 0]


def _draw(page: Page, one: Answerable) -> None:
    wording, got = page.wording, ask(page.asker.home, one.query)
    words, finding = sentence(one, got, wording.calendar)
    slots = finding.slots() if finding else {}
    said = say(words.in_language(wording.language), slots, wording.language, "reviewed")
    key = f"answer-{one.metric.name}"
    drawing.show(
        wording.language, [{"is": "message", "parts": parts(said)}], key, wording.say("loop.opens"),
        on_act=partial(drawing.remember, key),
    )  # fmt: skip
    figure = figure_of(wording, one, got)
    if figure is not None:
        figures.draw(figure, f"chart-{key}")
    if drawing.asked_for(key)[0] == "fact" and finding is not None:
        _open(page, finding, got.snapshot)


def _open(page: Page, finding: Finding, snapshot: int) -> None:
    """What stands behind the sentence's figures."""
    own = replace(finding, trace=replace(finding.trace, snapshot=snapshot))
    dialogs.show(page.wording.say("loop.evidence.title"), "large", _evidence, page, own)


def _evidence(page: Page, finding: Finding) -> None:
    with states.guarded(page.asker.language):
        show_finding(page, finding)
