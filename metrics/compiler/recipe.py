"""A KPI's formula over groups of aggregates: simple KPIs that are read alike share a group, and so one pass.

Decides what is computed together; how a group becomes SQL is groups.py's and targets.py's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlglot import exp

from metrics import expression
from metrics.compiler import sql
from metrics.compiler.context import Frame
from metrics.compiler.rollup import reading_of
from metrics.compiler.shapes import Mode, plan_mode, read_mode, segments_add, target_dimensions
from metrics.model import Catalog, Grain, Metric
from metrics.plan import is_phased


@dataclass(frozen=True)
class Due:
    """How targets fall due within a month, and whether those of segments add up: as the KPI `like` says, and others."""

    like: Metric = field(compare=False)
    rule: tuple[object, ...]
    segments_add: bool


def due_of(catalog: Catalog, metric: Metric) -> Due:
    """When a KPI's targets fall due."""
    rule = (metric.phasing, metric.curve) if is_phased(metric) else ()
    return Due(metric, rule, segments_add(catalog, metric))


@dataclass(frozen=True)
class Group:
    """Aggregates that one pass gives. `relation` is read; dimensions are those of `source`. `window`: summed from the
    first day of the window that a period ends in. `zero`: periods without rows count as 0. `due`: targets that fall due
    alike, in place of rows; its aggregates are then names of KPIs."""

    relation: str
    source: str
    time: str
    mode: Mode
    window: Grain | None = None
    zero: bool = False
    due: Due | None = None


