"""Candidate sets of causes within one cuboid, ranked. Knows gains and excesses, not where they come from.

A set's score is its gain of likelihood times the square of the share of the change it explains, less three things
that a reader would
object to: more causes than needed, a finer set where a coarser one moves alike (its siblings moved too), and a
coarser set where a finer one leaves nothing behind (the rest did not move). The last two are the ripple effect read
in both directions: all of a cause moves, and nothing beside it.
"""

from dataclasses import dataclass

import numpy as np

from insights.drivers.cuboids import Bools, Cuboid, Floats, Ints
from insights.drivers.groups import Groups

MOST_IN_SET = 3
LEAST_SHARE_OF_GAIN = 0.1
PRICE_OF_ANOTHER = 0.8
PRICE_OF_WRONG_LEVEL = 0.7
SAME_AS_SIBLINGS = 0.3
"""The rest of the coarser group moved at least this much as strongly: then the coarser group is the cause."""
ALIKE = 0.6
REST_UNMOVED = 0.1
"""The rest of the coarser group moved at most this much as strongly: then the finer group is the cause."""


@dataclass(frozen=True)
class Candidate:
    """Rows of `Groups`, all of one cuboid, and the score of the set."""

    rows: tuple[int, ...]
    score: float


def candidates(cubes: list[Cuboid], groups: Groups) -> list[Candidate]:
    """Sets of one to three groups of each cuboid, best first."""
    too_fine, too_coarse = _levels(cubes, groups)
    made = []
    for number in range(len(cubes)):
        rows = np.flatnonzero((groups.cuboid == number) & (groups.gain > 0))
        rows = rows[np.argsort(-groups.gain[rows], kind="stable")][:MOST_IN_SET]
        made.extend(_sets(groups, rows, too_fine, too_coarse))
    return sorted(made, key=lambda candidate: -candidate.score)


def score(gain: float, explained: float, count: int) -> float:
    """Score of a set of `count` causes before its level is judged."""
    return gain * float(np.clip(explained, 0.01, 1.0)) ** 2 * PRICE_OF_ANOTHER ** (count - 1)


def _sets(groups: Groups, rows: Ints, too_fine: Bools, too_coarse: Bools) -> list[Candidate]:
    made: list[Candidate] = []
    gain = 0.0
    for count, row in enumerate(rows):
        if count and (groups.gain[row] < LEAST_SHARE_OF_GAIN * gain or groups.excess[row] < 0):
            break
        gain += groups.gain[row]
        chosen = rows[: count + 1]
        explained = float(groups.excess[chosen].sum()) / max(groups.total, 1e-12)
        price = PRICE_OF_WRONG_LEVEL if too_fine[chosen].mean() > 0.5 else 1.0
        price *= PRICE_OF_WRONG_LEVEL if too_coarse[chosen].mean() > 0.5 else 1.0
        made.append(Candidate(tuple(int(r) for r in chosen), score(float(gain), explained, count + 1) * price))
    return made


def all_moved_alike(groups: Groups, best: Candidate, size: float) -> bool:
    """Whether what lies outside the best set moved nearly as strongly as what lies in it, or, where nothing lies
    outside,
    all its causes alike: then no part is the cause.
    """
    rows = list(best.rows)
    inside, outside = float(groups.size[rows].sum()), size - float(groups.size[rows].sum())
    if inside <= 0:
        return False
    if outside <= 1e-9 * size:
        strengths = groups.excess[rows] / np.maximum(groups.size[rows], 1e-12)
        return bool(strengths.min() >= ALIKE * strengths.max() > 0)
    moved = float(groups.excess[rows].sum())
    return (groups.total - moved) / outside >= ALIKE * moved / inside > 0


def _levels(cubes: list[Cuboid], groups: Groups) -> tuple[Bools, Bools]:
    """For each group: a parent of it moved alike (too fine); a child of it holds all the change (too coarse)."""
    start = np.cumsum([0, *(cube.size for cube in cubes)])
    number_of = {cube.positions: number for number, cube in enumerate(cubes)}
    too_fine = np.zeros(len(groups.gain), dtype=bool)
    too_coarse = np.zeros(len(groups.gain), dtype=bool)
    for number, cube in enumerate(cubes):
        for dropped in cube.positions if len(cube.positions) > 1 else ():
            above = number_of[tuple(p for p in cube.positions if p != dropped)]
            child = np.arange(start[number], start[number + 1])
            parent = start[above] + cubes[above].group[cube.first]
            low, high, same = _rest(groups, child, parent)
            too_fine[child] |= same | (low > SAME_AS_SIBLINGS)
            holds = (high < REST_UNMOVED) & ~same & (groups.gain[child] > 0.5 * groups.gain[parent])
            too_coarse[parent[holds]] = True
    return too_fine, too_coarse


def _rest(groups: Groups, child: Ints, parent: Ints) -> tuple[Floats, Floats, Bools]:
    """How strongly the parent without the child moved, relative to the child, one standard error below and above."""
    size = groups.size[parent] - groups.size[child]
    same = size <= 1e-6 * np.maximum(groups.size[parent], 1e-12)
    rate = np.divide(groups.excess[child], groups.size[child], out=np.zeros(len(child)), where=groups.size[child] > 0)
    usable = ~same & (rate > 0)
    per = np.where(usable, size * rate, 1.0)
    ratio = np.where(usable, (groups.excess[parent] - groups.excess[child]) / per, 0.0)
    variance = np.maximum(groups.variance[parent] - groups.variance[child], 0.0)
    error = np.where(usable, np.sqrt(variance) / per, np.inf)
    return ratio - error, ratio + error, same
