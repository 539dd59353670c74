"""Loads: rows of a file or of a query into a table of the lake, with who brought them, in one transaction.

Reads no bytes (filerows.py, staging.py) and takes nothing back (undo.py).
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import hashlib
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from data.bookkeeping import book_later
from data.columns import Mapped, plain_mapping
from data.declarations import Table
from data.errors import Refusal, Words, unknown
from data.filerows import ONLY, Choice, FileRows, document_rows, parquet_rows, streamed_rows
from data.files import SourceFile, plain_name
from data.history import MODES, Load, Mode, all_loads, loads_of, rows_origin
from data.home import Home
from data.insertion import UNREAD, Origin, insert_staged, with_findings
from data.mends import Mend, date_orders, plain_mends
from data.originals import forget, keep, kept_size, taken
from data.people import Person, check_department, person
from data.policy import allows
from data.records import records
from data.remembered import last_units, remembered
from data.staging import STAGED, Faulty, Staged, stage
from data.stamps import BY_ROW
from data.steps import reached
from data.streaming import NOT_STREAMABLE, lines_left_out
from data.tables import check_table_name
from data.transaction import Transaction
from data.undeclared import table_known, table_of_types, table_seen
from data.upkeep import maintain_at_times
from data.writing import write


@dataclass(frozen=True)
class How:
    """How a file is read and matched: the mapping of its columns, the table's columns it has not, which of its tables,
    what is done about cells that are no values, and whether closed months may be changed.
    """

    mapping: Mapped | None = None
    without: tuple[str, ...] = ()
    choice: Choice = ONLY
    mends: tuple[Mend, ...] = ()
    skip_rejected: bool = False
    into_closed: bool = False


def load(
    home: Home,
    path: Path,
    table: str,
    *,
    department: str | None = None,
    by: str | None = None,
    mode: Mode = "append",
    mapping: Mapped | None = None,
    how: How | None = None,
    name: str | None = None,
) -> Load:
    """Brings a file into a table; a table that nobody declared is made from the file.

    append adds; replace-period puts the rows in place of the months they are of; replace in place of all, in both
    cases of the departments they are stamped with. Refuses what the reading refuses, a file of several tables without
    a choice, cells that are no values of their declared column (but see How), and a file that is loaded already.
    """
    check_mode(mode)
    check_table_name(table, home)
    if department is not None:
        check_department(home, department)
    who = person(home, by)
    asked = how or How(mapping)
    with taken(home, path, name) as source:
        try:
            return _brought(home, source, table, mode, department, asked, who)
        except Refusal as refusal:
            if refusal.code != NOT_STREAMABLE:
                raise
        return _brought(home, source, table, mode, department, asked, who, stream=False)


def _brought(
    home: Home,
    source: SourceFile,
    table: str,
    mode: Mode,
    department: str | None,
    asked: How,
    who: Person,
    stream: bool = True,
) -> Load:
    """Reads a file and loads its rows. One that is loaded already is refused before it is read whole."""

    def _refuse() -> None:
        refuse_known(home, all_loads(home).values(), source, table, who)

    with prepared(home, source, table, asked, mode, _refuse, stream=stream) as (rows, how):
        sha256 = UNREAD if rows.streamed else source.sha256
        origin = Origin(source.name, sha256, mode, department, asked.into_closed)
        return bring(home, rows, table, origin, how, who.id)


@contextlib.contextmanager
def prepared(
    home: Home, source: SourceFile, table: str, how: How, mode: Mode, first: Callable[[], None], *, stream: bool = True
) -> Iterator[tuple[FileRows, How]]:
    """The rows of a file, read as its table needs them; and how, with what is remembered where nothing was said.

    `first` is done before a file is read whole: a stream is not read yet when its rows are known.
    """
    known = table_seen(home, table)
    with tempfile.TemporaryDirectory() as folder, plain_name(source) as path:
        if source.kind == "parquet":
            first()
            yield parquet_rows(source, path), how
            return
        said = how.choice.made or how.choice.long or how.mends or how.without
        if stream and not (said or mode == "replace-period" or _by_row(known)):
            rows = streamed_rows(source, Path(folder), known, how.mapping)
            if rows is not None:
                yield rows, how
                return
        first()
        yield _document(home, source, Path(folder), table, known, how)


def _by_row(table: Table | None) -> bool:
    return table is not None and table.department == BY_ROW


def _document(
    home: Home, source: SourceFile, folder: Path, name: str, table: Table | None, how: How
) -> tuple[FileRows, How]:
    """The rows of a document. A remembered mapping is used where none was given and names alone don't match."""
    first_month = home.settings.fiscal_year_start

    def _rows(how: How) -> FileRows:
        return document_rows(
            source, folder, table, how.mapping,
            choice=how.choice, without=how.without, orders=date_orders(how.mends), first_month=first_month,
        )  # fmt: skip

    try:
        return _rows(how), how
    except Refusal as refusal:
        if how.mapping is not None or refusal.code not in ("missing_columns", "extra_columns"):
            raise
        plain = document_rows(source, folder, None, choice=how.choice, first_month=first_month)
        found = remembered(home, plain.fingerprint, name)
        if found is None:
            raise
        how = How(
            found.mapping, found.without, how.choice, how.mends or found.mends, how.skip_rejected, how.into_closed
        )
        return _rows(how), how


