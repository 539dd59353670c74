"""Who asks and in which language: the account menu, and the answers it gives on every rerun.

On a laptop the local owner asks, and may look through another person's eyes. A seat that signs in comes later.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

import streamlit as st

from data.errors import Language, Words
from data.home import Home, Settings
from data.people import OWNER, Person, departments, people
from data.policy import allows
from metrics.calendar import calendar_of
from metrics.catalog import catalog_of
from pages.shared.cards import Wording
from pages.shared.session.address import restate, understand
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
    asker = _asker(home, known)
    with st.container(key="account"), st.popover(_label(asker.language, asker.person), type="tertiary"):
        _choose_language(home, asker.language)
        if allows(asker.real.role, asker.real.department, "see_as", (asker.real.department,)):
            _choose_person(asker.language, known)
    return _asker(home, known)


def asker_again(home: Home) -> Asker:
    """Who asks, read afresh for a page, and for a part of one that runs by itself: a right taken away is gone."""
    return _asker(home, _register(home))


def _asker(home: Home, known: Register) -> Asker:
    wording = _wording(home.settings, _language_now(home), known)
    return Asker(home, _seen(home, known), known.people[OWNER], wording)


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


def _seen(home: Home, known: Register) -> Person:
    """Whose eyes: the real person's own unless they may look through another's, and do."""
    real = known.people[OWNER]
    if not allows(real.role, real.department, "see_as", (real.department,)):
        return real
    names = [partial(_called, known, language) for language in LANGUAGES]
    for option in known.people if PERSON_KEY not in st.session_state else ():
        if st.query_params.get(PERSON_KEY) in (option, *(name(option) for name in names)):
            return known.people[option]
    return known.people.get(str(st.session_state.get(PERSON_KEY)), real)


def _language_now(home: Home) -> Language:
    """What the menu says, on a first run the URL, else the browser."""
    said = st.session_state.get(LANGUAGE_KEY) or st.query_params.get(LANGUAGE_KEY)
    said = next((each for each in LANGUAGES if said in (each, say(each, f"language.{each}"))), None)
    if said is not None:
        return said
    return _browser_language(home)


def _browser_language(home: Home) -> Language:
    locale = st.context.locale
    if not locale:
        return home.settings.language
    return "ja" if locale.lower().startswith("ja") else "en"


def _label(language: Language, person: Person) -> str:
    role = say(language, f"role.{person.role}")
    return plain(say(language, "account.label", role=role, name=person.name.in_language(language)))


def _choose_language(home: Home, language: Language) -> None:
    def called(each: str) -> str:
        return say(language, f"language.{each}")

    label = understand(LANGUAGE_KEY, LANGUAGES, called)
    st.segmented_control(
        say(language, "account.language"),
        LANGUAGES,
        default=_browser_language(home),
        required=True,
        format_func=called,
        key=LANGUAGE_KEY,
        bind="query-params",
    )
    restate(LANGUAGE_KEY, label)


def _choose_person(language: Language, known: Register) -> None:
    own, *others = (partial(_called, known, each) for each in sorted(LANGUAGES, key=lambda each: each != language))
    label = understand(PERSON_KEY, known.people, own, *others)
    st.selectbox(
        say(language, "account.see_as"),
        list(known.people),
        format_func=own,
        help=say(language, "account.see_as.help"),
        key=PERSON_KEY,
        bind="query-params",
    )
    restate(PERSON_KEY, label)


def _called(known: Register, language: Language, name: str) -> str:
    """A person's name and role; how the real person's own view is called."""
    if name == OWNER:
        return say(language, "account.see_as.self")
    person = known.people[name]
    return say(
        language, "account.person", name=person.name.in_language(language), role=say(language, f"role.{person.role}")
    )
