"""Drop what another statement explains: a segment that differs only because a stronger one lies in it, or because
that one is missing from it.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from insights.evidence.model import Evidence

CONFOUNDED = 0.7
LEFT = 0.4
"""A statement stays if at least this part of its strength is left once the stronger one is held fixed."""

Retest = Callable[[Evidence, Evidence], float]
"""(statement, stronger one) -> strength of the statement with the stronger one's condition held fixed."""


def unexplained(evidence: Sequence[Evidence], retest: Retest) -> list[Evidence]:
    """Strongest first; dropped where a statement already kept, of the same measure and of the same dimension or the
    whole, explains it.

    Where one of another dimension explains it (the two go together in the data, and neither is the parent), it stays
    with its strength lowered.
    """
    kept: list[Evidence] = []
    for one in sorted(evidence, key=lambda e: -e.strength):
        explaining = [rival for rival in kept if _comparable(one, rival) and retest(one, rival) < LEFT * one.strength]
        if any(_related(one, rival) for rival in explaining):
            continue
        kept.append(replace(one, strength=one.strength * CONFOUNDED) if explaining else one)
    return kept


def _related(one: Evidence, other: Evidence) -> bool:
    return one.dim is None or other.dim is None or one.dim == other.dim


def _comparable(one: Evidence, other: Evidence) -> bool:
    timed = ("trend", "window")
    alike = one.kind == other.kind or (one.kind in timed and other.kind in timed)
    return alike and one.measure == other.measure and one.conditions != other.conditions
