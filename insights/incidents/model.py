"""An incident and what is known of the points around it. Values only."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Literal

from insights.watch.panel import Place
from metrics.model import Grain

Kind = Literal["spike", "sustained", "level_shift", "data_quality"]
CauseCode = Literal[
    "price", "volume", "mix", "stock_out", "campaign_start", "campaign_end", "calendar", "definition_change",
    "data_quality", "staffing", "supplier", "process", "unknown",
]  # fmt: skip


@dataclass(frozen=True)
class CauseCandidate:
    """A possible cause: its code, a weight (they sum to 1 over an incident) and the codes of what speaks for it."""

    code: CauseCode
    weight: float
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Incident:
    """A stretch of periods in which a KPI, at a place (() is the whole), was not what was to be expected.

    `actual`, `expected`, `low` and `high` are of the whole stretch, in the KPI's unit: a sum for what adds up over
    time, else the level. `severity` is how many standard errors off; `clear` whether it is far beyond what the
    place's own noise brings (by Benjamini–Hochberg over all that was looked at), which is no promise of how many of
    these have a cause that anybody knows of. `money` is what it cost or brought in yen, None where that can't be said.
    `hindsight`: it stands out now that later periods are known, and did not while it went on. `alerted`: within its
    department's budget of the week it began, the dearest first.
    """

    metric: str
    department: str
    grain: Grain
    place: Place
    start: dt.date
    end: dt.date
    peak: dt.date
    actual: float
    expected: float
    low: float
    high: float
    severity: float
    score: float
    p_value: float
    kind: Kind
    reason: str
    welcome: bool
    running: bool
    hindsight: bool = False
    clear: bool = False
    money: float | None = None
    causes: tuple[CauseCandidate, ...] = ()
    related: tuple[str, ...] = ()
    alerted: bool = False
    kept_id: str = ""

    @property
    def id(self) -> str:
        """What it is known by for good: the id it was first stored under, else one of its KPI, place and onset."""
        return self.kept_id or incident_id(self.metric, self.place, self.grain, self.start)

    @property
    def weight(self) -> tuple[bool, float, float]:
        """What incidents are ordered by: the money they cost or brought in, where known, then how clear they are."""
        return self.money is not None, abs(self.money or 0.0), self.score

    @property
    def direction(self) -> str:
        """up or down."""
        return "up" if self.actual > self.expected else "down"


def incident_id(metric: str, place: Place, grain: Grain, start: dt.date) -> str:
    """A short name that the same KPI, place, grain and onset always have."""
    where = ";".join(f"{dim}={value}" for dim, value in sorted(place))
    return hashlib.sha256(f"{metric}|{where}|{grain}|{start}".encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Point:
    """One period of a KPI as it was judged: `reason` is a code of insights.anomaly.REASONS."""

    metric: str
    grain: Grain
    start: dt.date
    value: float | None
    expected: float | None
    low: float | None
    high: float | None
    flagged: bool
    reason: str


@dataclass(frozen=True)
class Findings:
    """Incidents, the worst first, and every point of the KPIs in total, with why it was or was not flagged."""

    incidents: tuple[Incident, ...]
    points: tuple[Point, ...]
    day: dt.date
    snapshot: int
