"""Drivers: which attribute combinations explain actual − expected, and exact contributions that sum to the change.

Pure statistics on frames of leaves (one row per full combination of dimension values). Reads no data, draws nothing,
words nothing.
"""

from insights.drivers.causes import Cause, CauseSet
from insights.drivers.contributions_additive import Contribution, contributions
from insights.drivers.contributions_formula import along_formula
from insights.drivers.contributions_ratio import RatioContribution, ratio_contributions
from insights.drivers.localization import localize

__all__ = [
    "Cause",
    "CauseSet",
    "Contribution",
    "RatioContribution",
    "along_formula",
    "contributions",
    "localize",
    "ratio_contributions",
]
