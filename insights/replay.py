"""Cold start: what would have been said as of each past period, beside what came, from a history that is there already.

So the first page already shows how often detection and forecast were right. Judges with the same code as today's, cut
off where the past ended; stores what it said, and sums it up.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from data.home import Home
from data.incident_store import Replayed, replays, store_replays
from data.people import LOCAL_OWNER
from insights.forecast import forecast
from insights.incidents.wholes import Whole, judge_wholes
from insights.watch import Asked, Panel, read_panels, watched
from metrics.calendar import BusinessCalendar, calendar_of
from metrics.catalog import catalog_of

LEAST_MONTHS = 24
PAST_MONTHS = 12
SETTLED = 4
"""Periods after a flag by which it is clear whether the KPI had really moved."""
STILL_OFF = 0.25
"""Mean deviation after a flag, in half widths of the interval, from which it was no blip."""
LEVEL = 0.8
KINDS = ("forecast", "flag")


@dataclass(frozen=True)
class Record:
    """How a kind of statement did: `said` of them, and `right` of those; forecasts in their interval."""

    kind: str
    said: int
    right: int

    @property
    def hit_rate(self) -> float | None:
        """Share of what was said that was right; None where nothing was said."""
        return self.right / self.said if self.said else None


def replay_once(home: Home, snapshot: int) -> None:
    """Replays where that was not done yet and the history is long enough."""
    if not any(one.kind in KINDS for one in replays(home)):
        replay(home, snapshot)


def replay(home: Home, snapshot: int) -> list[Record]:
    """Replays forecasts of the past months and flags of the past weeks into the store; the summary."""
    catalog, calendar = catalog_of(home), calendar_of(home.settings)
    metrics = [metric for metric in watched(catalog) if metric.headline or metric.published]
    panels = [panel for panel in read_panels(Asked(home, LOCAL_OWNER, snapshot), metrics) if not panel.dims]
    made = [each for panel in panels for each in past_forecasts(panel, calendar)]
    made += [each for whole in judge_wholes(panels, calendar) for each in past_flags(whole)]
    if made:
        store_replays(home, snapshot, made)
    return summary(made)


def past_forecasts(panel: Panel, calendar: BusinessCalendar, months: int = PAST_MONTHS) -> Iterator[Replayed]:
    """Each past month as forecast from the months before it."""
    if panel.grain != "month" or len(panel.dates) < LEAST_MONTHS:
        return
    values = panel.value[:, 0]
    for row in range(len(values) - months, len(values)):
        history = pd.DataFrame({"date": panel.dates[:row], "value": values[:row]}).dropna()
        if len(history) < LEAST_MONTHS // 2 or values[row] != values[row]:
            continue
        said = forecast(history, grain="month", horizon=1, level=LEVEL, calendar=calendar).iloc[0]
        before = values[row - 12] if row >= 12 else values[row - 1]
        detail = {
            "said": float(said["value"]), "low": float(said["low"]), "high": float(said["high"]),
            "came": float(values[row]), "naive": float(before),
            "right": bool(said["low"] <= values[row] <= said["high"]),
        }  # fmt: skip
        as_of = panel.dates[row].date() - dt.timedelta(days=1)
        yield Replayed("forecast", panel.metric.name, panel.metric.department, as_of, panel.dates[row].date(), detail)


def past_flags(whole: Whole) -> Iterator[Replayed]:
    """Each past flag: right where the points around it, once they were known, still stand on its side."""
    frame = whole.verdicts
    if whole.panel.grain != "week":
        return
    gap = (frame["value"] - frame["expected"]) / (frame["high"] - frame["low"]).clip(lower=1e-12) * 2
    for row in range(len(frame)):
        if not frame["is_anomaly"].iloc[row]:
            continue
        later = gap.iloc[row + 1 : row + 1 + SETTLED].dropna()
        settled = len(later) == SETTLED
        side = 1.0 if gap.iloc[row] > 0 else -1.0
        detail = {
            "score": float(frame["score"].iloc[row]), "settled": settled,
            "right": bool(settled and (later * side).mean() > STILL_OFF),
        }  # fmt: skip
        day = whole.panel.dates[row].date()
        yield Replayed("flag", whole.panel.metric.name, whole.panel.metric.department, day, day, detail)


def summary(found: Sequence[Replayed]) -> list[Record]:
    """How forecasts and flags did, each kind summed up."""
    made = []
    for kind in KINDS:
        some = [each for each in found if each.kind == kind and each.detail.get("settled", True)]
        made.append(Record(kind, len(some), sum(bool(each.detail["right"]) for each in some)))
    return made
