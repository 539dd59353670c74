"""False discovery rate over many tests. Adjusts p-values; never looks at effects."""

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
    """Evidence whose adjusted p (Benjamini-Hochberg over all that was tested) is at most q.

    One family for all: in a table without findings the chance of any is at most q; in one with many, weaker ones pass
    too.
    """
    adjusted = benjamini_hochberg([one.p for one in evidence])
    pairs = zip(evidence, adjusted, strict=True)
    return [replace(one, p_adjusted=float(value)) for one, value in pairs if value <= q]
