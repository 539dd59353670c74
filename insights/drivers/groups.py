"""All groups of all cuboids side by side, with what speaks for each as a cause: the measures that candidates are
ranked by.

Two kinds of KPI fill them, additive (`additive_groups`) and ratio (`ratio_groups`); the ranking itself does not know
which.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import xlogy

from insights.drivers.cuboids import Bools, Cuboid, Floats, Ints
from insights.drivers.pursuit import Deviations


@dataclass(frozen=True)
class Groups:
    """Columns, one entry a group.

    gain: log-likelihood ratio for "this group changed by itself", negative where it moved against the total.
    excess: amount by which it moved in the total's direction; variance: its noise; size: what the excess is relative
    to.
    total: the whole's excess; side: 1 where it rose, -1 where it fell.
    """

    cuboid: Ints
    group: Ints
    gain: Floats
    excess: Floats
    variance: Floats
    size: Floats
    total: float
    side: float


@dataclass(frozen=True)
class RatioLeaves:
    """Numerators and denominators of the leaves, actual and expected."""

    actual_num: Floats
    actual_den: Floats
    expected_num: Floats
    expected_den: Floats

    @property
    def actual(self) -> float:
        """The whole's actual ratio; 0 without a denominator."""
        return _ratio(self.actual_num.sum(), self.actual_den.sum())

    @property
    def expected(self) -> float:
        """The whole's expected ratio; 0 without a denominator."""
        return _ratio(self.expected_num.sum(), self.expected_den.sum())

    def only(self, rows: Bools) -> "RatioLeaves":
        """The same leaves with nothing in those that are not in `rows`."""
        parts = (self.actual_num, self.actual_den, self.expected_num, self.expected_den)
        return RatioLeaves(*(np.where(rows, part, 0.0) for part in parts))

    @property
    def counted(self) -> bool:
        """Whether the ratio is a share of events, so that it has a binomial likelihood."""
        return bool(
            (self.actual_num >= 0).all()
            and (self.expected_num >= 0).all()
            and (self.actual_num <= self.actual_den * 1.001).all()
            and (self.expected_num <= self.expected_den * 1.001).all()
        )


def ratio_groups(cubes: list[Cuboid], leaves: RatioLeaves, side: float | None = None) -> Groups:
    """Groups of a ratio KPI: excess is what the numerator lacks (or has too much) against the expected ratio.

    side: 1 or -1 to look for rises or falls; without it, the direction of the whole.
    """
    side = side or (1.0 if leaves.actual >= leaves.expected else -1.0)
    columns = [
        [cube.sums(part) for cube in cubes]
        for part in (leaves.actual_num, leaves.actual_den, leaves.expected_num, leaves.expected_den)
    ]
    num, den, expected_num, expected_den = (np.concatenate(column) for column in columns)
    before = (expected_num + leaves.expected) / (expected_den + 1)
    after = np.divide(num, den, out=before.copy(), where=den > 0)
    if leaves.counted:
        gain = _binomial_gain(num, den, expected_num, expected_den)
        noise = np.clip(before, 0.02, 0.98) * (1 - np.clip(before, 0.02, 0.98))
    else:
        spread = _ratio_spread(leaves)
        gain, noise = _gaussian_gain(after, den, before, expected_den, spread), np.full(len(den), spread)
    return Groups(
        *_places(cubes),
        gain=gain * np.sign(after - before) * side,
        excess=(num - before * den) * side,
        variance=2 * noise * den,
        size=den,
        total=abs(leaves.actual - leaves.expected) * float(leaves.actual_den.sum()),
        side=side,
    )


def additive_groups(cubes: list[Cuboid], actual: Floats, expected: Floats, moved: Deviations) -> Groups:
    """Groups of an additive KPI: excess is actual − expected, in the direction of the total."""
    change = actual - expected
    size = (np.abs(actual) + np.abs(expected)) / 2
    side = 1.0 if change.sum() >= 0 else -1.0
    shift = np.concatenate([cube.sums(moved.weights * moved.centred) for cube in cubes])
    weight = np.concatenate([cube.sums(moved.weights) for cube in cubes])
    variance = np.divide(size**2, moved.weights, out=np.zeros_like(size), where=moved.weights > 0)
    gain = np.divide(shift * shift, weight, out=np.zeros_like(shift), where=weight > 0) / 2
    return Groups(
        *_places(cubes),
        gain=gain * np.sign(shift) * side,
        excess=np.concatenate([cube.sums(change) for cube in cubes]) * side,
        variance=np.concatenate([cube.sums(variance) for cube in cubes]),
        size=np.concatenate([cube.sums(size) for cube in cubes]),
        total=abs(float(change.sum())),
        side=side,
    )


def _ratio(num: float, den: float) -> float:
    return float(num / den) if den else 0.0


def _places(cubes: list[Cuboid]) -> tuple[Ints, Ints]:
    cuboid = np.concatenate([np.full(cube.size, number, dtype=np.int64) for number, cube in enumerate(cubes)])
    return cuboid, np.concatenate([np.arange(cube.size, dtype=np.int64) for cube in cubes])


def _log_likelihood(hits: Floats, trials: Floats, rate: Floats) -> Floats:
    misses = np.maximum(trials - hits, 0)
    likelihood: Floats = xlogy(hits, np.maximum(rate, 1e-12)) + xlogy(misses, np.maximum(1 - rate, 1e-12))
    return likelihood


def _binomial_gain(num: Floats, den: Floats, expected_num: Floats, expected_den: Floats) -> Floats:
    """Likelihood ratio of two rates against one common rate (G-test of the 2 x 2 table, halved)."""

    def _rate(hits: Floats, trials: Floats) -> Floats:
        return np.divide(hits, trials, out=np.zeros_like(hits), where=trials > 0)

    common = _rate(num + expected_num, den + expected_den)
    apart = _log_likelihood(num, den, _rate(num, den))
    apart = apart + _log_likelihood(expected_num, expected_den, _rate(expected_num, expected_den))
    return apart - _log_likelihood(num, den, common) - _log_likelihood(expected_num, expected_den, common)


def _harmonic(first: Floats, second: Floats) -> Floats:
    both = first + second
    return np.divide(first * second, both, out=np.zeros_like(both), where=both > 0)


def _gaussian_gain(after: Floats, den: Floats, before: Floats, expected_den: Floats, spread: float) -> Floats:
    return _harmonic(den, expected_den) * (after - before) ** 2 / (2 * spread)


def _ratio_spread(leaves: RatioLeaves) -> float:
    """Variance of one unit of the denominator, from the middle half of the leaves' changes."""
    weight = _harmonic(leaves.actual_den, leaves.expected_den)
    used = weight > 0
    if not used.any():
        return 1.0
    change = leaves.actual_num[used] / leaves.actual_den[used] - leaves.expected_num[used] / leaves.expected_den[used]
    scale = 1.4826 * np.median(np.abs(np.sqrt(weight[used]) * change))
    return max(float(scale) ** 2, 1e-12)
