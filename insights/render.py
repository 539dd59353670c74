"""The only way to text: literals plus typed slots that code fills.

A slot is {{evidence.fact}}. A literal may hold no digit in any script, no number or quantity word, no name of the
catalogue and, below the grade of an intervention, no causal word; no sign, scale, unit or comparator may touch a slot.
Templates take the same path as a model's text. Decides nothing about what is true: that is the evidence's.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal, cast

from data.errors import Language, Words
from insights.facts import NUMERIC, Fact
from insights.wording import AFTER_SLOT, BEFORE_SLOT, faults_of
from metrics.formatting import ABSENT, Negative, format_change, format_day, format_percent, format_value, scale_of

SLOT = re.compile(r"\{\{([A-Za-z0-9_\-]{1,64}\.[A-Za-z0-9_\-]{1,64})\}\}")
LONGEST = 4_000
Author = Literal["anyone", "reviewed", "model"]
DIRECTIONS = {1: Words("増加", "rose"), -1: Words("減少", "fell"), 0: Words("横ばい", "stayed level")}


class SlotError(ValueError):
    """A text that breaks a rule. `rule` names it, `found` is the part of the text that breaks it."""

    def __init__(self, rule: str, found: str) -> None:
        super().__init__(f"{rule}: {found!r}")
        self.rule, self.found = rule, found


@dataclass(frozen=True)
class Piece:
    """A part of a text: a literal, or the name of a slot."""

    text: str
    is_slot: bool


def render(
    text: str,
    facts: Mapping[str, Fact],
    lang: Language,
    *,
    names: Collection[str] = (),
    causal_allowed: bool = False,
    author: Author = "anyone",
    negative: Negative = "minus",
) -> str:
    """The text with its slots filled, or SlotError.

    `facts` by "evidence.fact": those of the evidence cited and no others. `names` are further names that only slots may
    write (KPIs, dimension values); the facts' own names are among them. `causal_allowed` only where an action was
    taken. Of a model's words a direction, blame or an instruction is refused as well; a reviewed template may hold
    words that happen to be names in somebody's data.
    """
    pieces = split(text)
    check(pieces, facts, names=names, causal_allowed=causal_allowed, author=author)
    return "".join(write(facts[piece.text], lang, negative) if piece.is_slot else piece.text for piece in pieces)


def split(text: str) -> list[Piece]:
    """Literals and slots in their order, no literal empty. Refuses what is too long, empty, or holds a stray brace."""
    if not text.strip() or len(text) > LONGEST:
        raise SlotError("length", text[:40])
    parts = SLOT.split(text)
    pieces = [Piece(part, index % 2 == 1) for index, part in enumerate(parts)]
    return [piece for piece in pieces if piece.is_slot or piece.text]


def check(
    pieces: list[Piece],
    facts: Mapping[str, Fact],
    *,
    names: Collection[str] = (),
    causal_allowed: bool = False,
    author: Author = "anyone",
) -> None:
    """Raises SlotError for the first rule broken."""
    known = set() if author == "reviewed" else set(names).union(*(names_of(fact) for fact in facts.values()))
    rules = {"causal_allowed": causal_allowed, "free": author == "model"}
    for piece in pieces:
        if piece.is_slot and piece.text not in facts:
            raise SlotError("unknown_slot", piece.text)
        if not piece.is_slot:
            for rule, found in faults_of(piece.text, names=known, **rules):
                raise SlotError(rule, found)
    _check_neighbours(pieces, facts)


def names_of(fact: Fact) -> set[str]:
    """The names that a fact carries, in either language; none where it is of another type."""
    if fact.type != "name" or not fact.value:
        return set()
    value = fact.value
    return {value.ja, value.en} if isinstance(value, Words) else {str(value)}


def _check_neighbours(pieces: list[Piece], facts: Mapping[str, Fact]) -> None:
    for before, after in itertools.pairwise(pieces):
        if before.is_slot and after.is_slot:
            raise SlotError("slots_touch", f"{before.text} {after.text}")
        slot, literal, form = (before, after, AFTER_SLOT) if before.is_slot else (after, before, BEFORE_SLOT)
        found = form.search(literal.text) if facts[slot.text].type in NUMERIC else None
        if found:
            raise SlotError("glued", found.group().strip())
    for before, between, after in zip(pieces, pieces[1:], pieces[2:], strict=False):
        both = before.is_slot and after.is_slot and not between.is_slot
        if both and not between.text.strip() and {facts[before.text].type, facts[after.text].type} <= NUMERIC:
            raise SlotError("slots_touch", f"{before.text} {after.text}")


def write(fact: Fact, lang: Language, negative: Negative = "minus") -> str:
    """One fact as text: unit, rounding, sign and direction word are the formatter's."""
    value = fact.value
    if value is None:
        return ABSENT
    if fact.type == "name":
        return escape(value.in_language(lang) if isinstance(value, Words) else str(value))
    if fact.type == "date":
        return format_day(cast(dt.date, value), lang)
    if fact.type == "change":
        start, end = cast("tuple[float | None, float | None]", value)
        scale = scale_of([start, end], fact.unit, lang)
        both = (format_value(each, fact.unit, lang, scale=scale, negative=negative).text for each in (start, end))
        return " → ".join(both)
    return _number(fact, float(cast(float, value)), lang, negative)


def _number(fact: Fact, value: float, lang: Language, negative: Negative) -> str:
    if fact.type == "direction":
        return DIRECTIONS[(value > 0) - (value < 0)].in_language(lang)
    if fact.type == "pct":
        return format_percent(value, lang, signed=fact.signed)
    if fact.type == "points":
        return format_change(value, "ratio", lang, negative=negative).text
    unit = "JPY" if fact.type == "money" else fact.unit or ("count" if fact.type == "count" else "")
    form = format_change if fact.signed else format_value
    return form(value, unit, lang, negative=negative).text


def escape(text: str) -> str:
    """A name from data as plain text: what Markdown, HTML or TeX would take as markup is escaped; one line."""
    flat = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return re.sub(r"([\\`*_{}\[\]()#+!|<>$~:@&])", r"\\\1", flat)
