"""The UI's sentences: both languages say the same things and leave the same places open."""

import ast
import re
import string
from pathlib import Path

import pytest

from pages.shared.text import TABLES, plain, say

PAGES = Path(__file__).parents[2] / "pages"
TEXTS = PAGES / "shared" / "text"


def _places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_both_languages_have_the_same_keys():
    assert TABLES["ja"].keys() == TABLES["en"].keys()


@pytest.mark.parametrize("key", sorted(TABLES["ja"]))
def test_both_languages_leave_the_same_places_open(key):
    assert _places(TABLES["ja"][key]) == _places(TABLES["en"][key])


KEY_LIKE = re.compile(r"[a-z_.]*\.[a-z_.]*")


def _named() -> re.Pattern[str]:
    """What the code names: its texts as they are, and parts of a key with anything in the gaps between."""
    code = [file for file in PAGES.rglob("*.py") if file.parent != TEXTS or file.name == "__init__.py"]
    nodes = [node for file in code for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))]
    found = {re.escape(node.value) for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    for node in (node for node in nodes if isinstance(node, ast.JoinedStr)):
        parts = [part.value if isinstance(part, ast.Constant) else None for part in node.values]
        said = "".join(part for part in parts if part)
        if KEY_LIKE.fullmatch(said) and len(said) > 2:
            found.add("".join(".+" if part is None else re.escape(part) for part in parts))
    return re.compile("|".join(f"(?:{each})" for each in found))


def test_every_sentence_is_used():
    named = _named()
    assert [key for key in TABLES["ja"] if not named.fullmatch(key)] == []


def test_no_sentence_is_empty():
    assert all(text.strip() for table in TABLES.values() for text in table.values())


def test_markdown_in_data_stays_text():
    assert plain("a*b_[x](y) <i>$1$") == r"a\*b\_\[x\]\(y\) \<i\>\$1\$"


def test_an_unknown_key_is_a_fault():
    with pytest.raises(KeyError):
        say("ja", "no.such.key")
