"""Which KPIs a table's rows are in: those that read it, at whatever depth, and those whose targets it holds.

Pure. Says nothing of by how much a load moves them.
"""

from __future__ import annotations

from metrics.catalog.parts import leaves_of
from metrics.model import Catalog, Metric
from metrics.reach import tables_of


def touched(catalog: Catalog, table: str) -> list[Metric]:
    """KPIs that the table's rows are in, headlines first; building blocks, shown on no page, are left out."""
    found = [metric for metric in catalog.metrics.values() if not metric.internal and _reads(catalog, metric, table)]
    return sorted(found, key=lambda metric: not metric.headline)


def _reads(catalog: Catalog, metric: Metric, table: str) -> bool:
    if metric.target == table:
        return True
    sources = {leaf.source for leaf in leaves_of(catalog.metrics, metric.name)}
    return any(table in tables_of(catalog, source) for source in sources)
