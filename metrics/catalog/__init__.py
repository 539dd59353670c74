"""The catalogue: definitions/*.yaml and views/*.sql of a home as checked KPIs, dimensions, views and tables.

Every fault is a refusal that names file and line. Asks the lake only for the columns of tables nobody declared.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path

from data.declarations import Table, tables_of
from data.documents import Document, read_document
from data.errors import Refusal
from data.home import Home
from metrics.catalog.checks import Known, check_department, check_dimension, check_metric, own_departments
from metrics.catalog.parts import check_circles, completed, leaves_of, parts_of
from metrics.catalog.reading import Entry, dimensions_of, entries_of
from metrics.catalog.rollups import check_rollups
from metrics.catalog.schema import check_form
from metrics.catalog.undeclared import tables_of_lake
from metrics.catalog.views import Columns, checked_views, read_views, table_columns
from metrics.model import Catalog, Dimension

__all__ = ["catalog_of", "columns_of", "leaves_of", "load_catalog", "parts_of"]

_Stamp = tuple[tuple[str, int, int], ...]
_known: dict[tuple[Path, ...], tuple[_Stamp, Catalog]] = {}
_lock = threading.Lock()


def catalog_of(home: Home) -> Catalog:
    """A home's catalogue, read again when one of its files changes."""
    folders = home.definitions
    stamp = tuple((str(path), (found := path.stat()).st_mtime_ns, found.st_size) for path in _files(folders))
    with _lock:
        known = _known.get(folders)
    if known is None or known[0] != stamp:
        known = (stamp, _loaded(home))
        with _lock:
            _known[folders] = known
    return known[1]


def _loaded(home: Home) -> Catalog:
    """The home's definitions; where one of them names a table that nobody declared, the lake is asked for it."""
    try:
        return load_catalog(home.definitions)
    except Refusal:
        if not home.exists or not (found := tables_of_lake(home)):
            raise
        return load_catalog(home.definitions, found)


def load_catalog(folders: Iterable[Path], found: Mapping[str, Table] | None = None) -> Catalog:
    """The definitions of all folders; a later folder's KPI, dimension, view or table replaces an earlier one's.

    `found` are tables of the lake beside the declared ones, which come first.
    """
    folders = tuple(folders)
    documents = [read_document(path) for folder in folders for path in sorted(folder.glob("*.y*ml"))]
    tables: dict[str, Table] = dict(found or {})
    for document in documents:
        check_form(document)
    own = own_departments(documents)
    for document in documents:
        check_department(document, own)
        tables |= tables_of(document)
    files = {name: path for folder in folders for name, path in read_views(folder).items()}
    views, view_columns = checked_views(files, tables)
    columns = {name: table_columns(table) for name, table in tables.items()} | view_columns
    known = _known_names(documents, tables, columns)
    for document in documents:
        check_rollups(document, tables)
    return Catalog(
        metrics={name: completed(known, entry) for name, entry in known.entries.items()},
        dimensions=known.dimensions,
        views=views,
        version=_version(_files(folders)),
        tables=tables,
        columns=columns,
    )


def columns_of(catalog: Catalog, source: str) -> Columns:
    """Names and types of a table's or view's columns."""
    return catalog.columns[source]


def _known_names(documents: list[Document], tables: dict[str, Table], columns: dict[str, Columns]) -> Known:
    entries: dict[str, Entry] = {}
    dimensions: dict[tuple[str, str], Dimension] = {}
    for document in documents:
        entries |= {entry.metric.name: entry for entry in entries_of(document, tables)}
        dimensions |= {(source, dimension.name): dimension for source, dimension, _ in dimensions_of(document)}
    known = Known(tables, columns, entries, dimensions)
    for document in documents:
        for source, dimension, place in dimensions_of(document):
            check_dimension(known, document, source, dimension, place)
    for entry in entries.values():
        check_metric(known, entry)
    check_circles(entries)
    return known


def _files(folders: Iterable[Path]) -> list[Path]:
    return [
        path for folder in folders for pattern in ("*.y*ml", "views/*.sql") for path in sorted(folder.glob(pattern))
    ]


def _version(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
