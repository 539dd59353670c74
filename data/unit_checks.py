"""Units of a file's columns against those of the table's: one that differs is refused, never converted by a guess."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from data.columns import Target
from data.declarations import Column
from data.errors import Refusal, Words
from data.filerows import FileColumn, FileRows
from data.files import refuse_file
from data.units import differs


def refuse_units(
    rows: FileRows,
    pairs: Sequence[tuple[FileColumn, Column]],
    matched: Mapping[str, Target],
    before: Mapping[str, str],
) -> None:
    """Refuses a unit other than the declared one, or the last load's, where the mapping says nothing of converting."""
    for column, to in pairs:
        expected = to.unit or before.get(to.name, "")
        said = column.type not in ("integer", "decimal") or matched[column.name].multiply is not None
        if not said and (differs(column.unit, expected) or (not to.unit and differs(expected, column.unit))):
            raise _other_unit(rows, column, to, expected)


def _other_unit(rows: FileRows, column: FileColumn, to: Column, expected: str) -> Refusal:
    hint = f"{column.name}: {{column: {to.name}, multiply: …}}"
    return refuse_file(
        rows.source.named,
        "other_unit",
        f"列「{column.name}」の単位は「{column.unit}」ですが、表の列「{to.name}」は「{expected}」です。",
        f"column '{column.name}' is in '{column.unit}', and the table's '{to.name}' in '{expected}'.",
        Words(f"--mapping で換算を指定してください: {hint}", f"Say with --mapping how to convert: {hint}"),
    )
