"""What an incident amounts to: actual and expected over its stretch, its interval, and money. Pure arithmetic."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from insights.anomaly import Incident as Run
from insights.incidents.suspects import Suspect
from insights.watch import Panel
from metrics.catalog.parts import parts_of
from metrics.model import Metric

SURE = 1.96
"""Standard errors of a 95 % interval."""


@dataclass(frozen=True)
class Amount:
    """A stretch's value, what was to be expected and its 95 % interval, in the KPI's unit."""

    actual: float
    expected: float
    low: float
    high: float


def amount_of(suspect: Suspect) -> Amount:
    """The amounts of a place's window, none below what the KPI can be."""
    return _possible(_amount(suspect), suspect.panel.least(suspect.column))


def _amount(suspect: Suspect) -> Amount:
    rows = slice(suspect.first, suspect.last + 1)
    actual = level(suspect.panel, suspect.column, rows)
    times = float(suspect.width) if adds_over_time(suspect.panel) else 1.0
    reach = SURE * suspect.error
    if suspect.logged:
        expected = actual * math.exp(-suspect.effect)
        return Amount(actual, expected, expected * math.exp(-reach), expected * math.exp(reach))
    expected = actual - suspect.effect * times
    return Amount(actual, expected, expected - reach * times, expected + reach * times)


def amount_of_run(panel: Panel, run: Run) -> Amount:
    """The amounts of a run of flagged points of a total: of its worst point, or of all where they sum."""
    return _possible(_run_amount(panel, run), panel.least(0))


def _run_amount(panel: Panel, run: Run) -> Amount:
    if adds_over_time(panel) and run.points > 1:
        actual = level(panel, 0, rows_of(panel, run))
        expected = actual - run.deviation
        half = (run.high - run.low) / 2 * math.sqrt(run.points)
        return Amount(actual, expected, expected - half, expected + half)
    return Amount(run.actual, run.expected, run.low, run.high)


def _possible(amount: Amount, least: float) -> Amount:
    return Amount(amount.actual, *(max(each, least) for each in (amount.expected, amount.low, amount.high)))


def rows_of(panel: Panel, run: Run) -> slice:
    """The rows of a run's periods."""
    first, last = panel.dates.get_indexer(pd.DatetimeIndex([run.start, run.end]))
    return slice(int(first), int(last) + 1)


def level(panel: Panel, column: int, rows: slice) -> float:
    """A stretch's value as the KPI has it: a sum, a ratio of sums, the last or the mean of its periods."""
    if panel.above is not None and panel.below is not None:
        below = float(np.nansum(panel.below[rows, column]))
        return float(np.nansum(panel.above[rows, column])) / below if below else math.nan
    values = panel.value[rows, column]
    known = values[np.isfinite(values)]
    if adds_over_time(panel):
        return float(known.sum())
    return float(known.mean()) if len(known) else math.nan


def adds_over_time(panel: Panel) -> bool:
    """Whether the KPI of a stretch is the sum of its periods."""
    return panel.metric.over_time == "sum" and not panel.is_ratio and panel.metric.kind in ("simple", "derived")


def money_of(panel: Panel, column: int, rows: slice, amount: Amount, metrics: Mapping[str, Metric]) -> float | None:
    """Yen gained (+) or lost (-) by the company; None where a KPI has nothing to do with money by itself."""
    gap = amount.actual - amount.expected
    if panel.metric.direction == "down":
        gap = -gap
    if panel.is_ratio and panel.below is not None:
        priced = panel.metric.unit == "JPY" or metrics[parts_of(panel.metric)[1]].unit == "JPY"
        return gap * float(np.nansum(panel.below[rows, column])) if priced else None
    return gap if panel.metric.unit == "JPY" and adds_over_time(panel) else None
