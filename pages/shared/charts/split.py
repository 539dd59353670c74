"""A KPI by the members of one dimension: sorted bars from zero that sum to the total; a click on one names it."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd

from pages.shared.charts.style import FONT_SIZE, INK, LIGHT, Spec, finished, tips

MOST = 12
PICK = "pick"
ROW_HEIGHT = 24


def frame(parts: pd.DataFrame, factor: float) -> pd.DataFrame:
    """What `spec` draws, from columns member, name, part, last_year and the texts, in the order of the rows."""
    drawn = parts.assign(part=parts["part"] / factor, last_year=pd.to_numeric(parts["last_year"]) / factor)
    reach = drawn[["part", "last_year"]].max(axis=1).clip(lower=0.0)
    return drawn.assign(
        order=range(len(drawn)), reach=reach, most=reach.max(), px=max(map(pixels, drawn["text"]), default=0)
    )


def pixels(text: str) -> int:
    """About how wide a text is drawn."""
    return 8 + sum(12 if ord(letter) > 0x2E7F else 7 for letter in text)


@cache
def spec(count: int, names: tuple[str, str, str]) -> Spec:
    """Bars for `count` members. `names`: those of the dimension's member, the value and last year."""
    import altair as alt

    pick = alt.selection_point(name=PICK, fields=["member"], on="click", empty=True)
    y = alt.Y(
        "name",
        type="nominal",
        sort=alt.EncodingSortField("order"),
        axis=alt.Axis(labelLimit=150, labelOverlap=False, ticks=False, domain=False, labelPadding=8),
    )
    shown = tips(("name", names[0]), ("value_text", names[1]), ("last_year_text", names[2]))
    base = alt.Chart().encode(y=y, tooltip=shown)
    x = alt.X("part", type="quantitative", axis=alt.Axis(labels=False, ticks=False, grid=False, domain=False))
    bars = base.mark_bar(color=INK, opacity=0.85, height=13, cursor="pointer").encode(x=x).add_params(pick)
    marks = base.mark_tick(color=LIGHT, thickness=2, size=20, aria=False).encode(
        x=alt.X("last_year", type="quantitative")
    )
    zero = alt.Chart().mark_rule(color=LIGHT, aria=False).encode(x=alt.XDatum(0))
    texts = base.mark_text(align="left", dx=6, fontSize=FONT_SIZE, color=INK).encode(
        x=alt.X("reach", type="quantitative"), text=alt.Text("text", type="nominal")
    )
    room = base.mark_rule(opacity=0, aria=False).encode(x=alt.X("room", type="quantitative"))
    layers = alt.layer(
        room, zero, bars, marks, texts
    )  # what is only there for its room stands below what is clicked on
    layers = layers.transform_calculate(room="datum.most * width / max(width - datum.px, 60)")
    return finished(layers, count * ROW_HEIGHT + ROW_HEIGHT)


def picked(state: Any) -> str | None:
    """The member clicked on, from what Streamlit returned of the chart."""
    points = (state or {}).get("selection", {}).get(PICK) or []
    return str(points[0]["member"]) if points and points[0].get("member") is not None else None
