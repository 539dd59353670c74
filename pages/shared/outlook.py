"""Where a KPI will land: month, quarter and fiscal year, with range, chance and the owner's own estimate beside it.

View models and their drawing; what is forecast is insights.landing's, how often it was right is the replay's.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from data.incident_store import Estimate, Replayed, give_estimate
from insights.landing import Landing
from metrics.access import Thing, may
from metrics.formatting import (
    ABSENT,
    PLAIN,
    Scale,
    format_day,
    format_percent,
    format_period,
    format_value,
    scale_of,
    unit_text,
)
from metrics.model import Metric
from metrics.periods import Period, name_of
from metrics.standing import Standing
from pages.shared.board import show_outlook
from pages.shared.cards import Wording
from pages.shared.session import Page, answers, findings, outlooks

NEAR = 0.05
"""How far off, as a share of what came, a forecast or an estimate may be to count as close."""
LIKELY = 0.5
PERCENT = Scale(0, 0.01, PLAIN.words)


def show(page: Page, standing: Standing, *, filtered: bool = False) -> None:
    """Draws the landings of a KPI, and the field for an estimate where the asker may give one."""
    found = _found(page, standing, filtered=filtered)
    stamp = findings.ledger_stamp(page.asker.home)
    data = answers.kept(outlook_data, page, standing, filtered, found, stamp)
    show_outlook(data, f"outlook-{standing.metric.name}")
    if (
        found
        and page.moment.is_newest
        and may(page.asker.person, "decide", Thing("metric", standing.metric.department))
    ):
        _give(page, standing.metric, found)


def _found(page: Page, standing: Standing, *, filtered: bool) -> tuple[Landing, ...] | None:
    """The landings that can be shown; () where there are none to show, None while they are made."""
    return outlooks.landings(page, standing.metric) if page.newest and not filtered else ()


def outlook_data(
    page: Page, standing: Standing, filtered: bool, found: tuple[Landing, ...] | None, stamp: object
) -> dict[str, Any]:
    """All that the landings draw. `stamp` says which state of the ledger estimates and records are of."""
    del stamp
    wording, metric = page.wording, standing.metric
    level = format_percent(outlooks.LEVEL, wording.language, digits=0)
    scale, unit = scale_for_all(wording, metric, found or ())
    own, calendar = outlooks.newest_estimates(page, metric), wording.calendar
    key = "outlook.filtered" if filtered else "outlook.past" if not page.newest else "outlook.none"
    return {
        "lang": wording.language,
        "title": wording.say("outlook.title", metric=wording.label(standing), unit=unit),
        "note": wording.say("outlook.note", level=level) if found else "",
        "columns": [wording.say(f"outlook.column.{name}") for name in _COLUMNS],
        "rows": [row(wording, metric, one, scale, own.get(name_of(calendar, one.period))) for one in found or ()],
        "calm": wording.say("outlook.pending" if found is None else key),
        "lines": record_lines(page, metric) if found else [],
    }


_COLUMNS = ("period", "bar", "value", "target", "chance", "estimate")


def scale_for_all(wording: Wording, metric: Metric, found: Sequence[Landing]) -> tuple[Scale, str]:
    """One scale for all landings of a KPI, that of the smallest, and its unit in words."""
    if metric.unit == "ratio":
        return PERCENT, "%"
    scale = scale_of([min((abs(one.value) for one in found), default=0.0)], metric.unit, wording.language)
    return scale, unit_text(metric.unit, wording.language, scale) or metric.unit


def _written(wording: Wording, metric: Metric, value: float | None, scale: Scale) -> str:
    return format_value(value, metric.unit, wording.language, scale=None if scale is PERCENT else scale).number


def row(wording: Wording, metric: Metric, one: Landing, scale: Scale, own: Estimate | None) -> dict[str, Any]:
    """One landing as texts and as shares of the drawing's width."""
    low, high, value, target = (_written(wording, metric, v, scale) for v in (one.low, one.high, one.value, one.target))
    said = {"level": format_percent(one.level, wording.language, digits=0), "low": low, "high": high, "value": value}
    period, chance = format_period(wording.calendar, one.period, wording.language), chance_text(wording, one)
    return _shares(one, own) | {
        "grain": one.period.grain,
        "period": period,
        "value": value,
        "range": wording.say("outlook.range", **{name: said[name] for name in ("level", "low", "high")}),
        "target_text": target if one.target is not None else "",
        "chance": chance,
        "tone": "" if one.probability is None else "good" if one.probability >= LIKELY else "bad",
        "estimate_text": _own_text(wording, metric, own, scale),
        "alt": wording.say("outlook.alt", period=period, target=target, chance=chance, **said),
    }


