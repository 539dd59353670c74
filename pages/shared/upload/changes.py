"""What a load would change: rows, KPIs before and after, control totals; and the button that makes it.

The plan and its trial are the intake's; what is drawn here is theirs to the digit.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from functools import partial
from typing import Any

import streamlit as st

from data.declarations import Table
from data.errors import Refusal
from data.history import MODES, Mode
from data.home import open_home
from data.intake import Plan, Understanding, commit, plan
from data.intake.plan import ControlTotal, Diff
from data.lake import newest_snapshot
from data.people import person, require
from data.undeclared import table_seen
from metrics.formatting import PLAIN, format_change, format_day, format_period, format_value, scale_of
from metrics.periods import period_of
from metrics.standing import Standing, is_good
from pages.shared.cards import Wording, period_name
from pages.shared.session import Asker
from pages.shared.text import plain
from pages.shared.upload import grid, mapping, mending
from pages.shared.upload.choosing import waited
from pages.shared.upload.desk import Desk
from pages.shared.upload.effects import Effect, Outcome, tried
from pages.shared.upload.entry import department_of
from pages.shared.upload.mapping import Matched
from pages.shared.upload.understood import count
from pages.shared.upload.work import Work

MOST_EFFECTS = 8


def choose_mode(asker: Asker, desk: Desk, found: Understanding, table: Table) -> Mode:
    """How rows come beside those that are there: added, in place of their months, in place of all."""
    wording = asker.wording
    offered = [mode for mode in MODES if mode != "replace-period" or table.time]
    remembered = found.known.load.mode if found.known and found.known.table == table.name else "append"
    chosen = st.segmented_control(
        wording.say("upload.mode"),
        offered,
        default=remembered if remembered in offered else offered[0],
        required=True,
        format_func=lambda mode: wording.say(f"upload.mode.{mode}"),
        key=desk.key("mode", table.name),
    )
    st.caption(wording.say(f"upload.mode.{chosen or offered[0]}.note"))
    return chosen or offered[0]


def planned(asker: Asker, desk: Desk, found: Understanding, table: str, mode: Mode, said: Matched) -> Outcome | None:
    """The plan of what was said, with its effects; None, in words, where the intake refuses it."""
    mends = tuple(desk.mends.items())
    into_closed = bool(st.session_state.get(desk.key("closed")))
    asked = (table, mode, said, mends, into_closed, newest_snapshot(asker.home))
    try:
        return waited_plan(asker, desk, asked, partial(_plan, asker, desk, found, table, mode, said, into_closed))
    except Refusal as refusal:
        mending.refused(asker.wording, refusal)
        return None


def _plan(
    asker: Asker, desk: Desk, found: Understanding, table: str, mode: Mode, said: Matched, into_closed: bool
) -> Outcome:
    """Twice where faults only show when the cells are read as the table's: the mends are of groups of faults."""
    asked = partial(
        plan, asker.home, found, said.mapping, table, mode, by=asker.person.id, department=_department(asker, table),
        without=said.without, into_closed=into_closed,
    )  # fmt: skip
    made = asked(())
    if mends := mending.mends_of(desk, made.faults):
        made = asked(mends)
    return tried(asker.home, asker.person, asker.person.id, made)


def _department(asker: Asker, table: str) -> str | None:
    """What rows are stamped with, where the table does not say it."""
    found = table_seen(asker.home, table)
    return None if found is not None and found.department not in ("", "by_row") else department_of(asker)


def waited_plan(asker: Asker, desk: Desk, asked: Hashable, make: Any) -> Outcome:
    """What `make` gives, made once for what was asked; a bar where it takes longer."""
    if desk.planning is None or desk.planned_for != asked:
        if desk.planning is not None:
            desk.planning.cancel()
        desk.planning, desk.planned_for = Work(make), asked
    return waited(asker, desk.planning, "upload.planning")


def draw(asker: Asker, desk: Desk, outcome: Outcome) -> None:
    """The changes, side by side: rows and totals, KPIs; then what has to be agreed to, and the button."""
    made = outcome.plan
    if made.diff is None:
        return
    left, right = st.columns([1, 1], gap="large")
    with left:
        grid.show(rows_data(asker.wording, made.diff), desk.key("rows"))
        table = made.declared or table_seen(asker.home, made.table)
        if made.diff.totals and table is not None:
            grid.show(totals_data(asker.wording, table, made.diff.totals), desk.key("totals"))
    with right:
        if outcome.effects:
            grid.show(effects_data(asker.wording, outcome.effects), desk.key("effects"))
    _drift(asker.wording, made)
    _closed(asker, desk, made)


def rows_data(wording: Wording, diff: Diff) -> dict[str, Any]:
    """Rows by what becomes of them."""
    counts = (
        ("added", diff.added), ("removed", diff.removed), ("unchanged", diff.unchanged), ("rejected", diff.rejected)
    )  # fmt: skip
    rows = [
        [wording.say(f"upload.rows.{name}"), {"text": count(wording, number), "kind": "strong" if number else "quiet"}]
        for name, number in counts
    ]
    columns = [("", "wide"), ("", "num")]
    title = wording.say("upload.rows.title")
    return grid.table(wording.language, title, columns, rows, title=title, note=_days(wording, diff))


def _days(wording: Wording, diff: Diff) -> str:
    if diff.first is None or diff.last is None:
        return ""
    days = (format_day(day, wording.language) for day in (diff.first, diff.last))
    return wording.say("upload.rows.days", first=next(days), last=next(days))


