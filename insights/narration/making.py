"""Cards from findings: the template's, and the one that the model's answer makes of it. Pure; sends nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from data.errors import Language
from insights.exchange import Request
from insights.findings import Finding, slots_of
from insights.hypotheses import Hypothesis, Playbook, Proposal, hypotheses, proposals
from insights.hypotheses.making import bound
from insights.memory import ClosedCase, Rejection, belief, learnt, resting, similar
from insights.model_settings import ModelSettings
from insights.narration.answer import Answer, Conjecture, parse, schema
from insights.narration.card import QUIET, Card, Conjectured, Told
from insights.narration.checking import check_text
from insights.narration.prompt import REPAIR, RULES
from insights.privacy import Sent, evidence_sent
from insights.render import SLOT, SlotError, names_of
from metrics.model import Metric

OFFERED_PROPOSALS = 8
SHOWN_PROPOSALS = 4
ANY_DAY = dt.date.max


@dataclass(frozen=True)
class Topic:
    """What a card is about: the incident, what was found around it, and what is known of earlier ones.

    `as_of`: only cases closed before that day count.
    """

    subject: Finding
    around: tuple[Finding, ...] = ()
    language: Language = "ja"
    metric: Metric | None = None
    cases: tuple[ClosedCase, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    as_of: dt.date = ANY_DAY

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The incident first, each once."""
        return tuple({one.id: one for one in (self.subject, *self.around)}.values())


@dataclass(frozen=True)
class Offer:
    """A request to the model, and what its codes stand for."""

    request: Request
    sent: Sent

    def repair(self, rule: str) -> Request:
        """The same request with the rule named that the answer broke."""
        return replace(self.request, content=f"{self.request.content}\n{REPAIR.format(rule=rule)}")


def _hypotheses(playbook: Playbook, topic: Topic) -> list[Hypothesis]:
    taught = learnt(topic.cases, topic.as_of)
    return hypotheses(playbook, topic.subject, topic.around, topic.metric, learnt=taught)


def _proposals(playbook: Playbook, topic: Topic, found: Sequence[Hypothesis]) -> list[Proposal]:
    rests = resting(topic.rejections, topic.subject, topic.as_of)
    return proposals(playbook, topic.subject, found, resting=rests, most=OFFERED_PROPOSALS)


def template_card(playbook: Playbook, topic: Topic) -> Card:
    """The card without a model: useful by itself, and what every failure falls back on."""
    found = _hypotheses(playbook, topic)
    told = tuple(
        Told(one, one.check, one.check_to_do, belief(topic.cases, one.cause_code, one.grade, topic.as_of))
        for one in found
    )
    quiet = topic.subject.kind == "nothing"
    headline = QUIET if quiet else bound(playbook.frames["headline"], topic.subject, None)
    chosen = shown_of(_proposals(playbook, topic, found))
    return Card(topic.findings, headline, told, chosen, "template", "", topic.language)


def with_reason(card: Card, reason: str) -> Card:
    """The same card, saying why no model wrote on it."""
    return replace(card, reason=reason)


def offered_of(playbook: Playbook, topic: Topic, settings: ModelSettings) -> Offer:
    """The request about a topic. Raises ValueError in the privacy mode off."""
    found = _hypotheses(playbook, topic)
    every = _proposals(playbook, topic, found)
    offered: dict[str, list[str]] = {
        "causes": [str(one.cause_code) for one in found],
        "checks": list(playbook.checks),
        "improvements": [one.code for one in every if not one.rests],
    }
    cases = similar(topic.cases, topic.subject, topic.as_of)
    sent = evidence_sent(settings, topic.findings, found, every, offered, topic.language, cases)
    shape = schema(offered, list(sent.aliases))
    return Offer(Request(RULES, sent.content, shape), sent)


