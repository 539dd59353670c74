"""Charts on a page: a title that says entity, measure and unit, and the chart with words for who can't see it.

Turns answers into frames and texts; which chart stands where is the page's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from metrics.breakdown import Breakdown
from metrics.bridge import Bridge, Step
from metrics.formatting import (
    PLAIN,
    Scale,
    format_change,
    format_day,
    format_percent,
    format_period,
    format_value,
    scale_of,
)
from metrics.model import Grain, Metric
from metrics.periods import period_of
from metrics.standing import is_good
from pages.shared.cards import Wording
from pages.shared.charts import bridge as bridges
from pages.shared.charts import split as splits
from pages.shared.charts import trend as trends
from pages.shared.text import plain

PERCENT = Scale(0, 0.01, PLAIN.words)
MOST_STEPS = 5


def title(text: str, note: str = "") -> None:
    """A chart's title, and what has to be known of it in small."""
    st.markdown(f"**{plain(text)}**" + (f"  :small[:gray[{plain(note)}]]" if note else ""))


def drawing_scale(metric: Metric, values: list[float], wording: Wording) -> tuple[Scale, str]:
    """The scale to draw in, and its unit as written in the title."""
    if metric.unit == "ratio":
        return PERCENT, "%"
    scale = scale_of(values, metric.unit, wording.language)
    return scale, format_value(
        max(values, key=abs, default=0.0), metric.unit, wording.language, scale=scale
    ).unit or "—"


def show_bridge(wording: Wording, found: Bridge, until: dt.date) -> None:
    """The waterfall from plan to actual."""
    metric, language = found.metric, wording.language
    scale, unit = drawing_scale(metric, [found.plan, found.actual], wording)
    name, day = metric.label.in_language(language), format_day(until, language, year=False)
    bars = bridge_bars(wording, found, scale)
    cut = bridges.is_cut(bars)
    note = wording.say("bridge.note") + (f" ・ {wording.say('trend.cut')}" if cut else "")
    title(wording.say("bridge.title", metric=name, unit=unit, day=day), note)
    plan, actual = (format_value(v, metric.unit, language, scale=scale).text for v in (found.plan, found.actual))
    spec = bridges.spec(wording.say("bridge.step"), wording.say("bridge.effect"))
    alt = wording.say("bridge.alt", metric=name, plan=plan, actual=actual)
    st.vega_lite_chart(bridges.frame(bars, cut), spec, alt=alt, key="bridge")


def bridge_bars(wording: Wording, found: Bridge, scale: Scale) -> list[bridges.Bar]:
    """Plan, the largest steps with the rest as one, and actual."""
    metric, language = found.metric, wording.language

    def bar(name: str, amount: float, kind: bridges.Kind) -> bridges.Bar:
        write: Callable[..., Any] = format_value if kind in ("plan", "actual") else format_change
        return bridges.Bar(name, amount / scale.factor, write(amount, metric.unit, language, scale=scale).number, kind)

    ordered = sorted(found.steps, key=lambda step: -abs(step.effect))
    shown = [step for step in found.steps if step in ordered[:MOST_STEPS]]
    rest = [step for step in found.steps if step not in shown]
    steps = [bar(_step_name(wording, step), step.effect, _kind(step.effect, metric)) for step in shown]
    if rest:
        left = sum(step.effect for step in rest)
        steps.append(bar(wording.say("split.other", count=len(rest)), left, _kind(left, metric)))
    return [
        bar(wording.say("bridge.plan"), found.plan, "plan"),
        *steps,
        bar(wording.say("bridge.actual"), found.actual, "actual"),
    ]


def _step_name(wording: Wording, step: Step) -> str:
    name = step.metric.label.in_language(wording.language)
    return wording.say("bridge.member", metric=name, member=step.member) if step.member else name


def _kind(effect: float, metric: Metric) -> bridges.Kind:
    return "good" if is_good(effect, metric.direction) else "bad"


def show_trend(
    wording: Wording, metric: Metric, grain: Grain, periods: pd.DataFrame, key: str, heading: tuple[str, str]
) -> None:
    """The KPI over time. `heading`: the title with its unit left open as {unit}, and the note."""
    form: trends.Form = (
        "flow"
        if metric.over_time == "sum" and metric.kind in ("simple", "derived") and metric.unit != "ratio"
        else "level"
    )
    known = [v for name in trends.SERIES for v in periods[name].dropna()]
    scale, unit = drawing_scale(metric, known, wording)
    cut = wording.say("trend.cut") if form == "level" else ""
    title(heading[0].replace("{unit}", unit), " ・ ".join(text for text in (heading[1], cut) if text))
    texts = {
        f"{name}_text": [
            format_value(v, metric.unit, wording.language, scale=scale if metric.unit != "ratio" else None).text
            for v in periods[name]
        ]
        for name in trends.SERIES
    }
    named = periods.assign(**texts, **_named(wording, grain, periods))
    names = tuple(wording.say(text) for text in ("series.actual", "series.plan", "series.last_year", "tooltip.period"))
    latest = next((text for text in reversed(texts["value_text"]) if text != "—"), "—")
    alt = wording.say("trend.alt", metric=metric.label.in_language(wording.language), value=latest)
    st.vega_lite_chart(
        trends.frame(named, scale.factor, form), trends.spec(form, grain, wording.language, names), alt=alt, key=key
    )


