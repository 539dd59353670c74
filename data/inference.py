# ruff: noqa: S608 - names are quoted identifiers of declarations and the catalogue, values are quoted literals
"""The type of a column nobody declared, from all of its values.

Takes the narrowest type that every value proves; text where values could mean two things (leading zeros, 01/02/2026).
"""

from __future__ import annotations

from collections.abc import Iterable

from data.declarations import ColumnType
from data.files import SourceFile, refuse_file
from data.parsing import parsed
from data.transaction import Transaction
from data.undeclared import declared_as
from data.warehouse import quoted

FEW = 1000
LEADING_ZERO = r"[+-]?0[0-9]+"


def typed_column(
    transaction: Transaction, source: SourceFile, raw: str, name: str, kind: str
) -> tuple[ColumnType, str]:
    """The type of a column of the raw rows, and the order of its dates where it holds any."""
    if source.kind == "csv":
        return _from_text(transaction, raw, name)
    if found := declared_as(kind):
        return found, ""
    raise refuse_file(
        source.path,
        "bad_column_type",
        f"列「{name}」の型 {kind} は扱えません。",
        f"column '{name}' has the type {kind}.",
    )


def _from_text(transaction: Transaction, raw: str, name: str) -> tuple[ColumnType, str]:
    cell = quoted(name)
    given = f"trim({cell}) <> ''"
    timezone = transaction.home.settings.timezone
    if not transaction.one(f"SELECT count(*) FILTER ({given}) FROM {raw}"):
        return "text", ""
    if transaction.one(f"SELECT bool_or(regexp_full_match(trim({cell}), '{LEADING_ZERO}')) FROM {raw} WHERE {given}"):
        return "text", ""
    for kind in ("integer", "decimal"):
        if _all_are(transaction, raw, parsed(cell, kind, "ISO", timezone), given):
            return kind, ""
    if _all_are(transaction, raw, f"nullif(lower(trim({cell})) IN ('true', 'false'), false)", given):
        return "boolean", ""
    return _dates(transaction, raw, cell, given, timezone)


def _dates(transaction: Transaction, raw: str, cell: str, given: str, timezone: str) -> tuple[ColumnType, str]:
    """A date or time where exactly one order of day, month and year fits every value."""

    def _fits(order: str) -> bool:
        return _all_are(transaction, raw, parsed(cell, "datetime", order, timezone), given)

    fitting = [order for order in ("DMY", "MDY") if _fits(order)] if not _fits("ISO") else ["ISO"]
    if len(fitting) != 1:
        return "text", ""
    timed = transaction.one(f"SELECT bool_or(trim({cell}) LIKE '%:%') FROM {raw} WHERE {given}")
    return ("datetime" if timed else "date"), fitting[0]


def _all_are(transaction: Transaction, raw: str, value: str, given: str) -> bool:
    """Whether the expression gives a value for every cell; asked of the first rows before it is asked of all."""
    rows = f"FROM {raw} WHERE {given}"
    for some in (f"(SELECT * {rows} LIMIT {FEW})", f"(SELECT * {rows})"):
        if not transaction.one(f"SELECT bool_and(({value}) IS NOT NULL) FROM {some}"):
            return False
    return True


def one_order(orders: Iterable[str]) -> str:
    """The order of a file's dates: the year-first one stands beside any other; the first of two that exclude it."""
    return next((order for order in orders if order not in {"", "ISO"}), "ISO")
