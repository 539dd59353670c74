"""What stands behind a figure of a sentence: the question and its SQL, the value asked anew, rows, loads and the time.

Asked in the reader's own scope at the moment of the click; a figure of a place that they may not see is not answered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from data.cases import kept_cases
from data.errors import Refusal
from data.history import all_loads
from data.policy import allows
from insights.findings import Finding
from insights.loop.freezing import finding_of
from insights.loop.teaching import closed_case, may_view
from insights.loop.topics import may_see
from insights.memory import closed_before
from insights.render import write
from insights.watch.panel import filters_of
from metrics.access import scope_for
from metrics.catalog import catalog_of
from metrics.formatting import format_day, format_value
from metrics.model import MetricQuery
from metrics.query import ask
from metrics.query import rows as rows_behind
from pages.shared import dialogs, states
from pages.shared.loop import drawing
from pages.shared.loop.moment import as_of, day_of
from pages.shared.session import Page
from pages.shared.session.moment import clock, table_label
from pages.shared.text import both, plain

MOST_ROWS, MOST_LOADS = 100, 12
ORDER = (
    "since", "until", "actual", "expected", "low", "high", "change", "effect", "relative", "direction", "share",
    "deviation", "money", "n",
)  # fmt: skip
"""Of a finding's facts those that a text may write, in the order of the list."""


def open_evidence(page: Page, content: Mapping[str, Any], slot: str) -> None:
    """The dialog of the finding that a slot belongs to; of a record, the cases counted."""
    dialogs.show(page.wording.say("loop.evidence.title"), "large", _evidence, page, content, slot)


def _evidence(page: Page, content: Mapping[str, Any], slot: str) -> None:
    with states.guarded(page.asker.language):
        name = slot.partition(".")[0]
        findings = {said["id"]: said for said in content["findings"]}
        if name.startswith("record-"):
            _cases(page, *name.split("-")[1:3])
        else:
            show_finding(page, finding_of(findings.get(name, content["findings"][0])), slot)


def show_finding(page: Page, finding: Finding, slot: str = "") -> None:
    """The finding's facts, the value asked anew, and what it was read from."""
    if not may_see(page.asker.person, catalog_of(page.asker.home), finding):
        raise Refusal("not_allowed", both("rows.refused"))
    drawing.show(page.wording.language, _facts(page, finding, slot), f"facts-{finding.id}-{slot}")
    asked = question(page, finding)
    answer = ask(page.asker.home, asked)
    _again(page, finding, answer.frame["value"].dropna().tolist())
    show_loads(page, finding.trace.loads)
    _rows(page, asked)
    with st.expander(page.wording.say("loop.evidence.query")):
        st.code(answer.sql, language="sql")


def question(page: Page, finding: Finding) -> MetricQuery:
    """The question about a finding's KPI at its place in its days, in the asker's scope, as of when it was found."""
    metric = catalog_of(page.asker.home).metrics[finding.kpi]
    filters = filters_of(finding.place)
    start, end = finding.window or (None, None)
    snapshot = finding.trace.snapshot if finding.trace.snapshot is not None else page.moment.snapshot
    scope = scope_for(page.asker.person, metric, (), filters)
    return MetricQuery(metric.name, scope, where=filters, start=start, end=end, snapshot=snapshot)


def _facts(page: Page, finding: Finding, slot: str) -> list[drawing.Block]:
    wording, chosen = page.wording, slot.partition(".")[2]
    known = [(name, finding.facts[name]) for name in ORDER if name in finding.facts]
    about = [write(finding.facts[name], wording.language) for name in ("kpi", "place") if name in finding.facts]
    lines = [
        drawing.line(
            wording.say(f"loop.fact.{name}"), text=write(fact, wording.language), kind="" if name == chosen else "quiet"
        )
        for name, fact in known
    ]
    return [drawing.heading(" ・ ".join(_bare(text) for text in about)), drawing.table(lines)]


def _bare(text: str) -> str:
    """A written name without the escapes that only Markdown needs."""
    return text.replace("\\", "")


def _again(page: Page, finding: Finding, values: Sequence[float]) -> None:
    """The KPI over the finding's days, asked anew as of the state it was found in."""
    metric = catalog_of(page.asker.home).metrics[finding.kpi]
    text = format_value(values[0] if values else None, metric.unit, page.wording.language).text
    snapshot = finding.trace.snapshot
    said = page.wording.say("loop.evidence.again", value=text, snapshot="—" if snapshot is None else str(snapshot))
    st.markdown(plain(said))


def show_loads(page: Page, names: Sequence[str]) -> None:
    """The loads whose rows were read: which file, whose, when; those undone since say so. Only of what one may see."""
    wording, known = page.wording, all_loads(page.asker.home)
    seen = [
        known[name]
        for name in names
        if name in known and all(may_view(page.asker.person, each) for each in known[name].departments)
    ]
    lines = []
    for load in sorted(seen, key=lambda each: each.at, reverse=True)[:MOST_LOADS]:
        said = {"file": load.file, "by": wording.person(load.by), "time": clock(wording, load.at)}
        key = "loop.evidence.undone" if load.state == "undone" else "loop.evidence.load"
        lines.append(drawing.line(table_label(page.asker, load.table), text=wording.say(key, **said), kind="quiet"))
    if lines:
        blocks = [drawing.heading(wording.say("loop.evidence.loads")), drawing.table(lines)]
        drawing.show(wording.language, blocks, f"loads-{len(names)}")


def _rows(page: Page, asked: MetricQuery) -> None:
    """The rows behind, for who may see rows."""
    person, metric = page.asker.person, catalog_of(page.asker.home).metrics[asked.metric]
    if not allows(person.role, person.department, "view_rows", [metric.department]):
        st.caption(page.wording.say("rows.refused"))
        return
    try:
        found = rows_behind(page.asker.home, asked, limit=MOST_ROWS)
    except Refusal as refusal:
        st.caption(plain(refusal.message.in_language(page.asker.language)))
        return
    count = format_value(found.total, "count", page.asker.language).text
    with st.expander(page.wording.say("loop.evidence.rows", count=count)):
        st.dataframe(found.frame[[n for n in found.columns if not n.startswith("_")]], hide_index=True, height=260)


def _cases(page: Page, cause: str, grade: str) -> None:
    """The closed cases that a record counts."""
    wording, at = page.wording, as_of(page)
    kept = {one.id: one for one in kept_cases(page.asker.home, at=at) if may_view(page.asker.person, one.department)}
    counted = [
        one
        for one in closed_before([closed_case(one) for one in kept.values()], day_of(page))
        if (one.cause_code, one.grade) == (cause, grade) and one.verdict != "undecided"
    ]
    lines = [
        drawing.line(
            format_day(one.closed_on, wording.language),
            text=f"{wording.say(f'loop.verdict.{one.verdict}')}　{kept[one.id].content['text'][wording.language]}",
            kind="quiet",
        )
        for one in counted
    ]
    blocks = [drawing.heading(wording.say("loop.evidence.cases")), drawing.table(lines)]
    drawing.show(wording.language, blocks, f"cases-{cause}-{grade}")
