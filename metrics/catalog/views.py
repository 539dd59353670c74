"""Reviewed SQL views: one SELECT each over declared tables and other views; anything else is refused.

Reads and checks them, and says which columns they give and of which type; the scope and the snapshot of each table in
them are the compiler's to put in.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.annotate_types import annotate_types
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import traverse_scope

from data.declarations import DEPARTMENT_COLUMN, DUCKDB_TYPES, LOAD_COLUMN, ColumnType, Table
from data.errors import Refusal, Words, nearest
from metrics.expression import DIALECT

FORBIDDEN = (exp.Anonymous, exp.Command, exp.DDL, exp.DML, exp.Into, exp.Placeholder, exp.Parameter, exp.Lock)
Columns = Mapping[str, ColumnType]
"""Names and types of a table's or view's columns; "text" where a type is not known."""


def read_views(folder: Path) -> dict[str, Path]:
    """The view files of a definitions folder, by name."""
    return {path.stem: path for path in sorted((folder / "views").glob("*.sql"))}


def table_columns(table: Table) -> dict[str, ColumnType]:
    """The declared columns of a table."""
    return {column.name: column.type for column in table.columns}


def checked_views(files: Mapping[str, Path], tables: Mapping[str, Table]) -> tuple[dict[str, str], dict[str, Columns]]:
    """The SQL of each view with every name qualified, and its columns. A view may read views that come before it.

    Refuses with file and line: what is no single SELECT, functions that are not known, tables that nobody declared.
    """
    known: dict[str, Columns] = {name: table_columns(table) for name, table in tables.items()}
    views: dict[str, str] = {}
    waiting = {name: (path, _parsed(path)) for name, path in files.items()}
    while waiting:
        ready = [name for name, (_, tree) in waiting.items() if not _tables(tree) & (waiting.keys())]
        for name in ready or list(waiting)[:1]:
            path, tree = waiting.pop(name)
            _check_tables(path, tree, known)
            qualified = _qualified(path, tree, known)
            views[name], known[name] = qualified.sql(DIALECT, comments=False), _columns(qualified)
    return views, {name: known[name] for name in views}


def tables_in(tree: exp.Expr) -> list[exp.Table]:
    """The tables that a query reads, without names it gives itself."""
    found = []
    for scope in traverse_scope(tree):
        found += [source for source in scope.sources.values() if isinstance(source, exp.Table)]
    return found


def _tables(tree: exp.Expr) -> set[str]:
    return {table.name for table in tables_in(tree)}


def _parsed(path: Path) -> exp.Expr:
    try:
        found = sqlglot.parse(path.read_text(encoding="utf-8"), dialect=DIALECT)
    except (SqlglotError, UnicodeDecodeError) as error:
        details = getattr(error, "errors", None) or [{}]
        line = details[0].get("line") or 1
        raise _refuse(path, line, "SQL として読めません。", "not readable as SQL.") from error
    trees = [tree for tree in found if tree is not None]
    if len(trees) != 1 or not isinstance(trees[0], exp.Query):
        raise _refuse(path, 1, "SELECT を一つだけ書いてください。", "write one SELECT and nothing else.")
    for node in trees[0].walk():
        if isinstance(node, FORBIDDEN):
            what = node.sql(DIALECT, comments=False)[:60]
            raise _refuse(path, _line(node), f"「{what}」はビューに使えません。", f"'{what}' is not allowed in a view.")
    return trees[0]


def _check_tables(path: Path, tree: exp.Expr, known: Mapping[str, Columns]) -> None:
    for table in tables_in(tree):
        plain = isinstance(table.this, exp.Identifier) and not table.db and not table.args.get("when")
        if not plain or table.name not in known:
            name = table.sql(DIALECT, comments=False)
            near = nearest(table.name, known)
            hint = (
                Words(f"もしかして: {'、'.join(near)}", f"Did you mean {', '.join(near)}?") if near else Words("", "")
            )
            raise _refuse(path, _line(table), f"表「{name}」はありません。", f"there is no table '{name}'.", hint)


def _qualified(path: Path, tree: exp.Expr, known: Mapping[str, Columns]) -> exp.Expr:
    system = {DEPARTMENT_COLUMN: "VARCHAR", LOAD_COLUMN: "VARCHAR"}
    schema: dict[str, object] = {
        name: {column: DUCKDB_TYPES[kind] for column, kind in columns.items()} | system
        for name, columns in known.items()
    }
    try:
        qualified = qualify(tree.copy(), schema=schema, dialect=DIALECT, expand_stars=True)
        return annotate_types(qualified, schema=schema, dialect=DIALECT)
    except SqlglotError as error:
        message = str(error).split("\n")[0]
        raise _refuse(
            path, 1, f"列名を解決できません（{message}）。", f"a name can't be resolved: {message}."
        ) from error


def _columns(tree: exp.Expr) -> dict[str, ColumnType]:
    selects = tree.selects if isinstance(tree, exp.Query) else []
    return {select.alias_or_name: _type(select) for select in selects if select.alias_or_name != DEPARTMENT_COLUMN}


def _type(select: exp.Expr) -> ColumnType:
    kind = select.type.this if isinstance(select.type, exp.DataType) else None
    if kind in exp.DataType.INTEGER_TYPES:
        return "integer"
    if kind in exp.DataType.REAL_TYPES:
        return "decimal"
    if kind == exp.DType.DATE:
        return "date"
    if kind in exp.DataType.TEMPORAL_TYPES:
        return "datetime"
    return "boolean" if kind == exp.DType.BOOLEAN else "text"


def _line(node: exp.Expr) -> int:
    return next((part.meta["line"] for part in node.walk() if "line" in part.meta), 1)


def _refuse(path: Path, line: int, ja: str, en: str, hint: Words | None = None) -> Refusal:
    where = f"{path.name}:{line}"
    return Refusal("view_invalid", Words(f"{where}: {ja}", f"{where}: {en}"), hint or Words("", ""))
