"""The report card's records and figures, as frozen values. Counts nothing and stores nothing.

A record is what the ledger (or a replay of the past) says of one proposal or one statement. A click is in it as a
decision only: whether something was right is measured, never clicked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from data.errors import Words
from insights.effect import Verdict

Decision = Literal["accepted", "modified", "rejected", "held"]
DECISIONS: tuple[Decision, ...] = get_args(Decision)
FOLLOWED: frozenset[Decision] = frozenset({"accepted", "modified"})
Aftermath = Literal["recovered", "persisted", "worsened", "undecided"]
"""What the KPI did where a proposal was not followed."""
AFTERMATHS: tuple[Aftermath, ...] = get_args(Aftermath)
Kind = Literal["hypothesis", "forecast", "flag"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Source = Literal["live", "replay"]
ENOUGH = 10
"""Cases from which 「過去n件中k件」 and a percentage are said; below it 実績不足."""

DECISION_WORDS: Mapping[Decision, Words] = {
    "accepted": Words("採用", "Accepted"),
    "modified": Words("修正", "Accepted with changes"),
    "rejected": Words("却下", "Rejected"),
    "held": Words("保留", "On hold"),
}
AFTERMATH_WORDS: Mapping[Aftermath, Words] = {
    "recovered": Words("回復", "Recovered"),
    "persisted": Words("変わらず", "Persisted"),
    "worsened": Words("悪化", "Got worse"),
    "undecided": Words("判定不能", "Undecided"),
}


@dataclass(frozen=True)
class ProposalRecord:
    """One proposal: when it was detected, first seen, decided and acted on (days; None where not yet), the decision,
    and what came of it: `verdict` where it was followed, `aftermath` over the same window where it was not."""

    id: str
    department: str
    kpi: str
    proposal: str
    detected: dt.date
    seen: dt.date | None = None
    decided: dt.date | None = None
    acted: dt.date | None = None
    decision: Decision | None = None
    verdict: Verdict | None = None
    aftermath: Aftermath | None = None
    source: Source = "live"


@dataclass(frozen=True)
class Statement:
    """One thing that was said and can turn out right. `right` None while that is open or undecided.

    `chance` (0 to 1) is the probability given with it; `naive_right` whether the naive rule was right in the same
    case (the commonest cause; no alarm); `error` and `naive_error` sizes of misses in the KPI's unit, where it was a
    number (naive: the value a year before).
    """

    id: str
    department: str
    kind: Kind
    on: dt.date
    right: bool | None
    chance: float | None = None
    naive_right: bool | None = None
    error: float | None = None
    naive_error: float | None = None
    source: Source = "live"


@dataclass(frozen=True)
class Rate:
    """k of n. `low` and `high` are Wilson's interval at `level`; they and `share` are None below `ENOUGH` cases."""

    k: int
    n: int
    low: float | None = None
    high: float | None = None
    level: float = 0.95

    @property
    def is_enough(self) -> bool:
        """Whether k of n may be said as a rule and as a percentage (else 実績不足)."""
        return self.n >= ENOUGH

    @property
    def share(self) -> float | None:
        """k / n as a fraction; None where there are too few."""
        return self.k / self.n if self.is_enough else None


@dataclass(frozen=True)
class Bin:
    """Statements given with a chance from `low` to `high`: their mean chance, and how many came true."""

    low: float
    high: float
    mean: float
    came: Rate


@dataclass(frozen=True)
class Calibration:
    """Brier score of chances against what came, against always saying the base rate; skill 1 - brier / base.

    All None below `ENOUGH`; skill also where everything came (or nothing), as the base rate cannot be beaten there.
    """

    n: int
    brier: float | None = None
    base: float | None = None
    skill: float | None = None
    bins: tuple[Bin, ...] = ()


@dataclass(frozen=True)
class Baseline:
    """The naive rule in the same cases. `hits`: how often it was right. `closer`: how often the statement's number
    was closer than the naive one. `error_ratio`: sum of misses over the naive sum; None below `ENOUGH`."""

    hits: Rate
    closer: Rate
    error_ratio: float | None = None


@dataclass(frozen=True)
class Track:
    """How one kind of statement did: hits of those settled, those still open, false alarms, calibration, baseline.

    `replayed` of the settled ones come from a replay of the past.
    """

    kind: Kind
    hits: Rate
    false: Rate
    open: int
    replayed: int
    calibration: Calibration
    baseline: Baseline


@dataclass(frozen=True)
class Lag:
    """Working days between two moments: `n` proposals, their median and quartiles; all None below one."""

    n: int
    median: float | None = None
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True)
class Speed:
    """Decision speed in working days. `from_view` is seen -> decided, where the decider's own time begins."""

    detected_to_seen: Lag
    from_view: Lag
    decided_to_acted: Lag
    whole: Lag


@dataclass(frozen=True)
class NotFollowed:
    """What came where a proposal was rejected or held. `recovered` is of those that could be judged."""

    decision: Decision
    n: int
    counts: Mapping[Aftermath, int] = field(hash=False)
    recovered: Rate


@dataclass(frozen=True)
class ReportCard:
    """Everything about one department, or all of them ("").

    `adoption`: followed of decided. `worked`: 効果あり of those followed that could be judged.
    """

    department: str
    proposals: int
    undecided: int
    decisions: Mapping[Decision, int] = field(hash=False)
    adoption: Rate
    verdicts: Mapping[Verdict, int] = field(hash=False)
    worked: Rate
    not_followed: tuple[NotFollowed, ...]
    tracks: Mapping[Kind, Track] = field(hash=False)
    speed: Speed
    live: int
    replayed: int

    @property
    def from_replay(self) -> bool:
        """Whether all that it counts was replayed."""
        return self.live == 0 and self.replayed > 0
