"""localize: from a frame of leaves to ranked sets of causes. Checks the frame, chooses the method by the kind of KPI,
words nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from insights.drivers.candidates import MOST_IN_SET, Candidate, all_moved_alike, candidates, score
from insights.drivers.causes import Cause, CauseSet
from insights.drivers.cuboids import Bools, Cuboid, Floats, Leaves, attributes, cuboids, encode
from insights.drivers.groups import Groups, RatioLeaves, additive_groups, ratio_groups
from insights.drivers.pursuit import LEAST_GAIN, deviations, pursue

MOST_SETS = 5
PRICE_OF_ANOTHER_LEVEL = 0.85
"""Causes of different dimensions or levels must explain more than causes of one."""
MATERIAL = 0.05
MOST_COMMON = 0.5
"""Share of the change that the typical leaf's deviation must explain for all to have moved alike."""
"""A cause below this share of the change is left out of the second, shorter reading of the same causes."""
ADDITIVE = ("actual", "expected")
RATIO = ("actual_num", "actual_den", "expected_num", "expected_den")

Place = tuple[Cuboid, int]


def localize(frame: pd.DataFrame, dims: Sequence[str]) -> list[CauseSet]:
    """Which attribute combinations explain actual − expected.

    frame: a row a leaf, with the columns `dims` and either actual, expected (additive KPI) or actual_num, actual_den,
    expected_num, expected_den (ratio KPI). Rows with the same attributes are allowed. Values that are missing count
    as 0. Returns at most five sets, best first; none where nothing changed. Raises ValueError where columns are
    missing.
    Method: pursuit.py (additive, many leaves) and candidates.py (ratio, and the alternatives).
    """
    names = [str(dim) for dim in dims]
    kind = _kind(frame, names)
    if not len(frame) or not names:
        return []
    leaves = encode(frame, names)
    cubes = cuboids(leaves)
    columns = [frame[name].to_numpy(dtype=float, na_value=0.0) for name in kind]
    if kind == RATIO:
        return _ratio_sets(leaves, cubes, RatioLeaves(*columns))
    return _additive_sets(leaves, cubes, columns[0], columns[1])


def _kind(frame: pd.DataFrame, dims: list[str]) -> tuple[str, ...]:
    missing = [dim for dim in dims if dim not in frame.columns]
    if missing:
        raise ValueError(f"The frame has no column {', '.join(missing)}; it has {', '.join(map(str, frame.columns))}.")
    for kind in (RATIO, ADDITIVE):
        if all(name in frame.columns for name in kind):
            return kind
    raise ValueError(f"The frame needs the columns {', '.join(ADDITIVE)} or {', '.join(RATIO)}.")


def _additive_sets(leaves: Leaves, cubes: list[Cuboid], actual: Floats, expected: Floats) -> list[CauseSet]:
    change = actual - expected
    if not np.abs(change).sum() > 0:
        return []
    moved = deviations(actual, expected)
    found = [(one.cuboid, one.group) for one in pursue(cubes, moved)]
    groups = additive_groups(cubes, actual, expected, moved)
    within = candidates(cubes, groups)
    size = float((np.abs(actual) + np.abs(expected)).sum()) / 2
    common = moved.centre * size / float(change.sum()) if change.sum() else 0.0
    whole = common > MOST_COMMON and bool(within) and all_moved_alike(groups, within[0], size)
    ranked = [places for places in _readings(found, change) if places]
    ranked += [_places(cubes, groups, one) for one in within[:MOST_SETS]]
    return _distinct([*_whole(whole), *(_described(leaves, places, change, float(change.sum())) for places in ranked)])


def _readings(found: list[Place], change: Floats) -> list[list[Place]]:
    """All causes found; the material ones among them; the largest alone."""
    shares = np.abs([change[cube.group == group].sum() for cube, group in found])
    material = [place for place, share in zip(found, shares, strict=True) if share >= MATERIAL * np.abs(change.sum())]
    largest = [found[int(shares.argmax())]] if found else []
    return [found, material, largest]


