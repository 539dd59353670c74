"""The ledger's database: opened once a process, its tables brought up to date.

SQLite in the home by default, PostgreSQL where SAIGEN_LEDGER_URL names one. Its content is events.py's and people.py's.
"""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from data.errors import Refusal, Words
from data.faults import faults_of, read_only_folder
from data.home import Home

HEAD = "0004"
MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_SECONDS = 10
_engines: dict[tuple[object, ...], sa.Engine] = {}
_lock = threading.Lock()


def ledger_engine(home: Home) -> sa.Engine:
    """The process's engine of a home's ledger, its tables brought up to date. Refuses one of a newer version."""
    url = os.environ.get("SAIGEN_LEDGER_URL")
    with _lock, faults_of(home.path):
        engine = _engines.get(_identity(home, url))
        if engine is None:
            engine = _server(url) if url else _file(home)
            _upgrade(home, engine)
            _engines[_identity(home, url)] = engine
        return engine


def forget_ledger(url: str) -> None:
    """Closes the connections to a ledger on a server."""
    with _lock:
        if engine := _engines.pop((url,), None):
            engine.dispose()


def _identity(home: Home, url: str | None) -> tuple[object, ...]:
    if url:
        return (url,)
    found = home.ledger.stat() if home.ledger.exists() else None
    return (home.path, found.st_ino if found else 0, read_only_folder(home.path))


def _server(url: str) -> sa.Engine:
    return sa.create_engine(url, pool_pre_ping=True)


def _file(home: Home) -> sa.Engine:
    """SQLite with a journal that readers and a writer share; read as it is where the disk is read-only."""
    fixed = read_only_folder(home.path)
    address = f"file:{home.ledger}?mode=ro&immutable=1" if fixed else f"file:{home.ledger}"
    engine = sa.create_engine(f"sqlite:///{address}{'&' if fixed else '?'}uri=true", poolclass=sa.pool.NullPool)
    sa.event.listen(engine, "connect", _set_up_fixed if fixed else _set_up)
    sa.event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: Any, _: object) -> None:
    connection.isolation_level = None  # so that _begin alone begins transactions
    connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA foreign_keys = ON")


def _set_up_fixed(connection: Any, _: object) -> None:
    connection.isolation_level = None


def _begin(connection: sa.Connection) -> None:
    """A writer takes its lock at once: one that reads first could not go on to write beside another."""
    writing = connection.get_execution_options().get("writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _upgrade(home: Home, engine: sa.Engine) -> None:
    version = _version(engine)
    if version == HEAD:
        return
    from alembic import command  # 0.2 s to import, and needed once in a ledger's life
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    if version and version not in {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}:
        raise _newer(home, version)
    with engine.execution_options(writing=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, HEAD)


def _version(engine: sa.Engine) -> str | None:
    with engine.connect() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()


def _newer(home: Home, version: str) -> Refusal:
    return Refusal(
        "newer_home",
        Words(
            f"{home.path} の台帳は新しい版（{version}）です。この版が読めるのは {HEAD} までです。",
            f"The ledger of {home.path} is of a newer version ({version}); this one reads up to {HEAD}.",
        ),
        Words("Saigen を更新してください。", "Update Saigen."),
    )
