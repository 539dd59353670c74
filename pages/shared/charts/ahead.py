"""What is forecast, over a KPI's trend: hatched bars or a dashed line, with the range of each period. Layers only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pandas as pd

from pages.shared.charts.style import FONT_SIZE, GOOD, INK

COLUMNS = ("ahead", "ahead_low", "ahead_high")
STRIPES, STRIPE = 16, 0.32
"""Stripes of a hatched bar, and the part of each that is inked."""
Ahead = Mapping[dt.date, tuple[float, float, float]]


def with_ahead(periods: pd.DataFrame, ahead: Ahead) -> pd.DataFrame:
    """The periods (by column start) with columns COLUMNS; absent where nothing is forecast."""
    missing = (float("nan"),) * 3
    found = [ahead.get(day, missing) for day in periods["start"]]
    return periods.assign(**{name: [each[place] for each in found] for place, name in enumerate(COLUMNS)})


def layers(alt: Any, base: Any, y: Any, *, flow: bool, name: str) -> list[Any]:
    """Forecast and range of each period. `y` makes the encoding of a field; `name` stands by the first one."""
    known = base.transform_filter("isValid(datum.ahead)")
    whiskers = known.mark_rule(color=GOOD, strokeWidth=1.6, aria=False).encode(y=y("ahead_low"), y2="ahead_high")
    caps = [known.mark_tick(color=GOOD, thickness=1.6, size=7, aria=False).encode(y=y(end)) for end in COLUMNS[1:]]
    label = known.mark_text(text=name, fontSize=FONT_SIZE, color=GOOD, align="center", yOffset=-8, aria=False)
    label = label.encode(y=y("ahead_high")).transform_window(place="row_number()", sort=[{"field": "key"}])
    label = label.transform_filter("datum.place == 1")
    if not flow:
        line = known.mark_line(color=INK, strokeWidth=1.4, strokeDash=[2, 3], aria=False).encode(y=y("ahead"))
        return [line, whiskers, *caps, label]
    narrow = alt.RelativeBandSize(0.55)
    bars = known.mark_bar(fill=hatched(), stroke=INK, strokeWidth=0.8, width=narrow).encode(y=y("ahead"))
    return [bars, whiskers, *caps, label]


def hatched() -> dict[str, Any]:
    """Slanting stripes as a gradient of hard stops: Vega draws no pattern."""
    stops = []
    for stripe in range(STRIPES):
        start, ink, end = stripe / STRIPES, (stripe + STRIPE) / STRIPES, (stripe + 1) / STRIPES
        stops += [(start, INK), (ink, INK), (ink, "transparent"), (end, "transparent")]
    made = [{"offset": offset, "color": colour} for offset, colour in stops]
    return {"gradient": "linear", "x1": 0, "y1": 0, "x2": 1, "y2": 1, "stops": made}
