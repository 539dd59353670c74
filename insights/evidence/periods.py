"""Periods of a table's main time: the days they span, windows of them, and statistics that scan all windows. Makes no
evidence.
"""

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, stdtr
from scipy.stats import rankdata

from insights.evidence.table import Bools, Floats, Table

FEWEST_PERIODS = 6
MOST_OF_TIME = 0.7
FEWEST = 25

Ints = npt.NDArray[np.int64]


def whole_days(table: Table) -> tuple[str, str]:
    """First and last day of the table's time."""
    return window_days(table, 0, len(table.starts) - 1)


def window_days(table: Table, first: int, last: int) -> tuple[str, str]:
    """First and last day of the periods first..last, within the days that the table has."""
    return str(table.starts[first].date()), str(table.ends[last].date())


def within(table: Table, days: tuple[str, str]) -> Bools:
    """Rows whose period lies in a window of days."""
    starts = np.array([str(start.date()) for start in table.starts])
    inside = (starts >= days[0]) & (starts <= days[1])
    return np.asarray(inside[np.maximum(table.bins, 0)] & (table.bins >= 0))


def windows(count: int) -> tuple[Ints, Ints]:
    """First and last period of every window that leaves enough time outside to compare with."""
    first, last = np.triu_indices(count)
    short = (last - first + 1) <= max(MOST_OF_TIME * count, 1)
    return first[short], last[short]


def in_windows(table: Table, rows: Bools, weights: Floats | None, first: Ints, last: Ints) -> Floats:
    """Sum of the rows (or their weights) in each window."""
    held = None if weights is None else weights[rows]
    summed = np.concatenate([[0.0], np.cumsum(np.bincount(table.bins[rows], held, minlength=len(table.starts)))])
    return np.asarray(summed[last + 1] - summed[first], dtype=float)


def drift(mine: Floats, others: Floats) -> tuple[float, float]:
    """Whether rows lie later than others: Mann-Whitney's test on their times, as a correlation (phi-like) and its p."""
    ranks = rankdata(np.concatenate([mine, others]))
    moved = float(ranks[: len(mine)].mean() - (len(ranks) + 1) / 2)
    error = np.sqrt(len(others) * (len(ranks) + 1) / 12 / len(mine))
    share = len(mine) / len(ranks)
    strength = moved * np.sqrt(share / (1 - share)) / max(float(ranks.std()), 1e-12)
    return float(strength), float(2 * ndtr(-abs(moved) / error))


def rank_correlation(one: Floats, other: Floats) -> float:
    """Spearman's rho; 0 where either is constant or there are too few."""
    if len(one) < FEWEST or np.ptp(one) == 0 or np.ptp(other) == 0:
        return 0.0
    return float(np.corrcoef(rankdata(one), rankdata(other))[0, 1])


def fisher(rho: float, n: int) -> tuple[float, tuple[float, float]]:
    """p (Student's t) and 95 % interval (Fisher's z, variance of Fieller et al., 1957) of Spearman's rho."""
    error = float(np.sqrt(1.06 / max(n - 3, 1)))
    z = float(np.arctanh(np.clip(rho, -0.999999, 0.999999)))
    statistic = abs(rho) * np.sqrt(max(n - 2, 1) / max(1 - rho**2, 1e-12))
    return float(2 * stdtr(max(n - 2, 1), -statistic)), (
        float(np.tanh(z - 1.96 * error)),
        float(np.tanh(z + 1.96 * error)),
    )
