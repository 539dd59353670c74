"""What was expected, over a KPI's trend: a band with its line, and a diamond where the KPI or a part of it was off.

Layers only, for the trend of charts.trend; judges nothing and words nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd

from pages.shared.charts.style import BAD, GOOD

Sort = Literal["", "whole", "part"]
PICK = "pick"
COLUMNS = ("expected", "low", "high")
MARK_TEXTS = ("mark", "mark_tone", "mark_text", "expected_text")


@dataclass(frozen=True)
class Mark:
    """A period that was off: the KPI itself or a part of it, to the good or the bad, in words."""

    sort: Sort
    tone: str
    text: str


@dataclass(frozen=True)
class Judged:
    """By first day of a period what was expected (expected, low, high, in the KPI's unit) and what was off.

    `level` is the share of cases that the range from low to high is to hold.
    """

    bands: Mapping[dt.date, tuple[float, float, float]] = field(hash=False)
    marks: Mapping[dt.date, Mark] = field(hash=False)
    level: float = 0.99


UNMARKED = Mark("", "", "")


def with_judged(periods: pd.DataFrame, judged: Judged) -> pd.DataFrame:
    """The periods (by column start) with columns expected, low, high and the texts of their marks."""
    missing = (float("nan"),) * 3
    bands = [judged.bands.get(day, missing) for day in periods["start"]]
    marks = [judged.marks.get(day, UNMARKED) for day in periods["start"]]
    columns = {name: [band[place] for band in bands] for place, name in enumerate(COLUMNS)}
    return periods.assign(
        **columns,
        mark=[mark.sort for mark in marks],
        mark_tone=[mark.tone for mark in marks],
        mark_text=[mark.text for mark in marks],
    )


def within(judged: pd.DataFrame, known: Sequence[float]) -> tuple[pd.DataFrame, bool]:
    """The columns of what was expected cut off as far beyond the known values as these reach, and whether any was.

    A band many times as wide as what happened would leave nothing to see of it.
    """
    low, high = min(known, default=0.0), max(known, default=0.0)
    reach = (high - low) or abs(high)
    cut = judged[list(COLUMNS)].clip(low - reach, high + reach)
    return judged.assign(**cut), not cut.equals(judged[list(COLUMNS)])


def band(alt: Any, base: Any, y: Any) -> list[Any]:
    """The range as an area and the expected value as a thin line. `y` makes the encoding of a field."""
    known = "isValid(datum.low) && isValid(datum.high)"
    area = base.mark_area(color=GOOD, opacity=0.14, aria=False).encode(y=y("low"), y2="high").transform_filter(known)
    line = base.mark_line(color=GOOD, opacity=0.75, strokeWidth=1, aria=False).encode(y=y("expected"))
    return [area, line.transform_filter(known)]


def kinds(judged: Judged) -> tuple[tuple[str, str], ...]:
    """Sort and tone of the marks that there are: a layer without marks would be an unnamed part of the picture."""
    return tuple(sorted({(mark.sort, mark.tone) for mark in judged.marks.values()}))


def marks(alt: Any, base: Any, y: Any, which: tuple[tuple[str, str], ...]) -> list[Any]:
    """Diamonds above the periods that were off: full for the KPI itself, hollow for a part."""
    return [_diamonds(alt, base, y, sort, tone) for sort, tone in which]


def _diamonds(alt: Any, base: Any, y: Any, sort: str, tone: str) -> Any:
    colour = GOOD if tone == "good" else BAD
    look = {"fill": colour} if sort == "whole" else {"fill": "transparent"}
    made = base.mark_point(shape="diamond", size=130, stroke=colour, strokeWidth=2, opacity=1, yOffset=-12, **look)
    made = made.encode(y=y("mark_at"), description=alt.Description("mark_text", type="nominal"))
    return made.transform_filter(f"datum.mark == '{sort}' && datum.mark_tone == '{tone}'")


def picking(alt: Any) -> Any:
    """The choice of a period by a click."""
    return alt.selection_point(name=PICK, fields=["key"], on="click", empty=True)


def picked(state: Any) -> dt.date | None:
    """The first day of the period clicked on, from what Streamlit returned of the chart."""
    points = (state or {}).get("selection", {}).get(PICK) or []
    try:
        return dt.date.fromisoformat(str(points[0]["key"])) if points else None
    except (KeyError, ValueError):
        return None
