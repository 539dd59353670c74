"""The one exception of the reading: a file that cannot be read, told so that a person can mend it.

It does not cover faults of our own; those stay ordinary exceptions.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(eq=False)
class Unreadable(Exception):
    """A file that is refused: what was read, where, what is wrong (`ja`, `en`) and what to do (`hint_ja`, `hint_en`).

    `place` is the line or row from 1 where it was noticed, if there is one. Nothing was written when this is raised.
    """

    code: str
    ja: str
    en: str
    hint_ja: str = ""
    hint_en: str = ""
    place: int | None = None

    def __str__(self) -> str:
        return self.en

    def as_json(self) -> dict[str, object]:
        """The stable shape of a refusal: {"error": {code, message, hint, state}}; Japanese first, then English."""
        return {
            "error": {
                "code": self.code,
                "message": f"{self.ja} / {self.en}",
                "hint": f"{self.hint_ja} / {self.hint_en}" if self.hint_ja else "",
                "state": "取り込みは行っていません。 / Nothing was loaded.",
                "place": self.place,
            }
        }
