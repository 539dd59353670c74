"""Which column of a table each column of a file is: by name, source name or label, or by a mapping given with it.

Compares names and units only; values are parsing.py's concern.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from data.declarations import Column, Table
from data.documents import read_document
from data.errors import NO_HINT, Refusal, Words, nearest
from data.files import SourceFile, refuse_file

UNIT_IN_NAME = re.compile(r"\s*[(\[【〔<][^()\[\]【】〔〕<>]{1,16}[)\]】〕>]\s*$")


@dataclass(frozen=True)
class Target:
    """The column of the table that a column of a file is. `multiply` converts its values (1000 for 千円 as 円, −1 for
    a sign that is turned); None says nothing of units, so that one that differs is refused.
    """

    column: str
    multiply: Decimal | None = None


Mapped = Mapping[str, "str | Target | None"]


def read_mapping(path: Path) -> Mapped:
    """A mapping from a YAML file: file column -> table column, or {column: …, multiply: …}, or null to leave it out."""
    try:
        content = read_document(path).content
    except OSError as error:
        raise refuse_file(path, "no_file", "ファイルを開けません。", "the file can't be opened.") from error
    return mapping_of(content, path)


def mapping_of(content: Mapping[str, Any], path: Path) -> Mapped:
    """A mapping from plain dicts, as YAML and JSON give them."""
    return {str(key): _target(path, str(key), value) for key, value in content.items()}


def _target(path: Path, name: str, value: Any) -> str | Target | None:
    if not isinstance(value, dict):
        return None if value is None else str(value)
    try:
        multiply = None if value.get("multiply") is None else Decimal(str(value["multiply"]))
        if multiply is not None and (not multiply.is_finite() or multiply == 0):
            raise InvalidOperation
        return Target(str(value["column"]), multiply)
    except (KeyError, InvalidOperation) as error:
        ja = f"対応表の「{name}」は {{column: 列, multiply: 数}} の形にしてください。"
        raise refuse_file(
            path, "bad_mapping", ja, f"the mapping of '{name}' must be {{column: NAME, multiply: NUMBER}}."
        ) from error


def plain_mapping(targets: Mapping[str, Target | None]) -> dict[str, Any]:
    """A mapping as plain dicts, the inverse of `mapping_of`."""
    return {name: None if to is None else _plain_target(to) for name, to in targets.items()}


def _plain_target(target: Target) -> str | dict[str, str]:
    if target.multiply is None:
        return target.column
    return {"column": target.column, "multiply": str(target.multiply)}


def match_columns(
    source: SourceFile, names: Iterable[str], table: Table, mapping: Mapped | None, without: Iterable[str] = ()
) -> dict[str, Target]:
    """File column -> table column. Refuses a file with columns missing (but `without`), left over or given twice."""
    names = list(names)
    mapping = _checked_mapping(source, names, table, mapping or {})
    known = spellings(table.columns)
    matched: dict[str, Target] = {}
    extra = []
    for name in names:
        target = mapping[name] if name in mapping else known_as(known, name)
        if target is not None:
            target = target if isinstance(target, Target) else Target(target)
            _refuse_twice(source, matched, name, target.column)
            matched[name] = target
        elif name not in mapping:
            extra.append(name)
    given = {target.column for target in matched.values()} | set(without)
    missing = [column for column in table.columns if column.name not in given]
    if missing or extra:
        raise _mismatch(source, table, missing, extra)
    return matched


def _checked_mapping(source: SourceFile, names: list[str], table: Table, mapping: Mapped) -> Mapped:
    for name, to in mapping.items():
        column = to.column if isinstance(to, Target) else to
        if name not in names:
            raise _unknown_in_mapping(source, name, names, Words("ファイルの列", "column of the file"))
        if column is not None and table.columns and table.column(column) is None:
            known = [each.name for each in table.columns]
            raise _unknown_in_mapping(source, column, known, Words("表の列", "column of the table"))
    return mapping


def _unknown_in_mapping(source: SourceFile, name: str, known: list[str], kind: Words) -> Refusal:
    near = nearest(name, known) or known[:8]
    hint = Words(f"もしかして: {'、'.join(near)}", f"Did you mean {', '.join(near)}?")
    ja, en = f"対応表の{kind.ja}「{name}」はありません。", f"the mapping names '{name}', which is no {kind.en}."
    return refuse_file(source.named, "unknown_column", ja, en, hint)


def spelling(name: str) -> str:
    """A name without differences of width, case and outer blanks."""
    return unicodedata.normalize("NFKC", name).casefold().strip()


def without_unit(name: str) -> str:
    """A name without the unit in brackets at its end, spelled plainly."""
    return UNIT_IN_NAME.sub("", spelling(name))


def known_as(known: Mapping[str, str], name: str) -> str | None:
    """The column that a name means, also where the file adds a unit in brackets to it."""
    return known.get(spelling(name)) or known.get(without_unit(name))


def spellings(columns: Iterable[Column]) -> dict[str, str]:
    """Every spelling that means a column; a column's own name wins over another's label."""
    columns = list(columns)
    known: dict[str, str] = {}
    for pick in ("name", "source_name", "ja", "en"):
        for column in columns:
            said = getattr(column.label, pick) if pick in {"ja", "en"} else getattr(column, pick)
            known.setdefault(spelling(said), column.name)
    return known


def _refuse_twice(source: SourceFile, matched: Mapping[str, Target], name: str, column: str) -> None:
    if other := next((each for each, to in matched.items() if to.column == column), None):
        raise refuse_file(
            source.named,
            "column_twice",
            f"「{other}」と「{name}」はどちらも列「{column}」です。",
            f"'{other}' and '{name}' are both the column '{column}'.",
        )


def _mismatch(source: SourceFile, table: Table, missing: list[Column], extra: list[str]) -> Refusal:
    parts_ja, parts_en = [], []
    if missing:
        names = ", ".join(column.name for column in missing)
        parts_ja.append(f"表「{table.name}」の列がありません: {names}。")
        parts_en.append(f"columns of '{table.name}' are missing: {names}.")
    if extra:
        parts_ja.append(f"表にない列があります: {_listed(extra)}。")
        parts_en.append(f"columns that '{table.name}' has not: {_listed(extra)}.")
    code = "missing_columns" if missing else "extra_columns"
    return refuse_file(source.named, code, "".join(parts_ja), " ".join(parts_en), _mismatch_hint(table, missing, extra))


def _listed(names: list[str]) -> str:
    return ", ".join(name[:60] for name in names[:12]) + (", …" if len(names) > 12 else "")


def _mismatch_hint(table: Table, missing: list[Column], extra: list[str]) -> Words:
    """The nearest pairs of what is left over and what is missing; else how to leave a column out."""
    wanted = {spelling(each): column.name for column in missing for each in (column.name, column.source_name)}
    if not missing:
        wanted = {spelling(column.name): column.name for column in table.columns}
    pairs = [(name, wanted[near[0]]) for name in extra[:50] if (near := nearest(spelling(name), wanted, 1))]
    if pairs:
        return Words(
            "もしかして: " + "、".join(f"「{name}」は「{column}」" for name, column in pairs),
            "Perhaps " + ", ".join(f"'{name}' is '{column}'" for name, column in pairs) + " (say so with --mapping).",
        )
    if extra and not missing:
        return Words(
            "取り込まない列は --mapping で null にしてください。",
            "Map a column to null with --mapping to leave it out.",
        )
    return NO_HINT
