"""The command line of KPIs: `python -m metrics list|query`, for scripts (--json) and for reading.

Exit 0 done, 1 refused, 2 wrong usage. Computes nothing of its own.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from typing import Any, cast

import pandas as pd

from data import shell
from data.errors import Refusal, Words, command_language
from data.home import Home, open_home
from data.lake import resolve_snapshot
from data.people import person
from metrics.access import scope_for
from metrics.catalog import catalog_of
from metrics.compiler.checks import metric_of
from metrics.model import Answer, Filter, Grain, Metric, MetricQuery
from metrics.query import ask, leaf_sources

ENGINES = ("duckdb",)


def parser() -> argparse.ArgumentParser:
    """The verbs and their flags."""
    found = argparse.ArgumentParser(prog="python -m metrics", description="KPIs: which are defined, and their values.")
    verbs = found.add_subparsers(dest="verb", required=True)
    shell.add_verb(verbs, "list", _list, "every KPI that is defined")
    query = shell.add_verb(verbs, "query", _query, "the values of one KPI")
    query.add_argument("metric", metavar="METRIC")
    query.add_argument("--grain", metavar="GRAIN", help="day, week, month, quarter or year (the last two fiscal)")
    query.add_argument("--by", action="append", nargs="+", default=[], metavar="DIM")
    query.add_argument("--where", action="append", nargs="+", default=[], metavar="DIM=VALUE", type=_pair)
    query.add_argument("--from", dest="start", metavar="DAY", help="first day, included")
    query.add_argument("--to", dest="end", metavar="DAY", help="last day, included")
    query.add_argument("--as-of", metavar="SNAPSHOT|TIME")
    query.add_argument("--as", dest="person", metavar="PERSON", help="a person's id; else the local owner")
    query.add_argument("--engine", default="duckdb", metavar="ENGINE")
    return found


def listed(home: Home) -> list[dict[str, Any]]:
    """Every KPI, as the contract of `metrics list` says; `source` names all sources of a KPI made of several."""
    catalog = catalog_of(home)
    return [
        {
            "name": metric.name,
            "department": metric.department,
            "type": metric.kind,
            "unit": metric.unit,
            "direction": metric.direction,
            "label": {"ja": metric.label.ja, "en": metric.label.en},
            "dimensions": list(metric.dimensions),
            "owner": metric.owner,
            "source": ", ".join(leaf_sources(catalog, metric.name)),
        }
        for metric in catalog.metrics.values()
    ]


def answered(answer: Answer) -> dict[str, Any]:
    """An answer as the contract of `metrics query` says: dates ISO, whole numbers as integers, absent null."""
    columns = {name: [_plain(value) for value in answer.frame[name]] for name in answer.frame.columns}
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    return {
        "metric": answer.metric,
        "unit": answer.unit,
        "grain": answer.grain,
        "snapshot": answer.snapshot,
        "running": answer.running,
        "rows": rows,
    }


def _list(given: argparse.Namespace) -> tuple[Any, str]:
    found = listed(open_home(given.home))
    return found, _table(found)


def _query(given: argparse.Namespace) -> tuple[Any, str]:
    if given.engine not in ENGINES:
        raise _unknown_engine(given.engine)
    home = open_home(given.home)
    metric = metric_of(catalog_of(home), given.metric)
    found = answered(ask(home, _question(home, metric, given)))
    title = f"{metric.label.in_language(command_language())} ({metric.unit})"
    return found, f"{title}\n{_table(found['rows'])}"


def _question(home: Home, metric: Metric, given: argparse.Namespace) -> MetricQuery:
    by = tuple(dict.fromkeys(name for names in given.by for name in names))
    where = _joined([pair for pairs in given.where for pair in pairs])
    return MetricQuery(
        metric=metric.name,
        scope=scope_for(person(home, given.person), metric, by, where),
        grain=cast("Grain | None", given.grain),
        by=by,
        where=where,
        start=_day(given.start),
        end=_day(given.end),
        snapshot=resolve_snapshot(home, given.as_of),
    )


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise argparse.ArgumentTypeError(f"'{text}' is not DIM=VALUE")
    return name, value


def _joined(pairs: list[tuple[str, str]]) -> tuple[Filter, ...]:
    """Values of the same dimension together: any of them."""
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return tuple((name, tuple(dict.fromkeys(values))) for name, values in found.items())


def _day(text: str | None) -> dt.date | None:
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise Refusal(
            "bad_date",
            Words(f"日付「{text[:80]}」を読み取れません。", f"'{text[:80]}' is not a date."),
            Words("2026-04-01 のように指定してください。", "Write it as 2026-04-01."),
        ) from error


def _unknown_engine(name: str) -> Refusal:
    known = ", ".join(ENGINES)
    return Refusal(
        "unknown_engine",
        Words(f"エンジン「{name[:80]}」は使えません。", f"The engine '{name[:80]}' is not available."),
        Words(f"使えるエンジン: {known}", f"Available: {known}"),
    )


def _plain(value: Any) -> Any:
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return None
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    value = value.item() if hasattr(value, "item") else value
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 2**53 else value


def _table(rows: list[dict[str, Any]]) -> str:
    if not rows:
        return "-"
    return pd.DataFrame([{key: _cell(value) for key, value in row.items()} for row in rows]).to_string(index=False)


def _cell(value: Any) -> str:
    if isinstance(value, dict):
        return str(value.get(command_language(), ""))
    if isinstance(value, list):
        return ", ".join(value)
    return "-" if value is None else f"{value:,}" if isinstance(value, int | float) else str(value)


if __name__ == "__main__":
    sys.exit(shell.run(parser()))
