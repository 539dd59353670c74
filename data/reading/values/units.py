"""The unit of a column, from its name, from a note such as 単位：千円, or from its cells. It scales nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable

from data.reading.values.numbers import is_unit, normalize

_BRACKETED = re.compile(r"[(（\[［【〔<＜]\s*(?:単位\s*[:：])?([^()（）\[\]［］【】〔〕<>＜＞]{1,12})[)）\]］】〕>＞]")
_NOTE = re.compile(r"単位\s*[:：]?\s*([^\s)）,、。\]】]{1,8})")
_MONEY = re.compile(r"円|ドル|\$|€|£|JPY|USD|yen", re.I)
_NOT_MONEY = re.compile(r"(?:数|率|比|ID|コード|番号|歳|齢|%|No\.?|件|人)$|^年?(?:度|月|日)?$", re.I)


def unit_of_name(name: str) -> str | None:
    """The unit at the end of a column's name: in brackets, or as the last word of a joined header."""
    bracketed: list[str] = _BRACKETED.findall(name)
    for text in reversed(bracketed):
        if is_unit(text):
            return normalize(text)
    last = name.split(" ")[-1]
    return normalize(last) if " " in name and is_unit(last) else None


def unit_of_notes(notes: Iterable[str]) -> str | None:
    """The unit that a note above the table gives for all of it (単位：千円); None where there are several or none."""
    for note in notes:
        plain = normalize(note)
        match = _NOTE.search(plain)
        if match and is_unit(match[1]):
            return None if plain[match.end() :].lstrip()[:1] in {"、", ",", "・", "/"} else match[1]
    return None


def applies(unit: str, name: str) -> bool:
    """Whether a unit given for the whole table can be that of a column: money is not that of counts and ratios."""
    return not (_MONEY.search(unit) and _NOT_MONEY.search(normalize(name)))
