"""What stands behind the figures of an outcome: the KPI against its forecast, period by period, and what was read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from insights.loop.freezing import parts
from insights.loop.telling import harm_words, note_words, outcome_name, outcome_sentences, verdict_words
from metrics.catalog import catalog_of
from metrics.formatting import format_value
from metrics.model import Metric
from pages.shared import states
from pages.shared.loop import drawing
from pages.shared.loop.evidence import show_loads
from pages.shared.loop.standing import Standing
from pages.shared.session import Page
from pages.shared.text import plain


def open_outcome(page: Page, found: Sequence[Standing], slot: str) -> None:
    """The dialog of the outcome that a slot belongs to."""
    name = slot.partition(".")[0]
    one = next((each for each in found if each.outcome and outcome_name(each.outcome.subject) == name), None)
    if one is not None:
        st.dialog(plain(page.wording.say("loop.outcome")), width="large")(_outcome)(page, one)


def _outcome(page: Page, one: Standing) -> None:
    wording = page.wording
    with states.guarded(page.asker.language):
        assert one.outcome is not None  # noqa: S101 - opened for outcomes only
        content = one.outcome.content
        metric = catalog_of(page.asker.home).metrics[content["terms"]["kpi"]]
        lines = [drawing.line("", parts(each)) for each in outcome_sentences(content, metric, wording.language)]
        lines += [drawing.line("", text=text, kind="quiet") for text in _notes(page, content)]
        verdict, reason = verdict_words(content, wording.language)
        blocks = [drawing.heading(verdict, reason), {"is": "lines", "lines": lines}]
        drawing.show(wording.language, blocks, f"outcome-{one.outcome.subject}")
        if content["effect"]["points"]:
            st.altair_chart(chart(wording.say, metric, content["effect"]["points"], wording.language))
        show_loads(page, content["loads"])


def _notes(page: Page, content: Mapping[str, Any]) -> list[str]:
    wording, metrics = page.wording, catalog_of(page.asker.home).metrics
    harms = [
        f"{wording.say('loop.guardrail')}：{metrics[name].label.in_language(wording.language)} — {words}"
        for name, words in harm_words(content, wording.language)
        if name in metrics
    ]
    return [*note_words(content, wording.language), *harms]


def chart(say: Any, metric: Metric, points: Sequence[Mapping[str, Any]], language: Any) -> Any:
    """The KPI as it came, solid, over its forecast with the band of its interval, hatched by a dashed line."""
    import altair as alt  # only this dialog draws with it

    frame = pd.DataFrame(points)
    for name in ("actual", "expected"):
        frame[f"{name}_text"] = [format_value(value, metric.unit, language).text for value in frame[name]]
    day = alt.X("date:T", title=None, axis=alt.Axis(format="%m/%d", labelOverlap=True))
    base = alt.Chart(frame).encode(x=day)
    axis = alt.Axis(title=metric.label.in_language(language), format="~s")
    band = base.mark_area(opacity=0.18).encode(y=alt.Y("low:Q", axis=axis, scale=alt.Scale(zero=False)), y2="high:Q")
    tips = [
        alt.Tooltip("date:T", title=say("tooltip.period")),
        alt.Tooltip("actual_text:N", title=say("series.actual")),
        alt.Tooltip("expected_text:N", title=say("loop.expected")),
    ]
    line = base.mark_line(strokeDash=[4, 3], strokeWidth=1.5).encode(y="expected:Q", tooltip=tips)
    came = base.mark_line(strokeWidth=2, point=True).encode(y="actual:Q", tooltip=tips)
    return alt.layer(band, line, came).properties(height=240)
