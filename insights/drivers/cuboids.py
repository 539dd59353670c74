"""Leaves and cuboids: a frame's dimension columns as integer codes, and every group-by of them (the cuboids) as dense
group ids.

Holds no measures. The cuboids are made here with NumPy rather than with SQL's GROUPING SETS: docs/adr/drivers-
localization.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

MOST_CUBOIDS = 255
"""Above eight dimensions the deepest levels are left out, so that the work stays bounded."""


@dataclass(frozen=True)
class Leaves:
    """Codes (leaf x dimension) and, for each dimension, the value behind each code."""

    dims: tuple[str, ...]
    codes: tuple[Ints, ...]
    values: tuple[npt.NDArray[np.object_], ...]

    @property
    def count(self) -> int:
        """Number of leaves."""
        return len(self.codes[0]) if self.codes else 0


@dataclass(frozen=True)
class Cuboid:
    """One group-by: the positions of its dimensions, each leaf's group id, and one leaf of each group to read its
    values from.
    """

    positions: tuple[int, ...]
    group: Ints
    first: Ints

    @property
    def size(self) -> int:
        """Number of groups that have leaves."""
        return len(self.first)

    def sums(self, weights: Floats) -> Floats:
        """Sum of the leaves' weights for each group."""
        return np.asarray(np.bincount(self.group, weights, self.size), dtype=np.float64)


def encode(frame: pd.DataFrame, dims: list[str]) -> Leaves:
    """The dimension columns of a frame as codes; missing values are a value of their own (None)."""
    codes, values = [], []
    for dim in dims:
        code, found = pd.factorize(frame[dim], use_na_sentinel=False)
        codes.append(code.astype(np.int64))
        values.append(np.array([None if pd.isna(v) else v for v in found], dtype=object))
    return Leaves(tuple(dims), tuple(codes), tuple(values))


def cuboids(leaves: Leaves, most: int = MOST_CUBOIDS) -> list[Cuboid]:
    """Every cuboid, coarse ones first, at most `most` of them (then whole levels or parts of the deepest level are
    missing).
    """
    made: list[Cuboid] = []
    for positions in _positions(len(leaves.dims)):
        if len(made) == most:
            break
        made.append(_cuboid(leaves, positions))
    return made


def attributes(leaves: Leaves, cuboid: Cuboid, group: int) -> dict[str, Any]:
    """The dimension values that define one group of a cuboid."""
    leaf = cuboid.first[group]
    return {leaves.dims[p]: leaves.values[p][leaves.codes[p][leaf]] for p in cuboid.positions}


def _positions(count: int) -> Iterator[tuple[int, ...]]:
    for level in range(1, count + 1):
        yield from combinations(range(count), level)


def _cuboid(leaves: Leaves, positions: tuple[int, ...]) -> Cuboid:
    key = np.zeros(leaves.count, dtype=np.int64)
    width = 1
    for p in positions:
        width *= max(len(leaves.values[p]), 1)
        key = key * len(leaves.values[p]) + leaves.codes[p]
        if width > 4 * leaves.count + 1024:
            key, width = _dense(key)
    key, width = _dense(key) if width > leaves.count or len(positions) > 1 else (key, width)
    first = np.zeros(width, dtype=np.int64)
    first[key[::-1]] = np.arange(leaves.count - 1, -1, -1)
    return Cuboid(positions, key, first)


def _dense(key: Ints) -> tuple[Ints, int]:
    """Renumber keys 0..n-1 in their order; counting rather than sorting, while the range of the keys allows it."""
    top = int(key.max(initial=0)) + 1
    if top > 64 * len(key) + 1024:
        _, dense = np.unique(key, return_inverse=True)
        return dense.astype(np.int64), int(dense.max(initial=-1)) + 1
    present = np.bincount(key, minlength=top) > 0
    return (np.cumsum(present) - 1)[key], int(present.sum())
