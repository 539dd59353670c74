"""What stands behind the figures of an outcome: the KPI against its forecast, period by period, and what was read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import pyarrow as pa

from insights.loop.freezing import parts
from insights.loop.telling import harm_words, note_words, outcome_name, outcome_sentences, verdict_words
from metrics.catalog import catalog_of
from metrics.formatting import format_day, format_value
from metrics.model import Metric
from pages.shared import dialogs, states
from pages.shared.cards import Wording
from pages.shared.charts.style import DASH, INK, LIGHT, Spec, finished, tips
from pages.shared.figures import Figure, draw
from pages.shared.loop import drawing
from pages.shared.loop.evidence import show_loads
from pages.shared.loop.standing import Standing
from pages.shared.session import Page

HEIGHT = 220


def open_outcome(page: Page, found: Sequence[Standing], slot: str) -> None:
    """The dialog of the outcome that a slot belongs to."""
    name = slot.partition(".")[0]
    one = next((each for each in found if each.outcome and outcome_name(each.outcome.subject) == name), None)
    if one is not None:
        dialogs.show(page.wording.say("loop.outcome"), "large", _outcome, page, one)


def _outcome(page: Page, one: Standing) -> None:
    wording = page.wording
    with states.guarded(page.asker.language):
        assert one.outcome is not None  # noqa: S101 - opened for outcomes only
        content = one.outcome.content
        metric = catalog_of(page.asker.home).metrics[content["terms"]["kpi"]]
        lines = [
            drawing.line("", drawing.bare(parts(each))) for each in outcome_sentences(content, metric, wording.language)
        ]
        lines += [drawing.line("", text=text, kind="quiet") for text in _notes(page, content)]
        verdict, reason = verdict_words(content, wording.language)
        blocks = [drawing.heading(verdict, reason), {"is": "lines", "lines": lines}]
        drawing.show(wording.language, blocks, f"outcome-{one.outcome.subject}")
        if content["effect"]["points"]:
            draw(figure(wording, metric, content["effect"]["points"]), f"points-{one.outcome.subject}")
        show_loads(page, content["loads"])


def _notes(page: Page, content: Mapping[str, Any]) -> list[str]:
    wording, metrics = page.wording, catalog_of(page.asker.home).metrics
    harms = [
        f"{wording.say('loop.guardrail')}：{metrics[name].label.in_language(wording.language)} — {words}"
        for name, words in harm_words(content, wording.language)
        if name in metrics
    ]
    return [*note_words(content, wording.language), *harms]


def figure(wording: Wording, metric: Metric, points: Sequence[Mapping[str, Any]]) -> Figure:
    """The KPI as it came, solid, over its forecast, dashed, in the band of its interval."""
    language, name = wording.language, metric.label.in_language(wording.language)
    frame = pd.DataFrame(points)
    for column in ("actual", "expected"):
        frame[f"{column}_text"] = [format_value(value, metric.unit, language).text for value in frame[column]]
    days = [dt.date.fromisoformat(str(day)) for day in frame["date"]]
    frame["name"] = [format_day(day, language, year=False) for day in days]
    frame["order"] = range(len(frame))
    table = pa.Table.from_pandas(frame, preserve_index=False)
    return Figure(
        wording.say("loop.measured.chart", metric=name), wording.say("loop.measured.note"), name, table, _spec(wording)
    )


def _spec(wording: Wording) -> Spec:
    import altair as alt

    axis = alt.Axis(labelAngle=0, labelOverlap="parity")
    x = alt.X("name", type="ordinal", sort=alt.EncodingSortField("order"), axis=axis)
    shown = tips(
        ("name", wording.say("tooltip.period")), ("actual_text", wording.say("series.actual")),
        ("expected_text", wording.say("loop.expected")),
    )  # fmt: skip
    base = alt.Chart().encode(x=x, tooltip=shown)
    scale = alt.Scale(zero=False, nice=True)
    band = base.mark_area(color=LIGHT, opacity=0.25, aria=False).encode(
        y=alt.Y("low", type="quantitative", scale=scale), y2="high"
    )
    expected = base.mark_line(color=INK, strokeWidth=1.2, strokeDash=DASH).encode(
        y=alt.Y("expected", type="quantitative")
    )
    came = base.mark_line(color=INK, strokeWidth=2, point=True).encode(y=alt.Y("actual", type="quantitative"))
    return finished(alt.layer(band, expected, came), HEIGHT)
