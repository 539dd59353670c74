"""Writing to the lake: one writer of a home at a time, all of a transaction or nothing, tried again on conflict.

Knows nothing of loads; what is written comes as a function that is given a Transaction.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

from data.faults import STORE_ERRORS, busy, conflicts, faults_of, read_only, read_only_folder
from data.home import Home
from data.integrity import checksums, files_in
from data.locks import locked
from data.people import Person, person
from data.records import record_text, records
from data.rollups import refresh_rollups
from data.steps import reached
from data.tables import tables_of_home
from data.transaction import Transaction
from data.warehouse import no_lake, text, writing_connection

Result = TypeVar("Result")
TRIES = 30


def write(
    home: Home,
    work: Callable[[Transaction], Result],
    *,
    by: str | None = None,
    message: str,
    at: dt.datetime | None = None,
) -> Result:
    """Does `work` in one transaction, alone on the home; again from the start where another writer was in the way.

    `at` is the moment that the snapshot stands for (naive, the company's time), now where None. DuckLake itself would
    commit on top of another writer's snapshot; here that fails, so that what `work` read still holds when it commits,
    and the new snapshot is the one after `base`.
    """
    author = person(home, by)
    with alone(home):
        for attempt in range(TRIES):
            try:
                return _attempt(home, work, author, message, at)
            except STORE_ERRORS as error:
                if not conflicts(error) or attempt == TRIES - 1:
                    raise
                time.sleep(min(0.05 * 2**attempt, 1.0))
    raise busy(home.path)


@contextlib.contextmanager
def alone(home: Home) -> Iterator[None]:
    """Nobody else writes to the home meanwhile. Refuses one that is not there or can't be written to."""
    if not home.exists:
        raise no_lake(home)
    if read_only_folder(home.lake):
        raise read_only(home.path)
    with faults_of(home.path), locked(home.lake):
        yield


@contextlib.contextmanager
def opened(
    home: Home, author: Person, moment: dt.datetime, backdated: bool = False, memory: str = ""
) -> Iterator[Transaction]:
    """A transaction, rolled back where the block does not commit it; for who is `alone`. `memory`: see warehouse.py."""
    with writing_connection(home, memory) as connection:
        connection.execute("BEGIN")
        base = connection.execute("FROM ducklake_current_snapshot('lake')").fetchall()[0][0]
        yield Transaction(home, connection, author, base, moment, backdated, dict(tables_of_home(home)))


def _attempt(
    home: Home, work: Callable[[Transaction], Result], author: Person, message: str, at: dt.datetime | None
) -> Result:
    with opened(home, author, at or home.now(), at is not None) as transaction:
        result = work(transaction)
        refresh_rollups(transaction)
        transaction.record.files = _new_files(transaction)
        _sign(transaction, message)
        reached("before_commit")
        transaction.connection.execute("COMMIT")
        reached("after_commit")
        return result


def _new_files(transaction: Transaction) -> dict[str, str]:
    """Checksums of the files that no commit speaks of yet: this one's, and those that upkeep has merged since."""
    folder = transaction.home.files
    known = {name for _, record in records(transaction.run) for name in record.files}
    return checksums(folder, files_in(folder) - known)


def _sign(transaction: Transaction, message: str) -> None:
    if transaction.backdated:
        transaction.record.at = transaction.moment.isoformat()
    extra = record_text(transaction.record)
    transaction.run(
        f"CALL lake.set_commit_message({text(transaction.author.id)}, {text(message)}, extra_info => {text(extra)})"
    )
