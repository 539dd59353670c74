"""From a card to what is frozen of it when it is shown: the card itself, and each of its proposals.

Pure; the ledger does the writing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from data.people import Person
from data.policy import reach
from data.shown import CASE, EVERYONE, INCIDENT, ShownCard, ShownProposal
from insights.facts import Fact
from insights.findings import Finding, place_fact
from insights.hypotheses import Proposal
from insights.incidents.model import Incident
from insights.loop.freezing import LANGUAGES, card_json, fact_json, fact_of, words_json
from insights.loop.terms import size_to_make_up
from insights.narration.card import Card, say
from metrics.model import Metric


def audience_of(person: Person) -> str:
    """For whom a card is the same: everybody who may see all, or one department's people."""
    return EVERYONE if reach(person.role, "view") == "all" else person.department


def shown_card(card: Card, incident: Incident, person: Person, snapshot: int) -> ShownCard:
    """The card as it is kept."""
    return ShownCard(incident.id, audience_of(person), incident.department, snapshot, card_json(card))


def shown_proposals(card: Card, incident: Incident, metric: Metric, snapshot: int) -> list[ShownProposal]:
    """The card's proposals as they are kept; those that rest are shown, and nobody is asked about them."""
    return [
        ShownProposal(
            INCIDENT, incident.id, incident.department, proposal.code, snapshot,
            _content(card, proposal, incident, metric),
        )
        for proposal in card.proposals
    ]  # fmt: skip


def _content(card: Card, proposal: Proposal, incident: Incident, metric: Metric) -> dict[str, Any]:
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
        "actual": incident.actual,
        "guardrail": proposal.guardrail,
        "expected": size_to_make_up(subject, metric),
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
        "rests": False, "source": "case", "loads": [], "evidence": [], "subject_id": content["subject_id"],
    }  # fmt: skip
    return ShownProposal(CASE, case_id, department, content["proposal"], snapshot, kept | own)
