"""Additive KPIs: find the attribute combinations that moved, one after another, by matching pursuit over all cuboids.

Each leaf has a relative deviation d = 2 (actual − expected) / (|actual| + |expected|), the deviation score of Squeeze
(Li et al., ISSRE 2019), whose generalised ripple effect says that the leaves below a cause share one d. Under noise
of known scale the gain of log likelihood from giving a group of leaves a shift of its own is S²/(2W) (S = sum of
weighted deviations, W = sum of weights); it is largest for exactly the group that moved: a child misses leaves, a
parent dilutes the shift. The best group is taken, its leaves are set aside, and so on (Mallat & Zhang, 1993; the same
gain as in Neill's fast subset scans, 2012). The search is over groups, not over sorted partitions as in RiskLoc or
Squeeze, so causes on several levels need no common shift.
"""

from dataclasses import dataclass

import numpy as np

from insights.drivers.cuboids import Bools, Cuboid, Floats, Ints
from insights.drivers.noise import centre_and_scale, recording_unit, scale_by_size, tail_log_odds

MOST_CAUSES = 12
LEAST_GAIN = 12.0
SYSTEMATIC = 0.1
"""Share of the leaf noise that no averaging removes: a shift smaller than that is no cause, however many leaves share
it.
"""
FEW_LEAVES = 5
LEAST_TAIL_ODDS = 3.0


@dataclass(frozen=True)
class Deviations:
    """Relative deviation of each leaf from the common centre, and its weight 1/variance. Weight 0: leaf without any
    amount.
    """

    centred: Floats
    weights: Floats
    systematic: float
    centre: float = 0.0


@dataclass(frozen=True)
class Found:
    """One group taken by the pursuit: where it is, the leaves it took, its log-likelihood gain and shift."""

    cuboid: Cuboid
    group: int
    leaves: Ints
    gain: float
    shift: float


def deviations(actual: Floats, expected: Floats) -> Deviations:
    """Deviation scores of the leaves with their noise."""
    size = (np.abs(actual) + np.abs(expected)) / 2
    used = size > 0
    score = np.zeros(len(size))
    score[used] = np.clip((actual[used] - expected[used]) / size[used], -2, 2)
    weights = np.zeros(len(size))
    if not used.any():
        return Deviations(score, weights, 0.0)
    centre, _ = centre_and_scale(score[used])
    scale = scale_by_size(score[used], size[used])
    unit = recording_unit(np.concatenate([actual[used], expected[used]]))
    # both values are rounded to the unit: each adds unit²/12 of variance to the difference
    weights[used] = 1 / (scale**2 + unit**2 / 6 / size[used] ** 2)
    return Deviations(score - centre, weights, SYSTEMATIC * float(np.median(scale)), centre)


def pursue(cubes: list[Cuboid], moved: Deviations, most: int = MOST_CAUSES) -> list[Found]:
    """The groups that moved, in the order of their gain; empty where no group stands out of the noise."""
    weights = moved.weights.copy()
    shifts = [cube.sums(weights * moved.centred) for cube in cubes]
    totals = [cube.sums(weights) for cube in cubes]
    found: list[Found] = []
    while len(found) < most:
        best = _best(cubes, shifts, totals, moved.systematic)
        if best is None:
            break
        taken = _take(cubes, best, weights)
        found.append(taken)
        _set_aside(cubes, shifts, totals, moved, weights, taken.leaves)
    return _without_tails(found, moved, weights > 0)


def _gains(shift: Floats, total: Floats, systematic: float) -> Floats:
    """Log-likelihood gain of each group less the price of choosing among them; −1 where noise would explain it."""
    square = np.divide(shift * shift, total, out=np.zeros_like(shift), where=total > 1e-12)
    price = np.log(max(len(shift), 1))
    sure = square / (1 + systematic**2 * total) / 2 - price
    return np.where(sure > LEAST_GAIN, square / 2 - price, -1.0)


def _best(
    cubes: list[Cuboid], shifts: list[Floats], totals: list[Floats], systematic: float
) -> tuple[int, int, float, float] | None:
    best: tuple[int, int, float, float] | None = None
    for number in range(len(cubes)):
        gains = _gains(shifts[number], totals[number], systematic)
        group = int(gains.argmax())
        # the margin keeps the coarser group where a finer one holds the same leaves
        if gains[group] > 0 and (best is None or gains[group] > best[2] + 1e-9):
            best = (number, group, float(gains[group]), float(shifts[number][group] / totals[number][group]))
    return best


def _take(cubes: list[Cuboid], best: tuple[int, int, float, float], weights: Floats) -> Found:
    number, group, gain, shift = best
    leaves = np.flatnonzero((cubes[number].group == group) & (weights > 0))
    return Found(cubes[number], group, leaves, gain, shift)


def _set_aside(
    cubes: list[Cuboid], shifts: list[Floats], totals: list[Floats], moved: Deviations, weights: Floats, leaves: Ints
) -> None:
    gone = weights[leaves]
    gone_shift = gone * moved.centred[leaves]
    for number, cube in enumerate(cubes):
        groups = cube.group[leaves]
        shifts[number] = shifts[number] - np.bincount(groups, gone_shift, cube.size)
        totals[number] = np.maximum(totals[number] - np.bincount(groups, gone, cube.size), 0.0)
    weights[leaves] = 0.0


def _without_tails(found: list[Found], moved: Deviations, rest: Bools) -> list[Found]:
    """Drop causes of a few leaves that the tail of the leaves left over would explain."""
    standard = moved.centred * np.sqrt(moved.weights)
    kept = []
    for one in found:
        if len(one.leaves) <= FEW_LEAVES:
            side = np.sign(one.shift)
            odds = tail_log_odds(standard[rest] * side, standard[one.leaves] * side)
            if odds - np.log(one.cuboid.size) < LEAST_TAIL_ODDS:
                continue
        kept.append(one)
    return kept
