"""A real PostgreSQL server for tests: its own cluster in a temporary folder, on a socket there and no port.

Tests that need it skip where PostgreSQL's programs are not installed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

SERVER_USER = "postgres"
PLACES = ["/usr/local/bin", *(str(path) for path in Path("/usr/lib/postgresql").glob("*/bin"))]


def program(name: str) -> str | None:
    """Where a program of PostgreSQL's is; None where it is not installed."""
    return shutil.which(name, path=os.pathsep.join([*os.environ.get("PATH", "").split(os.pathsep), *PLACES]))


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """A running server; the URL of its database `postgres`, whose name may be replaced by another's."""
    data = folder / "data"
    folder.chmod(0o755)
    data.mkdir()
    if os.getuid() == 0:
        shutil.chown(data, SERVER_USER)
    _run("initdb", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync", "-U", "saigen", "-D", data)
    options = f"-c listen_addresses='' -c unix_socket_directories={data} -c fsync=off"
    _run("pg_ctl", "start", "--wait", "-D", data, "-l", data / "log", "-o", options)
    try:
        yield f"postgresql+psycopg://saigen@/postgres?host={data}"
    finally:
        _run("pg_ctl", "stop", "--wait", "-m", "immediate", "-D", data)


def new_database(url: str) -> str:
    """The URL of a new, empty database of the server."""
    name = f"ledger_{uuid.uuid4().hex[:12]}"
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.pool.NullPool)
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    return url.replace("/postgres?", f"/{name}?")


def _run(name: str, *words: str | Path) -> None:
    """As another user where we are root: the server refuses to be run by it."""
    command = [program(name) or name, *map(str, words)]
    prefix = ["setpriv", f"--reuid={SERVER_USER}", f"--regid={SERVER_USER}", "--init-groups"]
    subprocess.run(
        [*(prefix if os.getuid() == 0 else []), *command],
        check=True,
        cwd="/",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
