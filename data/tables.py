"""The declared tables of a home, read again when a definitions file changes; and which of their names are allowed.

Reads declarations; makes nothing in the lake.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from pathlib import Path

from data.declarations import Rollup, Table, declared_tables
from data.errors import Refusal, Words
from data.home import Home

NAME = re.compile(r"[^\W\d]\w{0,62}")
_Stamp = tuple[tuple[str, int, int], ...]
_known: dict[tuple[Path, ...], tuple[_Stamp, Mapping[str, Table]]] = {}
_lock = threading.Lock()


def tables_of_home(home: Home) -> Mapping[str, Table]:
    """All declared tables of a home by name; cached until a file of its definitions changes."""
    stamp = _stamp(home)
    with _lock:
        known = _known.get(home.definitions)
        if known is None or known[0] != stamp:
            known = _known[home.definitions] = (stamp, declared_tables(home.definitions))
        return known[1]


def _stamp(home: Home) -> _Stamp:
    files = (path for folder in home.definitions for path in sorted(folder.glob("*.y*ml")))
    return tuple((str(path), (found := path.stat()).st_mtime_ns, found.st_size) for path in files)


def rollups_of_home(home: Home) -> dict[str, Rollup]:
    """All declared roll-ups of a home by name."""
    return {rollup.name: rollup for table in tables_of_home(home).values() for rollup in table.rollups}


def check_table_name(name: str, home: Home) -> None:
    """Refuses what can't be a table that people load: no plain name, a system table's, a roll-up's."""
    if not NAME.fullmatch(name) or name.startswith("_"):
        raise Refusal(
            "bad_table_name",
            Words(f"「{name[:80]}」は表の名前にできません。", f"'{name[:80]}' can't be the name of a table."),
            Words("文字、数字、_ だけを使い、文字で始めてください。", "Use letters, digits and _, a letter first."),
        )
    if rollup := rollups_of_home(home).get(name):
        raise Refusal(
            "bad_table_name",
            Words(f"「{name}」は集計表です。", f"'{name}' is a roll-up, kept by Saigen itself."),
            Words(f"元の表「{rollup.table}」に取り込んでください。", f"Load into its table '{rollup.table}'."),
        )