def totals_data(wording: Wording, table: Table, totals: Sequence[ControlTotal]) -> dict[str, Any]:
    """Totals of the numeric columns, exact: to be compared with the ledger or the SFA."""
    columns = [(wording.say(f"upload.totals.{name}"), kind) for name, kind in _TOTAL_COLUMNS]
    rows = [
        [
            mapping.field_name(wording, table, each.column),
            {"text": _exact(wording, each.file, each.unit), "kind": "strong"},
            {"text": _exact(wording, each.replaced, each.unit) if each.replaced else "", "kind": "quiet"},
        ]
        for each in totals
    ]
    title, note = wording.say("upload.totals.title"), wording.say("upload.totals.note")
    return grid.table(wording.language, title, columns, rows, title=title, note=note)


_TOTAL_COLUMNS = (("column", "wide"), ("file", "num"), ("replaced", "num later"))


def _exact(wording: Wording, value: float, unit: str) -> str:
    digits = 0 if float(value).is_integer() else None
    return format_value(value, unit, wording.language, scale=PLAIN_YEN if unit == "JPY" else PLAIN, digits=digits).text


PLAIN_YEN = scale_of([1.0], "JPY", "ja")


def effects_data(wording: Wording, effects: Sequence[Effect]) -> dict[str, Any]:
    """KPIs before and after; those that stay are counted."""
    moved = [effect for effect in effects if effect.changed]
    columns = [(wording.say(f"upload.effects.{name}"), kind) for name, kind in _EFFECT_COLUMNS]
    rows = [_effect(wording, effect) for effect in moved[:MOST_EFFECTS]]
    still = len(effects) - len(moved)
    if len(moved) > MOST_EFFECTS:
        rows.append(_line(wording.say("upload.effects.more", count=len(moved) - MOST_EFFECTS)))
    if still:
        rows.append(_line(wording.say("upload.effects.still", count=still)))
    note = period_name(wording, effects[0].after.period) if effects else ""
    title = wording.say("upload.effects.title")
    return grid.table(wording.language, title, columns, rows, title=title, note=note, heads=True)


_EFFECT_COLUMNS = (("kpi", "wide"), ("before", "num"), ("after", "num"), ("change", "num"))


def _line(text: str) -> list[Any]:
    return [{"text": text, "kind": "quiet"}, "", "", ""]


def _effect(wording: Wording, effect: Effect) -> list[Any]:
    """Value before, after and their difference; the plan's where only that moves."""
    before, after = effect.before, effect.after
    if before.value == after.value:
        return _row(
            wording, wording.say("upload.effects.plan", kpi=wording.label(after)), after, before.plan, after.plan
        )
    return _row(wording, wording.label(after), after, before.value, after.value)


def _row(wording: Wording, name: str, standing: Standing, before: float | None, after: float | None) -> list[Any]:
    metric, language = standing.metric, wording.language
    scale = scale_of([before, after], metric.unit, language)
    texts = [
        format_value(each, metric.unit, language, scale=scale, digits=metric.digits).text for each in (before, after)
    ]
    change = None if before is None or after is None else after - before
    tone = "" if not change else ("good" if is_good(change, metric.direction) else "bad")
    said = format_change(change, metric.unit, language, scale=scale).text
    return [
        name,
        {"text": texts[0], "kind": "quiet"},
        {"text": texts[1], "kind": "strong"},
        {"text": said, "kind": tone},
    ]


def _drift(wording: Wording, made: Plan) -> None:
    """What is otherwise than in the last file: columns come and gone, units changed."""
    drift, join = made.drift, wording.say("join")
    texts = {"new": join.join(drift.new), "missing": join.join(drift.missing)}
    texts["units"] = join.join(
        wording.say("upload.drift.unit", column=name, before=before or "—", after=after or "—")
        for name, before, after in drift.units
    )
    lines = [wording.say(f"upload.drift.{name}", names=text) for name, text in texts.items() if text]
    if lines:
        st.warning(plain("\n".join([wording.say("upload.drift.title"), *lines])))


def _closed(asker: Asker, desk: Desk, made: Plan) -> None:
    """A closed month is asked about before it changes."""
    if not made.closed:
        return
    wording = asker.wording
    months = wording.say("join").join(
        format_period(wording.calendar, period_of(wording.calendar, month, "month"), wording.language)
        for month in made.closed
    )
    st.warning(plain(wording.say("upload.closed", months=months)))
    st.checkbox(wording.say("upload.closed.agree"), key=desk.key("closed"))


def load_bar(asker: Asker, desk: Desk, outcome: Outcome | None) -> None:
    """The last line, always in sight: what would be done, and the button."""
    wording = asker.wording
    ready = outcome is not None and outcome.plan.ready
    with st.container(horizontal=True, vertical_alignment="center", key="load_bar"):
        st.markdown(plain(_summary(wording, outcome)))
        if (
            st.button(wording.say("upload.load"), type="primary", disabled=not ready, key=desk.key("load"))
            and outcome is not None
        ):
            _load(asker, desk, outcome.plan)


def _summary(wording: Wording, outcome: Outcome | None) -> str:
    if outcome is None:
        return wording.say("upload.bar.open")
    made = outcome.plan
    if made.diff is None or made.left:
        return wording.say("upload.bar.faults", count=count(wording, sum(group.cells for group in made.left)))
    if not made.ready:
        return wording.say("upload.bar.closed")
    said = {name: count(wording, getattr(made.diff, name)) for name in ("added", "removed", "unchanged", "rejected")}
    return wording.say("upload.bar.ready", **said)


def _load(asker: Asker, desk: Desk, made: Plan) -> None:
    """Loads it in the name of who really sits there, if who they look as may."""
    home = open_home()
    departments = made.diff.departments if made.diff else ()
    require(person(home, asker.person.id), "upload", departments)
    with st.spinner(asker.wording.say("upload.loading")):
        desk.done = commit(home, made, asker.real.id)
    desk.understood = desk.planning = None
    st.rerun()
