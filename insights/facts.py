"""Facts: typed values that code computed, the only source of what a text may say of quantity, time and name.

Values only. How a fact is written is the renderer's concern; where it came from is the evidence's.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from data.errors import Words

FactType = Literal["pct", "points", "money", "count", "number", "change", "direction", "date", "name"]
NUMERIC: frozenset[FactType] = frozenset({"pct", "points", "money", "count", "number", "change"})
FactValue = float | int | str | Words | dt.date | tuple[float | None, float | None] | None


@dataclass(frozen=True)
class Fact:
    """One computed value.

    `value` by type: a number; (from, to) for change; a number whose sign counts for direction; a date; a name (Words
    where it differs by language). pct is a share or relative change (0.03 is 3 %), points a
    difference of rates (0.015 is 1.5 points). `unit` is a KPI's unit
    (JPY, count, hours …) where the type alone doesn't say; `signed` writes + before what is positive.
    """

    type: FactType
    value: FactValue
    unit: str = ""
    signed: bool = False
