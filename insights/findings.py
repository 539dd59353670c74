"""Findings: what the words are about. One type for incidents, contributions, scanned evidence and circumstances.

Values only: nothing is computed from rows here, and nothing is worded. What detection, drivers and the scan answer is
turned into findings by finding_sources.py; every slot of a text is a fact of a finding.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from data.errors import Words
from insights.facts import Fact
from metrics.model import Metric

Kind = Literal[
    "spike", "level_shift", "trend",
    "contribution", "segment", "share", "new_value", "lost_value",
    "correlation", "calendar", "data_quality", "definition", "action", "nothing",
]  # fmt: skip
Component = Literal["", "price", "volume", "mix", "rate"]
Way = Literal["up", "down", "level"]
Grade = Literal["coincides", "explains", "intervened"]
Place = tuple[tuple[str, str], ...]
"""Dimension and value of each level; () is the whole."""
KINDS: tuple[Kind, ...] = get_args(Kind)
GRADES: tuple[Grade, ...] = get_args(Grade)
"""In order of strength: coincides in time, explains the change arithmetically, an action was taken."""
GRADE_WORDS: Mapping[Grade, Words] = {
    "coincides": Words("時期一致", "Coincides in time"),
    "explains": Words("寄与分解", "Explains arithmetically"),
    "intervened": Words("介入あり", "Action taken"),
}
WHOLE = Words("全体", "the whole")


@dataclass(frozen=True)
class Trace:
    """Where a finding's numbers come from: the SQL that ran, the state it read, the loads and the time of asking."""

    query: str = ""
    snapshot: int | None = None
    loads: tuple[str, ...] = ()
    asked_at: str = ""


@dataclass(frozen=True)
class Finding:
    """One statement that the numbers support.

    `id` is stable: the same kind, KPI, place, component and window give the same id whatever the numbers. `kpi` is the
    name in the catalogue of the KPI that moved (for a correlation the other one). `effect` and `interval` are in the
    KPI's unit, a rate as a fraction; `n` the rows or events behind it; `share` of the subject's change that it
    explains, or of all rows for scanned evidence. `tags` are closed words that rules look at. `facts` are named
    without the id; `slots()` gives them as a text writes them.
    """

    id: str
    kind: Kind
    kpi: str
    place: Place = ()
    direction: Way = "level"
    effect: float = 0.0
    interval: tuple[float, float] | None = None
    n: int | None = None
    share: float | None = None
    window: tuple[dt.date, dt.date] | None = None
    grade: Grade = "coincides"
    component: Component = ""
    tags: frozenset[str] = frozenset()
    facts: Mapping[str, Fact] = field(default_factory=dict, hash=False)
    trace: Trace = field(default=Trace(), compare=False)

    @property
    def dimension(self) -> str:
        """The dimensions of its place, joined by a comma; "" for the whole."""
        return ",".join(name for name, _ in self.place)

    @property
    def value(self) -> str:
        """The values of its place, joined by a stroke; "" for the whole."""
        return "/".join(value for _, value in self.place)

    @property
    def days(self) -> int:
        """How many days its window has; 0 without one."""
        return (self.window[1] - self.window[0]).days + 1 if self.window else 0

    def slots(self) -> dict[str, Fact]:
        """Its facts by the name of their slot."""
        return {f"{self.id}.{name}": fact for name, fact in self.facts.items()}


def finding_id(kind: Kind, kpi: str, place: Place, window: tuple[dt.date, dt.date] | None, component: str = "") -> str:
    """A stable id of 13 characters that a slot may hold."""
    parts = [kind, kpi, component, place, [day.isoformat() for day in window or ()]]
    return "f" + hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:12]


def slots_of(findings: Iterable[Finding]) -> dict[str, Fact]:
    """The slots of several findings together."""
    return {name: fact for finding in findings for name, fact in finding.slots().items()}


def place_fact(place: Place) -> Fact:
    """The name of a place: its values, or "the whole"."""
    return Fact("name", "・".join(value for _, value in place) or WHOLE)


def amount_fact(value: float, unit: str, *, signed: bool = False) -> Fact:
    """A value or, signed, a difference in a KPI's unit, as the type that the formatter writes."""
    if unit == "ratio":
        return Fact("points", value) if signed else Fact("number", value, "ratio")
    if unit == "JPY":
        return Fact("money", value, signed=signed)
    return Fact("number", value, unit, signed=signed)


def movement_facts(
    metric: Metric, place: Place, actual: float, expected: float, window: tuple[dt.date, dt.date] | None
) -> dict[str, Fact]:
    """The facts that every finding about a KPI's movement has: kpi, place, actual, expected, change, effect, direction,
    and relative, since and until where there are such."""
    gap = actual - expected
    facts = {
        "kpi": Fact("name", metric.label),
        "place": place_fact(place),
        "actual": amount_fact(actual, metric.unit),
        "expected": amount_fact(expected, metric.unit),
        "change": Fact("change", (expected, actual), metric.unit),
        "effect": amount_fact(gap, metric.unit, signed=True),
        "direction": Fact("direction", gap),
    }
    if expected:
        facts["relative"] = Fact("pct", gap / abs(expected), signed=True)
    if window:
        facts |= {"since": Fact("date", window[0]), "until": Fact("date", window[1])}
    return facts


def way_of(value: float) -> Way:
    """up, down or level by the sign."""
    return "up" if value > 0 else "down" if value < 0 else "level"
