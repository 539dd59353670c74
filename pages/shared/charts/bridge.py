"""The bridge from plan or last year to actual: a waterfall whose steps sum to the difference exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, get_args

import pandas as pd

from pages.shared.charts.style import BAD, FONT_SIZE, GOOD, INK, LIGHT, NARROW, Spec, finished

Kind = Literal["plan", "last_year", "actual", "good", "bad"]
TOTALS = ("plan", "last_year", "actual")


@dataclass(frozen=True)
class Bar:
    """A column of the bridge: a total from zero, or a step; `amount` in the unit drawn, `text` as written above it."""

    name: str
    amount: float
    text: str
    kind: Kind


def frame(bars: Sequence[Bar], cut: bool) -> pd.DataFrame:
    """Columns name, low, high, text, kind, order: totals stand on zero, steps hang where the last one ended.

    Where the axis is cut, totals stand on its beginning.
    """
    floor = _floor(bars) if cut else 0.0
    rows = []
    for order, (bar, (start, level)) in enumerate(zip(bars, _levels(bars), strict=True)):
        low, high = min(start, level), max(start, level)
        rows.append((order, bar.name, max(low, floor) if cut else low, high, bar.text, bar.kind))
    return pd.DataFrame(rows, columns=["order", "name", "low", "high", "text", "kind"])


def is_cut(bars: Sequence[Bar]) -> bool:
    """Whether the axis begins above zero: where steps would be too small to see beside the totals."""
    ends = [level for _, level in _levels(bars)]
    return min(ends) > 0 and max(ends) - min(ends) < 0.35 * max(ends)


def _floor(bars: Sequence[Bar]) -> float:
    ends = [level for _, level in _levels(bars)]
    return max(0.0, min(ends) - 0.8 * (max(ends) - min(ends)))


def _levels(bars: Sequence[Bar]) -> list[tuple[float, float]]:
    """Where each bar begins and ends."""
    level, found = 0.0, []
    for bar in bars:
        start = 0.0 if bar.kind in TOTALS else level
        level = start + bar.amount
        found.append((start, level))
    return found


def kinds(bars: Sequence[Bar]) -> tuple[Kind, ...]:
    """The kinds of bars that there are: a layer without bars would be an unnamed part of the picture."""
    return tuple(kind for kind in get_args(Kind) if any(bar.kind == kind for bar in bars))


@cache
def spec(step: str, effect: str, kinds: tuple[Kind, ...]) -> Spec:
    """The waterfall, drawn from `frame`, of the kinds of bars that this holds. The words are those of the tooltips."""
    import altair as alt

    base = alt.Chart().encode(
        x=alt.X("name", type="nominal", sort=alt.EncodingSortField("order"), axis=_axis(alt)),
        tooltip=[alt.Tooltip("name", type="nominal", title=step), alt.Tooltip("text", type="nominal", title=effect)],
    )
    bars = [_bars(alt, base, kind) for kind in kinds]
    texts = base.mark_text(dy=-8, fontSize=FONT_SIZE, color=INK).encode(
        y=alt.Y("high", type="quantitative"), text=alt.Text("text", type="nominal")
    )
    return finished(alt.layer(*bars, texts), 208)


def _in_pieces() -> str:
    """A Vega expression: the label in lines as short as the columns of a phone are narrow."""
    size = "test(regexp('^[ -~]+$'), datum.label) ? '(.{1,6})' : '(.{1,3})'"
    return f"split(trim(replace(replace(datum.label, '\\n', ''), regexp({size}, 'g'), '$1\\n')), '\\n')"


def _axis(alt: Any) -> Any:
    return alt.Axis(
        labelExpr=f"width < {NARROW} ? {_in_pieces()} : split(datum.label, '\\n')",
        labelAngle=0,
        labelLimit=110,
        labelOverlap=False,
        ticks=False,
        labelPadding=6,
    )


def _bars(alt: Any, base: Any, kind: Kind) -> Any:
    look: dict[Kind, dict[str, Any]] = {
        "plan": {"fill": "transparent", "stroke": INK, "strokeWidth": 1.2},
        "last_year": {"fill": LIGHT},
        "actual": {"fill": INK},
        "good": {"fill": GOOD},
        "bad": {"fill": BAD},
    }
    y = alt.Y(
        "low",
        type="quantitative",
        scale=alt.Scale(zero=False, nice=False),
        axis=alt.Axis(labels=False, ticks=False, domain=False, grid=False),
    )
    marks = base.mark_bar(size=44, **look[kind]).encode(y=y, y2="high")
    return marks.transform_filter(f"datum.kind == '{kind}'")
