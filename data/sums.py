"""Sums that do not depend on the order of the rows: a macro that every connection has, and expressions written with it.

Doubles added in another order give another last digit, and threads, merged files and restored rows change the order.
`exact_sum(x)` adds whole parts and fractions (in units of 2^-60) as integers, so the order says nothing. Of a value
past 2^63 it is the plain sum. It rounds nothing that a double holds above 2^-60.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:  # the parser costs a sixth of a start
    from sqlglot import exp

UNIT = 2**60
EXACT_SUM = f"""
CREATE OR REPLACE MACRO exact_sum(x) AS CASE
  WHEN count(x) = count(TRY_CAST(trunc(x) AS BIGINT))
  THEN sum(TRY_CAST(trunc(x) AS BIGINT))::DOUBLE
    + sum(TRY_CAST((x - trunc(x)) * {UNIT}::DOUBLE AS BIGINT))::DOUBLE / {UNIT}
  ELSE sum(x)
END
"""
Whole = Callable[[str], bool]
"""Whether a column of that name holds whole numbers only, whose plain sum is exact already."""


def exactly(tree: exp.Expr, whole: Whole) -> exp.Expr:
    """The expression or query with every SUM and AVG of fractions written with exact_sum; changes what it is given."""
    from sqlglot import exp

    root = exp.Paren(this=tree)
    for node in [node for node in root.walk() if isinstance(node, exp.Sum | exp.Avg)]:
        filtered = node.parent if isinstance(node.parent, exp.Filter) else None
        outer = filtered or node
        if isinstance(outer.parent, exp.Window) or _is_whole(node.this, whole):
            continue
        outer.replace(_exact(node, filtered.expression.this if filtered else None))
    return cast("exp.Expr", root.this)


def _exact(node: exp.Expr, condition: exp.Expr | None) -> exp.Expr:
    """FILTER becomes CASE: a macro takes none."""
    from sqlglot import exp

    value: exp.Expr = node.this.copy()
    if condition is not None:
        value = exp.Case(ifs=[exp.If(this=condition.copy(), true=value)])
    added = exp.Anonymous(this="exact_sum", expressions=[value])
    if isinstance(node, exp.Sum):
        return added
    counted = exp.Nullif(this=exp.Count(this=value.copy()), expression=exp.Literal.number(0))
    return exp.Paren(this=exp.Div(this=added, expression=counted, typed=False, safe=False))


def _is_whole(tree: exp.Expr, whole: Whole) -> bool:
    from sqlglot import exp

    parts: list[exp.Expr]
    if isinstance(tree, exp.Column):
        return whole(tree.name)
    if isinstance(tree, exp.Literal):
        return not tree.is_string and tree.name.isdigit()
    if isinstance(tree, exp.Paren | exp.Neg):
        parts = [tree.this]
    elif isinstance(tree, exp.Add | exp.Sub | exp.Mul):
        parts = [tree.left, tree.right]
    elif isinstance(tree, exp.Coalesce):
        parts = [tree.this, *tree.expressions]
    elif isinstance(tree, exp.Case):
        parts = [each.args["true"] for each in tree.args["ifs"]]
        parts += [tree.args["default"]] if tree.args.get("default") else []
    else:
        return isinstance(tree, exp.Count | exp.DateDiff | exp.Null)
    return all(_is_whole(part, whole) for part in parts)
