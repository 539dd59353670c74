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

    @property
    def grade(self) -> Grade:
        """The strongest grade among what speaks for it; coincidence in time where nothing does."""
        return max((finding.grade for finding in self.support), key=GRADES.index, default="coincides")


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
    ranked = []
    for cause in CAUSES:
        score = math.log(priors.get(cause, RARE))
        found: list[tuple[float, Finding]] = []
        for rule in playbook.rules:
            if rule.cause != cause or (rule.families and family.name not in rule.families):
                continue
            met = [subject] if rule.about == "subject" else [one for one in around if one.id != subject.id]
            met = [one for one in met if meets(rule, one)]
            if met:
                score += rule.weight
                found += [(rule.weight, one) for one in met if rule.weight > 0 and rule.about == "support"]
        support = tuple(dict.fromkeys(one for _, one in sorted(found, key=lambda pair: -pair[0])))
        made = Ranked(cause, score, support)
        ranked.append(Ranked(cause, score + (learnt or {}).get((cause, made.grade), 0.0), support))
    return sorted(ranked, key=lambda one: (-one.score, CAUSES.index(one.cause)))


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
