"""What a file is: how it was read, for which table it is, how its columns map to that table's, what is wrong with it.

Proposes only; loads nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from data.columns import Mapped
from data.declarations import Table
from data.errors import Words, unknown
from data.filerows import ONLY, Choice, FileColumn, FileRows, header_fingerprint, rows_of_answer
from data.files import SourceFile
from data.history import Load, all_loads
from data.home import Home
from data.intake.faults import FaultGroup, grouped, rejected_cells
from data.intake.inbox import receive, workplace
from data.intake.mapping import Suggestion, fits, mapping_from, suggest
from data.ledger import Person, person
from data.mends import Mend
from data.people import require
from data.policy import allows
from data.reading.longform import long_header
from data.reading.process import Task, run
from data.remembered import Remembered, remembered
from data.snapshots import lake_tables, newest_snapshot
from data.stamps import BY_ROW
from data.tables import rollups_of_home, tables_of_home
from data.undeclared import table_seen

LIKELY = 0.5
WIDEST = 500
"""Columns of a file that a table is looked for, or proposed, for; a wider one is no table of a company's."""


@dataclass(frozen=True)
class FileRow:
    """A row of the file as it stands there. `role`: header, data, or the reason why it is no data."""

    row: int
    cells: tuple[str, ...]
    role: str


@dataclass(frozen=True)
class TableGuess:
    """A table that the file may be for. `how`: remembered, columns or asked; confidence from 0 to 1."""

    name: str
    confidence: float
    how: str


@dataclass(frozen=True)
class Understanding:
    """A file as understood. `preview` is the reading's, in the shape of `data preview`; a refused one has an `error`.

    `table` is the likeliest one or None for an unknown file; `already` is the active load of the same bytes.
    """

    name: str
    sha256: str
    size: int
    preview: Mapping[str, Any] = field(hash=False)
    columns: tuple[FileColumn, ...] = ()
    rows: tuple[FileRow, ...] = ()
    tables: tuple[TableGuess, ...] = ()
    table: str | None = None
    suggestions: tuple[Suggestion, ...] = ()
    without: tuple[str, ...] = ()
    mends: tuple[Mend, ...] = ()
    faults: tuple[FaultGroup, ...] = ()
    fingerprint: str = ""
    known: Remembered | None = None
    already: Load | None = None
    choice: Choice = ONLY
    file_rows: FileRows | None = field(default=None, hash=False, repr=False)

    @property
    def verdict(self) -> str:
        """load, choose, warn or refuse."""
        return str(self.preview["verdict"])

    @property
    def mapping(self) -> Mapped:
        """The mapping that the suggestions amount to."""
        return mapping_from(self.suggestions)


def understand(
    home: Home,
    content: bytes | Path | SourceFile,
    name: str,
    table: str | None = None,
    *,
    by: str | None = None,
    choice: Choice = ONLY,
) -> Understanding:
    """Reads a file and proposes what to do with it, for somebody who may upload; `content` may be one of the inbox.

    A file that can't be read is an answer too: verdict refuse. Refuses an empty one, a table that there is not, and
    who may upload nothing (or not into the table named).
    """
    who = person(home, by)
    require(who, "upload", [who.department])
    named = _named(home, table, who)
    source = content if isinstance(content, SourceFile) else receive(home, content, name)
    out = workplace(home, source.sha256) / "first.parquet"
    answer = run(_task(home, source, out, choice))
    if "error" in answer or not out.exists():
        return Understanding(name, source.sha256, source.size, answer, choice=choice)
    rows = rows_of_answer(source, out, answer)
    known = _remembered(home, rows.fingerprint, table, who)
    if known is None and choice.long is None and _long_is_remembered(home, rows, table, who):
        return understand(home, source, name, table, by=by, choice=replace(choice, long=True))
    guesses = _guesses(home, rows.columns, who, known) if named is None else [TableGuess(named.name, 1.0, "asked")]
    best = guesses[0].name if guesses and guesses[0].confidence >= LIKELY else None
    to = table_seen(home, best) if best else None
    said = known.mapping if known and known.table == best else None
    return Understanding(
        name, source.sha256, source.size, answer, rows.columns, _file_rows(answer), tuple(guesses), best,
        tuple(suggest(rows.columns, to, said)) if to else (),
        known.without if known and said is not None else (), known.mends if known and said is not None else (),
        grouped(rejected_cells(rows.rejected)), rows.fingerprint, known,
        _already(home, source.sha256, best, who), choice, rows,
    )  # fmt: skip


