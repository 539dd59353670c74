"""The columns of a file against the fields of a table: as suggested or remembered, and as the reader changes them.

Units are never guessed: where a file's differs from the table's, the reader says what to do, or nothing is loaded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import streamlit as st

from data.declarations import Table
from data.intake import Suggestion, Target, Understanding
from data.intake.mapping import suggest
from metrics.formatting import PLAIN, format_percent, format_value, scale_of, unit_text
from pages.shared import figures
from pages.shared.cards import Wording
from pages.shared.session import Asker
from pages.shared.text import plain
from pages.shared.upload import grid
from pages.shared.upload.desk import Desk

MOST = 60
"""Columns that are offered to be changed; those beyond keep what was suggested."""
LEFT_OUT = ""
NUMERIC = ("integer", "decimal")
AS_IS, TURNED = Decimal(1), Decimal(-1)


@dataclass(frozen=True)
class Answer:
    """A file's column: its column in the table (None: left out), the factor, and whether the factor is still open."""

    suggestion: Suggestion
    column: str | None
    multiply: Decimal | None
    open: bool


@dataclass(frozen=True)
class Matched:
    """What the columns are mapped to, as the intake takes it; `without` are fields that the file does not have."""

    columns: tuple[tuple[str, str | None, Decimal | None], ...]
    without: tuple[str, ...]

    @property
    def mapping(self) -> Mapping[str, str | Target | None]:
        """By column of the file."""
        return {name: Target(to, by) if to and by is not None else to for name, to, by in self.columns}


def suggested(found: Understanding, table: Table) -> Sequence[Suggestion]:
    """What the file's columns probably are in a table; as remembered where that is the table remembered."""
    if found.table == table.name and found.suggestions:
        return found.suggestions
    return suggest(found.columns, table)


def answers(desk: Desk, table: Table, suggestions: Sequence[Suggestion]) -> list[Answer]:
    """Suggestions with what the reader has said since."""
    made = []
    for each in suggestions:
        said = desk.edits.get((table.name, each.name))
        if said is None:
            made.append(Answer(each, each.column, None if each.ask else each.multiply, each.ask))
        else:
            to = table.column(said[0]) if said[0] else None
            other = to is not None and _other_unit(each, to.unit)
            made.append(Answer(each, said[0], said[1], other and said[1] is None))
    return made


def _other_unit(suggestion: Suggestion, expected: str) -> bool:
    from data.units import differs

    return suggestion.type in NUMERIC and differs(suggestion.unit, expected)


def draw(asker: Asker, desk: Desk, found: Understanding, table: Table) -> Matched | None:
    """The mapping, to be read or changed; None as long as something about it is open."""
    wording = asker.wording
    made = answers(desk, table, suggested(found, table))
    settled = all(each.column and not each.open for each in made)
    figures.title(wording.say("upload.mapping.title"), _note(wording, made))
    if st.toggle(wording.say("upload.mapping.change"), value=not settled, key=desk.key("change", table.name)):
        with st.container(gap="xxsmall"):
            for at, each in sorted(enumerate(made[:MOST]), key=lambda pair: _sure(pair[1].suggestion)):
                _edit(asker, desk, table, at, each)
    else:
        grid.show(mapping_data(wording, table, made), desk.key("mapping", table.name))
    without = _missing(asker, desk, found, table, made)
    return None if without is None or not _sound(wording, made) else _matched(made, without)


def _sure(suggestion: Suggestion) -> bool:
    """Whether nothing needed to be said about it at first: those that do stand above."""
    return suggestion.column is not None and not suggestion.ask


def _matched(made: Sequence[Answer], without: tuple[str, ...]) -> Matched:
    return Matched(tuple((each.suggestion.name, each.column, each.multiply) for each in made), without)


def _note(wording: Wording, made: Sequence[Answer]) -> str:
    mapped = sum(each.column is not None for each in made)
    return wording.say("upload.mapping.note", mapped=mapped, count=len(made))


def mapping_data(wording: Wording, table: Table, made: Sequence[Answer]) -> dict[str, Any]:
    """All that the mapping draws when it is read only."""
    columns = [(wording.say(f"upload.mapping.{name}"), "") for name in ("file", "field", "unit", "why")]
    rows = [
        [
            {"text": each.suggestion.name, "kind": "wide"},
            {"text": field_name(wording, table, each.column), "kind": "strong" if each.column else "quiet"},
            {"text": unit_said(wording, table, each), "kind": "quiet"},
            {"text": _why(wording, each), "kind": "quiet later"},
        ]
        for each in made
    ]
    return grid.table(wording.language, wording.say("upload.mapping.title"), columns, rows, tall=396)


def field_name(wording: Wording, table: Table, column: str | None) -> str:
    """What a field of the table is called; that a column is left out."""
    found = table.column(column) if column else None
    return found.label.in_language(wording.language) if found else wording.say("upload.mapping.none")


