"""One definitions file as metrics and dimensions, with the place of each for later refusals.

Takes files whose form is checked; whether names exist is checks.py's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from data.declarations import Table, label_of
from data.documents import Document, Place
from data.errors import Words
from metrics.model import UNSAID, Dimension, Grain, Metric


@dataclass(frozen=True)
class Source:
    """What a file says of a table or view: its time, its smallest grain, its dimensions."""

    name: str
    time: str | None = None
    grain: Grain = "day"
    dimensions: Mapping[str, Any] = field(default_factory=dict)
    place: Place = ()


@dataclass(frozen=True)
class Entry:
    """A metric and where it stands."""

    document: Document
    metric: Metric

    def place(self, *keys: str | int) -> Place:
        """A field of it in the file."""
        return ("metrics", self.metric.name, *keys)


def sources_of(document: Document) -> dict[str, Source]:
    """The sources that a file speaks of, its default one included."""
    content = document.content
    found = {
        name: Source(name, *_time_of(body), body.get("grain", "day"), body.get("dimensions") or {}, ("sources", name))
        for name, body in (content.get("sources") or {}).items()
    }
    default = content.get("source")
    if default:
        own = Source(default, *_time_of(content), content.get("grain", "day"), content.get("dimensions") or {}, ())
        found[default] = own
    return found


def _time_of(body: Mapping[str, Any]) -> tuple[str | None]:
    return ((body["time"] or "") if "time" in body else None,)


def dimensions_of(document: Document) -> Iterator[tuple[str, Dimension, Place]]:
    """Each dimension with its source and place."""
    for source in sources_of(document).values():
        for name, body in source.dimensions.items():
            body = body or {}
            expression, persons = str(body.get("expression", name)), bool(body.get("persons", False))
            dimension = Dimension(name, label_of(body, name), expression, persons)
            yield source.name, dimension, (*source.place, "dimensions", name)


def entries_of(document: Document, tables: Mapping[str, Table]) -> Iterator[Entry]:
    """Each metric of a file."""
    sources = sources_of(document)
    for name, body in (document.content.get("metrics") or {}).items():
        yield Entry(document, _metric(document.content, sources, tables, name, body))


def _metric(
    content: Mapping[str, Any],
    sources: Mapping[str, Source],
    tables: Mapping[str, Table],
    name: str,
    body: Mapping[str, Any],
) -> Metric:
    kind = body["type"]
    source = _source_of(content, sources, tables, body) if kind == "simple" else Source("")
    return Metric(
        name=name,
        department=content["department"],
        kind=kind,
        label=label_of(body, name),
        description=_words(body.get("description")),
        source=source.name,
        time=source.time or "",
        smallest_grain=body.get("grain") or body.get("smallest_grain") or source.grain,
        expression=str(body.get("expression", "")),
        base=body.get("metric", ""),
        window=body.get("window", "year"),
        dimensions=tuple(body.get("dimensions", ())),
        curve=tuple(float(share) for share in body.get("curve", ())),
        target=(body.get("target") or {}).get("table", ""),
        synonyms=tuple(body.get("synonyms", ())),
        unit=body.get("unit", "ratio" if kind == "ratio" else "count"),
        direction=body.get("direction", "up"),
        **{key: body[key] for key in PLAIN if key in body},
    )


PLAIN = (
    "owner", "numerator", "denominator", "over_time", "when_empty", "phasing", "headline", "internal", "published",
    "digits", "floor", "note_for_ai",
)  # fmt: skip


def _source_of(
    content: Mapping[str, Any], sources: Mapping[str, Source], tables: Mapping[str, Table], body: Mapping[str, Any]
) -> Source:
    """The metric's own source and time, else the file's for that source, else what the table declares."""
    name = body.get("source") or content.get("source", "")
    said = sources.get(name, Source(name))
    time = _time_of(body)[0]
    if time is None:
        time = said.time
    if time is None and name in tables:
        time = tables[name].time
    return Source(name, time or "", said.grain)


def _words(body: Mapping[str, str] | None) -> Words:
    return Words(body["ja"], body["en"]) if body else UNSAID
