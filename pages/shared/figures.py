"""Charts of a page: made once of answers (texts, frame, spec), then drawn on every rerun at the price of sending them.

A title says entity, measure and unit; words stand beside for who can't see the chart. Where it stands is the page's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd
import pyarrow as pa
import streamlit as st

from metrics.breakdown import Breakdown
from metrics.formatting import (
    ABSENT,
    PLAIN,
    Scale,
    format_percent,
    format_period,
    format_value,
    scale_of,
)
from metrics.model import Filter, Grain, Metric
from metrics.periods import period_of
from metrics.standing import Standing
from pages.shared.cards import Wording
from pages.shared.charts import ahead as aheads
from pages.shared.charts import expected
from pages.shared.charts import split as splits
from pages.shared.charts import trend as trends
from pages.shared.charts.style import Spec
from pages.shared.session import Page, answers
from pages.shared.text import plain

PERCENT = Scale(0, 0.01, PLAIN.words)


@dataclass(frozen=True)
class Figure:
    """A chart ready to be drawn. `table` is Arrow, so that a rerun turns no frame into it again."""

    title: str
    note: str
    alt: str
    table: pa.Table = field(compare=False, repr=False)
    spec: Spec = field(compare=False, repr=False)


def draw(figure: Figure, key: str) -> None:
    """Title and chart."""
    title(figure.title, figure.note)
    chart(figure, key)


def chart(figure: Figure, key: str, on_pick: Callable[[], None] | None = None) -> None:
    """The chart alone; a click on a mark calls `on_pick` where there is one."""
    chosen: dict[str, Any] = {"on_select": on_pick, "selection_mode": splits.PICK} if on_pick else {}
    st.vega_lite_chart(figure.table, figure.spec, alt=figure.alt, key=key, **chosen)


def title(text: str, note: str = "", lines: Sequence[str] = ()) -> None:
    """A chart's title, and what has to be known of it in small; further lines below."""
    head = f"**{plain(text)}**" + (f"  :small[:gray[{plain(note)}]]" if note else "")
    st.markdown("  \n".join([head, *(f":small[:gray[{plain(line)}]]" for line in lines)]))


def note(text: str) -> None:
    """A quiet line of text; a caption of Streamlit's is too faint to read."""
    st.markdown(f":small[:gray[{plain(text)}]]")


def scale_for(metric: Metric, values: Sequence[float], wording: Wording) -> tuple[Scale, str]:
    """The scale to draw in, and its unit as written in the title."""
    if metric.unit == "ratio":
        return PERCENT, "%"
    scale = scale_of(values, metric.unit, wording.language)
    largest = max(values, key=abs, default=0.0)
    return scale, format_value(largest, metric.unit, wording.language, scale=scale).unit


def written(metric: Metric, value: float | None, wording: Wording, scale: Scale) -> str:
    return format_value(value, metric.unit, wording.language, scale=None if scale is PERCENT else scale).text


def table(frame: pd.DataFrame) -> pa.Table:
    return pa.Table.from_pandas(frame, preserve_index=False)


def trend(
    page: Page, standing: Standing, grain: Grain, where: tuple[Filter, ...], judged: expected.Judged | None = None
) -> Figure:
    """The KPI over time up to the end of its standing; with what was expected and what was off where that is given."""
    wording = page.wording
    heading = wording.say("trend.title", metric=wording.label(standing), unit="{unit}")
    return over_time(wording, standing.metric, grain, answers.trend(page, standing, grain, where), heading, "", judged)


def over_time(
    wording: Wording,
    metric: Metric,
    grain: Grain,
    periods: pd.DataFrame,
    heading: str,
    note: str,
    judged: expected.Judged | None = None,
    ahead: aheads.Ahead | None = None,
) -> Figure:
    """A KPI by periods (columns of metrics.trend); `heading` leaves {unit} open. With what was expected and off, and
    with what is forecast, where these are given."""
    form = _form(metric)
    known = [v for name in trends.SERIES for v in periods[name].dropna()] + [
        v for row in (ahead or {}).values() for v in row
    ]
    scale, unit = scale_for(metric, known, wording)
    named = periods.assign(**_texts(wording, metric, scale, periods), **_named(wording, grain, list(periods["start"])))
    beyond = ""
    if judged is not None:
        named = expected.with_judged(named, judged)
        named["expected_text"] = _range_texts(wording, metric, scale, named, expected.COLUMNS)
        named, is_cut = expected.within(named, known)
        beyond = wording.say("mark.beyond") if is_cut else ""
    if ahead:
        named = aheads.with_ahead(named, ahead)
        named["ahead_text"] = _range_texts(wording, metric, scale, named, aheads.COLUMNS)
    latest = next((text for text in reversed(list(named["value_text"])) if text != ABSENT), ABSENT)
    cut = wording.say("trend.cut") if form == "level" and min(known, default=0) > 0 else ""
    legend = _legend(wording, judged) if judged is not None and (judged.bands or judged.marks) else ""
    names = trends.Names(
        *(wording.say(key) for key in ("series.actual", "series.plan", "series.last_year", "tooltip.period")),
        expected=wording.say("series.expected") if judged is not None else "",
        mark=wording.say("mark.whole"),
        ahead=wording.say("series.forecast") if ahead else "",
        marks=_marks(judged, list(periods["start"])),
    )
    return Figure(
        title=heading.replace("{unit}", unit),
        note=" ・ ".join(text for text in (note, legend, beyond, cut) if text),
        alt=wording.say("trend.alt", metric=metric.label.in_language(wording.language), value=latest),
        table=table(trends.frame(named, scale.factor, form)),
        spec=trends.spec(form, grain, wording.language, names),
    )