def unit_said(wording: Wording, table: Table, answer: Answer) -> str:
    """The unit and the sign that a number is taken with."""
    found = table.column(answer.column) if answer.column else None
    if found is None or answer.suggestion.type not in NUMERIC:
        return ""
    if answer.open:
        return wording.say("upload.unit.open", unit=answer.suggestion.unit, expected=unit_name(wording, found.unit))
    if answer.multiply in (None, AS_IS):
        return unit_name(wording, found.unit or answer.suggestion.unit)
    unit = unit_name(wording, answer.suggestion.unit or found.unit)
    return wording.say("upload.unit.times", unit=unit, factor=factor_text(wording, answer.multiply))


def unit_name(wording: Wording, unit: str) -> str:
    """A unit as people write it."""
    return unit_text(unit, wording.language, scale_of([1.0], unit, wording.language)).strip() or unit


def factor_text(wording: Wording, factor: Decimal | None) -> str:
    """What a number is multiplied by, as written."""
    number = float(factor if factor is not None else AS_IS)
    return format_value(number, "", wording.language, scale=PLAIN, digits=0 if number.is_integer() else None).number


def _why(wording: Wording, answer: Answer) -> str:
    each = answer.suggestion
    if answer.column != each.column:
        return wording.say("upload.why.chosen")
    share = format_percent(each.confidence, wording.language, digits=0)
    return wording.say(f"upload.why.{each.how}", share=share)


def _edit(asker: Asker, desk: Desk, table: Table, at: int, answer: Answer) -> None:
    """One column: which field it is, and in which unit its numbers come."""
    wording, name = asker.wording, answer.suggestion.name
    fields = [LEFT_OUT, *(column.name for column in table.columns)]
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=desk.key("edit", table.name, at)):
        st.markdown(plain(name), width=120)
        chosen = st.selectbox(
            wording.say("upload.mapping.field_of", name=plain(name)), fields,
            index=fields.index(answer.column or LEFT_OUT),
            format_func=lambda each: field_name(wording, table, each),
            label_visibility="collapsed", width=180, key=desk.key("to", table.name, at),
        )  # fmt: skip
        to = chosen or None
        multiply = _edit_unit(asker, desk, table, at, answer, to) if to else None
    if (to, multiply) != (answer.column, answer.multiply):
        desk.edits[table.name, name] = (to, multiply)
        st.rerun()


def _edit_unit(asker: Asker, desk: Desk, table: Table, at: int, answer: Answer, to: str) -> Decimal | None:
    each, wording = answer.suggestion, asker.wording
    found = table.column(to)
    if found is None or each.type not in NUMERIC or found.type not in NUMERIC:
        return None
    return st.selectbox(
        wording.say("upload.unit.of", name=plain(each.name)),
        factors(each, answer.multiply),
        index=None if answer.multiply is None and _other_unit(each, found.unit) else 0,
        placeholder=wording.say("upload.unit.open", unit=each.unit, expected=unit_name(wording, found.unit)),
        format_func=lambda factor: _factor_name(wording, each, found.unit, factor),
        label_visibility="collapsed", width=190, key=desk.key("unit", table.name, at, to),
    )  # fmt: skip


def factors(suggestion: Suggestion, chosen: Decimal | None) -> list[Decimal]:
    """What a number may be multiplied by, what holds now first: as it is, by the unit, with the sign turned."""
    by = suggestion.multiply if suggestion.multiply is not None else AS_IS
    known = [AS_IS, *([by] if by != AS_IS else []), -by, TURNED]
    return list(dict.fromkeys([chosen, *known] if chosen is not None else known))


def _factor_name(wording: Wording, suggestion: Suggestion, expected: str, factor: Decimal) -> str:
    unit = unit_name(wording, expected)
    if factor == AS_IS:
        return wording.say("upload.unit.as_is", unit=unit)
    if factor == TURNED:
        return wording.say("upload.unit.turned", unit=unit)
    return wording.say("upload.unit.convert", unit=suggestion.unit, expected=unit, factor=factor_text(wording, factor))


def _missing(
    asker: Asker, desk: Desk, found: Understanding, table: Table, made: Sequence[Answer]
) -> tuple[str, ...] | None:
    """Fields that the file does not have, if the reader agrees that they stay empty; None where not."""
    wording = asker.wording
    given = {each.column for each in made}
    missing = tuple(column.name for column in table.columns if column.name not in given)
    if not missing:
        return ()
    names = wording.say("join").join(field_name(wording, table, name) for name in missing)
    if table.time in missing or (table.department == "by_row" and "department" in missing):
        st.warning(plain(wording.say("upload.missing.needed", names=names)))
        return None
    agreed = set(missing) <= set(found.without)
    said = wording.say("upload.missing.agree", names=names)
    return missing if st.checkbox(plain(said), value=agreed, key=desk.key("without", table.name, *missing)) else None


def _sound(wording: Wording, made: Sequence[Answer]) -> bool:
    """Whether every column has one field, every field at most one column, and every unit an answer."""
    fields = [each.column for each in made if each.column]
    twice = [each.suggestion.name for each in made if each.column and fields.count(each.column) > 1]
    if twice:
        st.warning(plain(wording.say("upload.mapping.twice", names=wording.say("join").join(twice))))
    open_ = [each.suggestion.name for each in made if each.open and each.column]
    if open_:
        st.warning(plain(wording.say("upload.unit.decide", names=wording.say("join").join(open_))))
    return not twice and not open_ and bool(fields)
