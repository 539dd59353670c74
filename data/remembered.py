"""Mappings remembered: how the columns of a file of the same form were mapped by the last load that stands.

A load's record in the lake keeps its mapping (and the ledger a copy), so that undoing the load forgets it too.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from data.columns import Mapped, mapping_of
from data.history import Load, all_loads
from data.home import Home
from data.mends import Mend, mends_of


@dataclass(frozen=True)
class Remembered:
    """What was said of a file of this form: for which table, and how."""

    table: str
    mapping: Mapped
    without: tuple[str, ...]
    mends: tuple[Mend, ...]
    load: Load


def remembered(home: Home, fingerprint: str, table: str | None = None) -> Remembered | None:
    """The newest active load of a file of that form, into that table where one is named."""
    for load in reversed(all_loads(home).values()):
        if load.state == "active" and load.fingerprint == fingerprint and table in (None, load.table):
            mapping = mapping_of(load.mapping.get("columns", {}), Path(load.file))
            without = tuple(load.mapping.get("without", ()))
            return Remembered(load.table, mapping, without, mends_of(load.mapping.get("mends", ())), load)
    return None


def last_units(home: Home, table: str) -> dict[str, str]:
    """The units that the files of a table's active loads stated last, by column of the table."""
    units: dict[str, str] = {}
    for load in all_loads(home).values():
        if load.table == table and load.state == "active":
            units |= {name: str(unit) for name, unit in load.mapping.get("units", {}).items()}
    return units
