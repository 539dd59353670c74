"""根拠失効: which records rest on a load that was undone, or on evidence that is no longer found. Changes no record."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Rests:
    """What a record (a hypothesis, proposal, decision, outcome) rests on.

    `evidence_ids` are its findings; `loads` the loads whose rows were read, empty where that is not known, and then
    `tables` and `snapshot` say which state of which tables it read.
    """

    record: str
    evidence_ids: frozenset[str] = frozenset()
    loads: frozenset[str] = frozenset()
    tables: frozenset[str] = frozenset()
    snapshot: int | None = None


@dataclass(frozen=True)
class UndoneLoad:
    """A load that was undone: in the lake from snapshot `loaded` up to, not including, snapshot `undone`."""

    load_id: str
    table: str
    loaded: int
    undone: int


@dataclass(frozen=True)
class Lapse:
    """A record whose ground is gone: the loads undone beneath it, and its evidence that is no longer found."""

    record: str
    loads: tuple[str, ...]
    evidence_ids: tuple[str, ...]


def lapsed(
    records: Iterable[Rests], undone: Iterable[UndoneLoad], standing: Collection[str] | None = None
) -> list[Lapse]:
    """The records that lapse, in the order given. `standing` are the evidence ids found now; None where nobody looked.

    Evidence that merely was not looked for must be in `standing`, or it counts as gone.
    """
    loads = list(undone)
    found = []
    for one in records:
        beneath = tuple(load.load_id for load in loads if _rests_on(one, load))
        gone = () if standing is None else tuple(sorted(one.evidence_ids - set(standing)))
        if beneath or gone:
            found.append(Lapse(one.record, beneath, gone))
    return found


def _rests_on(one: Rests, load: UndoneLoad) -> bool:
    if one.loads:
        return load.load_id in one.loads
    return one.snapshot is not None and load.table in one.tables and load.loaded <= one.snapshot < load.undone
