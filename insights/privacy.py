"""What leaves the company: the evidence as JSON text, in one of three modes. Sends nothing.

off: nothing is made. masked: no string from an upload; codes stand for values (V1..), for KPIs and dimensions that are
not shipped with Saigen (K1.., D1..), and for evidence (E1..). labels: the same, but values of allow-listed dimensions
stand as they are where they are common, short and plain. Numbers are rounded aggregates; those over fewer than ten
rows are left out. Names come back only when a text is rendered.
"""

from __future__ import annotations

import json
import math
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from data.home import SHIPPED_DEFINITIONS
from insights.findings import Finding
from insights.hypotheses import Hypothesis, Proposal
from insights.memory import ClosedCase
from insights.model_settings import ModelSettings
from metrics.catalog import load_catalog

FEWEST = 10
"""Rows below which a cell's numbers stay here."""
COMMON = 20
"""Rows from which a label may be sent."""
LONGEST_LABEL = 40
DIGITS = 3


@dataclass(frozen=True)
class Vocabulary:
    """The names that are ours, not a customer's: KPIs and dimensions of the shipped definitions."""

    kpis: frozenset[str]
    dimensions: frozenset[str]


@lru_cache(maxsize=1)
def shipped_vocabulary() -> Vocabulary:
    """That of the definitions in this release."""
    catalog = load_catalog([SHIPPED_DEFINITIONS])
    return Vocabulary(frozenset(catalog.metrics), frozenset(name for _, name in catalog.dimensions))


@dataclass(frozen=True)
class Sent:
    """The evidence as it is sent, and what its codes stand for. `aliases`: E1.. to the findings' ids."""

    content: str
    aliases: Mapping[str, str]
    offered: Mapping[str, Sequence[str]]


@dataclass
class _Codes:
    """Codes in the order in which what they stand for was met, so that they depend on no name."""

    letter: str
    known: dict[object, str] = field(default_factory=dict)

    def of(self, thing: object) -> str:
        """The code of a thing."""
        return self.known.setdefault(thing, f"{self.letter}{len(self.known) + 1}")


class _Mask:
    def __init__(self, settings: ModelSettings, vocabulary: Vocabulary) -> None:
        self._settings, self._vocabulary = settings, vocabulary
        self._values, self._kpis, self._dimensions = _Codes("V"), _Codes("K"), _Codes("D")

    def kpi(self, name: str) -> str:
        """A KPI's name, where it is ours."""
        return name if name in self._vocabulary.kpis else self._kpis.of(name)

    def dimension(self, name: str) -> str:
        """A dimension's name, where it is ours."""
        return name if name in self._vocabulary.dimensions else self._dimensions.of(name)

    def value(self, dimension: str, value: str, rows: int | None) -> str:
        """A code; in the mode labels the value itself, where it may be sent."""
        code = self._values.of((dimension, value))
        allowed = self._settings.privacy == "labels" and dimension in self._settings.labels
        label = plain_label(value) if allowed and (rows or 0) >= COMMON else None
        return label or code


def plain_label(value: str) -> str | None:
    """A value as it may be sent: NFKC, at most 40 characters, nothing invisible or that turns text round; else None."""
    folded = unicodedata.normalize("NFKC", value)
    plain = all(unicodedata.category(c)[0] not in "CZ" or c == " " for c in folded)
    return folded if plain and 0 < len(folded) <= LONGEST_LABEL else None


def evidence_sent(
    settings: ModelSettings,
    findings: Sequence[Finding],
    hypotheses: Sequence[Hypothesis],
    proposals: Sequence[Proposal],
    offered: Mapping[str, Sequence[str]],
    language: str,
    cases: Sequence[ClosedCase] = (),
    vocabulary: Vocabulary | None = None,
) -> Sent:
    """What is sent about an incident: its findings (the incident first), the hypotheses, what may be chosen.

    `offered`: codes of causes, checks and improvements. Raises ValueError in the mode off.
    """
    if settings.privacy == "off":
        raise ValueError("nothing is sent in the mode off")
    mask = _Mask(settings, vocabulary or shipped_vocabulary())
    alias = {finding.id: f"E{number}" for number, finding in enumerate(findings, 1)}
    document = {
        "language": language,
        "evidence": [_evidence(mask, alias[finding.id], finding) for finding in findings],
        "hypotheses": [
            {
                "cause": one.cause_code,
                "grade": one.grade,
                "check": one.check,
                "evidence": [alias[id] for id in one.evidence_ids],
            }
            for one in hypotheses
        ],
        "improvements": [one.code for one in proposals if not one.rests],
        "closed_cases": [_case(mask, case) for case in cases],
    }
    content = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Sent(content, {name: id for id, name in alias.items()}, offered)


def _evidence(mask: _Mask, alias: str, finding: Finding) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": alias,
        "kind": finding.kind,
        "kpi": mask.kpi(finding.kpi),
        "place": [
            {"dimension": mask.dimension(name), "value": mask.value(name, value, finding.n)}
            for name, value in finding.place
        ],
        "direction": finding.direction,
        "component": finding.component,
        "grade": finding.grade,
        "days": finding.days,
        "slots": sorted(f"{alias}.{name}" for name in finding.facts),
    }
    return found | (_numbers(finding) if is_shown(finding) else {"suppressed": True})


def is_shown(finding: Finding) -> bool:
    """Whether a finding's numbers may leave: ten rows or more; of a whole KPI also where the rows are not known."""
    return finding.n >= FEWEST if finding.n is not None else not finding.place


def _numbers(finding: Finding) -> dict[str, Any]:
    facts = finding.facts
    relative = facts["relative"].value if "relative" in facts else None
    return {
        "n": finding.n,
        "effect": rounded(finding.effect),
        "relative": rounded(relative if isinstance(relative, int | float) else None),
        "share": rounded(finding.share),
    }


def rounded(value: float | None) -> float | None:
    """A number to three significant digits; None where it is none."""
    return None if value is None or not math.isfinite(value) else float(f"{value:.{DIGITS}g}")


def _case(mask: _Mask, case: ClosedCase) -> dict[str, Any]:
    """A closed case: codes only, neither words nor names."""
    return {
        "kpi": mask.kpi(case.kpi),
        "kind": case.kind,
        "cause": case.cause_code,
        "grade": case.grade,
        "verdict": case.verdict,
        "improvement": case.proposal,
        "worked": case.worked,
    }
