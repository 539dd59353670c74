"""Findings and cards as JSON and back, so that what was shown can be shown again word for word. Words nothing."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from data.errors import Language, Words
from insights.facts import Fact
from insights.findings import Finding, Place, Trace
from insights.narration.card import Card, Sentence, WrittenCard, WrittenHypothesis, write_card

LANGUAGES: tuple[Language, ...] = ("ja", "en")
Json = dict[str, Any]


def fact_json(fact: Fact) -> Json:
    """A fact; words and days are marked, since JSON has neither."""
    value: Any = fact.value
    if isinstance(value, Words):
        value = {"ja": value.ja, "en": value.en}
    elif isinstance(value, dt.date):
        value = {"day": value.isoformat()}
    elif isinstance(value, tuple):
        value = list(value)
    return {"type": fact.type, "value": value, "unit": fact.unit, "signed": fact.signed}


def fact_of(said: Mapping[str, Any]) -> Fact:
    """The fact of its JSON."""
    value = said["value"]
    if isinstance(value, Mapping):
        value = dt.date.fromisoformat(value["day"]) if "day" in value else Words(value["ja"], value["en"])
    elif isinstance(value, list):
        value = (value[0], value[1])
    return Fact(said["type"], value, said["unit"], said["signed"])


def finding_json(finding: Finding) -> Json:
    """A finding with its facts and loads; the SQL is left out, as it is asked anew when somebody looks."""
    plain = {name: getattr(finding, name) for name in _PLAIN}
    return plain | {
        "place": [list(pair) for pair in finding.place],
        "interval": list(finding.interval) if finding.interval else None,
        "window": [day.isoformat() for day in finding.window] if finding.window else None,
        "tags": sorted(finding.tags),
        "facts": {name: fact_json(fact) for name, fact in finding.facts.items()},
        "loads": list(finding.trace.loads),
        "snapshot": finding.trace.snapshot,
    }


_PLAIN = ("id", "kind", "kpi", "direction", "effect", "n", "share", "grade", "component")


def finding_of(said: Mapping[str, Any]) -> Finding:
    """The finding of its JSON."""
    window = tuple(dt.date.fromisoformat(day) for day in said["window"]) if said["window"] else None
    low_high = said["interval"]
    return Finding(
        **{name: said[name] for name in _PLAIN},
        place=place_of(said["place"]),
        interval=(low_high[0], low_high[1]) if low_high else None,
        window=(window[0], window[1]) if window else None,
        tags=frozenset(said["tags"]),
        facts={name: fact_of(fact) for name, fact in said["facts"].items()},
        trace=Trace(snapshot=said["snapshot"], loads=tuple(said["loads"])),
    )


def place_of(said: Iterable[Sequence[str]]) -> Place:
    """A place from its pairs."""
    return tuple((pair[0], pair[1]) for pair in said)


def parts(sentence: Sentence) -> list[list[str]]:
    """A written sentence as pairs of text and slot; the slot is "" for a literal."""
    return [[part.text, part.slot] for part in sentence.parts]


def words_json(words: Words) -> Json:
    """Words in both languages."""
    return {"ja": words.ja, "en": words.en}


def card_json(card: Card) -> Json:
    """All that a card shows, in both languages, with its evidence: what a page draws now or later."""
    return {
        "findings": [finding_json(finding) for finding in card.findings],
        "source": card.source,
        "why_template": card.reason,
        "call": card.call,
        "loads": sorted({load for finding in card.findings for load in finding.trace.loads}),
        **{language: _written(card, write_card(card, language)) for language in LANGUAGES},
    }


def _written(card: Card, written: WrittenCard) -> Json:
    guess = written.conjecture
    return {
        "headline": parts(written.headline),
        "hypotheses": [_hypothesis(one) for one in written.hypotheses],
        "proposals": [
            {
                "code": proposal.code, "cause": proposal.cause_code, "text": parts(sentence), "rests": proposal.rests,
                "guardrail": proposal.guardrail, "cost": dataclasses.asdict(proposal.cost),
            }
            for proposal, sentence in written.proposals
        ],
        "conjecture": [parts(sentence) for sentence in guess] if guess else None,
        "conjecture_label": written.conjecture_label,
        "conjecture_evidence": list(card.conjecture.evidence_ids) if card.conjecture and guess else [],
        "badge": written.badge,
        "reason": written.reason,
        "verified": written.verified,
        "shown": written.shown,
    }  # fmt: skip


def _hypothesis(one: WrittenHypothesis) -> Json:
    sentences = {name: parts(getattr(one, name)) for name in ("text", "how_sure", "refutation", "check")}
    return sentences | {
        "cause": one.cause_code,
        "label": one.label,
        "grade": one.grade,
        "grade_label": one.grade_label,
        "evidence": list(one.evidence_ids),
        "remark": parts(one.remark) if one.remark else None,
    }


def plain_json(value: Any) -> Any:
    """Frozen values as JSON: days as text, tuples as lists, no NaN."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {each.name: plain_json(getattr(value, each.name)) for each in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(name): plain_json(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain_json(inner) for inner in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    return None if isinstance(value, float) and value != value else value
