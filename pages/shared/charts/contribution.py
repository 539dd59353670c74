"""What a difference is made of: sorted bars on both sides of zero, good blue and bad orange, with their texts."""

from __future__ import annotations

from functools import cache

import pandas as pd

from pages.shared.charts.style import BAD, FONT_SIZE, GOOD, INK, LIGHT, Spec, finished, tips

ROW_HEIGHT = 22
COLUMNS = ("name", "change", "text", "tone")


def frame(rows: pd.DataFrame, factor: float) -> pd.DataFrame:
    """What `spec` draws, from COLUMNS in the order of the rows; changes are divided by `factor`."""
    drawn = rows.assign(change=rows["change"] / factor, order=range(len(rows)))
    up = drawn["change"] >= 0
    drawn["label"] = drawn["name"] + " " + drawn["text"]
    return drawn.assign(text_above=drawn["text"].where(up, ""), text_below=drawn["text"].mask(up, ""))


@cache
def spec(count: int, names: tuple[str, str]) -> Spec:
    """Bars for `count` members. `names`: those of the member and of its contribution."""
    import altair as alt

    y = alt.Y(
        "name",
        type="nominal",
        sort=alt.EncodingSortField("order"),
        axis=alt.Axis(labelLimit=150, labelOverlap=False, ticks=False, domain=False, labelPadding=8),
    )
    plain = alt.Axis(labels=False, ticks=False, grid=False, domain=False)
    x = alt.X("change", type="quantitative", stack=None, scale=alt.Scale(nice=False, padding=64), axis=plain)
    base = alt.Chart().encode(y=y, x=x, tooltip=tips(("name", names[0]), ("text", names[1])))
    colours = alt.Scale(domain=["good", "bad", "rest"], range=[GOOD, BAD, LIGHT])
    bars = base.mark_bar(height=12).encode(
        color=alt.Color("tone", type="nominal", scale=colours, legend=None), description="label:N"
    )
    zero = alt.Chart().mark_rule(color=LIGHT, aria=False).encode(x=alt.XDatum(0))
    texts = [
        base.mark_text(align=align, dx=dx, fontSize=FONT_SIZE, color=INK, aria=False).encode(text=f"{field}:N")
        for field, align, dx in (("text_above", "left", 6), ("text_below", "right", -6))
    ]
    return finished(alt.layer(zero, bars, *texts), count * ROW_HEIGHT + ROW_HEIGHT)
