"""Definitions against each other: names that exist, expressions that may be, no circles; each fault with its line.

Takes definitions whose form is checked. Reads no data: what the lake holds is not looked at.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlglot import exp

from data.declarations import Table
from data.documents import Document, Place
from data.errors import NO_HINT, Refusal, Words, nearest
from metrics import expression
from metrics.catalog.reading import Entry
from metrics.catalog.views import Columns
from metrics.expression import NotAllowed
from metrics.model import Dimension, Metric

DEPARTMENTS = ("company", "sales", "marketing", "hr", "production", "development")
STAMPS = ("", "by_row")
RESERVED = ("period", "value")
TARGET_COLUMNS = ("metric", "month", "value")
DEPARTMENT = Words("部門", "department")
MISSPELT = 0.75
"""How alike a new department's name and a shipped one's are when it is taken for a slip."""
NUMERIC = ("integer", "decimal")
NUMBERED = (exp.Sum, exp.Avg, exp.Median, exp.Min, exp.Max)
"""Aggregates whose value is one of the column's: a KPI is a number, so the column has to be."""


@dataclass(frozen=True)
class Known:
    """What definitions may name."""

    tables: Mapping[str, Table]
    columns: Mapping[str, Columns]
    entries: Mapping[str, Entry]
    dimensions: Mapping[tuple[str, str], Dimension]

    def metric(self, name: str) -> Metric:
        """A KPI by name."""
        return self.entries[name].metric


def unknown_name(document: Document, place: Place, kind: Words, name: str, known: Iterable[str]) -> Refusal:
    """A name that nobody declared, with the nearest ones that are."""
    names = sorted(known)
    near = nearest(name, names) or names[:8]
    hint = Words(f"もしかして: {'、'.join(near)}", f"Did you mean {', '.join(near)}?") if near else NO_HINT
    return document.refuse(
        "definition_invalid",
        place,
        f"{kind.ja}「{name}」はありません。",
        f"there is no {kind.en} '{name}'.",
        hint,
    )


def own_departments(documents: Iterable[Document]) -> set[str]:
    """Departments beside the shipped ones: those that a table says its rows are of."""
    tables = [body for document in documents for body in (document.content.get("tables") or {}).values()]
    return {body["department"] for body in tables if body.get("department")} - {*DEPARTMENTS, *STAMPS}


def check_department(document: Document, own: Iterable[str]) -> None:
    """Refuses a file of a department that does not exist, and a table's misspelt one."""
    name = document.content["department"]
    if name not in (*DEPARTMENTS, *own):
        raise unknown_name(document, ("department",), DEPARTMENT, name, DEPARTMENTS)
    for table, body in (document.content.get("tables") or {}).items():
        stamp = body.get("department", "")
        meant = difflib.get_close_matches(stamp, DEPARTMENTS, 1, MISSPELT)
        if stamp not in (*DEPARTMENTS, *STAMPS) and meant:
            raise unknown_name(document, ("tables", table, "department"), DEPARTMENT, stamp, DEPARTMENTS)


def check_dimension(known: Known, document: Document, source: str, dimension: Dimension, place: Place) -> None:
    """Refuses a dimension of an unknown source, with an expression that can't be, or with a name that answers use."""
    columns = _columns_of(known, document, place[:-2] or ("source",), source)
    if dimension.name in RESERVED:
        raise document.refuse(
            "definition_invalid",
            place,
            f"「{dimension.name}」は答えの列名なので、切り口の名前に使えません。",
            f"'{dimension.name}' names a column of every answer and can't name a dimension.",
        )
    where = (*place, "expression")
    try:
        tree = expression.row_expression(dimension.expression)
    except NotAllowed as fault:
        raise _wrong_expression(document, where, fault) from fault
    _check_columns(document, where, tree, columns, source)


def check_metric(known: Known, entry: Entry) -> None:
    """Refuses a KPI whose parts do not exist or do not fit."""
    {"simple": _check_simple, "ratio": _check_ratio, "derived": _check_derived, "cumulative": _check_cumulative}[
        entry.metric.kind
    ](known, entry)
    _check_target(known, entry)
    _check_curve(entry)


def _check_simple(known: Known, entry: Entry) -> None:
    metric, document = entry.metric, entry.document
    columns = _columns_of(known, document, _place(entry, "source"), metric.source)
    if metric.time:
        _check_time(document, _place(entry, "time"), metric, columns)
    where = entry.place("expression")
    try:
        tree = expression.aggregate_expression(metric.expression)
    except NotAllowed as fault:
        raise _wrong_expression(document, where, fault) from fault
    _check_columns(document, where, tree, columns, metric.source)
    _check_numbers(document, where, tree, columns)


