"""What closed cases teach: how sure a kind of hypothesis is, which cases are alike, what rests after a rejection.

Pure, over cases that it is given; keeps none itself. Only cases closed before the moment asked about count, so that a
page as of then says what it said then.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from insights.findings import Finding, Grade

Verdict = Literal["supported", "refuted", "undecided"]
ENOUGH = 10
"""Cases from which 「過去n件中k件」 is said; below it 実績不足."""
REST = dt.timedelta(days=90)
PRIOR = (1.0, 1.0)
"""Beta prior before any case: uniform (Laplace's rule of succession)."""


@dataclass(frozen=True)
class ClosedCase:
    """An incident, what it was put down to, what was done and what came of it. `proposal` is "" where nothing was."""

    id: str
    department: str
    kpi: str
    kind: str
    dimension: str
    cause_code: str
    grade: Grade
    verdict: Verdict
    closed_on: dt.date
    proposal: str = ""
    worked: bool | None = None


@dataclass(frozen=True)
class Rejection:
    """A proposal that somebody turned down for a segment."""

    proposal: str
    kpi: str
    place: tuple[tuple[str, str], ...]
    on: dt.date


@dataclass(frozen=True)
class Belief:
    """Beta(a, b) over how often a kind of hypothesis holds; `right` of `n` decided cases did."""

    right: int
    n: int

    @property
    def mean(self) -> float:
        """The expected share that holds."""
        return (self.right + PRIOR[0]) / (self.n + sum(PRIOR))

    @property
    def is_enough(self) -> bool:
        """Whether there are cases enough to say 「過去n件中k件」."""
        return self.n >= ENOUGH


def closed_before(cases: Iterable[ClosedCase], before: dt.date) -> list[ClosedCase]:
    """Those closed before a day, newest first."""
    return sorted((case for case in cases if case.closed_on < before), key=lambda case: (case.closed_on, case.id))[::-1]


def belief(cases: Iterable[ClosedCase], cause: str, grade: str, before: dt.date) -> Belief:
    """How often hypotheses of that cause and grade held, over decided cases closed before a day."""
    decided = [
        case
        for case in closed_before(cases, before)
        if case.cause_code == cause and case.grade == grade and case.verdict != "undecided"
    ]
    return Belief(sum(case.verdict == "supported" for case in decided), len(decided))


def learnt(cases: Sequence[ClosedCase], before: dt.date) -> Mapping[tuple[str, str], float]:
    """What closed cases add to a cause's score, by cause and grade: the log odds of its belief.

    Nothing where there is no case, since the uniform prior's odds are even.
    """
    keys = {(case.cause_code, case.grade) for case in cases}
    beliefs = {key: belief(cases, *key, before).mean for key in keys}
    return {key: math.log(mean / (1 - mean)) for key, mean in beliefs.items()}


def similar(cases: Iterable[ClosedCase], subject: Finding, before: dt.date, most: int = 3) -> list[ClosedCase]:
    """The closed cases most like an incident, at least one failure among them where there is any.

    Alike: the same KPI, then the same kind of finding, then the same dimensions; newer before older.
    """
    ordered = sorted(closed_before(cases, before), key=lambda case: -_likeness(case, subject))
    alike = [case for case in ordered if _likeness(case, subject) > 0]
    chosen = alike[:most]
    failures = [case for case in alike if _failed(case)]
    if chosen and failures and not any(_failed(case) for case in chosen):
        chosen = [*chosen[: most - 1], failures[0]]
    return chosen


def _likeness(case: ClosedCase, subject: Finding) -> int:
    same_kind, same_place = case.kind == subject.kind, case.dimension == subject.dimension
    return 4 * (case.kpi == subject.kpi) + 2 * same_kind + same_place if case.kpi == subject.kpi or same_kind else 0


def _failed(case: ClosedCase) -> bool:
    return case.verdict == "refuted" or case.worked is False


def resting(rejections: Iterable[Rejection], subject: Finding, on: dt.date) -> frozenset[str]:
    """Codes of proposals rejected for the same KPI and place within the last 90 days."""
    return frozenset(
        one.proposal
        for one in rejections
        if one.kpi == subject.kpi and one.place == subject.place and dt.timedelta() <= on - one.on < REST
    )
