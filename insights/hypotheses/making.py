"""Hypotheses and proposals for an incident, from its findings and the playbook. This is what is said without a model.

Decides no number and reads no data; the texts are slot texts that render.py fills.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from data.errors import Words
from insights.findings import Finding
from insights.hypotheses.model import Cause, Family, Hypothesis, Playbook, Proposal
from insights.hypotheses.ranking import Ranked, family_of, rank
from metrics.model import Metric

MOST = 5
MOST_PROPOSALS = 4


def hypotheses(
    playbook: Playbook,
    subject: Finding,
    around: Sequence[Finding],
    metric: Metric | None = None,
    *,
    learnt: Mapping[tuple[str, str], float] | None = None,
    most: int = MOST,
) -> list[Hypothesis]:
    """The likeliest causes of an incident, best first; none where nothing notable was found."""
    if subject.kind == "nothing":
        return []
    family = family_of(playbook, subject.kpi, metric)
    return [
        _hypothesis(playbook, family, subject, one) for one in rank(playbook, family, subject, around, learnt)[:most]
    ]


def hypothesis_for(
    playbook: Playbook, subject: Finding, around: Sequence[Finding], metric: Metric | None, cause: Cause
) -> Hypothesis:
    """The hypothesis of one cause, whatever its rank."""
    family = family_of(playbook, subject.kpi, metric)
    found = next(one for one in rank(playbook, family, subject, around) if one.cause == cause)
    return _hypothesis(playbook, family, subject, found)


def _hypothesis(playbook: Playbook, family: Family, subject: Finding, ranked: Ranked) -> Hypothesis:
    entry = playbook.causes[ranked.cause]
    support = next((one for one in ranked.support if frame_of(playbook, one)), None)
    check = family.check.get(ranked.cause, entry.check)
    evidence = (subject.id, *(one.id for one in ranked.support))
    mechanism = family.says.get(ranked.cause, entry.mechanism)
    frame = (frame_of(playbook, support) if support else None) or playbook.frames["alone"]
    return Hypothesis(
        ranked.cause, entry.label, evidence, ranked.grade,
        bound(joined(mechanism, frame), subject, support),
        bound(entry.refutation, subject, support), check, bound(playbook.checks[check], subject, support),
        ranked.score, family.name,
    )  # fmt: skip


def frame_of(playbook: Playbook, finding: Finding) -> Words | None:
    """The frame that tells a finding, by its component or kind; None where a fact that the frame writes is missing."""
    frame = playbook.frames.get(finding.component) or playbook.frames.get(finding.kind)
    has = all(f"support.{name}" not in (frame.ja if frame else "") or name in finding.facts for name in _NAMES)
    return frame if frame and has else None


_NAMES = ("kpi", "place", "effect", "direction", "share", "change", "since")


def joined(first: Words, second: Words) -> Words:
    """Two sentences one after the other."""
    return Words(f"{first.ja}{second.ja}", f"{first.en} {second.en}")


def bound(words: Words, subject: Finding, support: Finding | None) -> Words:
    """A template with its slots bound to the findings' ids."""
    found = words
    for role, finding in (("subject", subject), ("support", support)):
        if finding is not None:
            old, new = "{{" + role + ".", "{{" + finding.id + "."
            found = Words(found.ja.replace(old, new), found.en.replace(old, new))
    return found


def proposals(
    playbook: Playbook,
    subject: Finding,
    found: Sequence[Hypothesis],
    *,
    resting: Collection[str] = (),
    most: int = MOST_PROPOSALS,
) -> list[Proposal]:
    """Improvements for the causes named, in their order; those made for the kind of KPI before the general ones.

    `resting` are codes rejected lately for this segment: they come last, beyond the `most` of the others, and say so.
    """
    made: dict[str, Proposal] = {}
    for general in (False, True):
        for one in found:
            for improvement in playbook.improvements.values():
                fits = not improvement.families if general else one.family in improvement.families
                if fits and one.cause_code in improvement.causes and improvement.code not in made:
                    made[improvement.code] = Proposal(
                        improvement.code, one.cause_code, subject.kpi, (subject.id,),
                        bound(improvement.text, subject, None),
                        "" if improvement.guardrail == subject.kpi else improvement.guardrail,
                        improvement.code in resting, improvement.cost,
                    )  # fmt: skip
    awake = [one for one in made.values() if not one.rests]
    return [*awake[:most], *(one for one in made.values() if one.rests)]
