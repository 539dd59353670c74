"""Drop what another statement explains: a segment that differs only because a stronger one lies in it, or because that one is missing from it."""

from collections.abc import Callable, Sequence

from insights.evidence.model import Evidence

LEFT = 0.4
"""A statement stays if at least this part of its strength is left once the stronger one is held fixed."""

Retest = Callable[[Evidence, Evidence], float]
"""(statement, stronger one) -> strength of the statement with the stronger one's condition held fixed."""


def unexplained(evidence: Sequence[Evidence], retest: Retest) -> list[Evidence]:
    """Strongest first; each is kept unless one already kept and about the same measure explains it."""
    kept: list[Evidence] = []
    for one in sorted(evidence, key=lambda e: -e.strength):
        rivals = [other for other in kept if _comparable(one, other)]
        if all(retest(one, rival) >= LEFT * one.strength for rival in rivals):
            kept.append(one)
    return kept


def _comparable(one: Evidence, other: Evidence) -> bool:
    return one.kind == other.kind and one.measure == other.measure and one.conditions != other.conditions
