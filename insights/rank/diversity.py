"""Order by strength, with less room for the same theme again: a reader of ten lines should not read one thing ten
times.
"""

from collections import Counter
from collections.abc import Callable, Sequence

from insights.evidence.model import Evidence

SAME_THEME = 0.65
SAME_KIND = 0.93


def diverse(evidence: Sequence[Evidence], most: int, weight: Callable[[Evidence], float]) -> list[Evidence]:
    """At most `most` pieces, greedily: each choice lowers the weight of those with its kind, and more of those with
    its theme too (kind, dimension and measure).
    """
    left = list(evidence)
    chosen: list[Evidence] = []
    themes: Counter[tuple[str, str | None, str, frozenset[str]]] = Counter()
    kinds: Counter[str] = Counter()
    while left and len(chosen) < most:
        best = max(left, key=lambda one: weight(one) * SAME_THEME ** themes[_theme(one)] * SAME_KIND ** kinds[one.kind])
        left.remove(best)
        chosen.append(best)
        themes[_theme(best)] += 1
        kinds[best.kind] += 1
    return chosen


def _theme(one: Evidence) -> tuple[str, str | None, str, frozenset[str]]:
    if one.kind in ("word", "correlation"):
        return one.kind, one.dim, "", frozenset()
    # the rates of one column are one theme, whichever of its values they count
    return one.kind, one.dim, one.measure.split("=")[0], frozenset(one.filter)
