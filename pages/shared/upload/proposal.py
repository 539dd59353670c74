"""A file for no known table: the table and the KPIs proposed from it, reviewed here, saved as definitions, and loaded.

Proposes nothing itself (data.intake, metrics.proposal): it lets the reader rename, choose and leave out.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import streamlit as st
import yaml
from streamlit.delta_generator import DeltaGenerator

from data.errors import Refusal, Words
from data.home import open_home
from data.intake import Mend, Plan, ProposedTable, Understanding, plan, propose_table
from data.people import person, require
from data.policy import allows
from metrics.proposal import check_definitions, commit_new, proposed_for
from pages.shared import figures
from pages.shared.cards import Wording
from pages.shared.session import Asker
from pages.shared.text import plain
from pages.shared.upload import changes, grid, mending, planning, understood
from pages.shared.upload.desk import Desk, finish
from pages.shared.upload.understood import count

ADDED, AVERAGED = "SUM", "AVG"
NO_TIME = ""


@dataclass(frozen=True)
class Reviewed:
    """What the reader makes of a proposal: the table, and the definitions as YAML."""

    table: ProposedTable
    text: str


def draw(asker: Asker, desk: Desk, found: Understanding, below: DeltaGenerator, right: DeltaGenerator) -> None:
    """The proposal, to be reviewed: the table on the right, KPIs below the file, and the button."""
    departments = _departments(asker)
    if not departments:
        st.warning(asker.wording.say("upload.new.no_department"))
        return
    with right:
        table = _table(asker, desk, found, departments)
        grid.show(columns_data(asker.wording, table), desk.key("new-columns"))
    with below:
        text = _metrics(asker, desk, table)
    _reviewed(asker, desk, found, Reviewed(table, text))


def _departments(asker: Asker) -> list[str]:
    """Departments that the asker may upload for; the company as a whole has no tables of its own here."""
    who = asker.person
    return [
        name
        for name in asker.wording.departments
        if name != "company" and allows(who.role, who.department, "upload", [name])
    ]


def _table(asker: Asker, desk: Desk, found: Understanding, departments: Sequence[str]) -> ProposedTable:
    """The table as proposed, with the name, department and time that the reader gives it."""
    wording = asker.wording
    figures.title(wording.say("upload.new.table"), wording.say("upload.new.table.note"))
    with st.container(horizontal=True):
        department = st.selectbox(
            wording.say("upload.new.department"), departments, format_func=wording.department,
            key=desk.key("new-department"), width=150,
        )  # fmt: skip
        proposed = propose_table(asker.home, found, by=asker.person.id, department=department or departments[0])
        label = st.text_input(
            wording.say("upload.new.label"), value=proposed.label.ja, max_chars=60, key=desk.key("new-label"), width=190
        )
        times = [column.name for column in proposed.columns if column.type in ("date", "datetime")]
        labels = {column.name: column.label.in_language(wording.language) for column in proposed.columns}
        time = st.selectbox(
            wording.say("upload.new.time"), [*times, NO_TIME],
            index=times.index(proposed.time) if proposed.time in times else len(times),
            format_func=lambda name: labels.get(name, wording.say("upload.new.no_time")),
            key=desk.key("new-time", proposed.time, *times), width=150,
        )  # fmt: skip
    said = label.strip() or proposed.label.ja
    return replace(proposed, label=Words(said, said), time=time or "")


def columns_data(wording: Wording, table: ProposedTable) -> dict[str, Any]:
    """The columns to be: what they are called, of which type and unit, how many values they have."""
    columns = [(wording.say(f"upload.new.column.{name}"), kind) for name, kind in _COLUMNS]
    dimensions = {column.name for column in table.dimensions}
    rows = [
        [
            {"text": column.label.in_language(wording.language), "kind": "strong"},
            wording.say(f"upload.type.{column.type}"),
            {"text": column.unit, "kind": "quiet"},
            {"text": _use(wording, table, column.name, dimensions), "kind": "quiet"},
        ]
        for column in table.columns
    ]
    return grid.table(wording.language, wording.say("upload.new.columns"), columns, rows, tall=360)


_COLUMNS = (("name", "wide"), ("type", "tight"), ("unit", "tight"), ("use", "tight"))


def _use(wording: Wording, table: ProposedTable, name: str, dimensions: set[str]) -> str:
    if name == table.time:
        return wording.say("upload.new.use.time")
    return wording.say("upload.new.use.split") if name in dimensions else ""


def _metrics(asker: Asker, desk: Desk, table: ProposedTable) -> str:
    """The KPIs as proposed, each to be left out, renamed, summed or averaged, and told which way is good."""
    wording = asker.wording
    figures.title(wording.say("upload.new.kpis"), wording.say("upload.new.kpis.note"))
    content: dict[str, Any] = yaml.safe_load(proposed_for(asker.home, table))
    kept = {}
    for name, body in content["metrics"].items():
        if (made := _metric(wording, desk, name, body)) is not None:
            kept[name] = made
    content["metrics"] = kept
    text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=120)
    with st.expander(wording.say("upload.new.yaml")):
        st.code(text, language="yaml", height=300)
    return text


def _metric(wording: Wording, desk: Desk, name: str, body: dict[str, Any]) -> dict[str, Any] | None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=desk.key("kpi", name)):
        wanted = st.checkbox(
            wording.say("upload.new.take"), value=True, key=desk.key("take", name), label_visibility="collapsed"
        )
        label = st.text_input(
            wording.say("upload.new.kpi.label"), value=body["label"]["ja"], max_chars=60, width=220,
            label_visibility="collapsed", key=desk.key("label", name), disabled=not wanted,
        )  # fmt: skip
        how = _summary(wording, desk, name, body["expression"], wanted)
        direction = st.segmented_control(
            wording.say("upload.new.direction"), ["up", "down"], default=body["direction"], required=True,
            format_func=lambda each: wording.say(f"upload.new.{each}"),
            label_visibility="collapsed", key=desk.key("direction", name), disabled=not wanted,
        )  # fmt: skip
    return edited(body, label, how, direction or body["direction"]) if wanted else None


def _summary(wording: Wording, desk: Desk, name: str, expression: str, wanted: bool) -> str | None:
    """Whether rows are added up or averaged; None for what is counted."""
    now = summary_of(expression)
    if now is None:
        st.markdown(f":gray[{wording.say('upload.new.counted')}]", width=130)
        return None
    return st.segmented_control(
        wording.say("upload.new.summary"), [ADDED, AVERAGED], default=now, required=True,
        format_func=lambda each: wording.say(f"upload.new.{each}"),
        label_visibility="collapsed", key=desk.key("summary", name), disabled=not wanted,
    )  # fmt: skip


def summary_of(expression: str) -> str | None:
    """SUM or AVG where an expression begins with one."""
    return next((each for each in (ADDED, AVERAGED) if expression.startswith(f"{each}(")), None)


def edited(body: dict[str, Any], label: str, summary: str | None, direction: str) -> dict[str, Any]:
    """A KPI's definition with the reader's name, sum or average, and direction."""
    made = {**body, "direction": direction}
    if label.strip() and label.strip() != body["label"]["ja"]:
        made["label"] = {"ja": label.strip(), "en": label.strip()}
    now = summary_of(body["expression"])
    if summary is not None and now is not None and summary != now:
        made["expression"] = summary + body["expression"][len(now) :]
        made["over_time"] = "sum" if summary == ADDED else "average"
    return made


def _reviewed(asker: Asker, desk: Desk, found: Understanding, reviewed: Reviewed) -> None:
    """What was reviewed, checked; the changes it would bring, and the button."""
    before = (reviewed.table.name, ())
    mends = mending.draw(asker, desk, before)
    made = _planned(asker, desk, found, reviewed, mends)
    mending.keep(desk, before, made)
    if made is not None:
        left, right = st.columns(2, gap="large")
        with left:
            changes.draw(asker, desk, made, right)
    with st.container(horizontal=True, vertical_alignment="center", key="load_bar"):
        st.markdown(plain(_bar(asker.wording, made)))
        ready = made is not None and made.ready
        st.button(
            asker.wording.say("upload.new.load"), type="primary", disabled=not ready, key=desk.key("new-load"),
            on_click=desk.want, args=(made,),
        )  # fmt: skip
        understood.another(asker, desk)
        if desk.wants(made) and made is not None:
            _load(asker, desk, reviewed, made)


def _bar(wording: Wording, made: Plan | None) -> str:
    if made is None or made.diff is None:
        return wording.say("upload.bar.open")
    return wording.say("upload.new.bar", count=count(wording, made.diff.rows))


def _planned(
    asker: Asker, desk: Desk, found: Understanding, reviewed: Reviewed, mends: tuple[Mend, ...]
) -> Plan | None:
    table = reviewed.table.table()
    asked: Hashable = (reviewed.table, reviewed.text, mends)
    make = partial(
        plan, asker.home, found, None, table.name, "append", mends, by=asker.person.id, department=table.department,
        declared=table,
    )  # fmt: skip
    try:
        check_definitions(asker.home, table.name, reviewed.text)
        return planning.waited_plan(asker, desk, asked, make)
    except Refusal as refusal:
        mending.refused(asker.wording, refusal)
        return None


def _load(asker: Asker, desk: Desk, reviewed: Reviewed, made: Plan) -> None:
    home, department = open_home(), reviewed.table.department
    require(person(home, asker.person.id), "upload", [department])
    with st.spinner(asker.wording.say("upload.loading")):
        finish(desk, commit_new(home, made, reviewed.text, asker.real.id))
    st.rerun()
