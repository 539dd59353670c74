"""Brings the ledger up to what happened in the lake: every load and every undo, with who and when.

The lake and the ledger are two databases: a load is in the lake first, and one that a crash kept from the ledger is
written down with the next. Records nothing else.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Mapping
from typing import Any

from data.errors import Refusal
from data.events import last_detail, record_all
from data.history import Load, changes
from data.home import Home

LOG = logging.getLogger(__name__)
Deed = tuple[dt.datetime, str, str, str, Mapping[str, Any]]


def book(home: Home) -> None:
    """Writes down every load and undo since the last one that is written down."""
    last = last_detail(home, ("upload", "undo"))
    since = int(last["snapshot"]) if last else 0
    deeds = sorted(_deeds(changes(home, since), since), key=lambda deed: (deed[4]["snapshot"], deed[2], deed[3]))
    if deeds:
        record_all(home, deeds)


def book_later(home: Home) -> None:
    """As `book`, after something that is done and can't fail any more: a ledger that can't be written is logged."""
    try:
        book(home)
    except Refusal as refusal:
        LOG.warning("not yet in the ledger: %s", refusal.message.en)


def _deeds(loads: list[Load], since: int) -> list[Deed]:
    deeds: list[Deed] = []
    for load in loads:
        if load.snapshot > since:
            deeds.append((load.at, load.by, "upload", load.load_id, _detail(load, load.snapshot, load.closed)))
        if load.undone_in is not None and load.undone_at is not None and load.undone_in > since:
            deeds.append(
                (
                    load.undone_at,
                    load.undone_by,
                    "undo",
                    load.load_id,
                    _detail(load, load.undone_in, load.undone_closed),
                )
            )
    return deeds


def _detail(load: Load, snapshot: int, closed: tuple[dt.date, ...]) -> dict[str, Any]:
    return {
        "table": load.table,
        "rows": load.rows,
        "file": load.file,
        "sha256": load.sha256,
        "mode": load.mode,
        "department": load.department,
        "snapshot": snapshot,
        "rejected": load.rejected,
        "encoding": load.encoding,
        "closed": [month.isoformat() for month in closed],
        "mapping": dict(load.mapping),
    }
