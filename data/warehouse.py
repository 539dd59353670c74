"""The engine that answers SQL over the lake: DuckDB with its extensions, locked for reading, one cursor a call.

Says nothing of what is asked: SQL comes compiled. Writes nothing; transactions.py does.
"""

from __future__ import annotations

import contextlib
import contextvars
import importlib
import importlib.resources
import itertools
import os
import shutil
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import duckdb

from data.errors import Refusal, Words
from data.faults import busy, damaged, faults_of, read_only_folder
from data.home import Home
from data.integrity import Watch
from data.locks import PATIENCE
from data.sums import EXACT_SUM

if TYPE_CHECKING:  # the command line starts in half the time without them
    import pandas as pd
    import pyarrow as pa

READING_MEMORY = os.environ.get("SAIGEN_READING_MEMORY", "2GB")
WRITING_MEMORY = os.environ.get("SAIGEN_WRITING_MEMORY", "2GB")
TIMEOUT = 30.0
LOADED_AS = {"sqlite": "sqlite_scanner", "ducklake": "ducklake", "icu": "icu"}
"""Extensions that are loaded, and the file names that DuckDB knows them by."""
FETCHING = ("autoinstall_known_extensions", "autoload_known_extensions")
JOURNAL = "META_JOURNAL_MODE 'WAL', META_BUSY_TIMEOUT 10000"


class Engine(Protocol):
    """Answers SQL of its dialect. Refuses what runs too long or finds a damaged file."""

    dialect: str

    def fetch(self, sql: str, timeout: float | None = None) -> pd.DataFrame:
        """The rows as a frame."""
        ...

    def fetch_arrow(self, sql: str, timeout: float | None = None) -> pa.Table:
        """The rows as an Arrow table."""
        ...


_serials = itertools.count()


def new_serial() -> int:
    """The number of a new engine."""
    return next(_serials)


_standing_in: contextvars.ContextVar[tuple[Path, Any] | None] = contextvars.ContextVar("standing_in", default=None)


@contextlib.contextmanager
def standing_in(home: Home, engine: Engine) -> Iterator[None]:
    """Lets another engine answer for a home, in this thread and for as long as the block lasts."""
    token = _standing_in.set((home.path, engine))
    try:
        yield
    finally:
        _standing_in.reset(token)


class DuckDBEngine:
    """One locked connection of a process to a home's lake; safe for any number of threads.

    `serial` tells engines of a process apart, in the keys of caches: an id() is given again.
    """

    dialect = "duckdb"

    def __init__(self, home: Home) -> None:
        self.home = home
        self.serial = new_serial()
        self.watch = Watch(home.files)
        with faults_of(home.path), contextlib.ExitStack() as opened:
            catalog = opened.enter_context(_readable_catalog(home))
            self._connection = reading_connection(home, catalog)
            self._opened = opened.pop_all()

    def fetch(self, sql: str, timeout: float | None = None) -> pd.DataFrame:
        """The rows as a frame. Refuses what runs past `timeout` seconds (30 where None)."""
        frame: pd.DataFrame = self._run(sql, timeout, "df")
        return frame

    def fetch_arrow(self, sql: str, timeout: float | None = None) -> pa.Table:
        """The rows as an Arrow table. Refuses what runs past `timeout` seconds (30 where None)."""
        return self._run(sql, timeout, "to_arrow_table")

    def fetch_rows(self, sql: str, timeout: float | None = None) -> list[tuple[Any, ...]]:
        """The rows as tuples, for the few that code itself looks at."""
        rows: list[tuple[Any, ...]] = self._run(sql, timeout, "fetchall")
        return rows

    def _run(self, sql: str, timeout: float | None, form: str) -> Any:
        if name := self.watch.damaged_for(sql):
            raise damaged(self.home.path, Path(name).name)
        with faults_of(self.home.path), self._connection.cursor() as cursor:
            watchdog = threading.Timer(timeout or TIMEOUT, cursor.interrupt)
            watchdog.daemon = True
            watchdog.start()
            try:
                return getattr(cursor.execute(sql), form)()
            finally:
                watchdog.cancel()

    def close(self) -> None:
        """Ends the connection; for a home that is gone."""
        self._connection.close()
        self._opened.close()


_engines: dict[Path, tuple[tuple[int, int, bool], DuckDBEngine]] = {}
_engines_lock = threading.Lock()


def read_engine(home: Home) -> DuckDBEngine:
    """The process's one reading engine of a home; a new one where the home was made anew at the same path."""
    if (other := _standing_in.get()) and other[0] == home.path:
        return other[1]  # type: ignore[no-any-return]  # an engine of trial.py has all that is asked of this one
    try:
        found = home.catalog.stat()
    except FileNotFoundError as error:
        raise no_lake(home) from error
    identity = (found.st_dev, found.st_ino, read_only_folder(home.lake))
    with _engines_lock:
        known = _engines.get(home.path)
        if known and known[0] == identity:
            return known[1]
        engine = DuckDBEngine(home)
        _engines[home.path] = (identity, engine)
        return engine


def forget_engine(path: Path) -> None:
    """Closes the reading engine of a home that is about to go away or move."""
    with _engines_lock:
        known = _engines.pop(path, None)
    if known:
        known[1].close()


