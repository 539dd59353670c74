"""Reads the playbook: the shipped YAML files, then a home's playbook.yaml, whose entries add to or replace them.

Checks names and every template; ranks and words nothing. A promoter's mistake is refused with file, place and remedy.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, get_args

from data.documents import Document, Place, read_document
from data.errors import Refusal, Words, nearest
from insights.findings import GRADES, KINDS, Component, Way
from insights.hypotheses.model import CAUSES, CauseEntry, Cost, Family, Improvement, Playbook, Rule
from insights.hypotheses.samples import SAMPLE_FACTS
from insights.render import SlotError, render

SHIPPED = Path(__file__).parent.parent / "playbook"
SECTIONS = ("causes", "frames", "checks", "families", "rules", "improvements")
COSTS = ("person_days", "yen")
FIELDS: Mapping[str, frozenset[str]] = {
    "causes": frozenset({"label", "mechanism", "refutation", "check", "checks"}),
    "frames": frozenset({"ja", "en"}),
    "checks": frozenset({"ja", "en"}),
    "families": frozenset({"kpis", "departments", "units", "up", "down", "says", "check"}),
    "rules": frozenset({
        "cause", "about", "weight", "kinds", "component", "kpis", "direction", "dimensions", "families", "tags",
        "share_from", "days_from", "days_to", "grade",
    }),
    "improvements": frozenset({"ja", "en", "causes", "families", "guardrail", *COSTS}),
}  # fmt: skip


def playbook_of(home: Path | None = None) -> Playbook:
    """The playbook of a home's folder (its playbook.yaml over the shipped one); the shipped one without."""
    own = home / "playbook.yaml" if home else None
    stamp = own.stat().st_mtime_ns if own and own.exists() else 0
    return _read(own if stamp else None, stamp)


@lru_cache(maxsize=8)
def _read(own: Path | None, _: int) -> Playbook:
    merged: dict[str, dict[str, Any]] = {name: {} for name in SECTIONS}
    for path in [*sorted(SHIPPED.glob("*.yaml")), *([own] if own else [])]:
        document = read_document(path)
        for section, entries in document.content.items():
            _check_section(document, section, entries)
            for name, entry in entries.items():
                _check_entry(document, (section, name), entry)
                merged[section][name] = entry
    _check_references(merged, own)
    return _built(merged)


def _refuse(document: Document, place: Place, ja: str, en: str) -> Refusal:
    hint = Words("その行を直してください。", "Mend that line.")
    return document.refuse("playbook_invalid", place, ja, en, hint)


def _check_section(document: Document, section: str, entries: object) -> None:
    if section in SECTIONS and isinstance(entries, dict):
        return
    known = ", ".join(SECTIONS)
    raise _refuse(document, (section,), f"使える区分は {known} です。", f"the sections are {known}.")


def _check_entry(document: Document, place: Place, entry: object) -> None:
    section = str(place[0])
    if not isinstance(entry, dict):
        raise _refuse(document, place, "キーと値の組にしてください。", "it must be a mapping.")
    for name in entry.keys() - FIELDS[section]:
        near = ", ".join(nearest(str(name), FIELDS[section]) or sorted(FIELDS[section]))
        raise _refuse(document, (*place, name), f"「{name}」は使えません（{near}）。", f"no field '{name}' ({near}).")
    _check_costs(document, place, entry)
    for path, text in texts_in(entry):
        if path and text.keys() - {"ja", "en"}:
            raise _refuse(document, (*place, *path), "文は引用符で囲んでください。", "put quotes round the texts.")
        _check_words(document, (*place, *path), text, _writer(section, path))


def _check_costs(document: Document, place: Place, entry: Mapping[str, Any]) -> None:
    for name in COSTS:
        said = entry.get(name)
        if said is not None and (isinstance(said, bool) or not isinstance(said, int | float) or not 0 <= said < 1e12):
            raise _refuse(document, (*place, name), "0以上の数にしてください。", "it must be a number of 0 or more.")


def _writer(section: str, path: Place) -> bool:
    """Whether a text is a label, which has no slots and is no sentence."""
    return section == "causes" and path[:1] == ("label",)


def texts_in(entry: Mapping[str, Any], place: Place = ()) -> Iterator[tuple[Place, Mapping[str, Any]]]:
    """Every pair of ja and en in an entry, and where it stands."""
    if {"ja", "en"} & entry.keys():
        yield place, entry
        return
    for name, inner in entry.items():
        if isinstance(inner, dict):
            yield from texts_in(inner, (*place, name))


