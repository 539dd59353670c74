"""Refusals: what a user can mend, said in both languages.

    Refusal                      what was read, where, what is wrong, what to do, what state things are in
    └── everything else          our fault: logged with an id by whoever shows it, never raised from here

Holds no list of all refusals: each module words its own. A refusal's code is stable; its words are not.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Language = Literal["ja", "en"]


@dataclass(frozen=True)
class Words:
    """One sentence in both languages."""

    ja: str
    en: str

    def in_language(self, language: Language) -> str:
        """The sentence in one language."""
        return self.ja if language == "ja" else self.en


NOTHING_CHANGED = Words("何も変更していません。", "Nothing was changed.")
NO_HINT = Words("", "")


class Refusal(Exception):
    """Something the user can mend. `code` is stable and in snake_case."""

    def __init__(self, code: str, message: Words, hint: Words = NO_HINT, state: Words = NOTHING_CHANGED) -> None:
        super().__init__(message.en)
        self.code, self.message, self.hint, self.state = code, message, hint, state

    def as_json(self, language: Language) -> dict[str, dict[str, str]]:
        """The document that the command line prints: {"error": {code, message, hint, state}}."""
        words = {"message": self.message, "hint": self.hint, "state": self.state}
        return {"error": {"code": self.code} | {name: text.in_language(language) for name, text in words.items()}}


def nearest(name: str, known: Iterable[str], most: int = 3) -> list[str]:
    """Known names close to a mistyped one, best first."""
    return difflib.get_close_matches(name.lower(), list(known), n=most, cutoff=0.5)


def unknown(kind: Words, name: str, known: Iterable[str]) -> Refusal:
    """Refuses a name that nobody declared; offers the nearest ones, or all where there are few."""
    names = sorted(known)
    near = nearest(name, names) or names[:8]
    hint = Words(f"もしかして: {'、'.join(near)}", f"Did you mean {', '.join(near)}?") if near else NO_HINT
    code = "unknown_" + kind.en.replace(" ", "_")
    return Refusal(code, Words(f"{kind.ja}「{name}」はありません。", f"There is no {kind.en} '{name}'."), hint)


def command_language() -> Language:
    """The language of the command line: SAIGEN_LANG, else that of the locale, else Japanese."""
    named = os.environ.get("SAIGEN_LANG") or os.environ.get("LC_ALL") or os.environ.get("LANG") or "ja"
    return "ja" if named.startswith("ja") else "en"
