"""The one refusal of the reading: a file that cannot be read, told so that a person can mend it.

It does not cover faults of our own; those stay ordinary exceptions.
"""

from __future__ import annotations

from typing import Any

from data.errors import Language, Refusal, Words


class Unreadable(Refusal):
    """A file that is refused: what was read, where, what is wrong (`ja`, `en`) and what to do (`hint_ja`, `hint_en`).

    `place` is the line or row from 1 where it was noticed, if there is one. Nothing was written when this is raised.
    """

    def __init__(
        self, code: str, ja: str, en: str, hint_ja: str = "", hint_en: str = "", place: int | None = None
    ) -> None:
        super().__init__(code, Words(ja, en), Words(hint_ja, hint_en))
        self.place = place

    def as_json(self, language: Language) -> dict[str, Any]:
        """The stable shape of a refusal, and beside it that of a preview with nothing in it: verdict refuse."""
        issue = {"code": self.code, "level": "refuse", "ja": self.message.ja, "en": self.message.en}
        return {
            **super().as_json(language),
            **_nothing(),
            "verdict": "refuse",
            "issues": [issue],
            "words": self.words(),
        }

    def words(self) -> list[Any]:
        """What makes the same refusal again, on the other side of a process."""
        return [self.code, self.message.ja, self.message.en, self.hint.ja, self.hint.en, self.place]


def _nothing() -> dict[str, Any]:
    return {
        "encoding": None,
        "delimiter": None,
        "header_rows": [],
        "columns": [],
        "rows": 0,
        "sums": {},
        "skipped": [],
        "tables": 0,
    }
