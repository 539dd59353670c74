"""The list of incidents as a table for docs/example-company.md, for the day and seed that tests fix.

Words only; draws and measures nothing.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence

from data.demo.incidents import Incident

SEED = 20260401
TODAY = dt.date(2026, 11, 24)
HEADS = ("From", "To", "Department", "KPI", "Place", "Cause", "Size (sd)", "Change of the KPI")


def rows_of(sizes: Sequence[tuple[Incident, float | None]], today: dt.date) -> list[dict[str, object]]:
    """Incidents as the command line lists them, with the measured size where known (null: not to be seen yet)."""
    return [
        incident.as_json(today)
        | ({} if size is None else {"measured_sd": None if math.isnan(size) else round(size, 2)})
        for incident, size in sizes
    ]


def as_table(rows: Sequence[Mapping[str, object]]) -> str:
    """A Markdown table of incidents, one a row, in order of time."""
    lines = ["| " + " | ".join(HEADS) + " |", "|" + "---|" * len(HEADS)]
    return "\n".join(lines + ["| " + " | ".join(_cells(row)) + " |" for row in rows]) + "\n"


def _cells(row: Mapping[str, object]) -> list[str]:
    place = row["place"]
    where = ", ".join(f"{name} {value}" for name, value in place.items()) if isinstance(place, Mapping) else ""
    size = str(row["size_sd"])
    if "measured_sd" in row:
        size += f" (measured {row['measured_sd'] if row['measured_sd'] is not None else 'not yet'})"
    sds = f"{size}, by {row['grain']}"
    return [
        str(row["from"]), str(row["to"] or "running"), str(row["department"]), str(row["kpi"]), where,
        str(row["cause_code"]), sds, _change(row),
    ]  # fmt: skip


def _change(row: Mapping[str, object]) -> str:
    change = float(str(row["change"]))
    return f"{change:+.1%}" if row["change_is"] == "relative" else f"{change:+.4g}"
