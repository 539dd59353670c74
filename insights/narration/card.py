"""The card of an incident: why, what to do, how sure, what would refute it. Values, and their writing through render.

A card holds slot texts and the facts that fill them; nothing in it is computed here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from data.errors import Language, Words
from insights.facts import Fact
from insights.failures import reason
from insights.findings import GRADE_WORDS, Finding, Grade, slots_of
from insights.hypotheses import Hypothesis, Proposal
from insights.memory import Belief
from insights.render import Author, check, split, write
from metrics.formatting import Negative

Source = Literal["template", "model"]
CONJECTURE = Words("推測（データの裏付けなし）", "Conjecture (no data behind it)")
BADGES: Mapping[Source, Words] = {
    "template": Words("定型文（AIの文章ではありません）", "Template text (not written by AI)"),
    "model": Words("AIによる並べ替えと補足", "Ordered and annotated by AI"),
}
QUIET = Words("特筆すべき変化はありません。", "Nothing notable.")
NO_RECORD = Words("実績不足", "Too few closed cases")


@dataclass(frozen=True)
class Told:
    """A hypothesis on a card: its check may be another than the rule's, and the model may have added a remark."""

    hypothesis: Hypothesis
    check: str
    check_to_do: Words
    belief: Belief
    remark: str = ""

    @property
    def record(self) -> str:
        """What the record of such hypotheses is known by in slots."""
        return f"record-{self.hypothesis.cause_code}-{self.hypothesis.grade}"

    def record_facts(self) -> dict[str, Fact]:
        """How many closed cases there were, and in how many such a hypothesis held."""
        return belief_facts(self.belief, self.record)


@dataclass(frozen=True)
class Conjectured:
    """A mechanism outside the rule table, in the model's words: shown apart from what is computed."""

    evidence_ids: tuple[str, ...]
    mechanism: str
    refutation: str
    check: str
    check_to_do: Words


@dataclass(frozen=True)
class Card:
    """`reason` is a code of failures.py where a template stands in for the model, else ""; `call` the row of audit.

    `findings` are the evidence: the incident first. Remarks and conjecture are in `language`; all else is in both.
    """

    findings: tuple[Finding, ...]
    headline: Words
    hypotheses: tuple[Told, ...]
    proposals: tuple[Proposal, ...]
    source: Source
    reason: str
    language: Language
    conjecture: Conjectured | None = None
    call: str = ""

    @property
    def evidence_ids(self) -> tuple[str, ...]:
        """The ids of all evidence on it, in order."""
        return tuple(finding.id for finding in self.findings)

    @property
    def facts(self) -> dict[str, Fact]:
        """Every fact that a text of it may write: those of its evidence, and how often such hypotheses held."""
        return slots_of(self.findings) | {
            name: fact for told in self.hypotheses for name, fact in told.record_facts().items()
        }


@dataclass(frozen=True)
class Said:
    """A part of a written text: a literal, or what a slot was filled with; `slot` leads to the evidence."""

    text: str
    slot: str = ""


@dataclass(frozen=True)
class Sentence:
    """A written text in its parts."""

    parts: tuple[Said, ...]

    @property
    def text(self) -> str:
        """The whole text."""
        return "".join(part.text for part in self.parts)


@dataclass(frozen=True)
class WrittenHypothesis:
    """A hypothesis as it is shown. `remark` is a conjecture in the model's words, or None."""

    cause_code: str
    label: str
    text: Sentence
    grade: Grade
    grade_label: str
    how_sure: Sentence
    refutation: Sentence
    check: Sentence
    evidence_ids: tuple[str, ...]
    remark: Sentence | None


@dataclass(frozen=True)
class WrittenCard:
    """A card as a page shows it, in one language. `verified` counts the numbers, names and dates that trace to a fact,
    `shown` all of them."""

    headline: Sentence
    hypotheses: tuple[WrittenHypothesis, ...]
    proposals: tuple[tuple[Proposal, Sentence], ...]
    conjecture: tuple[Sentence, Sentence, Sentence] | None
    conjecture_label: str
    source: Source
    badge: str
    reason: str
    verified: int
    shown: int = field(default=0)


def say(
    text: str, facts: Mapping[str, Fact], language: Language, author: Author, negative: Negative = "minus"
) -> Sentence:
    """A slot text in its parts, through the same check as every text. Raises SlotError."""
    pieces = split(text)
    check(pieces, facts, author=author)
    return Sentence(
        tuple(
            Said(write(facts[one.text], language, negative), one.text) if one.is_slot else Said(one.text)
            for one in pieces
        )
    )


def write_card(card: Card, language: Language | None = None, negative: Negative = "minus") -> WrittenCard:
    """The card in a language (its own without one). The model's words are left out in another than their own."""
    speaks = language or card.language
    facts = card.facts

    def reviewed(words: Words) -> Sentence:
        """A template's sentence."""
        return say(words.in_language(speaks), facts, speaks, "reviewed", negative)

    def free(text: str) -> Sentence | None:
        """The model's sentence."""
        return say(text, facts, speaks, "model", negative) if text and speaks == card.language else None

    hypotheses = tuple(
        WrittenHypothesis(
            told.hypothesis.cause_code, told.hypothesis.label.in_language(speaks), reviewed(told.hypothesis.text),
            told.hypothesis.grade, GRADE_WORDS[told.hypothesis.grade].in_language(speaks),
            reviewed(how_sure(told.belief, told.record)), reviewed(told.hypothesis.refutation),
            reviewed(told.check_to_do), told.hypothesis.evidence_ids, free(told.remark),
        )
        for told in card.hypotheses
    )  # fmt: skip
    proposals = tuple((one, reviewed(one.text)) for one in card.proposals)
    guess = _conjecture(card, reviewed, free)
    said = [reviewed(card.headline), *(part for one in hypotheses for part in _texts(one)), *(s for _, s in proposals)]
    said += list(guess or ())
    filled = [part for sentence in said for part in sentence.parts if part.slot]
    return WrittenCard(
        said[0], hypotheses, proposals, guess, CONJECTURE.in_language(speaks), card.source,
        BADGES[card.source].in_language(speaks), reason(card.reason).in_language(speaks) if card.reason else "",
        sum(part.slot in facts for part in filled), len(filled),
    )  # fmt: skip


def _texts(one: WrittenHypothesis) -> list[Sentence]:
    return [one.text, one.how_sure, one.refutation, one.check, *([one.remark] if one.remark else [])]


def _conjecture(
    card: Card, reviewed: Callable[[Words], Sentence], free: Callable[[str], Sentence | None]
) -> tuple[Sentence, Sentence, Sentence] | None:
    guess = card.conjecture
    if guess is None:
        return None
    mechanism, refutation = free(guess.mechanism), free(guess.refutation)
    return None if mechanism is None or refutation is None else (mechanism, refutation, reviewed(guess.check_to_do))


def how_sure(belief: Belief, record: str) -> Words:
    """過去n件中k件 as slot text over the facts of a record, from ten closed cases on; else that there are too few."""
    if not belief.is_enough:
        return NO_RECORD
    n, right = ("{{" + f"{record}.{name}" + "}}" for name in ("n", "right"))
    return Words(f"過去{n}中{right}で支持", f"Supported in {right} of {n} closed cases")


def belief_facts(belief: Belief, record: str) -> dict[str, Fact]:
    """The counts of a record as facts."""
    return {f"{record}.{name}": Fact("count", count) for name, count in (("n", belief.n), ("right", belief.right))}
