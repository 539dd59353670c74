"""Actions planted into the example company's own series, which were made by other hands and hold its incidents.

Only the lift is planted; whatever else happens in the window happens. Nothing was chosen on these.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from data.lake import newest_snapshot
from data.making import make_home
from data.people import LOCAL_OWNER
from insights.effect.counterfactual import noise
from insights.watch import Asked, Panel, read_panels, watched
from metrics.calendar import calendar_of
from metrics.catalog import catalog_of
from tests.insights.effect.planted import LIFTS, Planted

TODAY = dt.date(2026, 11, 24)
HISTORY = {"month": 24, "week": 80}
LENGTHS = {"month": (4, 7), "week": (8, 17)}
MOST_CONTROLS = 6


def company_actions(count: int, first: int = 0) -> Iterator[Planted]:
    """Actions on a company made from the first seed, at KPIs, places and moments drawn from it."""
    with tempfile.TemporaryDirectory() as folder:
        home = make_home(Path(folder) / "home", demo=True, today=TODAY, seed=first + 1).home
        asked = Asked(home, LOCAL_OWNER, newest_snapshot(home))
        panels = [panel for panel in read_panels(asked, watched(catalog_of(home))) if _is_usable(panel)]
        calendar = calendar_of(home.settings)
        rng = np.random.default_rng([first, 62])
        for number in range(count):
            panel = panels[int(rng.integers(len(panels)))]
            yield _planted(rng, panel, LIFTS[number % len(LIFTS)], calendar)


def _is_usable(panel: Panel) -> bool:
    """KPIs in total and by one dimension, with values enough and away from zero."""
    value = panel.value[:, np.isfinite(panel.value).mean(axis=0) > 0.9]
    enough = panel.grain in HISTORY and len(panel.dates) > HISTORY[panel.grain] + LENGTHS[panel.grain][1]
    return enough and len(panel.dims) <= 1 and value.shape[1] == panel.value.shape[1] and bool(np.nanmin(value) > 0)


def _planted(rng, panel, lift, calendar):
    column, sign = int(rng.integers(panel.value.shape[1])), 1 if panel.metric.direction == "up" else -1
    length = int(rng.integers(*LENGTHS[panel.grain]))
    start = int(rng.integers(HISTORY[panel.grain], len(panel.dates) - length + 1))
    values = panel.value[:, column].copy()
    size = noise(np.log(values[:start][np.isfinite(values[:start])]))
    values[start : start + length] *= 1 + sign * lift
    others = [at for at in range(panel.value.shape[1]) if at != column] if panel.dims else []
    frames = [pd.DataFrame({"date": panel.dates, "value": panel.value[:, at]}) for at in others[:MOST_CONTROLS]]
    end = calendar.period_end(panel.dates[start + length - 1].date(), panel.grain)
    first = panel.dates[start].date()
    return Planted(
        panel.metric.name, panel.grain, panel.metric.direction, lift, size, "", not panel.dims,
        pd.DataFrame({"date": panel.dates, "value": values}),
        {f"place {at}": frame for at, frame in enumerate(frames)}, first, (first, end),
        float(rng.choice([0.05, 0.1, 0.15, 0.2])), None,
    )  # fmt: skip
