"""What is otherwise in a file than in the last one loaded into its table: columns come and gone, units changed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from data.columns import Target, mapping_of
from data.filerows import FileRows
from data.history import Load, all_loads
from data.home import Home


@dataclass(frozen=True)
class Drift:
    """Columns of the file that the last one had not, that it had and are gone, and units as (column, before, now)."""

    new: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    units: tuple[tuple[str, str, str], ...] = ()
    since: str = ""


def drift_of(home: Home, table: str, rows: FileRows) -> Drift:
    """The drift against the last active load of a file into the table; none where there is no such load."""
    loads = [load for load in all_loads(home).values() if load.table == table and load.state == "active"]
    last = next((load for load in reversed(loads) if load.mapping.get("columns")), None)
    if last is None:
        return Drift()
    before = list(last.mapping["columns"])
    here = [column.name for column in rows.columns]
    return Drift(
        tuple(name for name in here if name not in before),
        tuple(name for name in before if name not in here),
        _units(last, rows),
        last.load_id,
    )


def _units(last: Load, rows: FileRows) -> tuple[tuple[str, str, str], ...]:
    """Columns of the same name whose unit is another one now."""
    mapped = mapping_of(last.mapping["columns"], Path(last.file))
    units = last.mapping.get("units", {})
    found = []
    for column in rows.columns:
        to = mapped.get(column.name)
        name = to.column if isinstance(to, Target) else to
        before = str(units.get(name, "")) if name else ""
        if name and before != (column.unit or ""):
            found.append((column.name, before, column.unit or ""))
    return tuple(found)
