"""Who asks and in which language: the account menu, and the answers it gives on every rerun.

On a laptop the local owner asks, and may look through another person's eyes. A seat that signs in comes later.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from data.errors import Language
from data.home import Home
from data.people import OWNER, Person, departments, people
from data.policy import allows
from metrics.calendar import calendar_of
from pages.shared.cards import Wording
from pages.shared.text import plain, say

LANGUAGES: tuple[Language, ...] = ("ja", "en")
LANGUAGE_KEY, PERSON_KEY = "lang", "as"


@dataclass(frozen=True)
class Asker:
    """The person whose eyes a page is seen through, who they really are, and how to speak to them."""

    home: Home
    person: Person
    real: Person
    wording: Wording

    @property
    def language(self) -> Language:
        """The page's language."""
        return self.wording.language


def account(home: Home) -> Asker:
    """Draws the account menu in the header; who asks after it."""
    known = {each.id: each for each in people(home)}
    real = known[OWNER]
    language = _language_now(home)
    with st.container(key="account"):
        seen = known.get(str(_now(PERSON_KEY)), real)
        with st.popover(_label(language, seen), type="tertiary"):
            language = _choose_language(home, language)
            person = (
                known[_choose_person(language, known)] if allows(real.role, real.department, "see_as", ()) else real
            )
    return Asker(home, person, real, wording_of(home, language, known))


def asker_again(home: Home) -> Asker:
    """Who asks, in a part of a page that runs by itself: read afresh, so that a right taken away is gone."""
    known = {each.id: each for each in people(home)}
    real = known[OWNER]
    return Asker(home, known.get(str(_now(PERSON_KEY)), real), real, wording_of(home, _language_now(home), known))


def wording_of(home: Home, language: Language, known: Mapping[str, Person]) -> Wording:
    """How to say things: names of people and departments in one language."""
    return Wording(
        language=language,
        calendar=calendar_of(home.settings),
        people={name: person.name.in_language(language) for name, person in known.items()},
        departments={name: words.in_language(language) for name, words in departments(home).items()},
    )


def _now(key: str) -> object:
    """What a bound widget says before it is drawn: its state, on a first run the URL."""
    return st.session_state.get(key) or st.query_params.get(key)


def _language_now(home: Home) -> Language:
    said = _now(LANGUAGE_KEY)
    if said in LANGUAGES:
        return "ja" if said == "ja" else "en"
    return _browser_language(home)


def _browser_language(home: Home) -> Language:
    locale = st.context.locale
    if not locale:
        return home.settings.language
    return "ja" if locale.lower().startswith("ja") else "en"


def _label(language: Language, person: Person) -> str:
    role = say(language, f"role.{person.role}")
    return plain(say(language, "account.label", role=role, name=person.name.in_language(language)))


def _choose_language(home: Home, language: Language) -> Language:
    chosen = st.segmented_control(
        say(language, "account.language"),
        LANGUAGES,
        default=_browser_language(home),
        required=True,
        format_func=lambda each: say(language, f"language.{each}"),
        key=LANGUAGE_KEY,
        bind="query-params",
    )
    return "en" if chosen == "en" else "ja"


def _choose_person(language: Language, known: Mapping[str, Person]) -> str:
    def called(name: str) -> str:
        if name == OWNER:
            return say(language, "account.see_as.self")
        return f"{known[name].name.in_language(language)}（{say(language, f'role.{known[name].role}')}）"

    chosen = st.selectbox(
        say(language, "account.see_as"),
        list(known),
        format_func=called,
        help=say(language, "account.see_as.help"),
        key=PERSON_KEY,
        bind="query-params",
    )
    return str(chosen or OWNER)
