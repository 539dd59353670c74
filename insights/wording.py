"""What a literal may not say: the slot rules as checks of a piece of text. The word lists stand in wording.yaml.

Checks only; splitting a text into literals and slots, and filling the slots, is render's. Allow-lists where
the field is closed (kanji numerals in words) and deny-lists where it is open (number words, causal words).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from data.documents import read_document

WORDS: dict[str, list[str]] = read_document(Path(__file__).with_suffix(".yaml")).content
KANJI_NUMERALS = "〇零一二三四五六七八九十百千万億兆京壱弐参肆伍陸漆捌玖拾佰仟萬壹貳參廿卅"
SIGNS_BEFORE = r"[+\-−–—‐‑‒±△▲▼▽↑↓→~〜～≈≒≥≤＞＜<>=＝≧≦¥￥$＄€£#№/／*×÷.．，:：'']"
SIGNS_AFTER = r"[+\-−±~〜～]|[%％‰°℃¥￥$€＋]|[/／*×÷^.．，,:：']\S"
INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"})
SCRIPTS = re.compile(r"LATIN|HIRAGANA|KATAKANA|CJK|IDEOGRAPHIC|FULLWIDTH")
VOICING_MARKS = "゙゚"


def _any(name: str) -> str:
    return "|".join(re.escape(word) for word in sorted(WORDS[name], key=len, reverse=True))


def _word(form: str) -> str:
    return rf"(?<![A-Za-z])(?:{form})(?![A-Za-z])"


ROMAN = (
    r"(?<![A-Za-z])(?=[IVXLCDM]{2,}(?![A-Za-z]))M*(?:C[MD]|D?C{0,3})(?:X[CL]|L?X{0,3})(?:I[XV]|V?I{0,3})(?![A-Za-z])"
)
FORMS = (
    ("number_word", re.compile(_any("number_words_ja"))),
    ("number_word", re.compile(rf"(?<![ァ-ヺー])(?:{_any('number_words_katakana')})(?![ァ-ヺー])")),
    ("number_word", re.compile(_word(_any("number_words_en")), re.IGNORECASE)),
    ("roman_numeral", re.compile(ROMAN)),
    ("markup", re.compile(r"[<>`*_#|\\$\[\]{}]|https?:|www\.|://|&[a-z#]|!\(|@")),
)
UNREVIEWED = tuple(
    (rule, form)
    for rule in ("direction_word", "blame", "instruction")
    for form in (re.compile(_any(f"{rule}_ja")), re.compile(_word(_any(f"{rule}_en")), re.IGNORECASE))
)
CAUSAL = (re.compile(_any("causal_ja")), re.compile(_word(_any("causal_en")), re.IGNORECASE))
BEFORE_SLOT = re.compile(
    rf"(?:{SIGNS_BEFORE}|{_any('before_slot_ja')}|(?<![A-Za-z])(?:{_any('before_slot_en')}))\s*$", re.IGNORECASE
)
AFTER_SLOT = re.compile(
    rf"^\s*(?:{SIGNS_AFTER}|{_any('after_slot_ja')}|(?:{_any('after_slot_en')})(?![A-Za-z]))", re.IGNORECASE
)
_ALLOWED_KANJI = re.compile(_any("words_with_numerals"))
_NUMERAL = re.compile(f"[{KANJI_NUMERALS}]")


def faults_of(
    literal: str, *, causal_allowed: bool, names: Iterable[str], free: bool = False
) -> Iterator[tuple[str, str]]:
    """Every rule that a literal breaks: (rule, the text that breaks it). Looks at the text as it is and after NFKC."""
    folded = unicodedata.normalize("NFKC", literal)
    yield from _bad_characters(literal)
    for text in dict.fromkeys((literal, folded)):
        yield from _numerals(text)
        forms = (*FORMS, *UNREVIEWED) if free else FORMS
        yield from ((rule, found.group()) for rule, form in forms for found in form.finditer(text))
        if not causal_allowed:
            yield from (("causal_word", found.group()) for form in CAUSAL for found in form.finditer(text))
    yield from (("name", name) for name in names if name and _stands_in(name, folded))


def _bad_characters(text: str) -> Iterator[tuple[str, str]]:
    for character in text:
        category = unicodedata.category(character)
        if category in INVISIBLE and character != "\n":
            yield "invisible_character", f"U+{ord(character):04X}"
        elif category[0] in "LM" and not _is_known_script(character):
            yield "foreign_script", character


def _is_known_script(character: str) -> bool:
    return character in VOICING_MARKS or SCRIPTS.search(unicodedata.name(character, "")) is not None


def _numerals(text: str) -> Iterator[tuple[str, str]]:
    for character in text:
        if unicodedata.category(character)[0] == "N" or _hides_digit(character):
            yield "digit", character
    yield from (("kanji_numeral", found.group()) for found in _NUMERAL.finditer(_ALLOWED_KANJI.sub("", text)))


def _hides_digit(character: str) -> bool:
    folded = unicodedata.normalize("NFKC", character)
    return folded != character and any(unicodedata.category(c)[0] == "N" or c in KANJI_NUMERALS for c in folded)


def _stands_in(name: str, text: str) -> bool:
    """Whether a name stands in a text: as a word where it is written in Latin letters."""
    if name.isascii():
        return re.search(_word(re.escape(name)), text, re.IGNORECASE) is not None
    return unicodedata.normalize("NFKC", name) in text