def no_lake(home: Home) -> Refusal:
    """A folder without a lake."""
    return Refusal(
        "no_home",
        Words(f"{home.path} にホームがありません。", f"There is no home at {home.path}."),
        Words("python -m data init --demo で作成できます。", "Make one with: python -m data init --demo"),
    )


@contextlib.contextmanager
def _readable_catalog(home: Home) -> Iterator[Path]:
    """The catalogue; a copy of it where the disk is read-only, since SQLite's journal wants to write beside it."""
    if not read_only_folder(home.lake):
        yield home.catalog
        return
    with tempfile.TemporaryDirectory() as folder:
        for file in home.lake.glob("catalog.sqlite*"):
            shutil.copy(file, folder)
        yield Path(folder) / home.catalog.name


def reading_connection(home: Home, catalog: Path) -> duckdb.DuckDBPyConnection:
    """A connection that reads the lake and nothing else, and whose settings can't be changed."""
    connection = connect(READING_MEMORY)
    connection.execute(f"SET GLOBAL TimeZone={text(home.settings.timezone)}")
    folder = str(home.lake.resolve())
    connection.execute(attach_sql(home, catalog, "READ_ONLY"))
    connection.execute(f"SET allowed_directories=[{text(folder)}, {text(str(catalog.parent))}]")
    connection.execute("SET enable_external_access=false")
    connection.execute("SET lock_configuration=true")
    return connection


@contextlib.contextmanager
def writing_connection(home: Home, memory: str = "") -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection for one transaction on the lake, which is attached as `lake`; what is not committed is rolled back.

    `memory` is what it may take before it spills to disk (WRITING_MEMORY where it is ""). The DuckDB beneath is kept
    for the next one, since loading extensions costs more than most loads.
    """
    if not _writer_lock.acquire(timeout=PATIENCE):
        raise busy(home.path)
    try:
        with _writer().cursor() as cursor:
            cursor.execute(f"SET memory_limit={text(memory or WRITING_MEMORY)}")
            cursor.execute(attach_sql(home, home.catalog, JOURNAL))
            try:
                yield cursor
            finally:
                _leave(cursor)
    finally:
        _writer_lock.release()


_writers: list[duckdb.DuckDBPyConnection] = []
_writer_lock = threading.Lock()


def _writer() -> duckdb.DuckDBPyConnection:
    if not _writers:
        connection = connect(WRITING_MEMORY)
        connection.execute("SET GLOBAL ducklake_max_retry_count=0")  # writing.py tries again from the start
        _writers.append(connection)
    return _writers[0]


def _leave(cursor: duckdb.DuckDBPyConnection) -> None:
    """Detaches the lake; gives the whole DuckDB up where that fails, as after a fatal error."""
    try:
        with contextlib.suppress(duckdb.TransactionException):
            cursor.execute("ROLLBACK")
        cursor.execute("RESET preserve_insertion_order")  # streaming.py lets go of it
        cursor.execute("DETACH lake")
    except duckdb.Error:
        _writers.pop().close()


def attach_sql(home: Home, catalog: Path, options: str) -> str:
    """ATTACH of a home's lake as `lake`. The folder may have moved since it was made."""
    source = text(f"ducklake:sqlite:{catalog}")
    return f"ATTACH {source} AS lake (DATA_PATH {text(str(home.files) + '/')}, OVERRIDE_DATA_PATH true, {options})"


_signatures_checked = False
_signatures_lock = threading.Lock()


def check_signatures() -> None:
    """Sees once a process that the extensions are signed by DuckDB: a quarter of a second of CPU, which later
    connections of the same process need not spend again. Raises duckdb.Error where one is not."""
    global _signatures_checked
    with _signatures_lock:
        if not _signatures_checked:
            with duckdb.connect(config=dict.fromkeys(FETCHING, False)) as connection:
                _load_extensions(connection)
            _signatures_checked = True


def connect(memory: str) -> duckdb.DuckDBPyConnection:
    """An empty DuckDB with the extensions loaded from their packages (it fetches none) and exact_sum."""
    check_signatures()
    connection = duckdb.connect(
        config={
            "allow_unsigned_extensions": True,
            **dict.fromkeys(FETCHING, False),
            "memory_limit": memory,
            "temp_directory": str(Path(tempfile.gettempdir()) / f"saigen-spill-{os.getpid()}"),
        }
    )
    _load_extensions(connection)
    connection.execute("SET allow_unsigned_extensions=false")
    connection.execute(EXACT_SUM)
    return connection


def _load_extensions(connection: duckdb.DuckDBPyConnection) -> None:
    """Each through a link of the name that DuckDB expects: the sqlite package names its file otherwise."""
    with tempfile.TemporaryDirectory() as folder:
        for name, known_as in LOADED_AS.items():
            link = Path(folder) / f"{known_as}.duckdb_extension"
            link.symlink_to(extension_file(name))
            connection.execute(f"LOAD {text(str(link))}")


def extension_file(name: str) -> Path:
    """The file of an extension within its installed package."""
    package = importlib.import_module(f"duckdb_extension_{name}")
    folder = Path(str(importlib.resources.files(package)))
    return folder / "extensions" / f"v{duckdb.__version__}" / f"{name}.duckdb_extension"


def text(value: str) -> str:
    """A string as a SQL literal."""
    return "'" + value.replace("'", "''") + "'"


def quoted(name: str) -> str:
    """A name as a SQL identifier."""
    return '"' + name.replace('"', '""') + '"'
