"""The UI's sentences: both languages say the same things and leave the same places open."""

import string

import pytest

from pages.shared.text import TABLES, plain, say


def _places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_both_languages_have_the_same_keys():
    assert TABLES["ja"].keys() == TABLES["en"].keys()


@pytest.mark.parametrize("key", sorted(TABLES["ja"]))
def test_both_languages_leave_the_same_places_open(key):
    assert _places(TABLES["ja"][key]) == _places(TABLES["en"][key])


def test_no_sentence_is_empty():
    assert all(text.strip() for table in TABLES.values() for text in table.values())


def test_markdown_in_data_stays_text():
    assert plain("a*b_[x](y) <i>$1$") == r"a\*b\_\[x\]\(y\) \<i\>\$1\$"


def test_an_unknown_key_is_a_fault():
    with pytest.raises(KeyError):
        say("ja", "no.such.key")
