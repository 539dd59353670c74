"""The evidence of a number of an incident, drawn: how it came about, its query, the rows, the loads, and the time."""

from __future__ import annotations

import math

import streamlit as st

from data.lake import Load
from insights.incidents import Incident
from metrics.formatting import ABSENT, PLAIN, format_value
from metrics.model import Metric
from pages.shared import figures
from pages.shared.incidents import wording as words
from pages.shared.incidents.behind import Behind, behind
from pages.shared.incidents.choosing import fact_of
from pages.shared.session import Page, answers
from pages.shared.session.moment import clock, table_label
from pages.shared.text import plain

FACTS = frozenset({"actual", "expected", "effect", "money", "days", "place", "low", "high", "since", "until", "kpi"})


def show(page: Page, one: Incident, metric: Metric, name: str) -> None:
    """The evidence of one fact."""
    wording, fact = page.wording, fact_of(name)
    named = {known: (label, text) for known, label, text in words.facts(wording, one, metric)}
    if fact not in named:
        return
    found, (label, text) = answers.kept(behind, page, one, metric, fact), named[fact]
    with st.container(border=True, key="evidence"):
        st.markdown(f"**{plain(wording.say('evidence.value', name=label, value=text))}**")
        figures.note(wording.say(f"evidence.how.{fact}"))
        if fact == "actual" and found.value is not None:
            figures.note(_again(page, one, metric, found.value))
        left, right = st.columns(2, gap="medium")
        with left:
            figures.note(wording.say("evidence.query"))
            st.code(found.sql, language=None, wrap_lines=True, height=220)
        with right:
            _loads(page, found)
        _rows(page, found)


def _again(page: Page, one: Incident, metric: Metric, value: float) -> str:
    same = math.isclose(value, one.actual, rel_tol=1e-6, abs_tol=1e-9)
    shown = format_value(value, metric.unit, page.asker.language).text
    return page.wording.say("evidence.again" if same else "evidence.differs", value=shown)


def _loads(page: Page, found: Behind) -> None:
    wording = page.wording
    figures.note(wording.say("evidence.loads"))
    for load in found.loads:
        st.markdown(f":small[{plain(load_line(page, load))}]")
    key = "evidence.loads.none" if not found.loads else "shown" if found.exact else "table"
    figures.note(wording.say(key if not found.loads else f"evidence.loads.{key}"))
    time = clock(wording, found.at) if found.at else ABSENT
    figures.note(wording.say("evidence.moment", snapshot=found.snapshot, time=time))


def load_line(page: Page, load: Load) -> str:
    """A load: its file and table, who brought it and when, and its id."""
    wording = page.wording
    return wording.say(
        "evidence.load",
        file=load.file,
        table=table_label(page.asker, load.table),
        by=wording.person(load.by),
        time=clock(wording, load.at),
        load=load.load_id,
    )


def _rows(page: Page, found: Behind) -> None:
    wording = page.wording
    if found.rows is None:
        figures.note(wording.say("rows.refused" if found.exact else "rows.hidden"))
        return
    counts = {"shown": len(found.rows.frame), "total": found.rows.total}
    written = {
        name: format_value(count, "count", wording.language, scale=PLAIN, digits=0).number
        for name, count in counts.items()
    }
    figures.note(f"{wording.say('evidence.rows')} ・ {wording.say('evidence.rows.note', **written)}")
    st.dataframe(
        answers.labelled(page, found.rows), hide_index=True, height=210, placeholder=ABSENT, key="evidence-rows"
    )  # fmt: skip
