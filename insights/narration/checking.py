"""Whether a model's words may be shown: the renderer's rules, their language, and only evidence that is cited.

Corrects nothing: a text passes as it is or not at all.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping

from data.errors import Language
from insights.facts import Fact
from insights.render import SLOT, SlotError, render

KANA = re.compile(r"[ぁ-んァ-ヶ]")
JAPANESE = re.compile(r"[ぁ-んァ-ヶー一-龠々]")
LATIN = re.compile(r"[A-Za-z]")
ENGLISH = frozenset({
    "a", "an", "the", "of", "in", "on", "at", "to", "for", "with", "and", "or", "not", "is", "are", "was", "were", "be",
    "been", "may", "might", "could", "can", "it", "its", "this", "that", "these", "there", "has", "have", "had", "from",
    "by", "as", "but", "if", "when", "while", "whether", "some", "same", "another", "other", "before", "after",
})  # fmt: skip
LONG_WORDS = 5
"""Words from which an English text must hold an English function word."""
LEAST_JAPANESE = 0.6


def check_text(text: str, facts: Mapping[str, Fact], language: Language, names: Collection[str] = ()) -> None:
    """Raises SlotError where a text of the model breaks a rule; `facts` are those of the evidence it cites."""
    render(text, facts, language, names=names, author="model")
    if not is_in_language(SLOT.sub(" ", text), language):
        raise SlotError("language", text[:40])


def is_in_language(literal: str, language: Language) -> bool:
    """Whether the words around the slots are of a language. A heuristic: kana and script, or function words."""
    letters = [c for c in literal if unicodedata.category(c)[0] == "L"]
    if not letters:
        return True
    if language == "ja":
        japanese = len(JAPANESE.findall(literal))
        return KANA.search(literal) is not None and japanese >= LEAST_JAPANESE * len(letters)
    words = re.findall(r"[A-Za-z]+", literal.lower())
    known = sum(word in ENGLISH for word in words)
    return len(LATIN.findall(literal)) == len(letters) and (len(words) < LONG_WORDS or known * 8 >= len(words))
