"""Goes over every sentence of a card as it is kept: literals without a number, and slots filled from facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from data.errors import Language
from insights.loop.freezing import LANGUAGES, finding_of
from insights.render import write
from insights.wording import faults_of

NUMBERS = frozenset({"digit", "kanji_numeral", "number_word", "roman_numeral"})
Parts = list[list[str]]


def sentences(said: Mapping[str, Any]) -> Iterator[Parts]:
    """All sentences of a card in one language."""
    yield said["headline"]
    for one in said["hypotheses"]:
        yield from (one[name] for name in ("text", "how_sure", "refutation", "check") if one[name])
        if one["remark"]:
            yield one["remark"]
    for one in said["proposals"]:
        yield one["text"]
        if one.get("size"):
            yield one["size"]
    yield from said["conjecture"] or ()


def untraced(parts: Parts) -> list[str]:
    """Literals of a sentence that hold a number in any form."""
    literals = [text for text, slot in parts if not slot]
    return [
        text
        for text in literals
        if any(rule in NUMBERS for rule, _ in faults_of(text, causal_allowed=True, names=()))
    ]  # fmt: skip


def wrong_figures(content: Mapping[str, Any], language: Language, parts: Parts) -> list[str]:
    """Filled slots that are not what their finding's fact is written as."""
    facts = {
        f"{said['id']}.{name}": fact
        for said in content["findings"]
        for name, fact in finding_of(said).facts.items()
    }  # fmt: skip
    return [
        text
        for text, slot in parts
        if slot and slot in facts and text != write(facts[slot], language)
    ]  # fmt: skip


def unknown_slots(content: Mapping[str, Any], parts: Parts) -> list[str]:
    """Slots of no finding, of no record and of no size."""
    known = {said["id"] for said in content["findings"]}
    names = [slot.partition(".")[0] for _, slot in parts if slot]
    return [name for name in names if name not in known and not name.startswith(("record-", "size"))]


def check_card(content: Mapping[str, Any]) -> int:
    """Fails where a figure of a card does not trace to a fact; how many figures there were."""
    figures = 0
    for language in LANGUAGES:
        said = content[language]
        assert said["verified"] == said["shown"]
        for parts in sentences(said):
            assert untraced(parts) == [], parts
            assert wrong_figures(content, language, parts) == [], parts
            assert unknown_slots(content, parts) == [], parts
            figures += sum(bool(slot) for _, slot in parts)
    return figures
