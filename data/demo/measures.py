# ruff: noqa: S608 - names are those of the shipped definitions, values are dates
"""KPIs of the example company straight from its rows: for its targets, and for measuring its incidents.

Reads expressions from the shipped definitions and knows only what those need; a home's questions go to the metrics.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import duckdb
import yaml

from data.home import SHIPPED_DEFINITIONS

QUICKER = {"COUNT(DISTINCT order_id)": "COUNT(*) FILTER (WHERE line = 1)"}
"""The same for rows as they are made here: every order has one first line."""


@dataclass(frozen=True)
class Measure:
    """A simple or ratio KPI. `expression` is SQL over `source`; a ratio has two parts instead."""

    name: str
    department: str
    source: str
    time: str
    expression: str
    parts: tuple[str, ...]
    over_time: str
    phasing: str
    has_target: bool


@cache
def measures() -> Mapping[str, Measure]:
    """All simple and ratio KPIs of the shipped definitions by name."""
    found = {}
    for path in sorted(SHIPPED_DEFINITIONS.glob("*.yaml")):
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_loader())  # noqa: S506  # a safe loader
        for name, body in content["metrics"].items():
            if body["type"] in ("simple", "ratio"):
                found[name] = _measure(name, body, content)
    return found


def _loader() -> Any:
    """The safe loader in C where there is one: the definitions are read a second time here."""
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _measure(name: str, body: Mapping[str, Any], content: Mapping[str, Any]) -> Measure:
    source = body.get("source", content["source"])
    times = {content["source"]: content["time"]} | {
        key: value["time"] for key, value in content.get("sources", {}).items()
    }
    parts = (body["numerator"], body["denominator"]) if body["type"] == "ratio" else ()
    expression = body.get("expression", "")
    return Measure(
        name, content["department"], source, body.get("time", times[source]),
        QUICKER.get(expression, expression), parts, body.get("over_time", "sum"),
        body.get("phasing", "working_days"), "target" in body,
    )  # fmt: skip


def prepare(connection: duckdb.DuckDBPyConnection) -> None:
    """Makes the reviewed views over the company's rows, as the KPIs' sources."""
    for path in sorted((SHIPPED_DEFINITIONS / "views").glob("*.sql")):
        sql = path.read_text(encoding="utf-8").replace("FROM roster", "FROM demo_roster")
        connection.execute(f"CREATE OR REPLACE TEMP VIEW demo_{path.stem} AS {sql}")


def by_period(name: str, grain: str, by: tuple[str, ...] = ()) -> str:
    """SQL for (period, the columns of `by`, value) of a KPI; a ratio is the ratio of its parts' sums."""
    measure = measures()[name]
    if not measure.parts:
        return _simple(measure, grain, by)
    upper, lower = (by_period(part, grain, by) for part in measure.parts)
    keys = ", ".join(["period", *by])
    return (
        f"SELECT {keys}, coalesce(u.value, 0) / nullif(l.value, 0) AS value"
        f" FROM ({lower}) AS l LEFT JOIN ({upper}) AS u USING ({keys})"
    )


def _simple(measure: Measure, grain: str, by: tuple[str, ...]) -> str:
    columns = ", ".join([f"{_period(measure, grain)} AS period", *by])
    return (
        f"SELECT {columns}, {measure.expression} AS value FROM demo_{measure.source}"
        f" WHERE {_known(measure, grain)} GROUP BY ALL"
    )


def together(asked: Sequence[Measure], by: str) -> str:
    """SQL for (month, `by`, a value for each KPI) of simple KPIs that share source, time and kind of sum over time."""
    first = asked[0]
    values = ", ".join(f"{measure.expression} AS {measure.name}" for measure in asked)
    return (
        f"SELECT {_period(first, 'month')} AS period, {by} AS place, {values} FROM demo_{first.source}"
        f" WHERE {_known(first, 'month')} GROUP BY period, place"
    )


def _period(measure: Measure, grain: str) -> str:
    return f"date_trunc('{grain}', {measure.time})::DATE"


def _known(measure: Measure, grain: str) -> str:
    """Rows that have a time; of a stock those of each period's last day."""
    where = f"{measure.time} IS NOT NULL"
    if measure.over_time != "last":
        return where
    last = f"SELECT max({measure.time}) FROM demo_{measure.source} GROUP BY {_period(measure, grain)}"
    return f"{where} AND {measure.time} IN ({last})"
