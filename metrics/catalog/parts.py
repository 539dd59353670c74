"""What a KPI is made of: the KPIs in its formula, the sources at the bottom, and the dimensions they share.

Pure, over definitions whose names are checked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from data.errors import Words
from metrics import expression
from metrics.catalog.checks import Known, unknown_name
from metrics.catalog.reading import Entry
from metrics.model import Catalog, Dimension, Grain, Metric

GRAINS: tuple[Grain, ...] = ("day", "week", "month", "quarter", "year")


def parts_of(metric: Metric) -> tuple[str, ...]:
    """The names of the KPIs that a KPI's formula uses."""
    if metric.kind == "ratio":
        return (metric.numerator, metric.denominator)
    if metric.kind == "cumulative":
        return (metric.base,)
    if metric.kind == "derived":
        return tuple(expression.column_names(expression.derived_expression(metric.expression)))
    return ()


def leaves_of(metrics: Mapping[str, Metric], name: str) -> Iterator[Metric]:
    """The simple KPIs at the bottom of a KPI, in the order of its formula, each once."""
    seen: set[str] = set()

    def walk(metric: Metric) -> Iterator[Metric]:
        """The leaves below a KPI that were not seen yet."""
        if metric.name in seen:
            return
        seen.add(metric.name)
        if metric.kind == "simple":
            yield metric
        for part in parts_of(metric):
            yield from walk(metrics[part])

    return walk(metrics[name])


def check_circles(entries: Mapping[str, Entry]) -> None:
    """Refuses KPIs that are made of themselves."""
    done: set[str] = set()

    def walk(name: str, path: tuple[str, ...]) -> None:
        """Goes down from a KPI reached by a path of others."""
        if name in path:
            circle = " → ".join((*path[path.index(name) :], name))
            entry = entries[name]
            raise entry.document.refuse(
                "definition_invalid", entry.place(), f"KPI が循環しています: {circle}", f"KPIs go in a circle: {circle}"
            )
        if name in done:
            return
        for part in parts_of(entries[name].metric):
            walk(part, (*path, name))
        done.add(name)

    for name in entries:
        walk(name, ())


def completed(known: Known, entry: Entry) -> Metric:
    """A KPI with the grain that its parts allow, and with its dimensions: those named, else those its parts share.

    Refuses a dimension that a part's source does not have.
    """
    metric = entry.metric
    metrics = {name: each.metric for name, each in known.entries.items()}
    leaves = list(leaves_of(metrics, metric.name))
    grain = max((metric.smallest_grain, *(leaf.smallest_grain for leaf in leaves)), key=GRAINS.index)
    if metric.kind != "simple" and not metric.dimensions:
        return replace(metric, smallest_grain=grain, dimensions=_shared(leaves))
    for index, name in enumerate(metric.dimensions):
        for leaf in leaves:
            _check_has(known, entry, ("dimensions", index), leaf.source, name)
    return replace(metric, smallest_grain=grain)


def _shared(leaves: list[Metric]) -> tuple[str, ...]:
    if not leaves:
        return ()
    return tuple(name for name in leaves[0].dimensions if all(name in leaf.dimensions for leaf in leaves[1:]))


def _check_has(known: Known, entry: Entry, keys: tuple[str, int], source: str, name: str) -> None:
    if (source, name) in known.dimensions:
        return
    of_source = [each for table, each in known.dimensions if table == source]
    kind = Words(f"{source} の切り口", f"dimension of {source}")
    raise unknown_name(entry.document, entry.place(*keys), kind, name, of_source)


def shared_dimensions(dimensions: Mapping[tuple[str, str], Dimension], source: str) -> dict[str, Dimension]:
    """The dimensions of one source by name."""
    return {name: dimension for (table, name), dimension in dimensions.items() if table == source}


def impersonal(catalog: Catalog, metric: Metric) -> tuple[str, ...]:
    """The KPI's dimensions by which it may be split unasked: those whose members are no persons in any of its parts."""
    sources = {leaf.source for leaf in leaves_of(catalog.metrics, metric.name)} | {metric.source}
    persons = {name for (source, name), each in catalog.dimensions.items() if each.persons and source in sources}
    return tuple(name for name in metric.dimensions if name not in persons)
