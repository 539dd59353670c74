"""What a roll-up's measure may say: aggregates and arithmetic over the columns of its table, and nothing else.

Parses; runs nothing. What a KPI may say is checked where KPIs are.
"""

from __future__ import annotations

import sqlglot
from sqlglot import expressions as exp

from data.declarations import Table
from data.errors import Refusal, Words
from data.sums import exactly

ALLOWED: tuple[type[exp.Expression], ...] = (
    exp.Column,
    exp.Identifier,
    exp.Literal,
    exp.Boolean,
    exp.Null,
    exp.Star,
    exp.Sum,
    exp.Count,
    exp.Distinct,
    exp.Min,
    exp.Max,
    exp.Filter,
    exp.Where,
    exp.Case,
    exp.If,
    exp.Paren,
    exp.Neg,
    exp.Add,
    exp.Sub,
    exp.Mul,
    exp.Div,
    exp.And,
    exp.Or,
    exp.Not,
    exp.EQ,
    exp.NEQ,
    exp.GT,
    exp.GTE,
    exp.LT,
    exp.LTE,
    exp.Is,
    exp.In,
    exp.Between,
    exp.Nullif,
    exp.Coalesce,
    exp.Cast,
    exp.DataType,
    exp.DateDiff,
    exp.Var,
)


def check_measure(table: Table, rollup: str, name: str, expression: str) -> None:
    """Refuses a measure that says more than it may, or that names a column which its table has not."""
    try:
        parsed = sqlglot.parse_one(expression, dialect="duckdb")
    except sqlglot.errors.ParseError as error:
        raise _refused(rollup, name, str(error).splitlines()[0]) from error
    for node in parsed.walk():
        if not isinstance(node, ALLOWED):
            raise _refused(rollup, name, node.sql(dialect="duckdb"))
        if isinstance(node, exp.Column) and table.column(node.name) is None:
            raise _refused(rollup, name, node.name)


def exact_measure(table: Table, expression: str) -> str:
    """A measure whose value does not depend on the order of the rows: see sums.py."""
    whole = {column.name for column in table.columns if column.type in ("integer", "boolean")}
    tree = exactly(sqlglot.parse_one(expression, dialect="duckdb"), whole.__contains__)
    return tree.sql(dialect="duckdb")


def _refused(rollup: str, name: str, what: str) -> Refusal:
    return Refusal(
        "definition_invalid",
        Words(
            f"集計表 {rollup} の {name}: 「{what}」は使えません。",
            f"Roll-up {rollup}, measure {name}: '{what}' is not allowed.",
        ),
        Words(
            "表の列と SUM、COUNT、MIN、MAX、四則演算が使えます。",
            "Use the table's columns, SUM, COUNT, MIN, MAX and arithmetic.",
        ),
    )