def _task(home: Home, source: SourceFile, out: Path, choice: Choice) -> Task:
    number = None if choice.number is None else choice.number - 1
    return Task(
        source.path, "parquet", out, choice.sheet, number, long=bool(choice.long), year=choice.year,
        name=source.name, first_month=home.settings.fiscal_year_start,
    )  # fmt: skip


def _long_is_remembered(home: Home, rows: FileRows, table: str | None, who: Person) -> bool:
    """Whether files of this form were loaded with their periods as rows."""
    made = long_header([(column.name, column.type, column.unit) for column in rows.columns])
    if made is None:
        return False
    return _remembered(home, header_fingerprint((name, unit) for name, _, unit in made), table, who) is not None


def _remembered(home: Home, fingerprint: str, table: str | None, who: Person) -> Remembered | None:
    """What is remembered of files of this form, where the asker may upload for that load's departments."""
    known = remembered(home, fingerprint, table)
    mine = known is not None and allows(who.role, who.department, "upload", known.load.departments)
    return known if mine else None


def _named(home: Home, table: str | None, who: Person) -> Table | None:
    if table is None:
        return None
    found = table_seen(home, table)
    if found is None:
        raise unknown(Words("表", "table"), table[:80], tables_for(home, who))
    require(who, "upload", [found.department if found.department not in ("", BY_ROW) else who.department])
    return found


def tables_for(home: Home, who: Person) -> list[str]:
    """The tables that somebody may upload into: those declared, and those made from a file."""
    declared = tables_of_home(home)
    made = set(lake_tables(home, newest_snapshot(home))) - set(rollups_of_home(home))
    return sorted(name for name in {*declared, *made} if may_upload(declared.get(name), who))


def may_upload(table: Table | None, who: Person) -> bool:
    """Whether somebody may upload into a table, as far as that can be told without its rows."""
    of = table.department if table and table.department not in ("", BY_ROW) else who.department
    return allows(who.role, who.department, "upload", [of])


def _guesses(home: Home, columns: Sequence[FileColumn], who: Person, known: Remembered | None) -> list[TableGuess]:
    """Tables by how well the columns fit, the best first; one that a file of this form went into is certain."""
    names = tables_for(home, who) if len(columns) <= WIDEST else [known.table] if known else []
    found = {name: likeness(columns, table) for name in names if (table := table_seen(home, name))}
    guesses = [TableGuess(name, sure, "columns") for name, sure in found.items() if sure >= 0.2]
    if known and known.table in found:
        guesses = [each for each in guesses if each.name != known.table]
        guesses.append(TableGuess(known.table, 1.0, "remembered"))
    return sorted(guesses, key=lambda guess: (-guess.confidence, guess.name))[:8]


def likeness(columns: Sequence[FileColumn], table: Table) -> float:
    """How far a file's columns are a table's: the share of both that match, weighted by how surely they do."""
    if not table.columns:
        return 0.0
    matched = [
        each.confidence
        for each, column in zip(suggest(columns, table), columns, strict=True)
        if each.column and (to := table.column(each.column)) and fits(column, to)
    ]
    return round(2 * sum(matched) / (len(columns) + len(table.columns)), 3)


def _file_rows(answer: Mapping[str, Any]) -> tuple[FileRow, ...]:
    header, skipped = set(answer["header_rows"]), {each["row"]: each["reason"] for each in answer["skipped"]}
    return tuple(
        FileRow(row, tuple(cells), "header" if row in header else skipped.get(row, "data"))
        for row, *cells in answer["shown"]
    )


def _already(home: Home, sha256: str, table: str | None, who: Person) -> Load | None:
    """The active load of the same bytes that the asker may know of, into that table if one is likely."""
    same = [load for load in all_loads(home).values() if load.sha256 == sha256 and load.state == "active"]
    mine = [load for load in same if allows(who.role, who.department, "upload", load.departments)]
    return next((load for load in reversed(mine) if table in (None, load.table)), None)