def _ratio_sets(leaves: Leaves, cubes: list[Cuboid], ratio: RatioLeaves) -> list[CauseSet]:
    total = ratio.actual - ratio.expected
    if total == 0:
        return []
    groups = ratio_groups(cubes, ratio)
    within = candidates(cubes, groups)
    whole = bool(within) and all_moved_alike(groups, within[0], float(ratio.actual_den.sum()))
    ranked = [(one.score, _places(cubes, groups, one)) for one in within[:MOST_SETS]]
    ranked = sorted([*ranked, *_across(cubes, ratio, groups, within)], key=lambda scored: -scored[0])
    change = _rate_change(ratio)
    return _distinct([*_whole(whole), *(_described(leaves, places, change, total) for _, places in ranked)])


def _across(
    cubes: list[Cuboid], ratio: RatioLeaves, groups: Groups, within: list[Candidate]
) -> Iterator[tuple[float, list[Place]]]:
    """Sets of causes of different cuboids: the best single cause, then the best of what its leaves leave over, and so
    on.
    """
    places: list[Place] = []
    gain = explained = 0.0
    rest = np.ones(len(ratio.actual_num), dtype=bool)
    now, found = groups, within
    while len(places) < MOST_IN_SET:
        single = next((one for one in found if len(one.rows) == 1), None)
        if single is None or now.gain[single.rows[0]] < LEAST_GAIN + np.log(len(now.gain)):
            return
        place = _places(cubes, now, single)[0]
        gain += float(now.gain[single.rows[0]])
        explained += float(now.excess[single.rows[0]]) / groups.total
        places = [*places, place]
        if len(places) > 1:
            yield score(gain, explained, len(places)) * PRICE_OF_ANOTHER_LEVEL ** (len(places) - 1), places
        rest &= place[0].group != place[1]
        now = replace(ratio_groups(cubes, ratio.only(rest), groups.side), total=groups.total)
        found = candidates(cubes, now)


def _rate_change(ratio: RatioLeaves) -> Floats:
    """Each leaf's part in the change of the ratio at its actual weight; what the weights changed stays in the
    residual.
    """
    before = np.divide(
        ratio.expected_num,
        ratio.expected_den,
        out=np.full(len(ratio.actual_num), ratio.expected),
        where=ratio.expected_den > 0,
    )
    change = (ratio.actual_num - before * ratio.actual_den) / max(float(ratio.actual_den.sum()), 1e-12)
    return np.asarray(change, dtype=np.float64)


def _places(cubes: list[Cuboid], groups: Groups, one: Candidate) -> list[Place]:
    return [(cubes[groups.cuboid[row]], int(groups.group[row])) for row in one.rows]


def _described(leaves: Leaves, places: list[Place], change: Floats, total: float) -> CauseSet:
    whole = total if total else float(np.abs(change).sum())
    free: Bools = np.ones(leaves.count, dtype=bool)
    causes = []
    for cube, group in places:
        mine = (cube.group == group) & free
        free &= ~mine
        causes.append(Cause(attributes(leaves, cube, group), float(change[mine].sum() / whole)))
    explained = float(change[~free].sum() / whole)
    return CauseSet(tuple(causes), explained, 1.0 - explained)


def _whole(alike: bool) -> list[CauseSet]:
    """The set that says: everything moved alike."""
    return [CauseSet((Cause({}, 1.0),), 1.0, 0.0)] if alike else []


def _distinct(sets: list[CauseSet]) -> list[CauseSet]:
    seen: set[frozenset[frozenset[tuple[str, object]]]] = set()
    kept = []
    for one in sets:
        key = frozenset(frozenset(cause.attributes.items()) for cause in one.causes)
        if key not in seen:
            seen.add(key)
            kept.append(one)
    return kept[:MOST_SETS]
