"""KPIs in total: each point judged from those before it by the detection of insights.anomaly, and merged.

False discoveries are held across KPIs by date. Judges no places.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from insights.anomaly import Incident as Run
from insights.anomaly import detect, hold_false_discoveries, incidents
from insights.incidents.model import Point
from insights.watch import Panel
from metrics.calendar import BusinessCalendar

ALPHA = 0.01
Q = 0.1


@dataclass(frozen=True)
class Whole:
    """Verdicts (as `detect` gives them) and runs of flagged points of one KPI in total."""

    panel: Panel
    verdicts: pd.DataFrame
    runs: tuple[Run, ...]


def judge_wholes(panels: Sequence[Panel], calendar: BusinessCalendar) -> list[Whole]:
    """The verdicts of all KPIs, with false discoveries held across those of a grain."""
    found = []
    for grain in dict.fromkeys(panel.grain for panel in panels):
        some = [panel for panel in panels if panel.grain == grain and not panel.dims]
        verdicts = {panel.metric.name: _verdicts(panel, calendar) for panel in some}
        held = hold_false_discoveries(verdicts, q=Q) if verdicts else {}
        found += [_whole(panel, held[panel.metric.name]) for panel in some]
    return found


def _verdicts(panel: Panel, calendar: BusinessCalendar) -> pd.DataFrame:
    series = pd.DataFrame({"date": panel.dates, "value": panel.value[:, 0]})
    return detect(series, grain=panel.grain, calendar=calendar, alpha=ALPHA, floor=panel.metric.floor or 0.0)


def _whole(panel: Panel, verdicts: pd.DataFrame) -> Whole:
    return Whole(panel, verdicts, tuple(incidents(verdicts)))


def stated(whole: Whole) -> pd.DataFrame:
    """The verdicts as people read them: nothing is expected below what the KPI can be."""
    names = ["expected", "low", "high"]
    return whole.verdicts.assign(**whole.verdicts[names].clip(lower=whole.panel.least(0)))


def points_of(wholes: Sequence[Whole]) -> Iterator[Point]:
    """Every point of every KPI in total."""
    for whole in wholes:
        frame = stated(whole)
        columns = [
            frame[name].tolist() for name in ("date", "value", "expected", "low", "high", "is_anomaly", "reason")
        ]
        for date, value, expected, low, high, flagged, reason in zip(*columns, strict=True):
            judged = (_number(value), _number(expected), _number(low), _number(high), bool(flagged), str(reason))
            yield Point(whole.panel.metric.name, whole.panel.grain, date.date(), *judged)


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
