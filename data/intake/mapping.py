"""Which column of a table a file's column probably is, and how sure that is. Suggests; a person or a memory decides."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from data.columns import Mapped, Target, spelling, spellings, without_unit
from data.declarations import Column, Table
from data.filerows import FileColumn
from data.units import factor

ALIKE = 0.72
NUMBERS = {"integer", "decimal"}
TIMES = {"date", "datetime"}


@dataclass(frozen=True)
class Suggestion:
    """A file's column and the table's column it probably is (None: none). `how`: remembered, name, similar, none.

    `unit` is the file's and `expected` the table's; `multiply` what values are to be multiplied by where they differ,
    None where that is not known or nothing is to be done. `ask` says that a person must decide about the unit.
    """

    name: str
    type: str
    column: str | None
    confidence: float
    how: str
    unit: str = ""
    expected: str = ""
    multiply: Decimal | None = None
    ask: bool = False


def suggest(columns: Sequence[FileColumn], table: Table, said: Mapped | None = None) -> list[Suggestion]:
    """A suggestion for every column of the file, in its order; what was said before comes first."""
    found: dict[str, tuple[str | None, float, str, Decimal | None]] = {}
    for column in columns:
        if said is not None and column.name in said:
            to = said[column.name]
            multiply = to.multiply if isinstance(to, Target) else None
            found[column.name] = (to.column if isinstance(to, Target) else to, 1.0, "remembered", multiply)
    taken = {column for column, *_ in found.values() if column}
    _by_name(columns, table, found, taken)
    _by_likeness(columns, table, found, taken)
    return [_suggestion(column, table, found.get(column.name, (None, 0.0, "none", None))) for column in columns]


def _by_name(
    columns: Sequence[FileColumn],
    table: Table,
    found: dict[str, tuple[str | None, float, str, Decimal | None]],
    taken: set[str],
) -> None:
    known = spellings(table.columns)
    for spelled, sure in ((spelling, 1.0), (without_unit, 0.95)):
        for column in columns:
            to = known.get(spelled(column.name))
            if column.name not in found and to and to not in taken:
                found[column.name] = (to, sure, "name", None)
                taken.add(to)


def _by_likeness(
    columns: Sequence[FileColumn],
    table: Table,
    found: dict[str, tuple[str | None, float, str, Decimal | None]],
    taken: set[str],
) -> None:
    pairs = [
        (_likeness(column, to), column.name, to.name)
        for column in columns[:400]
        for to in table.columns
        if column.name not in found and to.name not in taken
    ]
    for sure, name, to in sorted(pairs, key=lambda pair: -pair[0]):
        if sure >= ALIKE and name not in found and to not in taken:
            found[name] = (to, round(sure * 0.8, 2), "similar", None)
            taken.add(to)


def _likeness(column: FileColumn, to: Column) -> float:
    if not fits(column, to):
        return 0.0
    here = without_unit(column.name)
    said = {spelling(each) for each in (to.name, to.source_name, to.label.ja, to.label.en)}
    return max(_ratio(here, each) for each in said)


def _ratio(one: str, other: str) -> float:
    if one and other and (one in other or other in one) and min(len(one), len(other)) >= 2:
        return max(0.75, difflib.SequenceMatcher(None, one, other).ratio())
    return difflib.SequenceMatcher(None, one, other).ratio()


def fits(column: FileColumn, to: Column) -> bool:
    """Whether values of a file's column can be those of the table's."""
    if to.type == "text" or column.type == to.type:
        return True
    return {column.type, to.type} <= NUMBERS or {column.type, to.type} <= TIMES or column.type == "text"


def _suggestion(column: FileColumn, table: Table, said: tuple[str | None, float, str, Decimal | None]) -> Suggestion:
    name, sure, how, multiply = said
    to = table.column(name) if name else None
    expected = to.unit if to else ""
    by = factor(column.unit, expected) if column.unit and expected else Decimal(1)
    ask = to is not None and column.type in NUMBERS and by != 1 and multiply is None
    return Suggestion(
        column.name, column.type, to.name if to else None, sure, how, column.unit or "", expected,
        multiply if multiply is not None else (by if ask else None), ask,
    )  # fmt: skip


def mapping_from(suggestions: Sequence[Suggestion]) -> dict[str, str | Target | None]:
    """The mapping that suggestions amount to; units that need an answer are left without one."""
    mapping: dict[str, str | Target | None] = {}
    for each in suggestions:
        sure = each.column and each.multiply is not None and not each.ask
        mapping[each.name] = Target(str(each.column), each.multiply) if sure else each.column
    return mapping
