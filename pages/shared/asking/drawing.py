"""The chart of an answer: the KPI over time, or its members side by side. Pure: an answer in, a figure out."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pyarrow as pa

from insights.questions import Answerable
from metrics.formatting import Scale, format_period, format_value, scale_of
from metrics.model import Answer, Metric
from metrics.periods import period_of
from pages.shared.cards import Wording
from pages.shared.charts import split as splits
from pages.shared.charts.style import INK, Spec, finished, tips
from pages.shared.figures import Figure

HEIGHT = 220
PERCENT = 0.01


def figure_of(wording: Wording, one: Answerable, got: Answer) -> Figure | None:
    """The chart of an answer; None where it is a single value, which the sentence says."""
    frame = got.frame.dropna(subset=["value"])
    if frame.empty:
        return None
    if one.query.by:
        return _members(wording, one, frame)
    return _over_time(wording, one, frame) if "period" in frame and len(frame) > 1 else None


def _scaled(metric: Metric, values: Sequence[float], wording: Wording) -> tuple[float, str, Scale | None]:
    """What to divide by, and the unit to write."""
    if metric.unit == "ratio":
        return PERCENT, "%", None
    scale = scale_of(values, metric.unit, wording.language)
    unit = format_value(max(values, key=abs), metric.unit, wording.language, scale=scale).unit
    return scale.factor, unit, scale


def _figure(wording: Wording, one: Answerable, unit: str, table: pd.DataFrame, spec: Spec) -> Figure:
    """Entity, measure and unit stand in the title."""
    places = [value for _, values in one.query.where for value in values]
    name = " ".join([*places, one.metric.label.in_language(wording.language)])
    title = wording.say("ask.chart", metric=name, unit=unit) if unit else name
    return Figure(title, "", title, pa.Table.from_pandas(table, preserve_index=False), spec)


def _members(wording: Wording, one: Answerable, frame: pd.DataFrame) -> Figure:
    """Sorted bars of the newest period."""
    metric, dimension = one.metric, one.query.by[0]
    now = frame[frame["period"] == frame["period"].max()] if "period" in frame else frame
    rows = now.sort_values("value", ascending=False).head(splits.MOST)
    factor, unit, scale = _scaled(metric, rows["value"].tolist(), wording)
    texts = [format_value(value, metric.unit, wording.language, scale=scale).text for value in rows["value"]]
    names = [wording.say("split.absent") if pd.isna(each) else str(each) for each in rows[dimension]]
    table = pd.DataFrame({
        "member": names, "name": names, "part": rows["value"].to_numpy(), "last_year": None, "text": texts,
        "value_text": texts, "last_year_text": "",
    })  # fmt: skip
    label = wording.say("series.actual"), wording.say("series.last_year")
    return _figure(wording, one, unit, splits.frame(table, factor), splits.spec(len(table), (dimension, *label)))


def _over_time(wording: Wording, one: Answerable, frame: pd.DataFrame) -> Figure:
    """Bars from zero for what adds up over time, a line for rates and levels."""
    metric, grain = one.metric, one.query.grain or "day"
    factor, unit, scale = _scaled(metric, frame["value"].tolist(), wording)
    periods = [period_of(wording.calendar, day.date(), grain) for day in frame["period"]]
    table = pd.DataFrame({
        "order": range(len(frame)),
        "name": [format_period(wording.calendar, each, wording.language) for each in periods],
        "value": frame["value"].to_numpy() / factor,
        "text": [format_value(value, metric.unit, wording.language, scale=scale).text for value in frame["value"]],
    })  # fmt: skip
    flow = metric.over_time == "sum" and metric.unit != "ratio" and metric.kind != "ratio"
    return _figure(wording, one, unit, table, _time_spec(wording, flow))


def _time_spec(wording: Wording, flow: bool) -> Spec:
    import altair as alt

    x = alt.X(
        "name", type="ordinal", sort=alt.EncodingSortField("order"), axis=alt.Axis(labelAngle=0, labelOverlap="parity")
    )  # fmt: skip
    axis = alt.Axis(tickCount=4, domain=False, ticks=False)
    y = alt.Y("value", type="quantitative", axis=axis, scale=alt.Scale(zero=flow, nice=True))
    shown = tips(("name", wording.say("tooltip.period")), ("text", wording.say("series.actual")))
    base = alt.Chart().encode(x=x, y=y, tooltip=shown)
    mark = base.mark_bar(fill=INK, width=alt.RelativeBandSize(0.55)) if flow else base.mark_line(
        color=INK, strokeWidth=2, point=True
    )  # fmt: skip
    return finished(mark, HEIGHT)
