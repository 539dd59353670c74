"""A trial: work done in a transaction that is rolled back, and meanwhile questions answered as though it were done.

While it lasts, `read_engine(home)` of this thread gives the trial's engine, and the newest snapshot is the one that the
work would make: whatever asks KPIs asks them of that state. Changes nothing; keeps other writers waiting.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from data import warehouse
from data.home import Home
from data.integrity import Watch, files_in
from data.people import person
from data.rollups import refresh_rollups
from data.snapshots import foresee
from data.transaction import Transaction
from data.warehouse import new_serial
from data.writing import alone, opened

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

Result = TypeVar("Result")


class TrialEngine:
    """Answers SQL as of the state under trial; earlier snapshots as they are."""

    dialect = "duckdb"

    def __init__(self, transaction: Transaction) -> None:
        self.home = transaction.home
        self.serial = new_serial()
        self.watch = Watch(self.home.files)
        self.snapshot = transaction.base + 1
        self._connection = transaction.connection
        self._now = re.compile(rf"\s+AT\s*\(\s*VERSION\s*=>\s*{self.snapshot}\s*\)", re.IGNORECASE)

    def fetch(self, sql: str, timeout: float | None = None) -> pd.DataFrame:
        """The rows as a frame."""
        frame: pd.DataFrame = self._run(sql).df()
        return frame

    def fetch_arrow(self, sql: str, timeout: float | None = None) -> pa.Table:
        """The rows as an Arrow table."""
        return self._run(sql).to_arrow_table()

    def fetch_rows(self, sql: str, timeout: float | None = None) -> list[tuple[Any, ...]]:
        """The rows as tuples."""
        rows: list[tuple[Any, ...]] = self._run(sql).fetchall()
        return rows

    def _run(self, sql: str) -> Any:
        return self._connection.execute(self._now.sub("", sql))


class Tried(Generic[Result]):
    """What the work gave, and the snapshots before and after it."""

    def __init__(self, result: Result, before: int) -> None:
        self.result, self.before, self.after = result, before, before + 1


@contextlib.contextmanager
def trial(home: Home, work: Callable[[Transaction], Result], *, by: str | None = None) -> Iterator[Tried[Result]]:
    """Does `work` for as long as the block lasts, then takes it back."""
    author = person(home, by)
    with alone(home):
        known = files_in(home.files)
        try:
            with opened(home, author, home.now()) as transaction:
                result = work(transaction)
                refresh_rollups(transaction)
                engine = TrialEngine(transaction)
                foresee(engine, home, transaction)
                with warehouse.standing_in(home, engine):
                    yield Tried(result, transaction.base)
        finally:
            for name in files_in(home.files) - known:
                (home.files / name).unlink(missing_ok=True)
