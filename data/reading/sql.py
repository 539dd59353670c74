"""SQL of a streamed read: DuckDB's read_csv with exact types, and expressions where marks must go first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from data.reading.model import Column
from data.reading.text.dialect import Dialect
from data.reading.values.missing import is_missing

_INTEGER = re.compile(r"[+-]?(?:0|[1-9]\d{0,17})")
_DECIMAL = re.compile(r"[+-]?\d{1,15}(?:\.(\d+))?(?:[eE][+-]?\d+)?")
_MARKED = re.compile(r"[△▲−-]?\s?\d{1,3}(?:,\d{3})*(?:\.(\d+))?|[△▲−-]?\s?\d+(?:\.(\d+))?")
_ISO_DATE = re.compile(r"[12]\d{3}[-/]\d{1,2}[-/]\d{1,2}")
_ISO_TIME = re.compile(r"[12]\d{3}[-/]\d{1,2}[-/]\d{1,2}[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?")
_TRIPLE = {"dmy": "%d{0}%m{0}%Y", "mdy": "%m{0}%d{0}%Y"}
INEXACT = "a number has more digits than the sampled ones"
_PADDED = re.compile(r"^[\s\u3000]|[\s\u3000]$")


@dataclass(frozen=True)
class Field:
    """One column of the file: the type it is scanned with, and the expression that makes the value (None: as scanned).

    `exact` is the type a double is cast to after it was seen to lose nothing: DuckDB itself reads 1.5 as the integer 2.
    """

    column: Column
    scanned: str
    expression: str | None = None
    exact: str | None = None

    @property
    def value(self) -> str:
        """The expression of the value, unguarded."""
        name = quoted(self.column.name)
        return f"CAST({name} AS {self.exact})" if self.exact else self.expression or name

    def inexact(self) -> str:
        """The condition under which the cast would lose something."""
        name = quoted(self.column.name)
        if self.exact == "BIGINT":
            return f"{name} <> floor({name})"
        return f"{name} <> round({name}, {re.findall(r'[0-9]+', self.exact or '0')[-1]})"

    def checks(self) -> Iterator[str]:
        """What the column is checked by: the total of a number, the range of a date."""
        name = quoted(self.column.name)
        if self.column.type in ("integer", "decimal"):
            yield f"sum({name})"
        elif self.column.type in ("date", "datetime"):
            yield f"min({name})"
            yield f"max({name})"


def quoted(name: str) -> str:
    """An identifier in SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text in SQL."""
    return "'" + text.replace("'", "''") + "'"


def select_sql(path: Path, dialect: Dialect, skip: int, fields: Sequence[Field]) -> str:
    """SELECT of every column under its name. Cells that do not fit their type are stored in reject_errors."""
    columns = ", ".join(f"{literal(f.column.name)}: {literal(f.scanned)}" for f in fields)
    values = ", ".join(f"{value} AS {quoted(f.column.name)}" for f, value in zip(fields, _guarded(fields), strict=True))
    options = (
        f"delim={literal(dialect.delimiter)}, quote={literal(dialect.quote)}, escape={literal(dialect.quote)}, "
        f"header=false, skip={skip}, auto_detect=false, store_rejects=true, rejects_limit=10000, columns={{{columns}}}"
    )
    return f"SELECT {values} FROM read_csv({literal(str(path))}, {options})"  # noqa: S608 - every part is quoted above


def _guarded(fields: Sequence[Field]) -> list[str]:
    """The value of every column; one guard for all casts, as a guard for each costs a tenth of the time."""
    casts = [f for f in fields if f.exact]
    values = [f.value for f in fields]
    if casts:
        lost = " OR ".join(f.inexact() for f in casts)
        shown = " || ' ' || ".join(f"coalesce({quoted(f.column.name)}, 0)" for f in casts[:8])
        first = fields.index(casts[0])
        values[first] = f"CASE WHEN {lost} THEN error('{INEXACT}: ' || {shown}) ELSE {values[first]} END"
    return values


def copy_sql(select: str, out: Path) -> str:
    """COPY of a SELECT to Parquet."""
    return f"COPY ({select}) TO {literal(str(out))} (FORMAT parquet)"


def field_of(column: Column, texts: Sequence[str]) -> Field | None:
    """How to scan a column whose sampled cells are `texts`; None where SQL alone does not read them."""
    present = [t for t in texts if t and not is_missing(t)]
    marks = sorted({t for t in texts if t and is_missing(t)}) if column.type != "text" else []
    if column.type == "text":
        padded = any(_PADDED.search(t) for t in texts)
        expression = f"nullif(trim({quoted(column.name)}, ' \t\u3000'), '')" if padded else None
        return Field(column, "VARCHAR", expression)
    if column.type == "boolean":
        return Field(column, "BOOLEAN") if not marks else None
    if column.type in ("integer", "decimal"):
        return _number(column, present, marks)
    return _moment(column, present, marks)


def _number(column: Column, present: Sequence[str], marks: Sequence[str]) -> Field | None:
    plain = _INTEGER if column.type == "integer" else _DECIMAL
    kind = _number_type(column, present)
    if not marks and all(plain.fullmatch(t) for t in present):
        return (
            Field(column, "DOUBLE", None, kind) if kind != "DOUBLE" and _fits_double(present) else Field(column, kind)
        )
    if not all(_MARKED.fullmatch(t.strip()) for t in present):
        return None
    bare = f"replace(replace(translate({quoted(column.name)}, '△▲−', '---'), ',', ''), ' ', '')"
    return Field(column, "VARCHAR", f"CAST({_without(column, marks, bare)} AS {kind})")


def _fits_double(present: Sequence[str]) -> bool:
    return all(len(t) <= 14 for t in present)


def _number_type(column: Column, present: Sequence[str]) -> str:
    """BIGINT; DECIMAL with two digits to spare where few are used, as in money; else DOUBLE, which rounds none away."""
    if column.type == "integer":
        return "BIGINT"
    scales = [len(m[1] or "") for t in present if (m := _DECIMAL.fullmatch(t))]
    exponents = any("e" in t.lower() for t in present)
    return f"DECIMAL(18,{max(4, max(scales) + 2)})" if scales and max(scales) <= 4 and not exponents else "DOUBLE"


def _moment(column: Column, present: Sequence[str], marks: Sequence[str]) -> Field | None:
    kind, iso = ("DATE", _ISO_DATE) if column.type == "date" else ("TIMESTAMP", _ISO_TIME)
    if all(iso.fullmatch(t) for t in present):
        bare = _without(column, marks, quoted(column.name))
        return Field(column, "VARCHAR", f"CAST({bare} AS {kind})") if marks else Field(column, kind)
    separators = {c for t in present for c in t if c in "/-."}
    four = all(re.fullmatch(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{4}", t) for t in present)
    if column.type != "date" or column.note not in _TRIPLE or len(separators) != 1 or not four:
        return None
    pattern = literal(_TRIPLE[column.note].format(separators.pop()))
    return Field(
        column, "VARCHAR", f"CAST(strptime({_without(column, marks, quoted(column.name))}, {pattern}) AS DATE)"
    )


def _without(column: Column, marks: Sequence[str], value: str) -> str:
    if not marks:
        return value
    listed = ", ".join(literal(m) for m in marks)
    return f"CASE WHEN {quoted(column.name)} IN ({listed}) THEN NULL ELSE {value} END"
