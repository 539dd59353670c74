"""Definitions against their JSON Schema: the first fault as a refusal with file and line, in both languages.

Checks form only: types, required and unknown keys. What names and expressions mean is checks.py's.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, cast

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match

from data.documents import Document, Place
from data.errors import NO_HINT, Refusal, Words, nearest

SCHEMA = Path(__file__).parent.parent / "definitions" / "schema.json"
TYPES = {
    "object": ("キーと値の組", "a mapping"),
    "array": ("一覧", "a list"),
    "string": ("文字列", "a text"),
    "number": ("数値", "a number"),
    "integer": ("整数", "a whole number"),
    "boolean": ("true か false", "true or false"),
    "null": ("空", "null"),
}


@cache
def validator() -> Draft202012Validator:
    """The validator of definitions files."""
    return Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def check_form(document: Document) -> None:
    """Refuses a definitions file that the schema does not allow, at its first wrong line."""
    errors = list(validator().iter_errors(document.content))
    if not errors:
        return
    faults = sorted((_fault(document, _deepest(error)) for error in errors), key=lambda fault: fault[0])
    raise faults[0][1]


def _deepest(error: ValidationError) -> ValidationError:
    """Of alternatives, the fault in the one that was most likely meant."""
    return best_match(error.context) or error if error.validator == "anyOf" and error.context else error


def _fault(document: Document, error: ValidationError) -> tuple[int, Refusal]:
    place: Place = tuple(error.absolute_path)
    if "propertyNames" in error.absolute_schema_path:
        place = (*place, str(error.instance))
    if error.validator == "additionalProperties":
        key = _unknown_keys(error)[0]
        place, words, hint = (*place, key), *_unknown_key(error, key)
    else:
        words, hint = _words(error, place), NO_HINT
    return document.line(place), document.refuse("definition_invalid", place, words.ja, words.en, hint)


def _unknown_keys(error: ValidationError) -> list[str]:
    return [str(key) for key in cast("dict[str, Any]", error.instance) if key not in _known_keys(error)]


def _known_keys(error: ValidationError) -> list[str]:
    return sorted(cast("dict[str, Any]", error.schema).get("properties", {}))


def _unknown_key(error: ValidationError, key: str) -> tuple[Words, Words]:
    known = _known_keys(error)
    near = nearest(key, known) or known
    return (
        Words(f"項目「{key}」はありません。", f"there is no field '{key}'."),
        Words(f"もしかして: {'、'.join(near)}", f"Did you mean {', '.join(near)}?"),
    )


def _words(error: ValidationError, place: Place) -> Words:
    name = str(place[-1]) if place else ""
    wanted: Any = error.validator_value
    if error.validator == "required":
        missing = next(key for key in wanted if key not in cast("dict[str, Any]", error.instance))
        return Words(f"「{name}」に項目「{missing}」がありません。", f"'{name}' lacks the field '{missing}'.")
    if error.validator == "enum":
        return _one_of(name, str(error.instance), [str(value) for value in wanted])
    if error.validator == "type":
        types = [TYPES[kind] for kind in ([wanted] if isinstance(wanted, str) else wanted)]
        ja, en = "または".join(ja for ja, _ in types), " or ".join(en for _, en in types)
        return Words(f"「{name}」は{ja}にしてください。", f"'{name}' must be {en}.")
    if error.validator in ("pattern", "maxLength") and not place:
        return _bad_name(str(error.instance))
    if error.validator in ("pattern", "maxLength"):
        return _bad_name(str(error.instance))
    return Words(f"「{name}」の値が正しくありません（{error.message}）。", f"'{name}' is not valid: {error.message}.")


def _one_of(name: str, value: str, allowed: list[str]) -> Words:
    near = nearest(value, allowed, 1)
    meant = Words(f"もしかして: {near[0]}。", f" Did you mean {near[0]}?") if near else Words("", "")
    return Words(
        f"「{name}」の「{value}」は使えません。{'、'.join(allowed)} のいずれかです。{meant.ja}",
        f"'{name}' can't be '{value}'; it is one of {', '.join(allowed)}.{meant.en}",
    )


def _bad_name(name: str) -> Words:
    return Words(
        f"名前「{name}」は使えません。文字で始め、文字・数字・_ だけにしてください。",
        f"the name '{name}' is not allowed; begin with a letter and use letters, digits and _.",
    )
