"""The bridge from plan to actual: a waterfall whose steps sum to the difference exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import pandas as pd

from pages.shared.charts.style import BAD, FONT_SIZE, GOOD, INK, Spec, finished

Kind = Literal["plan", "actual", "good", "bad"]


@dataclass(frozen=True)
class Bar:
    """A column of the bridge: a total from zero, or a step; `amount` in the unit drawn, `text` as written above it."""

    name: str
    amount: float
    text: str
    kind: Kind


def frame(bars: Sequence[Bar]) -> pd.DataFrame:
    """Columns name, low, high, top, text, kind, order: totals stand on zero, steps hang where the last one ended."""
    level, rows = 0.0, []
    for order, bar in enumerate(bars):
        start = 0.0 if bar.kind in ("plan", "actual") else level
        level = start + bar.amount
        low, high = min(start, level), max(start, level)
        rows.append((order, bar.name, low, high, level, bar.text, bar.kind))
    return pd.DataFrame(rows, columns=["order", "name", "low", "high", "level", "text", "kind"])


@cache
def spec(plan: str, actual: str, title: str) -> Spec:
    """The waterfall, drawn from `frame`. The words are those of the tooltips."""
    import altair as alt

    base = alt.Chart().encode(
        x=alt.X("name", type="nominal", sort=alt.EncodingSortField("order"), axis=_axis(alt)),
        tooltip=[alt.Tooltip("name", type="nominal", title=title), alt.Tooltip("text", type="nominal", title=actual)],
    )
    bars = [_bars(alt, base, kind) for kind in ("plan", "actual", "good", "bad")]
    texts = base.mark_text(dy=-8, fontSize=FONT_SIZE, color=INK).encode(
        y=alt.Y("high", type="quantitative"), text=alt.Text("text", type="nominal")
    )
    return finished(alt.layer(*bars, texts), 208)


def _axis(alt: Any) -> Any:
    return alt.Axis(labelAngle=0, labelLimit=96, labelOverlap=False, ticks=False, labelPadding=6)


def _bars(alt: Any, base: Any, kind: Kind) -> Any:
    look: dict[Kind, dict[str, Any]] = {
        "plan": {"fill": "transparent", "stroke": INK, "strokeWidth": 1.2},
        "actual": {"fill": INK},
        "good": {"fill": GOOD},
        "bad": {"fill": BAD},
    }
    y = alt.Y("low", type="quantitative", axis=alt.Axis(labels=False, ticks=False, domain=False, grid=False))
    marks = base.mark_bar(size=44, **look[kind]).encode(y=y, y2="high")
    return marks.transform_filter(f"datum.kind == '{kind}'")
