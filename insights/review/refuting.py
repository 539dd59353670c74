"""What newer data say of an open hypothesis: 支持, 反証 or 未検証, by the playbook's rules and by what is as usual now.

Pure: the caller looked at the incident anew with today's data. A check that only people can do (stock, rosters, logs)
leaves a hypothesis untested; nobody's reply is read here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from data.errors import Words
from insights.findings import Finding
from insights.hypotheses.model import Cause, Playbook, Rule
from insights.hypotheses.ranking import meets

State = Literal["supported", "refuted", "untested"]
Ground = Literal["rule", "corrected", "signs_as_usual", "mixed", "nothing_new"]
STATE_WORDS: Mapping[State, Words] = {
    "supported": Words("支持", "Supported"),
    "refuted": Words("反証", "Refuted"),
    "untested": Words("未検証", "Untested"),
}
GROUND_WORDS: Mapping[Ground, Words] = {
    "rule": Words("新しいデータの根拠が規則に当たりました。", "Evidence in the newer data meets a rule."),
    "corrected": Words("データが直ると差がなくなりました。", "The difference is gone now that the data are corrected."),
    "signs_as_usual": Words(
        "この原因なら動くはずの指標が、いつもどおりです。", "The KPIs that this cause would have moved are as usual."
    ),
    "mixed": Words("支持する根拠と反する根拠の両方があります。", "There is evidence both for it and against it."),
    "nothing_new": Words(
        "新しいデータには、確かめられる根拠がありません。", "Nothing in the newer data puts it to the test."
    ),
}
STRONG = 1.2
"""Weight (a log odds) from which a rule by itself settles a hypothesis: odds of about three to one."""
SIGNS: Mapping[Cause, frozenset[str]] = {
    "campaign_start": frozenset({"impressions", "ad_spend"}),
    "campaign_end": frozenset({"impressions", "ad_spend"}),
    "volume": frozenset({"orders"}),
}
"""KPIs that the refutation of a cause speaks of: all of them as usual refutes it."""


@dataclass(frozen=True)
class Later:
    """An incident looked at anew with newer data.

    `subject`: its KPI, place and window measured again, None where it is no longer off. `findings`: what is found
    around it now. `normal`: KPIs that were looked at in that place and window and are as expected.
    """

    subject: Finding | None
    findings: tuple[Finding, ...] = ()
    normal: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Examination:
    """The state of a hypothesis, why, by which rules, and the findings it rests on."""

    state: State
    ground: Ground
    rules: tuple[str, ...] = ()
    evidence_ids: tuple[str, ...] = ()


def examine(playbook: Playbook, cause: Cause, family: str, known: frozenset[str], later: Later) -> Examination:
    """Whether newer data support or refute a cause. `known`: evidence ids that the hypothesis rested on already.

    `family` names the kind of KPI, as in the hypothesis. Evidence that was known when it was made supports nothing
    anew, but evidence against it counts whenever it is found.
    """
    if later.subject is None:
        return Examination("supported" if cause == "data_quality" else "refuted", "corrected")
    rules = [rule for rule in playbook.rules if rule.cause == cause and (not rule.families or family in rule.families)]
    new = [one for one in later.findings if one.id not in known and one.id != later.subject.id]
    speaking = [(rule, one) for rule in rules if rule.weight >= STRONG for one in _met(rule, new, None)]
    against = [(r, one) for r in rules if r.weight <= -STRONG for one in _met(r, later.findings, later.subject)]
    usual = _signs_as_usual(cause, later)
    if speaking and (against or usual):
        return _examined("untested", "mixed", [*speaking, *against])
    if against:
        return _examined("refuted", "rule", against)
    if usual:
        return Examination("refuted", "signs_as_usual")
    return _examined("supported", "rule", speaking) if speaking else Examination("untested", "nothing_new")


def _met(rule: Rule, around: tuple[Finding, ...] | list[Finding], subject: Finding | None) -> list[Finding]:
    """The findings that meet a rule; of a rule about the subject, the subject."""
    if rule.about == "subject":
        return [subject] if subject is not None and meets(rule, subject) else []
    return [one for one in around if meets(rule, one)]


def _signs_as_usual(cause: Cause, later: Later) -> bool:
    """Whether all that the cause would have moved was looked at and is as usual."""
    signs = SIGNS.get(cause, frozenset()) - {later.subject.kpi if later.subject else ""}
    return bool(signs) and signs <= later.normal


def _examined(state: State, ground: Ground, pairs: list[tuple[Rule, Finding]]) -> Examination:
    names = tuple(dict.fromkeys(rule.name for rule, _ in pairs))
    return Examination(state, ground, names, tuple(dict.fromkeys(one.id for _, one in pairs)))
