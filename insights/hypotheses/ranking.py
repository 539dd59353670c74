"""Orders the causes of an incident: the prior of its kind of KPI, the rules that its findings meet, and closed cases.

Pure; words nothing. A score is a sum of log odds as in naive Bayes; it orders and is shown to nobody.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from insights.findings import GRADES, Finding, Grade
from insights.hypotheses.model import CAUSES, Cause, Family, Playbook, Rule
from metrics.model import Metric

RARE = 1.0
"""Prior weight of a cause that a family leaves out."""
OTHER = "other"


@dataclass(frozen=True)
class Ranked:
    """A cause, its score, and the findings whose rules spoke for it, the weightiest first."""

    cause: Cause
    score: float
    support: tuple[Finding, ...]
    grade: Grade


def family_of(playbook: Playbook, kpi: str, metric: Metric | None) -> Family:
    """The family that names the KPI; else that of its department and unit; else the general one."""
    for family in playbook.families.values():
        if kpi in family.kpis:
            return family
    if metric is not None:
        for family in playbook.families.values():
            if metric.department in family.departments and metric.unit in family.units:
                return family
    return playbook.families[OTHER]


def rank(
    playbook: Playbook,
    family: Family,
    subject: Finding,
    around: Sequence[Finding],
    learnt: Mapping[tuple[str, str], float] | None = None,
) -> list[Ranked]:
    """All causes, likeliest first. `learnt`: by cause and grade, the log odds that closed cases add."""
    priors = family.up if subject.direction == "up" else family.down
    rules = [rule for rule in playbook.rules if not rule.families or family.name in rule.families]
    others = [one for one in around if one.id != subject.id]
    ranked = []
    for cause in CAUSES:
        score, met = _weighed([rule for rule in rules if rule.cause == cause], subject, others)
        grade = _grade(met)
        score += math.log(priors.get(cause, RARE)) + (learnt or {}).get((cause, grade), 0.0)
        ranked.append(Ranked(cause, score, tuple(dict.fromkeys(one for _, one in met)), grade))
    return sorted(ranked, key=lambda one: (-one.score, CAUSES.index(one.cause)))


def _weighed(
    rules: Sequence[Rule], subject: Finding, others: Sequence[Finding]
) -> tuple[float, list[tuple[Rule, Finding]]]:
    """The weights of the rules that are met, and what speaks for the cause by which rule, the weightiest first."""
    score, found = 0.0, []
    for rule in rules:
        met = [one for one in ([subject] if rule.about == "subject" else others) if meets(rule, one)]
        score += rule.weight if met else 0.0
        found += [(rule, one) for one in met if rule.weight > 0 and rule.about == "support"]
    return score, sorted(found, key=lambda pair: -pair[0].weight)


def _grade(met: Sequence[tuple[Rule, Finding]]) -> Grade:
    """The strongest grade that a finding and its rule both bear; coincidence in time where nothing speaks for it."""
    both = (min(rule.grade, finding.grade, key=GRADES.index) for rule, finding in met)
    return max(both, key=GRADES.index, default="coincides")


def meets(rule: Rule, finding: Finding) -> bool:
    """Whether a finding meets all conditions that a rule gives."""
    return (
        (not rule.kinds or finding.kind in rule.kinds)
        and (not rule.component or finding.component == rule.component)
        and (not rule.kpis or finding.kpi in rule.kpis)
        and (rule.direction is None or finding.direction == rule.direction)
        and (not rule.dimensions or bool({name for name, _ in finding.place} & rule.dimensions))
        and rule.tags <= finding.tags
        and (rule.share_from is None or (finding.share or 0.0) >= rule.share_from)
        and (rule.days_from is None or finding.days >= rule.days_from)
        and (rule.days_to is None or 0 < finding.days <= rule.days_to)
    )
