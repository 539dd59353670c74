"""A process that is warm, and forks one that loads files, to be killed: starting an interpreter costs more than a load.

Takes lines of JSON on standard input, {"home", "files", "die_at"}; answers `pid N`, then a line `done FILE` for every
load that `load` has returned from, then, told to go on by a line, `over`. What is loaded, and how, is the product's
own; the connections that the forks use are real ones, opened before by one thread.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import duckdb

from data import warehouse
from data.errors import Refusal
from data.home import open_home
from data.lake import load


def main() -> None:
    """Forks as often as it is asked to."""
    ready = [warehouse.connect("1GB") for _ in range(2)]
    for connection in ready:
        connection.execute("SET threads = 1")  # no thread may run while the process is forked
    for line in sys.stdin:
        asked = json.loads(line)
        pid = os.fork()
        if pid == 0:
            _work(asked, ready)
        say(f"pid {pid}")
        sys.stdin.readline()  # until then a fork that is over keeps its id, so that no other process is killed
        os.waitpid(pid, 0)
        say("over")


def _work(asked: dict[str, object], ready: list[duckdb.DuckDBPyConnection]) -> None:
    """In the fork: loads, and says so; it ends here."""
    warehouse.connect = lambda memory: ready.pop()
    if asked.get("die_at"):
        os.environ["SAIGEN_DIE_AT"] = str(asked["die_at"])
    home = open_home(str(asked["home"]))
    for file in asked["files"]:  # type: ignore[attr-defined]
        try:
            load(home, Path(file), "soaked")
        except Refusal as refusal:
            say(f"refused {refusal.code} {file}")
        else:
            say(f"done {file}")
    os._exit(0)


def say(line: str) -> None:
    """One write, so that lines of two processes don't mix."""
    os.write(1, f"{line}\n".encode())


if __name__ == "__main__":
    main()
