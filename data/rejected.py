# ruff: noqa: S608 - names are quoted identifiers of declarations and the catalogue, values are quoted literals
"""Rejected cells of a file under way: mended as a person said, or their rows set aside.

Works on temporary tables of a transaction; finds no faults itself (staging.py does).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from data.declarations import DUCKDB_TYPES, Column
from data.errors import Refusal, Words
from data.mends import Mend
from data.parsing import parsed, wanted
from data.transaction import Transaction
from data.warehouse import quoted, text

REJECTED = "rejected_cells"
"""Columns: row, column (the file's name), text, reason, skip (a person said so)."""
FOUND = "found_cells"
"""The same, as they were before any mend."""


def mend_cells(
    transaction: Transaction, staged: str, named: Mapping[str, Column], mends: Sequence[Mend], date_order: str
) -> None:
    """Applies the mends: cells that are mended are rejected no more. Refuses a value that is none of its column."""
    for mend in mends:
        if mend.column not in named or mend.action not in ("empty", "skip", "replace"):
            continue
        where = f'"column" = {text(mend.column)}' + ("" if mend.text is None else f" AND text = {text(mend.text)}")
        if mend.action == "skip":
            transaction.run(f"UPDATE {REJECTED} SET skip = true WHERE {where}")
            continue
        if mend.action == "replace":
            _replace(transaction, staged, named[mend.column], mend, where, date_order)
        transaction.run(f"DELETE FROM {REJECTED} WHERE {where}")


def _replace(transaction: Transaction, staged: str, to: Column, mend: Mend, where: str, date_order: str) -> None:
    value = f"({parsed(text(mend.value), to.type, date_order, transaction.home.settings.timezone)})"
    if transaction.one(f"SELECT {value} IS NULL"):
        ja, en = wanted(to.type, date_order)
        raise Refusal(
            "bad_mend", Words(f"「{mend.value[:80]}」は{ja}ではありません。", f"'{mend.value[:80]}' is not {en}.")
        )
    transaction.run(
        f"UPDATE {staged} SET {quoted(to.name)} = {value}::{DUCKDB_TYPES[to.type]} "
        f'WHERE __row IN (SELECT "row" FROM {REJECTED} WHERE {where})'
    )


def set_aside(transaction: Transaction, staged: str, *, only_said: bool = False) -> int:
    """Takes rows with rejected cells out of the staged ones; only those a person wants out, where `only_said`."""
    where = "WHERE skip" if only_said else ""
    out = f'SELECT DISTINCT "row" FROM {REJECTED} {where}'
    count = int(transaction.one(f"SELECT count(*) FROM ({out})"))
    if count:
        transaction.run(f"DELETE FROM {staged} WHERE __row IN ({out})")
        transaction.run(f'DELETE FROM {REJECTED} WHERE "row" IN ({out})')
    return count
