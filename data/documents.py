"""YAML files with the line of every key and item, so that an error can name its place.

Checks nothing beyond YAML's own rules and keys given twice; what a document means is its reader's concern.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from data.errors import NO_HINT, Refusal, Words

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml's reads ten times faster, where it is there
SCALARS = yaml.constructor.SafeConstructor()
Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Document:
    """A parsed file: its content as plain dicts and lists, and the line (from 1) of each place in it."""

    path: Path
    content: dict[str, Any]
    lines: dict[Place, int] = field(repr=False)

    def line(self, place: Place) -> int:
        """The line of a place, else that of the nearest one above it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)

    def refuse(self, code: str, place: Place, ja: str, en: str, hint: Words = NO_HINT) -> Refusal:
        """A refusal that begins with the file and the line of a place."""
        where = f"{self.path.name}:{self.line(place)}"
        return Refusal(code, Words(f"{where}: {ja}", f"{where}: {en}"), hint)


def read_document(path: Path) -> Document:
    """A YAML file whose top is a mapping. Refuses what is not YAML, or gives a key twice, with the line."""
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=LOADER)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise _unreadable(path, error) from error
    lines: dict[Place, int] = {(): 1}
    content = _value(node, (), lines, path) if node else {}
    document = Document(path, content if isinstance(content, dict) else {}, lines)
    if not isinstance(content, dict):
        raise document.refuse(
            "definition_invalid", (), "最上位はキーと値の組にしてください。", "the top must be a mapping."
        )
    return document


def _unreadable(path: Path, error: Exception) -> Refusal:
    mark = getattr(error, "problem_mark", None)
    where = f"{path.name}:{mark.line + 1}" if mark else path.name
    problem = getattr(error, "problem", None) or str(error)
    return Refusal(
        "definition_unreadable",
        Words(f"{where}: YAML として読めません（{problem}）。", f"{where}: not readable as YAML ({problem})."),
    )


def _value(node: yaml.Node, place: Place, lines: dict[Place, int], path: Path) -> Any:
    lines.setdefault(place, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, place, lines, path)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*place, index), lines, path) for index, item in enumerate(node.value)]
    return SCALARS.construct_object(node)


def _mapping(node: yaml.MappingNode, place: Place, lines: dict[Place, int], path: Path) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if key.value in found:
            where = f"{path.name}:{line}"
            raise Refusal(
                "definition_invalid",
                Words(f"{where}: 「{key.value}」が二度あります。", f"{where}: '{key.value}' is given twice."),
            )
        lines[(*place, key.value)] = line
        found[key.value] = _value(value, (*place, key.value), lines, path)
    return found
