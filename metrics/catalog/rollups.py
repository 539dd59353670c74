"""Declared roll-ups: measures that may be, over columns that exist.

Which question a roll-up answers is the compiler's.
"""

from __future__ import annotations

from collections.abc import Mapping

from data.declarations import Rollup, Table
from data.documents import Document, Place
from data.errors import Words
from metrics import expression
from metrics.catalog.checks import unknown_name
from metrics.expression import NotAllowed


def check_rollups(document: Document, tables: Mapping[str, Table]) -> None:
    """Refuses roll-ups of a file whose columns or measures can't be."""
    for name in document.content.get("tables") or {}:
        for rollup in tables[name].rollups:
            _check(document, tables[name], rollup)


def _check(document: Document, table: Table, rollup: Rollup) -> None:
    place: Place = ("tables", table.name, "rollups", rollup.name)
    names = [rollup.time, *rollup.dimensions, *([rollup.distinct_by] if rollup.distinct_by else [])]
    for measure, text in rollup.measures.items():
        try:
            tree = expression.aggregate_expression(str(text))
        except NotAllowed as fault:
            where = (*place, "measures", measure)
            raise document.refuse("expression_not_allowed", where, fault.words.ja, fault.words.en) from fault
        names += expression.column_names(tree)
    for name in names:
        if table.column(name) is None:
            kind = Words(f"{table.name} の列", f"column of {table.name}")
            raise unknown_name(document, place, kind, name, [column.name for column in table.columns])