def _place(entry: Entry, field: str) -> Place:
    """Where a KPI's source or time is said: by itself, by the file for a source, or by the file for all."""
    content, name = entry.document.content, entry.metric.source
    if field in content["metrics"][entry.metric.name]:
        return entry.place(field)
    if field in (content.get("sources") or {}).get(name, {}):
        return ("sources", name, field)
    return (field,) if field in content else entry.place()


def _check_time(document: Document, place: Place, metric: Metric, columns: Columns) -> None:
    if metric.time not in columns:
        raise unknown_name(
            document, place, Words(f"{metric.source} の列", f"column of {metric.source}"), metric.time, columns
        )
    if columns[metric.time] not in ("date", "datetime"):
        raise document.refuse(
            "definition_invalid",
            place,
            f"時間の列「{metric.time}」の型は {columns[metric.time]} です。date か datetime にしてください。",
            f"the time column '{metric.time}' is of type {columns[metric.time]}; it must be date or datetime.",
        )


def _check_numbers(document: Document, place: Place, tree: exp.Expr, columns: Columns) -> None:
    for aggregate in expression.aggregates(tree):
        function = expression.function_of(aggregate)
        inner = function.this
        plain = isinstance(function, NUMBERED) and isinstance(inner, exp.Column)
        if plain and columns[inner.name] not in NUMERIC:
            raise document.refuse(
                "definition_invalid",
                place,
                f"列「{inner.name}」の型は {columns[inner.name]} なので {function.key.upper()} できません。",
                f"column '{inner.name}' is of type {columns[inner.name]}: {function.key.upper()} needs a number.",
            )


def _check_ratio(known: Known, entry: Entry) -> None:
    for part in ("numerator", "denominator"):
        _check_part(known, entry, entry.place(part), getattr(entry.metric, part))


def _check_derived(known: Known, entry: Entry) -> None:
    where = entry.place("expression")
    try:
        tree = expression.derived_expression(entry.metric.expression)
    except NotAllowed as fault:
        raise _wrong_expression(entry.document, where, fault) from fault
    for name in expression.column_names(tree):
        _check_part(known, entry, where, name)


def _check_cumulative(known: Known, entry: Entry) -> None:
    name = entry.metric.base
    _check_part(known, entry, entry.place("metric"), name)
    base = known.metric(name)
    if base.kind == "cumulative" or (base.kind == "simple" and base.over_time != "sum"):
        raise entry.document.refuse(
            "definition_invalid",
            entry.place("metric"),
            f"「{name}」は期間の合計ではないため累計できません。",
            f"'{name}' is no flow, so it can't be summed up over periods.",
        )


def _check_part(known: Known, entry: Entry, place: Place, name: str) -> None:
    if name not in known.entries:
        raise unknown_name(entry.document, place, Words("KPI", "metric"), name, known.entries)


def _check_target(known: Known, entry: Entry) -> None:
    table = entry.metric.target
    if not table:
        return
    place = entry.place("target", "table")
    if table not in known.tables:
        raise unknown_name(entry.document, place, Words("表", "table"), table, known.tables)
    for column in TARGET_COLUMNS:
        if column not in known.columns[table]:
            raise entry.document.refuse(
                "definition_invalid",
                place,
                f"目標の表「{table}」に列「{column}」がありません。",
                f"the table of targets '{table}' has no column '{column}'.",
            )


def _check_curve(entry: Entry) -> None:
    curve = entry.metric.curve
    if curve and (list(curve) != sorted(curve) or curve[-1] != 1):
        raise entry.document.refuse(
            "definition_invalid",
            entry.place("curve"),
            "curve は累計の割合です。減らずに 1 で終わるようにしてください。",
            "a curve gives cumulative shares: they never fall, and the last one is 1.",
        )


def _columns_of(known: Known, document: Document, place: Place, source: str) -> Columns:
    if not source:
        raise document.refuse("definition_invalid", place, "source がありません。", "there is no source.")
    if source not in known.columns:
        raise unknown_name(document, place, Words("表・ビュー", "table or view"), source, known.columns)
    return known.columns[source]


def _check_columns(document: Document, place: Place, tree: exp.Expr, columns: Columns, source: str) -> None:
    for name in expression.column_names(tree):
        if name not in columns:
            kind = Words(f"{source} の列", f"column of {source}")
            raise unknown_name(document, place, kind, name, columns)


def _wrong_expression(document: Document, place: Place, fault: NotAllowed) -> Refusal:
    return document.refuse("expression_not_allowed", place, fault.words.ja, fault.words.en)