def _marks(judged: expected.Judged | None, starts: list[Any]) -> tuple[tuple[str, str], ...]:
    """The kinds of marks at the periods drawn."""
    if judged is None:
        return ()
    drawn = {day: mark for day, mark in judged.marks.items() if day in starts}
    return expected.kinds(replace(judged, marks=drawn))


def _legend(wording: Wording, judged: expected.Judged) -> str:
    return wording.say("mark.legend", level=format_percent(judged.level, wording.language, digits=0))


def _texts(wording: Wording, metric: Metric, scale: Scale, periods: pd.DataFrame) -> dict[str, list[str]]:
    return {f"{name}_text": [written(metric, v, wording, scale) for v in periods[name]] for name in trends.SERIES}


def _range_texts(
    wording: Wording, metric: Metric, scale: Scale, frame: pd.DataFrame, columns: tuple[str, str, str]
) -> list[str]:
    """A middle value with its range, row by row."""
    found = []
    for middle, low, high in frame[list(columns)].itertuples(index=False):
        said = [written(metric, value, wording, scale) for value in (middle, low, high)]
        text = wording.say("mark.band", expected=said[0], low=said[1], high=said[2])
        found.append(text if pd.notna(middle) else ABSENT)
    return found


def _form(metric: Metric) -> trends.Form:
    """Flows are bars from zero; rates and stocks are lines."""
    flows = metric.over_time == "sum" and metric.kind in ("simple", "derived") and metric.unit != "ratio"
    return "flow" if flows else "level"


def _named(wording: Wording, grain: Grain, starts: list[Any]) -> dict[str, list[str]]:
    """The periods' names, and what is special about them: days off, and months in which the books are closed."""
    calendar = wording.calendar
    texts = [format_period(calendar, period_of(calendar, day, grain), wording.language) for day in starts]
    shades = names = [""] * len(starts)
    if grain == "month":
        closing = calendar.closing_months or ((calendar.fiscal_year_start - 2) % 12 + 1,)
        shades = names = [wording.say("shade.closing") if day.month in closing else "" for day in starts]
    if grain == "day":
        names = [_day_off(wording, day) for day in starts]
        weekend = wording.say("shade.weekend")
        shades = [
            name or ("" if calendar.is_working_day(day) else weekend) for name, day in zip(names, starts, strict=True)
        ]
    return {"period_text": texts, "shade": shades, "shade_name": names}


def _day_off(wording: Wording, day: Any) -> str:
    closed = wording.say("shade.company") if wording.calendar.is_company_day(day) else ""
    return wording.calendar.holiday_name(day, wording.language) or closed


def split(page: Page, standing: Standing, dimension: str, label: str, where: tuple[Filter, ...]) -> Figure | None:
    """The sorted bars of the KPI by a dimension; None where there is nothing to split."""
    found, wording, metric = answers.split(page, standing, dimension, where), page.wording, standing.metric
    if found.frame.empty:
        return None
    values = found.frame["value"] if found.adds == "none" else found.frame["part"]
    scale, unit = scale_for(metric, [*values.dropna()], wording)
    total, name = format_value(found.total, metric.unit, wording.language).text, wording.label(standing)
    parts = split_parts(wording, metric, found, scale)
    adds = wording.say("split.apart") if found.adds == "none" else wording.say("split.sum", total=total)
    tick = wording.say("split.tick") if parts["last_year"].notna().any() else ""
    return Figure(
        title=wording.say("split.title", metric=name, dimension=label, unit=unit),
        note=" ・ ".join(text for text in (adds, tick) if text),
        alt=wording.say("split.alt", metric=name, dimension=label, total=total),
        table=table(splits.frame(parts, scale.factor)),
        spec=splits.spec(len(parts), (label, wording.say("series.actual"), wording.say("series.last_year"))),
    )


def split_parts(wording: Wording, metric: Metric, found: Breakdown, scale: Scale) -> pd.DataFrame:
    """Columns member, name, part, last_year and texts; members beyond the largest as one."""
    frame = found.frame.assign(part=found.frame["part"].where(found.frame["part"].notna(), found.frame["value"]))
    rows = [_member_row(wording, metric, found, scale, row) for row in frame.head(splits.MOST).itertuples(index=False)]
    rest = frame.iloc[splits.MOST :]
    if len(rest) and found.adds != "none":
        rows.append(_rest_row(wording, metric, found, scale, rest))
    return pd.DataFrame(rows)


def _member_row(wording: Wording, metric: Metric, found: Breakdown, scale: Scale, row: Any) -> dict[str, Any]:
    part, own, old = (written(metric, value, wording, scale) for value in (row.part, row.value, row.last_year))
    share = format_percent(row.share, wording.language, digits=0) if pd.notna(row.share) else ""
    texts = {"sum": f"{part}  {share}", "contribution": wording.say("split.part", part=part, own=own), "none": own}
    return {
        "member": None if pd.isna(row.member) else str(row.member),
        "name": wording.say("split.absent") if pd.isna(row.member) else str(row.member),
        "part": row.part,
        "last_year": None if found.adds == "contribution" else row.last_year,
        "text": texts[found.adds],
        "value_text": own,
        "last_year_text": old,
    }


def _rest_row(wording: Wording, metric: Metric, found: Breakdown, scale: Scale, rest: pd.DataFrame) -> dict[str, Any]:
    part, share = float(rest["part"].sum()), float(rest["share"].sum())
    text = written(metric, part, wording, scale)
    return {
        "member": None,
        "name": wording.say("split.other", count=len(rest)),
        "part": part,
        "last_year": None,
        "text": f"{text}  {format_percent(share, wording.language, digits=0)}",
        "value_text": text,
        "last_year_text": ABSENT,
    }
