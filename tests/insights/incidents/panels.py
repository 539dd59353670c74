"""Panels with known content that tests share, made from a seed."""

import numpy as np
import pandas as pd

from data.errors import Words
from insights.watch import Panel
from metrics.model import Catalog, Metric

WEEKS = 130
PLACES = ("a", "b", "c", "d", "e", "f")


def metric(**given):
    known = {
        "name": "sold", "department": "sales", "kind": "simple", "label": Words("売上", "Sold"), "unit": "JPY",
        "direction": "up", "source": "orders", "time": "day", "dimensions": ("region",),
    }  # fmt: skip
    return Metric(**(known | given))


def catalog(*metrics):
    return Catalog({each.name: each for each in metrics}, {})


def panels(seed, *, step=0.0, place=2, first=60, weeks=12, noise=0.05, of=None):
    """The whole and its regions by week: season and holidays that all share, noise of their own, and a step."""
    rng = np.random.default_rng(seed)
    dates = pd.date_range("2024-04-01", periods=WEEKS, freq="7D")
    shared = 100 * (1 + 0.2 * np.sin(np.arange(WEEKS) / 52 * 2 * np.pi)) * np.exp(rng.normal(0, 0.1, WEEKS))
    value = shared[:, None] * np.exp(rng.normal(0, noise, (WEEKS, len(PLACES))))
    value[first : first + weeks, place] *= 1 + step
    of = of or metric()
    whole = Panel(of, "week", (), dates, ((),), value.sum(axis=1, keepdims=True))
    return [whole, Panel(of, "week", ("region",), dates, tuple((("region", name),) for name in PLACES), value)]
