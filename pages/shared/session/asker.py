"""Who asks and in which language: the account menu, and the answers it gives on every rerun.

On a laptop the local owner asks, and may look through another person's eyes. A seat that signs in comes later.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import streamlit as st

from data.errors import Language, Words
from data.home import Home, Settings
from data.people import OWNER, Person, departments, people
from data.policy import allows
from metrics.calendar import calendar_of
from metrics.catalog import catalog_of
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
    known = _register(home)
    real = known.people[OWNER]
    language = _language_now(home)
    with st.container(key="account"):
        seen = known.people.get(str(_now(PERSON_KEY)), real)
        with st.popover(_label(language, seen), type="tertiary"):
            language = _choose_language(home, language)
            allowed = allows(real.role, real.department, "see_as", (real.department,))
            person = known.people[_choose_person(language, known.people)] if allowed else real
    return Asker(home, person, real, _wording(home.settings, language, known))


def asker_again(home: Home) -> Asker:
    """Who asks, read afresh: for a page, and for a part of one that runs by itself, so that a right taken away is gone."""
    known = _register(home)
    real = known.people[OWNER]
    seen = known.people.get(str(_now(PERSON_KEY)), real)
    allowed = allows(real.role, real.department, "see_as", (real.department,))
    return Asker(home, seen if allowed else real, real, _wording(home.settings, _language_now(home), known))


@dataclass(frozen=True)
class Register:
    """The people and departments of the ledger."""

    people: Mapping[str, Person]
    departments: Mapping[str, Words]


def _register(home: Home) -> Register:
    """The ledger's people and departments, read again whenever its files have changed; each time from a server."""
    if os.environ.get("SAIGEN_LEDGER_URL"):
        return _read(home)
    stamp = tuple(_stamp(Path(f"{home.ledger}{ending}")) for ending in ("", "-wal"))
    return _read_register(home, catalog_of(home).version, stamp) if stamp[0] else _read(home)


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_mtime_ns, found.st_size


@lru_cache(maxsize=8)
def _read_register(home: Home, version: str, stamp: tuple[object, ...]) -> Register:
    del version, stamp
    return _read(home)


def _read(home: Home) -> Register:
    return Register({each.id: each for each in people(home)}, departments(home))


_wordings: dict[tuple[Settings, Language], tuple[Register, Wording]] = {}


def _wording(settings: Settings, language: Language, known: Register) -> Wording:
    """How to say things; the same object as long as the register is."""
    kept = _wordings.get((settings, language))
    if kept is None or kept[0] is not known:
        kept = (known, _made_wording(settings, language, known))
        _wordings[settings, language] = kept
    return kept[1]


def _made_wording(settings: Settings, language: Language, known: Register) -> Wording:
    return Wording(
        language=language,
        calendar=calendar_of(settings),
        people={name: person.name.in_language(language) for name, person in known.people.items()},
        departments={name: words.in_language(language) for name, words in known.departments.items()},
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
