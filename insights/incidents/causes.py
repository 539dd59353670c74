"""Candidates for an incident's cause: what such a movement usually has, moved up or down by what the figures say.

The table is causes.yaml; the evidence is the KPI's own parts at the place, the mix within it, the length and the
calendar. Candidates are questions to ask, not findings: nothing here says that one thing made another.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, cast

import yaml

from insights.incidents.composition import split_of
from insights.incidents.model import CauseCandidate, CauseCode, Incident
from insights.incidents.nature import nature_of
from insights.watch import Panel
from metrics.model import Catalog

TABLE = Path(__file__).parent / "causes.yaml"
SHORT_DAYS = 35
MOST = 5
FALLING = 0.7
"""Weight of each next usual cause relative to the one before."""
UNKNOWN = 0.18
"""Weight of a cause that nothing here speaks of."""


@cache
def _table() -> tuple[Mapping[str, Any], ...]:
    return tuple(yaml.safe_load(TABLE.read_text(encoding="utf-8")))


def causes_of(incident: Incident, panels: Sequence[Panel], catalog: Catalog) -> tuple[CauseCandidate, ...]:
    """Candidates, the likeliest first, at most five; their weights sum to 1."""
    weights: dict[CauseCode, float] = {"unknown": UNKNOWN}
    reasons: dict[CauseCode, list[str]] = {}
    for rank, code in enumerate(_usual(incident, catalog)):
        weights[code] = max(FALLING**rank, weights.get(code, 0.0))
        reasons[code] = ["usual"]
    for code, times, reason in _evidence(incident, panels, catalog):
        weights[code] = weights.get(code, UNKNOWN) * times
        if times > 1:
            reasons.setdefault(code, []).append(reason)
    best = sorted(weights, key=lambda code: -weights[code])[:MOST]
    total = math.fsum(weights[code] for code in best)
    return tuple(CauseCandidate(code, weights[code] / total, tuple(reasons.get(code, []))) for code in best)


def _usual(incident: Incident, catalog: Catalog) -> list[CauseCode]:
    nature = nature_of(catalog, catalog.metrics[incident.metric])
    short = (incident.end - incident.start).days + 1 <= SHORT_DAYS
    for rule in _table():
        if rule["nature"] != nature or rule["direction"] != incident.direction:
            continue
        if rule["department"] in ("", incident.department) and (short or not rule.get("short", False)):
            return cast("list[CauseCode]", rule["causes"])
    return ["unknown", "process", "data_quality"]


def _evidence(incident: Incident, panels: Sequence[Panel], catalog: Catalog) -> list[tuple[CauseCode, float, str]]:
    """What the figures say: cause, how many times likelier, and the code of why."""
    found: list[tuple[CauseCode, float, str]] = []
    if incident.kind == "data_quality":
        found.append(("data_quality", 6.0, "looks_like_a_fault"))
    split = split_of(incident, panels, catalog)
    if split is not None and split.mix_share is not None:
        share = split.mix_share
        found.append(("mix", 1.0 + 2.0 * max(share, 0.0), "parts_shifted"))
        found.append(("price", 1.0 + max(1.0 - share, 0.0) * 0.5, "rates_moved"))
    return found
