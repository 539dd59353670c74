# ruff: noqa: S608 - names are quoted identifiers of declarations and the catalogue, values are quoted literals
"""The department that rows are stamped with: declared with the table, or by row, or the loader's own.

Decides what is stamped; who may stamp it is policy.py's.
"""

from __future__ import annotations

from dataclasses import dataclass

from data.declarations import Table
from data.errors import Refusal, Words
from data.people import check_department
from data.transaction import Transaction
from data.warehouse import quoted, text

BY_ROW = "by_row"


@dataclass(frozen=True)
class Stamp:
    """The SQL expression of the stamp, and the departments it gives."""

    sql: str
    departments: tuple[str, ...]


def stamp_of(transaction: Transaction, table: Table, relation: str, asked: str | None) -> Stamp:
    """The stamp of a load's rows. Refuses a department other than the table's, and rows without one."""
    if table.department == BY_ROW:
        return _by_row(transaction, table, relation, asked)
    if asked and table.department and asked != table.department:
        raise _other_department(table, asked, table.department)
    department = table.department or asked or transaction.author.department
    return Stamp(text(department), (department,))


def _by_row(transaction: Transaction, table: Table, relation: str, asked: str | None) -> Stamp:
    found = [row[0] for row in transaction.run(f"SELECT DISTINCT department FROM {relation} ORDER BY 1")]
    if None in found or "" in found:
        raise Refusal(
            "no_department",
            Words(f"表「{table.name}」に部門のない行があります。", f"Rows for '{table.name}' name no department."),
            Words("列 department をすべての行に入れてください。", "Fill in the column department in every row."),
        )
    for department in found:
        check_department(transaction.home, department)
        if asked and department != asked:
            raise _other_department(table, asked, department)
    return Stamp(quoted("department"), tuple(found))


def _other_department(table: Table, asked: str, found: str) -> Refusal:
    return Refusal(
        "other_department",
        Words(
            f"表「{table.name}」の行は部門「{found}」のものです（指定は「{asked}」）。",
            f"Rows of '{table.name}' are the department {found}'s, not {asked}'s.",
        ),
        Words("--department を外すか、合う部門を指定してください。", "Leave out --department, or name that one."),
    )