@dataclass
class Recipe:
    """Collects the groups of one statement while its KPIs are written as formulas over them.

    `due`: the last day for which plan is due; None for all of it.
    """

    frame: Frame
    due: dt.date | None = None
    groups: dict[Group, list[exp.Expr]] = field(default_factory=dict)

    def value(self, metric: Metric, window: Grain | None = None) -> exp.Expr:
        """The formula of a KPI; with a window, of its value from the window's start."""
        if metric.kind == "simple":
            return self._simple(metric, window)
        if metric.kind == "cumulative":
            return self._empty(metric, self.value(self._named(metric.base), metric.window))
        if metric.kind == "ratio":
            parts = [self.value(self._named(name), window) for name in (metric.numerator, metric.denominator)]
            return self._empty(metric, expression.divided(exp.paren(parts[0]), exp.paren(parts[1])))
        return self._empty(metric, self._derived(metric, window))

    def plan(self, metric: Metric, window: Grain | None = None) -> exp.Expr:
        """The formula of a KPI's plan; NULL where it has none or where targets do not carry what is asked by.

        A ratio's plan is that of its parts where both have one, else the mean of its own months. A derived KPI's is
        its own target, else its formula over the plans of its parts.
        """
        if metric.kind == "cumulative":
            return _first(self._targets(metric, None, "last"), self.plan(self._named(metric.base), metric.window))
        own = self._targets(metric, window, plan_mode(self.frame.catalog, metric))
        if metric.kind == "ratio":
            parts = [self.plan(self._named(name), window) for name in (metric.numerator, metric.denominator)]
            if any(isinstance(part, exp.Null) for part in parts):
                return own
            return _first(expression.divided(exp.paren(parts[0]), exp.paren(parts[1])), own)
        return _first(own, self._plans(metric, window)) if metric.kind == "derived" else own

    def group_columns(self, group: Group, trees: list[exp.Expr]) -> list[exp.Expr]:
        """Columns of a group's result that hold the aggregates; added where they are new."""
        held = self.groups.setdefault(group, [])
        alias = f"g{list(self.groups).index(group)}"
        for tree in trees:
            if tree not in held:
                held.append(tree)
        return [sql.column(alias, f"a{held.index(tree)}") for tree in trees]

    def has(self, group: Group, trees: list[exp.Expr]) -> exp.Expr:
        """Whether a group has values of these aggregates: a row at all, or of targets one of theirs."""
        if group.due is None:
            return self.present(group)
        columns = self.group_columns(group, trees)
        return sql.either([exp.Not(this=exp.Is(this=column, expression=exp.null())) for column in columns])

    def present(self, group: Group) -> exp.Expr:
        """Whether a group has a row where the statement has one."""
        alias = f"g{list(self.groups).index(group)}"
        return exp.Not(this=exp.Is(this=sql.column(alias, "present"), expression=exp.null()))

    def _named(self, name: str) -> Metric:
        return self.frame.catalog.metrics[name]

    def _simple(self, metric: Metric, window: Grain | None) -> exp.Expr:
        reading = reading_of(self.frame, metric)
        zero = metric.when_empty == "zero"
        mode = read_mode(metric)
        group = Group(reading.relation, metric.source, metric.time, mode, window, zero)
        if mode == "average":
            value = self.group_columns(group, [reading.tree])[0]
        else:
            value = self._with_columns(group, reading.tree)
        if not zero:
            return value
        filled = exp.Coalesce(this=value, expressions=[exp.Literal.number(0)])
        return exp.Case(ifs=[exp.If(this=self.present(group), true=filled)])

    def _with_columns(self, group: Group, tree: exp.Expr) -> exp.Expr:
        found = list(expression.aggregates(tree))
        columns = self.group_columns(group, [aggregate.copy() for aggregate in found])
        if found[0] is tree:
            return columns[0]
        for aggregate, column in zip(found, columns, strict=True):
            aggregate.replace(column)
        return expression.safe(tree)

    def _derived(self, metric: Metric, window: Grain | None) -> exp.Expr:
        def written(node: exp.Expr) -> exp.Expr:
            """A KPI's name as its value, plan(KPI) as its plan."""
            if isinstance(node, exp.Anonymous):
                return exp.paren(self.plan(self._named(node.expressions[0].name), window))
            return exp.paren(self.value(self._named(node.name), window)) if isinstance(node, exp.Column) else node

        return _rewritten(expression.derived_expression(metric.expression), written)

    def _plans(self, metric: Metric, window: Grain | None) -> exp.Expr:
        tree = expression.derived_expression(metric.expression)
        names = expression.column_names(tree)
        plans = {name: self.plan(self._named(name), window) for name in names}
        if tree.find(exp.Anonymous) or any(isinstance(plan, exp.Null) for plan in plans.values()):
            return exp.null()
        return _rewritten(
            tree, lambda node: exp.paren(plans[node.name].copy()) if isinstance(node, exp.Column) else node
        )

    def _targets(self, metric: Metric, window: Grain | None, mode: Mode) -> exp.Expr:
        asked = {*self.frame.by, *(name for name, _ in self.frame.where)}
        if not metric.target or not asked <= set(target_dimensions(self.frame.catalog, metric.target)):
            return exp.null()
        due = due_of(self.frame.catalog, metric)
        group = Group(metric.target, metric.target, "month", mode, window, due=due)
        return self.group_columns(group, [exp.Literal.string(metric.name)])[0]

    def _empty(self, metric: Metric, tree: exp.Expr) -> exp.Expr:
        if metric.when_empty == "absent":
            return tree
        return exp.Coalesce(this=exp.paren(tree), expressions=[exp.Literal.number(0)])


def _first(one: exp.Expr, other: exp.Expr) -> exp.Expr:
    """The first that is not NULL, in as few words as may be."""
    if isinstance(one, exp.Null):
        return other
    return one if isinstance(other, exp.Null) else exp.Coalesce(this=one, expressions=[other])


def _rewritten(tree: exp.Expr, written: Callable[[exp.Expr], exp.Expr]) -> exp.Expr:
    """A safe copy with each name of a KPI written out; what is written is not looked into again."""
    root = exp.Paren(this=expression.safe(tree))
    for node in [node for node in root.walk() if isinstance(node, exp.Column | exp.Anonymous)]:
        if isinstance(node.parent, exp.Anonymous):
            continue
        node.replace(written(node))
    return root.unnest()
