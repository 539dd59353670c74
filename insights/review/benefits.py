"""What measured outcomes came to in yen, KPI by KPI. Pure; measures nothing, and adds nothing across KPIs: one KPI is
often a part of another, and revenue is no profit.

All that was measured counts, whatever its verdict: a sum of those alone that went well would flatter.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from insights.findings import Place


@dataclass(frozen=True)
class Measured:
    """An action's effect over its whole window in yen, with its interval; `decided` orders."""

    kpi: str
    place: Place
    window: tuple[dt.date, dt.date]
    total: float
    low: float
    high: float
    decided: dt.datetime


@dataclass(frozen=True)
class Benefit:
    """The effects of `n` actions on a KPI in yen; `left_out` of others share days and places with one that counts.

    The interval goes from the sum of the lower ends to that of the upper ones: as wide as if all errors went together,
    so that it is too wide rather than too narrow where normal ones do not.
    """

    kpi: str
    n: int
    total: float
    low: float
    high: float
    left_out: int


def benefits(measured: Iterable[Measured]) -> list[Benefit]:
    """A sum for every KPI, in the order of the KPIs' first decisions."""
    by_kpi: dict[str, list[Measured]] = {}
    for one in sorted(measured, key=lambda each: each.decided):
        by_kpi.setdefault(one.kpi, []).append(one)
    return [_summed(kpi, found) for kpi, found in by_kpi.items()]


def _summed(kpi: str, found: Sequence[Measured]) -> Benefit:
    counted: list[Measured] = []
    for one in found:
        if not any(overlap(one, other) for other in counted):
            counted.append(one)
    total, low, high = (sum(getattr(one, name) for one in counted) for name in ("total", "low", "high"))
    return Benefit(kpi, len(counted), total, low, high, len(found) - len(counted))


def overlap(one: Measured, other: Measured) -> bool:
    """Whether some yen may be in both: they share days, and no dimension tells their places apart."""
    here, there = dict(one.place), dict(other.place)
    apart = any(here[name] != there[name] for name in here.keys() & there.keys())
    return not apart and one.window[0] <= other.window[1] and other.window[0] <= one.window[1]
