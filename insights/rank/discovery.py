"""False discovery rate over many tests. Adjusts p-values; never looks at effects."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from insights.evidence.model import Evidence

Floats = npt.NDArray[np.float64]


def benjamini_hochberg(p: Sequence[float]) -> Floats:
    """Adjusted p-values (Benjamini & Hochberg, 1995): for independent or positively dependent tests."""
    values = np.asarray(p, dtype=float)
    count = len(values)
    order = np.argsort(-values)
    stepped = np.minimum.accumulate(values[order] * count / np.arange(count, 0, -1))
    adjusted = np.empty(count)
    adjusted[order] = np.minimum(stepped, 1.0)
    return adjusted


def benjamini_yekutieli(p: Sequence[float]) -> Floats:
    """Adjusted p-values under any dependence (Benjamini & Yekutieli, 2001)."""
    harmonic = float((1 / np.arange(1, len(p) + 1)).sum()) if len(p) else 1.0
    return np.minimum(benjamini_hochberg(p) * harmonic, 1.0)


def discoveries(evidence: Sequence[Evidence], q: float) -> list[Evidence]:
    """Evidence whose adjusted p is at most q: weighted Benjamini-Hochberg over all that was tested.

    In a table without findings the chance of any is at most q; in one with many, weaker ones pass too. The weights
    (Genovese, Roeder & Wasserman, 2006; fixed before p is seen, 1 on average) go with 1/sqrt of the number of tests of
    a kind, so that a kind with thousands of tests does not silence one with ten.
    """
    kinds = Counter(_family(one) for one in evidence)
    weights = np.array([1 / np.sqrt(kinds[_family(one)]) for one in evidence])
    weights = weights / weights.mean() if len(weights) else weights
    adjusted = benjamini_hochberg(np.minimum(np.array([one.p for one in evidence]) / weights, 1.0).tolist())
    pairs = zip(evidence, adjusted, strict=True)
    return [replace(one, p_adjusted=float(value)) for one, value in pairs if value <= q]


def _family(one: Evidence) -> tuple[str, bool]:
    return one.kind, one.measure == "count"