def card_from(
    playbook: Playbook, topic: Topic, template: Card, settings: ModelSettings, text: str, names: Collection[str]
) -> Card | str:
    """The card that an answer makes of the template's; else the rule that the answer breaks."""
    sent = offered_of(playbook, topic, settings).sent
    answer = parse(text, sent.offered, list(sent.aliases))
    if answer is None:
        return "schema"
    try:
        remarks = {one.cause: _remark(topic, template, sent, one.cause, one.remark, names) for one in answer.order}
        guess = _conjecture(playbook, topic, sent, answer.conjecture, names) if answer.conjecture else None
    except SlotError as error:
        return error.rule
    made = replace(template, hypotheses=_ordered(playbook, topic, template, answer, remarks))
    chosen = _chosen(_proposals(playbook, topic, [one.hypothesis for one in template.hypotheses]), answer)
    return replace(made, proposals=chosen, conjecture=guess, source="model", reason="")


def _ordered(
    playbook: Playbook, topic: Topic, template: Card, answer: Answer, remarks: Mapping[str, str]
) -> tuple[Told, ...]:
    """The template's hypotheses in the model's order, each once, those it left out behind."""
    by_cause: dict[str, Told] = {one.hypothesis.cause_code: one for one in template.hypotheses}
    checks = {cause: told.check for cause, told in by_cause.items()} | {one.cause: one.check for one in answer.order}
    return tuple(
        replace(
            by_cause[cause],
            check=checks[cause],
            check_to_do=bound(playbook.checks[checks[cause]], topic.subject, None),
            remark=remarks.get(cause, ""),
        )
        for cause in dict.fromkeys([*(one.cause for one in answer.order), *by_cause])
    )


def _chosen(every: Sequence[Proposal], answer: Answer) -> tuple[Proposal, ...]:
    place = {code: number for number, code in enumerate(dict.fromkeys(answer.improvements))}
    ordered = sorted(every, key=lambda one: (one.rests, place.get(one.code, len(place))))
    return shown_of(ordered)


def shown_of(ordered: Sequence[Proposal]) -> tuple[Proposal, ...]:
    """The first few that are awake, and all that rest, so that a rejection can be seen."""
    awake = [one for one in ordered if not one.rests][:SHOWN_PROPOSALS]
    return (*awake, *(one for one in ordered if one.rests))


def _remark(topic: Topic, template: Card, sent: Sent, cause: str, text: str, names: Collection[str]) -> str:
    if not text.strip():
        return ""
    told = next(one for one in template.hypotheses if one.hypothesis.cause_code == cause)
    return _free(topic, sent, told.hypothesis.evidence_ids, text, names)


def _conjecture(
    playbook: Playbook, topic: Topic, sent: Sent, guess: Conjecture, names: Collection[str]
) -> Conjectured:  # fmt: skip
    ids = tuple(dict.fromkeys(sent.aliases[alias] for alias in guess.evidence))
    mechanism, refutation = (_free(topic, sent, ids, text, names) for text in (guess.mechanism, guess.refutation))
    return Conjectured(
        ids, mechanism, refutation, guess.check, bound(playbook.checks[guess.check], topic.subject, None)
    )


def _free(topic: Topic, sent: Sent, ids: Sequence[str], text: str, names: Collection[str]) -> str:
    """A text of the model with its codes replaced by ids. Raises SlotError where it breaks a rule."""
    named = SLOT.sub(lambda found: "{{" + _unmasked(found.group(1), sent) + "}}", text.strip())
    facts = slots_of(one for one in topic.findings if one.id in ids)
    own = {name for fact in slots_of(topic.findings).values() for name in names_of(fact)}
    check_text(named, facts, topic.language, own.union(names))
    return named


def _unmasked(slot: str, sent: Sent) -> str:
    """E1.effect as the finding's own slot; a slot that names no code of ours stays what no fact is called."""
    alias, name = slot.split(".", 1)
    return f"{sent.aliases[alias]}.{name}" if alias in sent.aliases else f"unknown.{name}"
