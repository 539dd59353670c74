"""Writing to the lake: one writer of a home at a time, all of a transaction or nothing, tried again on conflict.

Knows nothing of loads; what is written comes as a function that is given a Transaction.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import fcntl
import json
import os
import time
from collections.abc import Callable, Iterator
from typing import TypeVar
from zoneinfo import ZoneInfo

from data.faults import STORE_ERRORS, busy, conflicts, faults_of
from data.home import Home
from data.rollups import refresh_rollups
from data.steps import reached
from data.tables import tables_of_home
from data.transaction import Transaction
from data.warehouse import no_lake, text, writing_connection

Result = TypeVar("Result")
TRIES = 5
PATIENCE = float(os.environ.get("SAIGEN_WRITER_PATIENCE", "60"))
"""Seconds that a writer waits for another one."""


def write(
    home: Home, work: Callable[[Transaction], Result], *, by: str, message: str, at: dt.datetime | None = None
) -> Result:
    """Does `work` in one transaction, alone on the home; again from the start where another writer was in the way.

    `at` is the moment that the snapshot stands for (naive, the company's time), now where None.
    """
    if not home.exists:
        raise no_lake(home)
    with faults_of(home.path), only_writer(home):
        for attempt in range(TRIES):
            try:
                return _attempt(home, work, by, message, at)
            except STORE_ERRORS as error:
                if not conflicts(error) or attempt == TRIES - 1:
                    raise
                time.sleep(0.05 * 2**attempt)
    raise busy(home.path)


def now(home: Home) -> dt.datetime:
    """The moment on the company's clock, naive, to the second."""
    return dt.datetime.now(ZoneInfo(home.settings.timezone)).replace(tzinfo=None, microsecond=0)


def _attempt(
    home: Home, work: Callable[[Transaction], Result], by: str, message: str, at: dt.datetime | None
) -> Result:
    with contextlib.closing(writing_connection(home)) as connection:
        connection.execute("BEGIN")
        base = connection.execute("FROM ducklake_current_snapshot('lake')").fetchall()[0][0]
        transaction = Transaction(
            home, connection, by, base, at or now(home), at is not None, dict(tables_of_home(home))
        )
        result = work(transaction)
        refresh_rollups(transaction)
        _sign(transaction, message)
        reached("before_commit")
        connection.execute("COMMIT")
        reached("after_commit")
        return result


def _sign(transaction: Transaction, message: str) -> None:
    said: dict[str, object] = {"loads": transaction.loads}
    if transaction.backdated:
        said["at"] = transaction.moment.isoformat()
    extra = json.dumps(said)
    transaction.run(
        f"CALL lake.set_commit_message({text(transaction.by)}, {text(message)}, extra_info => {text(extra)})"
    )


@contextlib.contextmanager
def only_writer(home: Home, patience: float | None = None) -> Iterator[None]:
    """Holds the home's write lock. It ends with the process, so that a killed writer leaves no lock."""
    deadline = time.monotonic() + (PATIENCE if patience is None else patience)
    descriptor = os.open(home.lake / "writer.lock", os.O_RDWR | os.O_CREAT, 0o644)
    try:
        while not _locked(descriptor):
            if time.monotonic() > deadline:
                raise busy(home.path)
            time.sleep(0.02)
        yield
    finally:
        os.close(descriptor)


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
