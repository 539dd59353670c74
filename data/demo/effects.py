"""Measures what incidents do: the residual of each kind's KPI without them, and their size with them.

Makes the company with and without; the draws are the same, so that the difference is the incident. For tests and
documents.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

import duckdb
import numpy as np
import pandas as pd

from data.demo.company import company_of, make
from data.demo.days import DAY
from data.demo.incidents import Incident, all_kinds, incidents_of
from data.demo.kinds import Kind
from data.demo.measures import by_period, prepare

Series = dict[str, pd.DataFrame]
"""For each kind a frame of its KPI: a row a period, a column a place."""


def residuals(seeds: Iterable[int], today: dt.date) -> dict[str, dict[str, float]]:
    """The residual's standard deviation by kind and place, over companies of several seeds without incidents.

    What was to be expected is the mean of the seeds in that period: all share calendar, season and growth.
    """
    made = [series_of(seed, today, all_kinds(), incidents=False) for seed in seeds]
    found: dict[str, dict[str, float]] = {}
    for kind in all_kinds():
        values = np.stack([one[kind.name].to_numpy() for one in made])
        expected = np.nanmean(values, axis=0)
        off = values / expected - 1 if kind.relative else values - expected
        spread = np.sqrt(np.nanmean(off**2, axis=(0, 1)) * len(made) / (len(made) - 1))
        columns = made[0][kind.name].columns
        found[kind.name] = {place: float(f"{sd:.3g}") for place, sd in zip(columns, spread, strict=True)}
    return found


def series_of(seed: int, today: dt.date, kinds: Sequence[Kind], *, incidents: bool) -> Series:
    """The KPI of each kind at its places, over the whole periods up to `today`."""
    with duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar=false")
        make(connection, company_of(seed, today, incidents=incidents))
        connection.execute("CREATE TEMP TABLE demo_order_rows AS FROM demo_orders")
        connection.execute("CREATE OR REPLACE TEMP VIEW demo_orders AS FROM demo_order_rows")
        prepare(connection)
        return {kind.name: _series(connection, kind, today) for kind in kinds}


def _series(connection: duckdb.DuckDBPyConnection, kind: Kind, today: dt.date) -> pd.DataFrame:
    frame = connection.execute(by_period(kind.kpi, kind.grain, kind.dimensions)).df()
    frame["place"] = frame[list(kind.dimensions)].agg("/".join, axis=1)
    wide = frame.pivot(index="period", columns="place", values="value").sort_index()
    whole = [_end(period.date(), kind.grain) <= today for period in wide.index]
    places = ["/".join(place) for place in kind.places]
    if kind.kpi in ("attrition", "leads"):
        wide = wide.fillna(0.0)
    return wide.loc[whole, places].iloc[1:]


def _end(start: dt.date, grain: str) -> dt.date:
    return start + 6 * DAY if grain == "week" else (start + 32 * DAY).replace(day=1) - DAY


def measured(seed: int, today: dt.date) -> list[tuple[Incident, float]]:
    """Each incident and its size as it turned out, in the residual's standard deviations.

    Over the whole periods it covers, up to `today`; NaN where it covers none yet.
    """
    incidents = incidents_of(seed, today)
    names = {incident.kind for incident in incidents}
    kinds = [kind for kind in all_kinds() if kind.name in names]
    with_them, without = (series_of(seed, today, kinds, incidents=flag) for flag in (True, False))
    return [(incident, _size(incident, with_them, without)) for incident in incidents]


def _size(incident: Incident, with_them: Series, without: Series) -> float:
    place = "/".join(incident.place)
    changed, plain = with_them[incident.kind][place], without[incident.kind][place]
    inside = [
        incident.first_day <= period.date() and _end(period.date(), incident.grain) <= incident.last_day
        for period in plain.index
    ]
    if not any(inside):
        return float("nan")
    off = changed - plain
    change = float((off / plain)[inside].mean() if incident.relative else off[inside].mean())
    return change / incident.sd * (1 if incident.change > 0 else -1)
