"""Every sentence of the UI, in Japanese and English. Words only: numbers come formatted, names from definitions."""

from __future__ import annotations

from data.errors import Language, Words
from pages.shared.text import en, evidence_en, evidence_ja, ja, loop_en, loop_ja, upload_en, upload_ja

TABLES: dict[Language, dict[str, str]] = {
    "ja": ja.SENTENCES | upload_ja.SENTENCES | evidence_ja.SENTENCES | loop_ja.SENTENCES,
    "en": en.SENTENCES | upload_en.SENTENCES | evidence_en.SENTENCES | loop_en.SENTENCES,
}


def say(language: Language, key: str, **values: str | int) -> str:
    """The sentence of a key with its places filled. An unknown key is our fault and raises."""
    return TABLES[language][key].format(**values)


def both(key: str, **values: str | int) -> Words:
    """The sentence in both languages, for a refusal."""
    return Words(say("ja", key, **values), say("en", key, **values))


def plain(text: str) -> str:
    """Text for a place that Streamlit reads as Markdown: what stands in data stays what it is."""
    return "".join("\\" + letter if letter in "\\`*_{}[]()#+-!|<>~:$" else letter for letter in text)
