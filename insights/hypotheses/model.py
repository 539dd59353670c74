"""Frozen types of hypotheses and proposals. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from data.errors import Words
from insights.findings import Component, Grade, Kind, Way

Cause = Literal[
    "price", "volume", "mix", "stock_out", "campaign_start", "campaign_end", "calendar", "definition_change",
    "data_quality", "staffing", "supplier", "process", "unknown",
]  # fmt: skip
CAUSES: tuple[Cause, ...] = get_args(Cause)


@dataclass(frozen=True)
class Hypothesis:
    """A possible cause, what speaks for it and what would speak against it.

    Texts are slot texts over the facts of `evidence_ids`, in both languages. `score` is a log odds that only orders;
    nobody is shown it. `family` is the kind of KPI whose playbook was used.
    """

    cause_code: Cause
    label: Words
    evidence_ids: tuple[str, ...]
    grade: Grade
    text: Words
    refutation: Words
    check: str
    check_to_do: Words
    score: float
    family: str


@dataclass(frozen=True)
class Cost:
    """What something is thought to take: working days of people, and yen paid; None where nobody has said."""

    person_days: float | None = None
    yen: float | None = None

    def __bool__(self) -> bool:
        """Whether anything is known of it."""
        return self.person_days is not None or self.yen is not None


UNKNOWN_COST = Cost()


@dataclass(frozen=True)
class Proposal:
    """An improvement from the playbook: what to do about which cause, and the KPI that must not suffer ("" is none)."""

    code: str
    cause_code: Cause
    kpi: str
    evidence_ids: tuple[str, ...]
    text: Words
    guardrail: str = ""
    rests: bool = False
    cost: Cost = UNKNOWN_COST


@dataclass(frozen=True)
class CauseEntry:
    """A cause in the playbook."""

    label: Words
    mechanism: Words
    refutation: Words
    check: str
    checks: tuple[str, ...]


@dataclass(frozen=True)
class Family:
    """A kind of KPI: which KPIs belong to it, and the causes' prior weights by direction."""

    name: str
    kpis: frozenset[str]
    departments: frozenset[str]
    units: frozenset[str]
    up: dict[str, float]
    down: dict[str, float]
    says: dict[str, Words]
    check: dict[str, str]


@dataclass(frozen=True)
class Rule:
    """Evidence kind x cause: conditions on the incident or on a finding around it; None and empty ask nothing."""

    name: str
    cause: str
    about: Literal["subject", "support"]
    weight: float
    kinds: frozenset[Kind] = frozenset()
    component: Component = ""
    kpis: frozenset[str] = frozenset()
    direction: Way | None = None
    dimensions: frozenset[str] = frozenset()
    families: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    share_from: float | None = None
    days_from: int | None = None
    days_to: int | None = None
    grade: Grade = "coincides"


@dataclass(frozen=True)
class Improvement:
    """What can be proposed, for which kinds of KPI (none is any) and causes."""

    code: str
    text: Words
    causes: frozenset[str]
    families: frozenset[str] = frozenset()
    guardrail: str = ""
    cost: Cost = UNKNOWN_COST


@dataclass(frozen=True)
class Playbook:
    """All of the above, checked. `frames` tell a finding by its kind or component."""

    causes: dict[str, CauseEntry]
    frames: dict[str, Words]
    checks: dict[str, Words]
    families: dict[str, Family]
    rules: tuple[Rule, ...]
    improvements: dict[str, Improvement]
    version: str