def _shares(one: Landing, own: Estimate | None) -> dict[str, float | None]:
    named = {
        "forecast": one.value, "sofar": one.so_far, "low": one.low, "high": one.high, "target": one.target,
        "estimate": own.value if own else None, "zero": 0.0,
    }  # fmt: skip
    known = [value for value in named.values() if value is not None]
    least, most = min(known), max(known)
    span = (most - least) or 1.0
    return {name: None if value is None else (value - least) / span for name, value in named.items()}


def chance_text(wording: Wording, one: Landing) -> str:
    """The probability in whole percent; never certainty, as it comes from drawn paths."""
    if one.probability is None:
        return ABSENT
    if one.probability < 0.01:
        return wording.say("outlook.chance.low")
    if one.probability > 0.99:
        return wording.say("outlook.chance.high")
    return format_percent(one.probability, wording.language, digits=0)


def _own_text(wording: Wording, metric: Metric, own: Estimate | None, scale: Scale) -> str:
    if own is None:
        return ""
    day = format_day(own.at.date(), wording.language, year=False)
    value = _written(wording, metric, own.value, scale)
    return wording.say("outlook.estimate", value=value, person=wording.person(own.person), day=day)


def short(wording: Wording, metric: Metric, found: Sequence[Landing]) -> str:
    """The fiscal year's landing in a line; "" where there is none."""
    one = next((each for each in found if each.period.grain == "year"), None)
    if one is None:
        return ""
    scale = None if metric.unit == "ratio" else scale_of([one.value, one.high], metric.unit, wording.language)
    value, low, high = (
        format_value(v, metric.unit, wording.language, scale=scale).text for v in (one.value, one.low, one.high)
    )
    level = format_percent(one.level, wording.language, digits=0)
    return wording.say(
        "outlook.short", value=value, low=low, high=high, level=level, chance=chance_text(wording, one)
    )  # fmt: skip


def record_lines(page: Page, metric: Metric) -> list[str]:
    """How often forecasts and own estimates of the KPI were right."""
    wording = page.wording
    near = format_percent(NEAR, wording.language, digits=0)
    replayed = [each for each in findings.past(page) if each.kind == "forecast" and each.metric == metric.name]
    pairs = [(one.value, came) for one, came in outlooks.settled(page, metric)]
    own = wording.say("outlook.record.own.none")
    if pairs:
        close = sum(_is_near(said, came) for said, came in pairs)
        own = wording.say("outlook.record.own", near=near, close=close, count=len(pairs))
    return [_model_line(wording, replayed, near), own]


def _model_line(wording: Wording, replayed: Sequence[Replayed], near: str) -> str:
    known = [each.detail for each in replayed if {"said", "came", "naive", "right"} <= each.detail.keys()]
    if not known:
        return wording.say("outlook.record.none")
    return wording.say(
        "outlook.record.model",
        level=format_percent(outlooks.LEVEL, wording.language, digits=0),
        near=near,
        count=len(known),
        right=sum(bool(each["right"]) for each in known),
        close=sum(_is_near(each["said"], each["came"]) for each in known),
        naive=sum(_is_near(each["naive"], each["came"]) for each in known),
    )


def _is_near(said: float, came: float) -> bool:
    return abs(said - came) <= NEAR * abs(came)


def _give(page: Page, metric: Metric, found: Sequence[Landing]) -> None:
    """The field for an estimate, in the unit that the landings are written in."""
    wording = page.wording
    scale, unit = scale_for_all(wording, metric, found)
    with st.popover(wording.say("outlook.give"), type="tertiary"), st.form(f"give-{metric.name}", border=False):
        periods: list[Period] = [one.period for one in found]
        period = st.selectbox(
            wording.say("outlook.give.period"),
            periods,
            format_func=lambda each: format_period(wording.calendar, each, wording.language),
            key=f"give-period-{metric.name}",
        )
        value = st.number_input(
            wording.say("outlook.give.value", unit=unit), value=None, key=f"give-value-{metric.name}"
        )
        if st.form_submit_button(wording.say("outlook.give.save"), type="primary") and period and value is not None:
            name = name_of(wording.calendar, period)
            give_estimate(
                page.asker.home, page.asker.person, metric.department, metric.name, name, value * scale.factor
            )
            st.rerun()
