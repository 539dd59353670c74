"""The command line of KPIs: `python -m metrics list|query`, for scripts (--json) and for reading.

Exit 0 done, 1 refused, 2 wrong usage. Computes nothing of its own.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections.abc import Sequence
from typing import Any, cast

import pandas as pd

from data.errors import Refusal, Words, command_language
from data.home import Home, open_home
from data.lake import resolve_snapshot
from metrics.catalog import catalog_of
from metrics.compiler.checks import metric_of
from metrics.model import EVERYTHING, Answer, Filter, Grain, MetricQuery, Scope
from metrics.query import ask, leaf_sources

ENGINES = ("duckdb",)


def parser() -> argparse.ArgumentParser:
    """The commands and their flags."""
    found = argparse.ArgumentParser(prog="python -m metrics", description="KPIs: what is defined, and what it is.")
    verbs = found.add_subparsers(dest="verb", required=True)
    listing = verbs.add_parser("list", help="every KPI that is defined")
    query = verbs.add_parser("query", help="the values of one KPI")
    query.add_argument("metric")
    query.add_argument("--grain", help="day, week, month, quarter or year (fiscal)")
    query.add_argument("--by", action="append", default=[], metavar="DIM", nargs="+")
    query.add_argument("--where", action="append", default=[], metavar="DIM=VALUE", nargs="+", type=_filter)
    query.add_argument("--from", dest="start", metavar="DAY")
    query.add_argument("--to", dest="end", metavar="DAY")
    query.add_argument("--as-of", metavar="SNAPSHOT|TIME")
    query.add_argument("--as", dest="person", metavar="PERSON")
    query.add_argument("--engine", default="duckdb")
    for verb in (listing, query):
        verb.add_argument("--home", metavar="DIR")
        verb.add_argument("--json", action="store_true", help="one JSON document and nothing else")
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command; gives its exit status."""
    given = parser().parse_args(arguments)
    try:
        home = open_home(given.home)
        found = listed(home) if given.verb == "list" else queried(home, given)
    except Refusal as refusal:
        _say_refusal(refusal, given.json)
        return 1
    print(json.dumps(found, ensure_ascii=False, allow_nan=False) if given.json else _readable(found))  # noqa: T201 - output
    return 0


def listed(home: Home) -> list[dict[str, Any]]:
    """Every KPI, as the contract of `metrics list` says."""
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


def queried(home: Home, given: argparse.Namespace) -> dict[str, Any]:
    """One KPI's values, as the contract of `metrics query` says."""
    if given.engine not in ENGINES:
        raise _unknown_engine(given.engine)
    metric_of(catalog_of(home), given.metric)
    query = MetricQuery(
        metric=given.metric,
        scope=_scope(home, given.person, given.metric),
        grain=cast("Grain | None", given.grain),
        by=tuple(dict.fromkeys(name for names in given.by for name in names)),
        where=_joined([pair for pairs in given.where for pair in pairs]),
        start=_day(given.start),
        end=_day(given.end),
        snapshot=resolve_snapshot(home, given.as_of),
    )
    return as_json(ask(home, query))


def as_json(answer: Answer) -> dict[str, Any]:
    """An answer as plain values: dates ISO, whole numbers as integers, absent null."""
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


def _plain(value: Any) -> Any:
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return None
    if isinstance(value, dt.date):
        return value.isoformat()[:10] if value == pd.Timestamp(value).normalize() else value.isoformat()
    value = value.item() if hasattr(value, "item") else value
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 2**53 else value


def _scope(home: Home, person: str | None, metric: str) -> Scope:
    if person is None:
        return EVERYTHING
    from metrics.access import scope_for_id

    return scope_for_id(home, person, metric)


def _filter(text: str) -> tuple[str, str]:
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
    return Refusal(
        "unknown_engine",
        Words(f"エンジン「{name}」は使えません。", f"The engine '{name}' is not available."),
        Words(f"使えるエンジン: {'、'.join(ENGINES)}", f"Available: {', '.join(ENGINES)}"),
    )


def _say_refusal(refusal: Refusal, as_document: bool) -> None:
    language = command_language()
    if as_document:
        print(json.dumps(refusal.as_json(language), ensure_ascii=False))  # noqa: T201 - output
        return
    words = (refusal.message, refusal.hint, refusal.state)
    print("\n".join(text for each in words if (text := each.in_language(language))), file=sys.stderr)  # noqa: T201


def _readable(found: dict[str, Any] | list[dict[str, Any]]) -> str:
    rows = found if isinstance(found, list) else found["rows"]
    table = pd.DataFrame([{key: _cell(value) for key, value in row.items()} for row in rows])
    head = "" if isinstance(found, list) else f"{found['metric']} ({found['unit']}), snapshot {found['snapshot']}\n"
    return head + (table.to_string(index=False) if len(table) else "-")


def _cell(value: Any) -> str:
    if isinstance(value, dict):
        return str(value.get(command_language(), ""))
    if isinstance(value, list):
        return ", ".join(value)
    return "-" if value is None else f"{value:,}" if isinstance(value, int | float) else str(value)


if __name__ == "__main__":
    sys.exit(main())
