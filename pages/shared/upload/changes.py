"""What a load would change: rows, KPIs before and after, control totals; and the button that makes it.

The plan and its trial are the intake's; what is drawn here is theirs to the digit.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from data.declarations import Table
from data.errors import Language
from data.intake import Plan
from data.intake.plan import ControlTotal, Diff
from data.undeclared import table_seen
from metrics.formatting import PLAIN, Scale, format_change, format_day, format_period, format_value, scale_of
from metrics.model import Metric
from metrics.periods import period_of
from metrics.standing import Standing, is_good
from pages.shared.cards import Wording, period_name
from pages.shared.session import Asker
from pages.shared.text import plain
from pages.shared.upload import grid, mapping
from pages.shared.upload.choosing import waited
from pages.shared.upload.desk import Desk
from pages.shared.upload.effects import Effect, tried
from pages.shared.upload.understood import count
from pages.shared.upload.work import Work

MOST_EFFECTS = 8


def draw(asker: Asker, desk: Desk, made: Plan, beside: DeltaGenerator) -> None:
    """What becomes of rows, and totals `beside` it; what is otherwise than last time; what has to be agreed to."""
    if made.diff is None:
        return
    grid.show(rows_data(asker.wording, made.diff), desk.key("rows"))
    table = made.declared or table_seen(asker.home, made.table)
    if made.diff.totals and table is not None:
        with beside:
            grid.show(totals_data(asker.wording, table, made.diff.totals), desk.key("totals"))
    _drift(asker.wording, made)
    _closed(asker, desk, made)


def draw_effects(asker: Asker, desk: Desk, made: Plan) -> None:
    """KPIs before and after, found on a thread of their own: the load need not wait for them."""
    if made.diff is None or made.left or made.declared is not None:
        return
    who, by = asker.person, asker.person.id
    if desk.trying is None or desk.tried_for is not made:
        desk.trying, desk.tried_for = Work(partial(tried, asker.home, who, by, made)), made
    effects = waited(asker, desk.trying, "upload.trying")
    if effects:
        grid.show(effects_data(asker.wording, effects), desk.key("effects"))


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
    """Exact totals of the numeric columns but keys, to be compared with the ledger or the SFA."""
    columns = [(wording.say(f"upload.totals.{name}"), kind) for name, kind in _TOTAL_COLUMNS]
    rows = [
        [
            mapping.field_name(wording, table, each.column),
            {"text": _exact(wording, each.file, each.unit), "kind": "strong"},
            _printed(wording, each),
            {"text": _exact(wording, each.replaced, each.unit) if each.replaced else "", "kind": "quiet"},
        ]
        for each in totals
        if each.column not in table.key
    ]
    title, note = wording.say("upload.totals.title"), wording.say("upload.totals.note")
    return grid.table(wording.language, title, columns, rows, title=title, note=note)


_TOTAL_COLUMNS = (("column", "wide"), ("file", "num"), ("printed", "num"), ("replaced", "num later"))


def _printed(wording: Wording, total: ControlTotal) -> grid.Cell:
    """What the file's own total row says: the same, or by how much it is apart."""
    if total.printed is None:
        return ""
    if total.agrees:
        return {"text": wording.say("upload.totals.agrees"), "kind": "good"}
    apart = _exact(wording, total.printed - total.file, total.unit)
    return {"text": wording.say("upload.totals.apart", apart=apart), "kind": "bad"}


def _exact(wording: Wording, value: float, unit: str) -> str:
    digits = 0 if float(value).is_integer() else None
    return format_value(value, unit, wording.language, scale=PLAIN_YEN if unit == "JPY" else PLAIN, digits=digits).text


PLAIN_YEN = scale_of([1.0], "JPY", "ja")


def effects_data(wording: Wording, effects: Sequence[Effect]) -> dict[str, Any]:
    """KPIs before and after; those that stay are counted."""
    moved = [effect for effect in effects if effect.changed]
    columns = [(wording.say(f"upload.effects.{name}"), kind) for name, kind in _EFFECT_COLUMNS]
    rows: list[Any] = [_effect(wording, effect) for effect in moved[:MOST_EFFECTS]]
    still = len(effects) - len(moved)
    if len(moved) > MOST_EFFECTS:
        rows.append(_line(wording.say("upload.effects.more", count=len(moved) - MOST_EFFECTS)))
    if still:
        rows.append(_line(wording.say("upload.effects.still", count=still)))
    note = period_name(wording, effects[0].after.period) if effects else ""
    title = wording.say("upload.effects.title")
    return grid.table(wording.language, title, columns, rows, title=title, note=note, heads=True)


_EFFECT_COLUMNS = (("kpi", "wide"), ("before", "num"), ("after", "num"), ("change", "num"))


def _line(text: str) -> dict[str, str]:
    return {"kind": "line", "text": text}


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
    one, other = told_apart(before, after, metric, language, scale)
    change = None if before is None or after is None else after - before
    tone = "" if not change else ("good" if is_good(change, metric.direction) else "bad")
    said = format_change(change, metric.unit, language, scale=scale).text
    return [name, {"text": one, "kind": "quiet"}, {"text": other, "kind": "strong"}, {"text": said, "kind": tone}]


def told_apart(
    before: float | None, after: float | None, metric: Metric, language: Language, scale: Scale
) -> tuple[str, str]:
    """Both values as written, with as many decimals as it takes to tell them apart."""
    for digits in (metric.digits, 1, 2, 3, 4):
        texts = [format_value(each, metric.unit, language, scale=scale, digits=digits).text for each in (before, after)]
        if texts[0] != texts[1] or before == after:
            break
    return texts[0], texts[1]


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
