"""From findings to hypotheses and proposals without a model: rules and playbook. Writes no number; asks no data."""

from insights.hypotheses.making import hypotheses, hypothesis_for, proposals
from insights.hypotheses.model import CAUSES, UNKNOWN_COST, Cause, Cost, Hypothesis, Playbook, Proposal
from insights.hypotheses.playbook import playbook_of
from insights.hypotheses.ranking import family_of, rank

__all__ = [
    "CAUSES",
    "UNKNOWN_COST",
    "Cause",
    "Cost",
    "Hypothesis",
    "Playbook",
    "Proposal",
    "family_of",
    "hypotheses",
    "hypothesis_for",
    "playbook_of",
    "proposals",
    "rank",
]
