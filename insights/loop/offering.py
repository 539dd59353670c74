"""From a card to what is frozen of it when it is shown: the card itself, and each of its proposals.

Pure; the ledger does the writing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from data.errors import Words
from data.incident_store import Kept
from data.people import Person
from data.policy import reach
from data.shown import CASE, EVERYONE, INCIDENT, ShownCard, ShownProposal
from insights.facts import Fact
from insights.findings import Finding, place_fact
from insights.hypotheses import Proposal
from insights.loop.freezing import LANGUAGES, card_json, fact_json, fact_of, parts, words_json
from insights.loop.teaching import rests_until
from insights.loop.terms import size_facts, size_to_make_up
from insights.memory import Rejection
from insights.narration.card import Card, say
from metrics.formatting import format_day
from metrics.model import Metric

SIZE = Words(
    "実績に対して{{size.relative}}で、想定の水準に戻ります。",
    "{{size.relative}} on actual would bring it back to what was expected.",
)


def audience_of(person: Person) -> str:
    """For whom a card is the same: everybody who may see all, or one department's people."""
    return EVERYONE if reach(person.role, "view") == "all" else person.department


def shown_card(
    card: Card, incident: Kept, metric: Metric, person: Person, snapshot: int, rejected: Iterable[Rejection] = ()
) -> ShownCard:  # fmt: skip
    """The card as it is kept: in both languages, each proposal with the size that would make up for the difference, and
    one that rests with the day until which."""
    content = card_json(card)
    expected = size_to_make_up(card.findings[0], metric)
    facts = {f"size.{name}": fact for name, fact in size_facts(expected, metric).items()}
    ends = {one.proposal: rests_until(one) for one in rejected if _same(one, card.findings[0])}
    for each in LANGUAGES:
        sentence = parts(say(SIZE.in_language(each), facts, each, "reviewed")) if facts else None
        content[each]["proposals"] = [
            one | {"size": sentence, "until": format_day(ends[one["code"]], each) if one["rests"] else ""}
            for one in content[each]["proposals"]
        ]
    return ShownCard(incident.id, audience_of(person), incident.department, snapshot, content)


def _same(rejected: Rejection, subject: Finding) -> bool:
    return (rejected.kpi, rejected.place) == (subject.kpi, subject.place)


def shown_proposals(card: Card, incident: Kept, metric: Metric, snapshot: int) -> list[ShownProposal]:
    """The card's proposals as they are kept; those that rest are shown, and nobody is asked about them."""
    return [
        ShownProposal(
            INCIDENT, incident.id, incident.department, proposal.code, snapshot,
            _content(card, proposal, incident, metric),
        )
        for proposal in card.proposals
    ]  # fmt: skip


def _content(card: Card, proposal: Proposal, incident: Kept, metric: Metric) -> dict[str, Any]:
    """All that its outcome and a later case need to know."""
    subject = card.findings[0]
    told = next(one for one in card.hypotheses if one.hypothesis.cause_code == proposal.cause_code)
    return {
        "text": {
            each: say(proposal.text.in_language(each), subject.slots(), each, "reviewed").text for each in LANGUAGES
        },
        "slots": words_json(proposal.text),
        "cause": proposal.cause_code,
        "cause_label": words_json(told.hypothesis.label),
        "grade": told.hypothesis.grade,
        "evidence": list(told.hypothesis.evidence_ids),
        "facts": {name: fact_json(fact) for name, fact in subject.facts.items()},
        "kpi": metric.name,
        "kind": subject.kind,
        "place": [list(pair) for pair in subject.place],
        "grain": incident.grain,
        "window": [incident.start.isoformat(), incident.end.isoformat()],
        "actual": incident.detail["actual"],
        "guardrail": proposal.guardrail,
        "expected": size_to_make_up(subject, metric),
        "cost": asdict(proposal.cost),
        "rests": proposal.rests,
        "source": card.source,
        "loads": _loads(card.findings),
        "subject_id": subject.id,
    }  # fmt: skip


def _loads(findings: Iterable[Finding]) -> list[str]:
    return sorted({load for finding in findings for load in finding.trace.loads})


def carried_to(
    case_id: str, content: Mapping[str, Any], department: str, metric: Metric, snapshot: int
) -> ShownProposal:
    """A case's improvement as a proposal to another department, about the whole of a KPI of its own.

    Its words are filled anew: no place of the department that it comes from goes with them.
    """
    facts = {name: fact_of(fact) for name, fact in content["facts"].items()}
    facts |= {"kpi": Fact("name", metric.label), "place": place_fact(())}
    slots = {f"{content['subject_id']}.{name}": fact for name, fact in facts.items()}
    kept = {name: content[name] for name in ("slots", "cause", "cause_label", "grade", "grain", "guardrail", "kind")}
    own = {
        "text": {each: say(content["slots"][each], slots, each, "reviewed").text for each in LANGUAGES},
        "facts": {name: fact_json(fact) for name, fact in facts.items()},
        "kpi": metric.name, "place": [], "window": None, "actual": None, "expected": content.get("came"),
        "rests": False, "source": "case", "cost": content.get("cost"),
        "loads": [], "evidence": [], "subject_id": content["subject_id"],
    }  # fmt: skip
    return ShownProposal(CASE, case_id, department, content["proposal"], snapshot, kept | own)
