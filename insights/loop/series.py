"""A KPI over time at a place, and at the places beside it that nobody treated: what an effect is measured on. Reads the
lake as of a snapshot, whole periods only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from data.home import Home
from data.lake import watermarks
from data.people import LOCAL_OWNER
from insights.findings import Place
from insights.watch import filters_of
from metrics.access import scope_for
from metrics.calendar import DAY, BusinessCalendar, calendar_of
from metrics.catalog import catalog_of
from metrics.model import Grain, Metric, MetricQuery
from metrics.query import ask
from metrics.reach import last_day

MOST_CONTROLS = 8
LEAST_KNOWN = 0.8
"""Share of the periods in which a place beside must have a value."""


@dataclass(frozen=True)
class Looked:
    """A KPI at a place in steps of a grain, as of a snapshot."""

    home: Home
    metric: Metric
    place: Place
    grain: Grain
    snapshot: int

    @property
    def query(self) -> MetricQuery:
        """The question about it, over all time."""
        where = filters_of(self.place)
        scope = scope_for(LOCAL_OWNER, self.metric, (), where)
        return MetricQuery(self.metric.name, scope, self.grain, where=where, snapshot=self.snapshot)


def last_whole(looked: Looked) -> dt.date | None:
    """The last day of the last period that is over and in; None where nothing is in."""
    home, calendar = looked.home, calendar_of(looked.home.settings)
    marks = watermarks(home, looked.snapshot)
    reached = last_day(catalog_of(home), calendar, looked.metric, marks, home.today())
    return None if reached is None else _whole(calendar, reached, looked.grain)


def _whole(calendar: BusinessCalendar, reached: dt.date, grain: Grain) -> dt.date:
    end = calendar.period_end(reached, grain)
    return end if end == reached else calendar.period_start(reached, grain) - DAY


def series(looked: Looked) -> pd.DataFrame:
    """Columns date and value, a row a whole period; empty where nothing is in."""
    until = last_whole(looked)
    if until is None:
        return pd.DataFrame({"date": pd.to_datetime([]), "value": pd.Series([], dtype=float)})
    frame = ask(looked.home, replace(looked.query, end=until)).frame
    return pd.DataFrame({"date": frame["period"], "value": frame["value"].astype(float)})


def siblings(looked: Looked, treated: Collection[Place] = ()) -> Mapping[str, pd.DataFrame]:
    """The same KPI at the other members of the place's last dimension that nobody treats, by member; the largest few,
    of those that have a value nearly always. None for the whole."""
    until = last_whole(looked)
    if not looked.place or until is None:
        return {}
    (name, own), outer = looked.place[-1], looked.place[:-1]
    where = filters_of(outer)
    scope = scope_for(LOCAL_OWNER, looked.metric, (name,), where)
    asked = replace(looked.query, scope=scope, where=where, by=(name,), end=until)
    frame = ask(looked.home, asked).frame.dropna(subset=["value"])
    found = {
        str(member): pd.DataFrame({"date": rows["period"], "value": rows["value"].astype(float)})
        for member, rows in frame.groupby(name, observed=True)
        if str(member) != own and (*outer, (name, str(member))) not in treated
    }
    least = LEAST_KNOWN * frame["period"].nunique()
    full = {member: rows for member, rows in found.items() if len(rows) >= least}
    ordered = sorted(full, key=lambda member: (-float(full[member]["value"].abs().mean()), member))
    return {member: full[member].reset_index(drop=True) for member in ordered[:MOST_CONTROLS]}