def _named(wording: Wording, grain: Grain, periods: pd.DataFrame) -> dict[str, list[str]]:
    """The periods' names, and what is special about them: days off, and months in which the books are closed."""
    calendar, language = wording.calendar, wording.language
    starts = list(periods["start"])
    texts = [format_period(calendar, period_of(calendar, day, grain), language) for day in starts]
    if grain == "month":
        closing = calendar.closing_months or ((calendar.fiscal_year_start - 2) % 12 + 1,)
        shades = [wording.say("shade.closing") if day.month in closing else "" for day in starts]
        return {"period_text": texts, "shade": shades, "shade_name": shades}
    if grain == "day":
        names = [
            calendar.holiday_name(day, language)
            or (wording.say("shade.company") if calendar.is_company_day(day) else "")
            for day in starts
        ]
        shades = [
            name or ("" if calendar.is_working_day(day) else wording.say("shade.weekend"))
            for name, day in zip(names, starts, strict=True)
        ]
        return {"period_text": texts, "shade": shades, "shade_name": names}
    return {"period_text": texts, "shade": [""] * len(starts), "shade_name": [""] * len(starts)}


def show_split(
    wording: Wording, metric: Metric, dimension: str, found: Breakdown, key: str, on_pick: Callable[[], None]
) -> None:
    """The sorted bars of a breakdown; a click on one calls `on_pick`."""
    language = wording.language
    values = found.frame["value"] if found.adds == "none" else found.frame["part"]
    scale, unit = drawing_scale(metric, [*values.dropna()], wording)
    total = format_value(found.total, metric.unit, language).text
    name = metric.label.in_language(language)
    note = wording.say("split.apart") if found.adds == "none" else wording.say("split.sum", total=total)
    title(wording.say("split.title", metric=name, dimension=dimension, unit=unit), note)
    parts = split_parts(wording, metric, found, scale)
    names = (dimension, wording.say("series.actual"), wording.say("series.last_year"))
    alt = wording.say("split.alt", metric=name, dimension=dimension, total=total)
    spec = splits.spec(min(len(parts), splits.MOST + 1), names)
    st.vega_lite_chart(
        splits.frame(parts, scale.factor), spec, alt=alt, key=key, on_select=on_pick, selection_mode=splits.PICK
    )


def split_parts(wording: Wording, metric: Metric, found: Breakdown, scale: Scale) -> pd.DataFrame:
    """Columns member, name, part, last_year and texts; members beyond the largest as one."""
    frame = found.frame.assign(part=found.frame["part"].where(found.frame["part"].notna(), found.frame["value"]))
    rows = [_split_row(wording, metric, found, scale, row) for row in frame.head(splits.MOST).itertuples(index=False)]
    rest = frame.iloc[splits.MOST :]
    if len(rest) and found.adds != "none":
        rows.append(_rest_row(wording, metric, found, scale, rest))
    return pd.DataFrame(rows)


def _split_row(wording: Wording, metric: Metric, found: Breakdown, scale: Scale, row: Any) -> dict[str, Any]:
    language = wording.language
    member = wording.say("split.absent") if pd.isna(row.member) else str(row.member)
    texts = [
        format_value(v, metric.unit, language, scale=None if metric.unit == "ratio" else scale).text
        for v in (row.part, row.value, row.last_year)
    ]
    part, own, old = texts
    share = format_percent(row.share, language, digits=0) if pd.notna(row.share) else ""
    shown = {"sum": f"{part}  {share}", "contribution": wording.say("split.part", part=part, own=own), "none": own}[
        found.adds
    ]
    old_drawn = row.last_year if found.adds != "contribution" else None
    return {
        "member": None if pd.isna(row.member) else member,
        "name": member,
        "part": row.part,
        "last_year": old_drawn,
        "text": shown,
        "value_text": own,
        "last_year_text": old,
    }


def _rest_row(wording: Wording, metric: Metric, found: Breakdown, scale: Scale, rest: pd.DataFrame) -> dict[str, Any]:
    part = float(rest["part"].sum())
    text = format_value(part, metric.unit, wording.language, scale=None if metric.unit == "ratio" else scale).text
    share = format_percent(part / found.total, wording.language, digits=0) if found.total else ""
    name = wording.say("split.other", count=len(rest))
    return {
        "member": None,
        "name": name,
        "part": part,
        "last_year": None,
        "text": f"{text}  {share}",
        "value_text": text,
        "last_year_text": "—",
    }
