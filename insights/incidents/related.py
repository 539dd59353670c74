"""Which incidents belong together: KPIs of one source, at places within each other, at the same time. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from insights.incidents.model import Incident
from metrics.catalog.parts import leaves_of
from metrics.model import Catalog

SAME_TIME = 0.35


def with_related(found: Sequence[Incident], catalog: Catalog) -> list[Incident]:
    """Each incident with the ids of those that it may be one with."""

    names = {one.metric for one in found}
    sources = {name: frozenset(leaf.source for leaf in leaves_of(catalog.metrics, name)) for name in names}
    return [
        replace(
            one,
            related=tuple(
                other.id
                for other in found
                if other is not one and sources[one.metric] & sources[other.metric] and _alike(one, other)
            ),
        )
        for one in found
    ]


def _alike(one: Incident, other: Incident) -> bool:
    both = (min(one.end, other.end) - max(one.start, other.start)).days + 1
    either = (max(one.end, other.end) - min(one.start, other.start)).days + 1
    places = dict(one.place).items(), dict(other.place).items()
    return both / either >= SAME_TIME and (places[0] <= places[1] or places[1] <= places[0])