def bring(home: Home, rows: FileRows, table: str, origin: Origin, how: How, by: str | None) -> Load:
    """Loads rows that are read; keeps the file's bytes first, so that a load that is said to be done has them."""
    units = last_units(home, table)
    is_new = False

    def _work(transaction: Transaction) -> str:
        nonlocal is_new
        done = bring_rows(transaction, rows, table, origin, how, units)
        is_new = keep(home, rows.source) or is_new
        reached("kept")
        return done.load_id

    try:
        load_id = write(home, _work, by=by, message=f"{table} ← {rows.source.name}")
    except BaseException:
        if is_new:
            forget(home, rows.source)
        raise
    book_later(home)
    done = rows_origin(home, load_id)
    maintain_at_times(home, done.snapshot)
    return done


def bring_rows(
    transaction: Transaction, rows: FileRows, table: str, origin: Origin, how: How, units: Mapping[str, str]
) -> Load:
    """Stages rows that are read and puts them into the table, in a transaction that is open."""
    known_loads = loads_of(records(transaction.run)).values()
    refuse_known(transaction.home, known_loads, rows.source, table, transaction.author)
    known = table_known(transaction, table)
    faulty = Faulty(how.mends, how.skip_rejected)
    staged = stage(transaction, rows, known, table, how.mapping, without=how.without, faulty=faulty, units=units)
    reached("staged")
    origin = said_by(origin, rows, staged, how)
    with lines_left_out(transaction, rows, refuse=known is not None and not how.skip_rejected) as lines:
        done = insert_staged(transaction, staged.table, STAGED, origin)
    return with_findings(transaction, done, rejected=done.rejected + lines.count, sha256=rows.source.sha256)


def said_by(origin: Origin, rows: FileRows, staged: Staged, how: How) -> Origin:
    """The origin with what the staging found: what the load's record keeps of the file."""
    mapping = {
        "columns": {column.name: None for column in rows.columns} | plain_mapping(staged.matched),
        "without": list(how.without),
        "mends": plain_mends(how.mends),
        "units": dict(staged.units),
    }
    return dataclasses.replace(
        origin,
        rejected=staged.rejected,
        encoding=rows.encoding,
        fingerprint=rows.fingerprint,
        mapping={name: value for name, value in mapping.items() if value},
        streamed=staged.streamed,
    )


def load_query(
    transaction: Transaction,
    table: str,
    select_sql: str,
    *,
    file_label: str,
    department: str | None = None,
    mode: Mode = "append",
    by: str | None = None,
    at: dt.datetime | None = None,
) -> Load:
    """Brings the rows of a query into a table, as `load` does those of a file; as many as wished in a transaction.

    The query runs on `transaction.connection`, and gives the table's declared columns by name in their types. Its
    snapshot is known when the transaction is over; until then it stands as the one after the base.
    """
    check_mode(mode)
    check_table_name(table, transaction.home)
    transaction.run(f"CREATE OR REPLACE TEMP VIEW queried_rows AS {select_sql}")
    known = table_known(transaction, table) or table_of_types(table, transaction.columns("queried_rows"))
    moment = at or transaction.moment
    seed = f"{table}\n{file_label}\n{moment}\n{len(transaction.record.loads)}"
    origin = Origin(file_label, hashlib.sha256(seed.encode()).hexdigest(), mode, department)
    return insert_staged(transaction, known, "queried_rows", origin, by, moment)


def check_mode(mode: str) -> None:
    """Refuses a mode that there is not."""
    if mode not in get_args(Mode):
        raise unknown(Words("取り込み方法", "mode"), mode, MODES)


def refuse_known(home: Home, loads: Iterable[Load], source: SourceFile, table: str, who: Person) -> None:
    """Refuses a file whose bytes an active load of the asker's departments has brought into the table.

    Waits for the file's fingerprint only where a load's file was as long.
    """
    for each in loads:
        mine = allows(who.role, who.department, "upload", each.departments)
        alike = (each.table, each.state) == (table, "active") and kept_size(home, each.sha256) in {None, source.size}
        if mine and alike and each.sha256 == source.sha256:
            raise _already_loaded(source.name, each)


def _already_loaded(file: str, known: Load) -> Refusal:
    return Refusal(
        "already_loaded",
        Words(
            f"{file} は取り込み済みです（{known.load_id}、{known.at:%Y-%m-%d %H:%M}、{known.by}）。",
            f"{file} is already loaded as {known.load_id} ({known.at:%Y-%m-%d %H:%M}, {known.by}).",
        ),
        Words(f"取り消すには: python -m data undo {known.load_id}", f"To undo it: python -m data undo {known.load_id}"),
    )
