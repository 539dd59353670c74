"""Which suspects of a KPI a stronger one explains: what they have in common by nature, times what happened there.

Two places of a KPI go together or against each other in quiet times as far as they share rows, or are each other's
rest; that correlation, times the part of their windows that is the same time, is what the stronger window does to the
weaker one. Left is the weaker one's own. Pure.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from insights.incidents.suspects import Suspect

LEAST_SHARED, LEAST_TOGETHER = 0.1, 0.15
LIKE = 0.8
"""How much stronger a place of other dimensions must be to explain one: both hold the same rows, and which of them is
named is a matter of taste."""
FEWEST = 12
FAR = 3.0


def unexplained(found: Sequence[Suspect], least: float) -> list[Suspect]:
    """Strongest first, each with the score that is its own; left out are those of less than `least`."""
    left = {number: one.score for number, one in enumerate(found)}
    kept: list[Suspect] = []
    while left:
        best = max(left, key=lambda number: left[number])
        score = left.pop(best)
        if score < least:
            break
        top = replace(found[best], score=score)
        kept.append(top)
        for number in _meeting(top, found, left):
            left[number] = min(left[number], _own(top, found[number]))
    return kept


def _meeting(top: Suspect, found: Sequence[Suspect], left: dict[int, float]) -> list[int]:
    return [
        number for number in left
        if found[number].start <= top.end and top.start <= found[number].end
        and not (found[number].panel is top.panel and found[number].column == top.column)
    ]  # fmt: skip


def _own(strong: Suspect, weak: Suspect) -> float:
    """The score that the weaker one has by itself, beside the stronger one."""
    shared, together = _shared(strong, weak), _together(strong, weak)
    if shared < LEAST_SHARED or abs(together) < LEAST_TOGETHER:
        return weak.score
    other = not set(strong.panel.dims) & set(weak.panel.dims)
    if other and together > 0 and strong.score - weak.score < LIKE:
        return weak.score
    part = together * shared
    z = (weak.z - part * strong.z) / math.sqrt(max(1 - part * part, 0.02))
    return weak.score - (abs(weak.z) - max(math.copysign(z, z * weak.z), 0.0))


def _shared(one: Suspect, other: Suspect) -> float:
    """How far two windows are the same time: the cosine of their boxes."""
    both = (min(one.end, other.end) - max(one.start, other.start)).days + 1
    days = ((one.end - one.start).days + 1) * ((other.end - other.start).days + 1)
    return max(both, 0) / math.sqrt(days)


def _together(one: Suspect, other: Suspect) -> float:
    """The correlation of two places in their other periods, far-off ones drawn in; 0 where few are known of both."""
    if len(one.off) != len(other.off):
        return 0.0
    x, y = np.clip(one.off, -FAR, FAR), np.clip(other.off, -FAR, FAR)
    known = (x != 0) & (y != 0)
    if known.sum() < FEWEST:
        return 0.0
    return float((x * y)[known].sum() / np.sqrt((x * x)[known].sum() * (y * y)[known].sum()))
