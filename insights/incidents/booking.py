"""Amounts that are booked by the month and spread over its days: the weeks of a month are one observation.

Seen in the values themselves, at each place: changes between weeks of a month are small beside those to the next month.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from insights.incidents.contrast import Contrast
from insights.watch import Panel
from insights.watch.panel import Floats

WEEKS_A_MONTH = 4.35
SMALL = 0.35
"""How small changes within months are then, beside those between them."""
FEWEST = 12
APART = 2
"""Weeks from one to the other: between those lies the one that is of both months."""


def tied_of(panel: Panel, against: Contrast) -> Floats:
    """How many periods of each place are one observation."""
    tied = np.ones(len(panel.places))
    if panel.grain != "week" or panel.metric.over_time != "sum" or not panel.adds:
        return tied
    within, between = (_changes(panel, against, same=same) for same in (True, False))
    enough = (np.isfinite(within).sum(axis=0) >= FEWEST) & (np.isfinite(between).sum(axis=0) >= FEWEST)
    small, large = (np.nanmedian(np.where(enough, each, 0.0), axis=0) for each in (within, between))
    return np.where(enough & (small < SMALL * large), WEEKS_A_MONTH, tied)


def _changes(panel: Panel, against: Contrast, *, same: bool) -> Floats:
    """How far weeks that lie within one month are from the next but one, of the `same` month or not; NaN elsewhere."""
    last = panel.dates + pd.Timedelta(days=6)
    known = (against.weight > 0) & np.asarray(panel.dates.month == last.month)[:, None]
    values = np.where(known, against.series, np.nan)
    months = np.asarray(panel.dates.year * 12 + panel.dates.month)
    chosen = (months[APART:] == months[:-APART]) == same
    return np.where(chosen[:, None], np.abs(values[APART:] - values[:-APART]), np.nan)
