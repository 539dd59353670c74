"""False discovery rate over families of tests. Adjusts p-values; never looks at effects."""

from collections.abc import Hashable, Sequence
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
    """Evidence whose adjusted p is at most q. Each kind is a family with an equal part of q, so that a kind with thousands of
    tests does not silence one with ten, and the chance of any finding in a table without any stays at most q.
    """
    families: dict[Hashable, list[Evidence]] = {}
    for one in evidence:
        families.setdefault((one.kind, bool(one.filter)), []).append(one)
    kept = []
    for family in families.values():
        adjusted = benjamini_hochberg([one.p for one in family]) * len(families)
        kept += [
            replace(one, p_adjusted=float(min(value, 1.0)))
            for one, value in zip(family, adjusted, strict=True)
            if value <= q
        ]
    return kept
