"""How likely decoded text is what an office wrote, from 0 to 1: the mean weight of its non-ASCII characters.

Weights follow how often a class of characters occurs in Japanese business text. It knows no words.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

SAMPLE = 200_000


def score(text: str, *, latin: bool = False) -> float:
    """Mean weight of the non-ASCII characters (1 without any); `latin` weighs letters by their neighbours."""
    text = text if len(text) <= 2 * SAMPLE else text[:SAMPLE] + text[-SAMPLE:]
    if latin:
        return _latin_score(text)
    counts = Counter(char for char in text if char > "\x7f")
    total = sum(counts.values())
    return sum(_weight(char) * n for char, n in counts.items()) / total if total else 1.0


@lru_cache(maxsize=70_000)
def _weight(char: str) -> float:
    code = ord(char)
    if 0x3040 <= code <= 0x30FF or 0x3000 <= code <= 0x301F or 0xFF01 <= code <= 0xFF5E:
        return 1.0
    if 0x4E00 <= code <= 0x9FFF:
        return 1.0 if _level_one(char) else 0.3
    if 0xFF61 <= code <= 0xFF9F:
        return 0.45
    if 0x2000 <= code <= 0x27BF or 0x3200 <= code <= 0x33FF or 0xA0 <= code <= 0x17F:
        return 0.7
    if 0xE000 <= code <= 0xF8FF or code < 0xA0:
        return -2.0
    return 0.1


def _level_one(char: str) -> bool:
    """The 2,965 kanji of JIS level 1 lie at lead bytes 0x88-0x97 (half of 0x98) of Shift_JIS."""
    try:
        encoded = char.encode("shift_jis")
    except UnicodeEncodeError:
        return False
    return encoded < b"\x98\x73"


def _latin_score(text: str) -> float:
    weights = [_latin_weight(text, i) for i, char in enumerate(text) if char > "\x7f"]
    return sum(weights) / len(weights) if weights else 1.0


def _latin_weight(text: str, at: int) -> float:
    char = text[at]
    if not char.isalpha():
        return 0.55 if char in "°£€©®’‘“”–—…§½¼·\xa0´¢" else 0.0
    around = text[max(at - 1, 0) : at] + text[at + 1 : at + 2]
    return 0.9 if any(c.isascii() and c.isalpha() for c in around) else 0.2
