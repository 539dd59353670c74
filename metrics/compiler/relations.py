"""What a KPI is read from, with scope and snapshot inside: tables, roll-ups, and views whose every table is wrapped.

The one place that writes the name of a lake table. A table that the snapshot does not hold reads as an empty one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache

import sqlglot
from sqlglot import exp

from data.declarations import DEPARTMENT_COLUMN, DUCKDB_TYPES, LOAD_COLUMN
from metrics.catalog.views import tables_in
from metrics.compiler import sql
from metrics.compiler.context import Frame
from metrics.expression import DIALECT

LAKE, SCHEMA = "lake", "main"
SYSTEM = (DEPARTMENT_COLUMN, LOAD_COLUMN)


def duckdb_table(table: str, snapshot: int | None) -> exp.Table:
    """A DuckLake table, as of a snapshot."""
    found = exp.table_(sql.name(table), db=sql.name(SCHEMA), catalog=sql.name(LAKE))
    if snapshot is not None:
        version = exp.HistoricalData(this="AT", kind="VERSION", expression=exp.Literal.number(snapshot))
        found.set("when", version)
    return found


def spark_table(table: str, snapshot: int | None) -> exp.Table:
    """A table of a catalogue called lake, as of a version."""
    found = exp.table_(sql.name(table), db=sql.name(SCHEMA), catalog=sql.name(LAKE))
    if snapshot is not None:
        found.set("version", exp.Version(this="VERSION", kind="AS OF", expression=exp.Literal.number(snapshot)))
    return found


REFERENCES: dict[str, Callable[[str, int | None], exp.Table]] = {"duckdb": duckdb_table, "spark": spark_table}
"""How each dialect names a lake table as of a snapshot: the one thing that sqlglot can't translate."""


def first_month(dialect: str, table: str, snapshot: int) -> str:
    """SQL for the first month of a table of targets."""
    first = sql.as_date(exp.Min(this=exp.Column(this=sql.name("month"))))
    query = exp.select(sql.named(first, "first")).from_(REFERENCES[dialect](table, snapshot))
    return query.sql(dialect)


def relation(frame: Frame, source: str, needed: Iterable[str], alias: str) -> exp.Subquery:
    """The columns asked for of a table, roll-up or view: rows that the asker may see, as of the snapshot."""
    if source in frame.catalog.views:
        return _view(frame, source, alias)
    return _table(frame, source, needed, alias)


def is_stored(frame: Frame, table: str) -> bool:
    """Whether the snapshot holds the table."""
    return frame.context.stored is None or table in frame.context.stored


def _view(frame: Frame, source: str, alias: str) -> exp.Subquery:
    tree = _parsed_view(frame.catalog.views[source]).copy()
    for table in tables_in(tree):
        held = {*frame.catalog.columns[table.name], *SYSTEM}
        used = {found.name for found in tree.find_all(exp.Column) if found.table == table.alias_or_name}
        table.replace(relation(frame, table.name, sorted(used & held), table.alias_or_name))
    return exp.Subquery(this=tree, alias=exp.TableAlias(this=sql.name(alias)))


@lru_cache(maxsize=256)
def _parsed_view(text: str) -> exp.Expr:
    return sqlglot.parse_one(text, dialect=DIALECT)


def _table(frame: Frame, table: str, needed: Iterable[str], alias: str) -> exp.Subquery:
    stored = frame.context.stored
    held = None if stored is None else stored.get(table, frozenset())
    columns = [_column(frame, table, each, held) for each in dict.fromkeys(needed)]
    query = exp.select(*(columns or [sql.named(exp.Literal.number(1), "one")]))
    if held is None or held:
        query = query.from_(REFERENCES[frame.context.dialect](table, frame.snapshot), copy=False)
        departments = frame.scope.departments
        if departments is not None:
            query = query.where(_may_see(departments), copy=False)
    else:
        query = query.where(exp.false(), copy=False)
    return exp.Subquery(this=query, alias=exp.TableAlias(this=sql.name(alias)))


def _column(frame: Frame, table: str, name: str, held: frozenset[str] | None) -> exp.Expr:
    if held is None or name in held:
        return exp.Column(this=sql.name(name))
    kind = "VARCHAR" if name in SYSTEM else DUCKDB_TYPES[frame.catalog.columns[table][name]]
    return sql.named(exp.cast(exp.null(), kind), name)


def _may_see(departments: frozenset[str]) -> exp.Expr:
    if not departments:
        return exp.false()
    return exp.In(
        this=exp.Column(this=sql.name(DEPARTMENT_COLUMN)),
        expressions=[exp.Literal.string(department) for department in sorted(departments)],
    )
