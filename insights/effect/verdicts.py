"""From a difference and its uncertainty to a verdict. No statistics of its own; words nothing.

効果なし is an equivalence argument (Schuirmann, 1987): it needs an interval that leaves out the size that was looked
for. That an effect could not be shown is never taken as its absence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from insights.effect.aligned import Aligned
from insights.effect.model import Note, Reason, Verdict
from insights.effect.trials import Missed

POWER = 0.8
WORTH = 0.1
"""The size looked for where none was expected at acceptance."""
WILD = 0.5
"""Detectable size above which a history is too wild to tell anything that matters."""
FEW = 3.0
WIDENED = 1.2
OFF = 2.6
"""Normal deviate from which an untreated segment counts as off."""


def needed(sd: float, degrees: float, level: float) -> float:
    """The difference that is told with a power of 80 % by a one-sided test at (1 + level) / 2, `sd` its error."""
    return float((stats.t.ppf((1 + level) / 2, degrees) + stats.t.ppf(POWER, degrees)) * sd)


def judge(low: float, high: float, p_value: float, sought: float, level: float) -> tuple[Verdict, Reason]:
    """The verdict on an interval of the difference, positive in the direction wished for, as `sought` is."""
    if low > 0 and p_value < (1 - level) / 2:
        return "effective", "above_zero"
    if high < 0:
        return "not_effective", "wrong_way"
    return ("not_effective", "size_excluded") if high < sought else ("undecided", "interval_holds_both")


@dataclass(frozen=True)
class Around:
    """What notes are made from: the size expected (relative) and the one that can be detected, and what was found."""

    found: Aligned
    missed: Missed
    expected: float | None
    detectable: float | None
    missing: int
    apart: bool


def notes_of(around: Around) -> tuple[Note, ...]:
    """What to bear in mind, in the order of weight."""
    missed, small = around.missed, around.expected is not None and around.detectable is not None
    said: Sequence[tuple[Note, bool]] = (
        ("regression_to_mean", bool(around.found.trigger.any())),
        ("lasting_or_passing", around.apart),
        ("no_control", not around.found.names),
        ("control_off", bool(np.any(np.abs(missed.in_space) > OFF))),
        ("placebo_widened", missed.inflation > WIDENED),
        ("placebo_few", missed.independent + len(missed.in_space) < FEW),
        ("small_sizes_unseen", small and (around.expected or 0.0) < (around.detectable or 0.0)),
        ("values_missing", around.missing > 0),
    )
    return tuple(note for note, holds in said if holds)
