"""Which column of a table each column of a file is: by name, source name or label, or by a mapping given with it.

Compares names only; values are parsing.py's concern.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path

from data.declarations import Column, Table
from data.documents import read_document
from data.errors import NO_HINT, Refusal, Words, nearest
from data.files import SourceFile, refuse_file

Mapped = Mapping[str, str | None]


def read_mapping(path: Path) -> Mapped:
    """A mapping from a YAML file: file column -> table column, or null for a column to leave out."""
    try:
        content = read_document(path).content
    except OSError as error:
        raise refuse_file(path, "no_file", "ファイルを開けません。", "the file can't be opened.") from error
    return {str(key): None if value is None else str(value) for key, value in content.items()}


def match_columns(source: SourceFile, names: Iterable[str], table: Table, mapping: Mapped | None) -> dict[str, str]:
    """File column -> table column. Refuses a file with columns missing, left over or given twice."""
    names = list(names)
    mapping = _checked_mapping(source, names, table, mapping or {})
    known = _spellings(table.columns)
    matched: dict[str, str] = {}
    extra = []
    for name in names:
        column = mapping.get(name, known.get(_spelling(name)))
        if column is not None:
            _refuse_twice(source, matched, name, column)
            matched[name] = column
        elif name not in mapping:
            extra.append(name)
    missing = [column for column in table.columns if column.name not in matched.values()]
    if missing or extra:
        raise _mismatch(source, table, missing, extra)
    return matched


def _checked_mapping(source: SourceFile, names: list[str], table: Table, mapping: Mapped) -> Mapped:
    for name, column in mapping.items():
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
    return refuse_file(source.path, "unknown_column", ja, en, hint)


def _spelling(name: str) -> str:
    """A name without differences of width, case and outer blanks."""
    return unicodedata.normalize("NFKC", name).casefold().strip()


def _spellings(columns: Iterable[Column]) -> dict[str, str]:
    """Every spelling that means a column; a column's own name wins over another's label."""
    columns = list(columns)
    known: dict[str, str] = {}
    for pick in ("name", "source_name", "ja", "en"):
        for column in columns:
            said = getattr(column.label, pick) if pick in {"ja", "en"} else getattr(column, pick)
            known.setdefault(_spelling(said), column.name)
    return known


def _refuse_twice(source: SourceFile, matched: Mapping[str, str], name: str, column: str) -> None:
    if other := next((each for each, to in matched.items() if to == column), None):
        raise refuse_file(
            source.path,
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
        parts_ja.append(f"表にない列があります: {', '.join(extra)}。")
        parts_en.append(f"columns that '{table.name}' has not: {', '.join(extra)}.")
    code = "missing_columns" if missing else "extra_columns"
    return refuse_file(source.path, code, "".join(parts_ja), " ".join(parts_en), _mismatch_hint(table, missing, extra))


def _mismatch_hint(table: Table, missing: list[Column], extra: list[str]) -> Words:
    """The nearest pairs of what is left over and what is missing; else how to leave a column out."""
    wanted = {_spelling(each): column.name for column in missing for each in (column.name, column.source_name)}
    if not missing:
        wanted = {_spelling(column.name): column.name for column in table.columns}
    pairs = [(name, wanted[near[0]]) for name in extra if (near := nearest(_spelling(name), wanted, 1))]
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
