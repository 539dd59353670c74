"""What is usual at the places of a KPI: a level, and a slope and slow waves so far as the places bear them out.

How much places of a KPI drift is learnt from all of them, and of each from itself (empirical Bayes, by restricted
likelihood; Patterson & Thompson, 1971), so that one place's incident is not taken for a wave. Finds no windows.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np

from insights.incidents.field import Field, Series, drawn_in, fit, own_weight, sums, weigh
from insights.watch.panel import Floats

WAVES = 8
"""Slow waves: the slowest goes round once within all periods."""
SLOPES = (0.01, 0.1, 1.0, 100.0)
"""Variances that the slopes of a KPI's places may have, in that of a period's noise."""
DRIFTS = (1e-9, 0.003, 0.03, 0.3, 3.0)
"""The same of the slowest wave; a faster one has less, as in a random walk."""
MIDDLE = 1.0, 0.03
SHARED = 0.5
"""How much the other places of a KPI count in what is said of one."""
SPELLS = {"day": (28,), "week": (9, 15, 26), "month": (3, 6), "quarter": (2,), "year": (1,)}
"""Widths of windows that waves might be taken for."""
DEAR = 14.0
"""What a window must explain (in a period's variances) before it is one rather than a wave."""
MOST = 0.8


def field_of(series: Series, grain: str) -> Field:
    """The field of a series with nothing known but what is usual."""
    design = _curves(*series.values.shape)
    drawn = drawn_in(series, design, _ridge(series, *MIDDLE))
    ridges = [_ridge(series, *each) for each in product(SLOPES, DRIFTS)]
    costs = np.stack(list(_costs(drawn, ridges, SPELLS[grain])))
    best = (SHARED * costs.sum(axis=1, keepdims=True) + (1 - SHARED) * costs).argmin(axis=0)
    return drawn_in(series, design, np.stack(ridges)[best, np.arange(len(best))])


def _curves(periods: int, places: int) -> Floats:
    """A level, a slope and waves for each place."""
    at = (np.arange(periods) + 0.5) / periods
    waves = [np.cos(np.pi * number * at) for number in range(2, WAVES + 2)]
    columns = np.stack([np.ones(periods), 2 * at - 1, *waves], axis=1)
    return np.broadcast_to(columns[:, None, :], (periods, places, columns.shape[1]))


def _ridge(series: Series, slope: float, drift: float) -> Floats:
    """What slopes and waves (places, columns) of such variances are held by; a level is free."""
    waves = (np.arange(2, WAVES + 2) / 2) ** 2 / drift
    usual = np.concatenate([[0.0, 1 / slope], waves])
    return np.asarray(usual[None, :] / series.tied[:, None])


def _costs(field: Field, ridges: list[Floats], spells: tuple[int, ...]) -> Iterator[Floats]:
    """Minus twice the restricted log likelihood of each place under each ridge, up to what they share."""
    series, tied = field.series, field.series.tied
    count = np.maximum((series.weight > 0).sum(axis=0), field.ridge.shape[1]) / tied
    for ridge in ridges:
        weighed = weigh(series.weight, field.design, ridge)
        off = (field.drawn - fit(field.design, weighed, field.drawn)) * series.weight
        left = np.maximum((off * field.drawn).sum(axis=0), 1e-300)
        spell = np.minimum(_spell(off, series.weight, weighed, spells) * count / left - DEAR, MOST * count)
        certain = -np.linalg.slogdet(weighed[1])[1] - np.log(ridge[:, 1:]).sum(axis=1)
        cost = count * np.log(left * (1 - np.maximum(spell, 0.0) / count)) + certain
        yield np.nan_to_num(cost, nan=0.0, posinf=0.0, neginf=0.0)


def _spell(off: Floats, weight: Floats, weighed: tuple[Floats, Floats], spells: tuple[int, ...]) -> Floats:
    """The most squares that one window of these widths explains at each place."""
    most = np.zeros(off.shape[1])
    for width in spells:
        if width * 3 <= len(off):
            own = own_weight(weight, weighed, width)
            most = np.maximum(most, np.nan_to_num(sums(off, width) ** 2 / own).max(axis=0))
    return most
