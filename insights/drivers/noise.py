"""How much leaves deviate when nothing happened: centre, scale by size of leaf, recording unit, tails. Estimates
only; decides nothing.

All of it must bear that a large part of the leaves did change, so the estimates rest on the densest third of the
deviations (the shorth of Andrews et al., 1972, with a third for a half), not on medians.
"""

import numpy as np
from scipy.special import ndtri

from insights.drivers.cuboids import Floats, Ints

DENSEST = 1 / 3
BINS = 24
FEWEST_IN_BIN = 60
FEW_IN_BIN = 40
MANY = 3000
EXCEEDING = 20
SMALLEST_SCALE = 1e-3
UNITS = (1e6, 1e5, 1e4, 1e3, 1e2, 1e1, 1.0, 0.1, 0.01, 0.001)


def centre_and_scale(deviations: Floats, share: float = DENSEST) -> tuple[float, float]:
    """Middle and Gaussian-equivalent standard deviation of the shortest interval that holds `share` of the
    deviations.
    """
    ordered = np.sort(deviations)
    count = len(ordered)
    if count < 3:
        return (float(np.median(ordered)) if count else 0.0), 0.0
    inside = min(max(int(np.ceil(count * share)), 1), count - 1)
    width = ordered[inside:] - ordered[: count - inside]
    at = int(width.argmin())
    middle = float(ordered[at] + ordered[at + inside]) / 2
    return middle, float(width[at] / 2 / ndtri(0.5 + inside / count / 2))


def scale_by_size(deviations: Floats, sizes: Floats) -> Floats:
    """Standard deviation of each leaf's relative deviation, estimated in bins of leaf size.

    It never rises with size: large leaves are sums of more events. That also keeps the coarse values of small leaves
    from looking exact. With many leaves the bins are equally wide in log size, with few they hold equally many leaves.
    """
    overall = max(centre_and_scale(deviations)[1], SMALLEST_SCALE)
    bins, count = _bins(np.log(sizes))
    held = np.bincount(bins, minlength=count)
    scales = np.full(count, np.nan)
    for number in np.flatnonzero(held >= min(FEWEST_IN_BIN, len(sizes) // count)):
        scales[number] = centre_and_scale(deviations[bins == number])[1]
    known = np.flatnonzero(~np.isnan(scales))
    if count < 2 or not len(known):
        return np.full(len(sizes), overall)
    filled = np.interp(np.arange(count), known, scales[known])
    falling = np.maximum.accumulate(filled[::-1])[::-1]
    return np.maximum(falling[bins], SMALLEST_SCALE)


def _bins(log_sizes: Floats) -> tuple[Ints, int]:
    if len(log_sizes) >= MANY:
        edges = np.linspace(log_sizes.min(), log_sizes.max() + 1e-9, BINS + 1)
        return np.clip(np.searchsorted(edges, log_sizes, side="right") - 1, 0, BINS - 1), BINS
    count = max(len(log_sizes) // FEW_IN_BIN, 1)
    ranks = np.argsort(np.argsort(log_sizes, kind="stable"), kind="stable")
    return ranks * count // len(log_sizes), count


def recording_unit(values: Floats) -> float:
    """The power of ten that the values are multiples of (cents, whole pieces, thousands), or 0 where there is none."""
    positive = values[values > 0]
    if not len(positive):
        return 0.0
    single = np.finfo(np.float32).eps * positive
    for unit in UNITS:
        off = np.abs(positive - np.round(positive / unit) * unit)
        if np.mean(off < 1e-6 * unit + single) > 0.99 and np.mean(single < 0.05 * unit) > 0.5:
            return unit
    return 0.0


def tail_log_odds(residuals: Floats, scores: Floats) -> float:
    """−log of the probability of scores this far out under an exponential tail fitted to the residuals on the same
    side.

    A Gaussian is too sure of single leaves: real deviations have longer tails. The mean excess over a high quantile is
    the maximum-likelihood rate of an exponential tail (peaks over threshold).
    """
    side = residuals[residuals > 0]
    if len(side) < EXCEEDING:
        return float("inf")
    level = float(np.clip(1 - EXCEEDING / len(side), 0.5, 0.95))
    start = float(np.quantile(side, level))
    excess = float((side[side > start] - start).mean())
    beyond = np.maximum(scores - start, 0.0)
    return float((beyond / max(excess, 1e-9) + np.log(2 / (1 - level))).sum())