def _check_words(document: Document, place: Place, words: Mapping[str, Any], is_label: bool) -> None:
    for language in ("ja", "en"):
        text = words.get(language)
        if not isinstance(text, str) or not text.strip():
            raise _refuse(document, place, f"「{language}」の文がありません。", f"there is no text for '{language}'.")
        try:
            if not is_label:
                render(text, SAMPLE_FACTS, language, author="reviewed")
        except SlotError as error:
            found = f"{error.rule}: {error.found}"
            raise _refuse(document, place, f"文の規則に合いません（{found}）。", f"breaks a rule ({found}).") from error


def _check_references(merged: Mapping[str, Mapping[str, Any]], own: Path | None) -> None:
    named = own.name if own else "playbook"
    checks, families = set(merged["checks"]), set(merged["families"])
    for section, name, field, found, known in _references(merged, checks, families):
        for each in found:
            if each not in known:
                near = ", ".join(nearest(str(each), known) or sorted(known)[:8])
                raise Refusal(
                    "playbook_invalid",
                    Words(f"{named}: {section}.{name}.{field} の「{each}」はありません。",
                          f"{named}: {section}.{name}.{field}: there is no '{each}'."),
                    Words(f"もしかして: {near}", f"Did you mean {near}?"),
                )  # fmt: skip


def _references(
    merged: Mapping[str, Mapping[str, Any]], checks: set[str], families: set[str]
) -> Iterator[tuple[str, str, str, list[str], set[str]]]:
    causes: set[str] = set(CAUSES)
    kinds: set[str] = set(KINDS)
    grades: set[str] = set(GRADES)
    ways, parts = set(get_args(Way)), set(get_args(Component))
    for name, entry in merged["causes"].items():
        yield "causes", name, "name", [name], causes
        yield "causes", name, "checks", [entry["check"], *entry.get("checks", [])], checks
    for name, entry in merged["families"].items():
        for way in ("up", "down"):
            yield "families", name, way, list(entry.get(way, {})), causes
        yield "families", name, "says", list(entry.get("says", {})), causes
        yield "families", name, "check", list(entry.get("check", {}).values()), checks
    for name, entry in merged["rules"].items():
        yield "rules", name, "cause", [entry["cause"]], causes
        yield "rules", name, "grade", [entry.get("grade", "coincides")], grades
        yield "rules", name, "kinds", entry.get("kinds", []), kinds
        yield "rules", name, "families", entry.get("families", []), families
        yield "rules", name, "direction", [entry["direction"]] if "direction" in entry else [], ways
        yield "rules", name, "component", [entry.get("component", "")], parts
    for name, entry in merged["improvements"].items():
        yield "improvements", name, "causes", entry.get("causes", []), causes
        yield "improvements", name, "families", entry.get("families", []), families


def _built(merged: Mapping[str, Mapping[str, Any]]) -> Playbook:
    dumped = json.dumps(merged, ensure_ascii=False, sort_keys=True, default=str)
    return Playbook(
        {name: _cause(entry) for name, entry in merged["causes"].items()},
        {name: _words(entry) for name, entry in merged["frames"].items()},
        {name: _words(entry) for name, entry in merged["checks"].items()},
        {name: _family(name, entry) for name, entry in merged["families"].items()},
        tuple(_rule(name, entry) for name, entry in merged["rules"].items()),
        {name: _improvement(name, entry) for name, entry in merged["improvements"].items()},
        hashlib.sha256(dumped.encode()).hexdigest()[:12],
    )


def _words(entry: Mapping[str, str]) -> Words:
    return Words(entry["ja"], entry["en"])


def _cause(entry: Mapping[str, Any]) -> CauseEntry:
    label, mechanism, refutation = (_words(entry[name]) for name in ("label", "mechanism", "refutation"))
    return CauseEntry(label, mechanism, refutation, entry["check"], tuple(entry.get("checks", [entry["check"]])))


def _family(name: str, entry: Mapping[str, Any]) -> Family:
    kpis, departments, units = (frozenset(entry.get(field, ())) for field in ("kpis", "departments", "units"))
    says = {cause: _words(words) for cause, words in entry.get("says", {}).items()}
    up, down = ({str(k): float(v) for k, v in entry.get(way, {}).items()} for way in ("up", "down"))
    return Family(name, kpis, departments, units, up, down, says, dict(entry.get("check", {})))


def _rule(name: str, entry: Mapping[str, Any]) -> Rule:
    sets = {"kinds", "kpis", "dimensions", "families", "tags"}
    given: dict[str, Any] = {field: frozenset(v) if field in sets else v for field, v in entry.items()}
    return Rule(name=name, **given)


def _improvement(code: str, entry: Mapping[str, Any]) -> Improvement:
    causes, families = frozenset(entry["causes"]), frozenset(entry.get("families", ()))
    cost = Cost(*(None if entry.get(name) is None else float(entry[name]) for name in COSTS))
    return Improvement(code, _words(entry), causes, families, entry.get("guardrail", ""), cost)
