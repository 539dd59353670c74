"""What an incident's difference is made of: exact contributions by member, and the combinations that explain it.

Asks for the incident's days and for the stretches before, in the asker's scope; the arithmetic is insights.drivers'.
Words and draws nothing.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from data.home import Home
from data.people import Person
from insights.drivers import CauseSet, contributions, localize, ratio_contributions
from insights.incidents import Incident
from insights.watch import MISSING, filters_of
from metrics.access import may_split, scope_for
from metrics.bridge import terms_of
from metrics.catalog import catalog_of
from metrics.catalog.parts import impersonal, parts_of
from metrics.model import Filter, Metric, MetricQuery, Span
from metrics.query import ask_many

BEFORE = 6
"""Stretches of the incident's length before it, whose mean is the usual split."""
MOST_MEMBERS, MOST_DIMENSIONS = 12, 4


@dataclass(frozen=True)
class Part:
    """A member's share in actual − expected, in the KPI's unit; of a ratio made of mix and rate."""

    member: str
    change: float
    mix: float | None = None
    rate: float | None = None


@dataclass(frozen=True)
class Split:
    """By one dimension (or by the KPI's terms, ""): the parts, and what they leave over of the difference."""

    dimension: str
    parts: tuple[Part, ...]
    residual: float


@dataclass(frozen=True)
class Composition:
    """All splits of a difference, and candidate sets of causes, the best first."""

    gap: float
    splits: tuple[Split, ...]
    causes: tuple[CauseSet, ...] = field(hash=False, default=())


@dataclass(frozen=True)
class Stretch:
    """The question behind a composition: whose eyes, which KPI at which place in which days, what was expected."""

    home: Home
    person: Person
    snapshot: int
    metric: str
    where: tuple[Filter, ...]
    days: Span
    actual: float
    expected: float

    def spans(self) -> tuple[Span, ...]:
        """The stretches before, the oldest first, and the incident's own."""
        start, end = self.days
        length = end - start + dt.timedelta(days=1)
        return (*((start - back * length, end - back * length) for back in range(BEFORE, 0, -1)), self.days)


def stretch_of(home: Home, person: Person, snapshot: int, one: Incident) -> Stretch:
    """The question of an incident."""
    return Stretch(
        home, person, snapshot, one.metric, filters_of(one.place), (one.start, one.end), one.actual, one.expected
    )  # fmt: skip


def composed(stretch: Stretch) -> Composition:
    """The composition of a stretch's difference; without splits where the KPI has none that the person may see."""
    metric = catalog_of(stretch.home).metrics[stretch.metric]
    gap = stretch.actual - stretch.expected
    if terms_of(metric):
        found = _terms(stretch, metric)
        return Composition(gap, (found,) if found else ())
    fixed = {name for name, _ in stretch.where}
    unasked = impersonal(catalog_of(stretch.home), metric) if may_split(stretch.person, metric) else ()
    names = [name for name in unasked if name not in fixed]
    frames = {name: frame for name in names if (frame := _frame(stretch, metric, (name,))) is not None}
    splits = [_split(frame, name, gap) for name, frame in frames.items()]
    few = tuple(name for name, frame in frames.items() if 2 <= len(frame) <= MOST_MEMBERS)[:MOST_DIMENSIONS]
    joint = _frame(stretch, metric, few) if few else None
    causes = tuple(localize(joint, list(few))) if joint is not None and gap else ()
    return Composition(gap, tuple(each for each in splits if each), causes)


def _terms(stretch: Stretch, metric: Metric) -> Split | None:
    """The KPI's terms against their usual size; what season and level make up is left over."""
    terms = terms_of(metric)
    answers = _asked(stretch, [name for name, _ in terms], ())
    parts = []
    for (name, sign), frame in zip(terms, answers, strict=True):
        values = frame.set_index("period")["value"].astype(float)
        before = values[values.index < BEFORE]
        if BEFORE not in values.index or before.empty:
            return None
        parts.append(Part(name, sign * float(values[BEFORE] - before.mean())))
    return _summed("", parts, stretch.actual - stretch.expected)


def _asked(stretch: Stretch, names: Sequence[str], by: tuple[str, ...]) -> list[pd.DataFrame]:
    metrics = catalog_of(stretch.home).metrics
    scope = scope_for(stretch.person, metrics[stretch.metric], by, stretch.where)
    asked = MetricQuery(
        "", scope, by=by, where=stretch.where, spans=stretch.spans(), snapshot=stretch.snapshot
    )  # fmt: skip
    return [answer.frame for answer in ask_many(stretch.home, [replace(asked, metric=name) for name in names])]


def _frame(stretch: Stretch, metric: Metric, by: tuple[str, ...]) -> pd.DataFrame | None:
    """Actual and the usual by members, the usual scaled so that its whole is what was expected; of a ratio numerator
    and denominator each. None where parts would not sum."""
    if metric.kind not in ("simple", "ratio") or metric.over_time == "average":
        return None
    names = parts_of(metric) if metric.kind == "ratio" else (metric.name,)
    ends = ("_num", "_den") if metric.kind == "ratio" else ("",)
    made = [
        _sides(frame, by, end) for frame, end in zip(_asked(stretch, names, by), ends, strict=True)
    ]  # fmt: skip
    frame = made[0] if len(made) == 1 else made[0].join(made[1], how="outer")
    return scaled(frame.fillna(0.0).reset_index(), stretch.expected)


def _sides(frame: pd.DataFrame, by: tuple[str, ...], end: str) -> pd.DataFrame:
    named = frame.assign(**{name: frame[name].map(member_of) for name in by})
    wide = named.groupby([*by, "period"])["value"].sum().unstack("period").reindex(columns=range(BEFORE + 1))
    wide = wide.fillna(0.0).astype(float)
    return pd.DataFrame(
        {f"actual{end}": wide[BEFORE], f"expected{end}": wide.drop(columns=[BEFORE]).mean(axis=1)}
    )  # fmt: skip


def member_of(value: Any) -> str:
    """How a dimension's value is named."""
    return MISSING if pd.isna(value) else str(value)


def scaled(frame: pd.DataFrame, expected: float) -> pd.DataFrame | None:
    """The frame with its usual side scaled, so that the whole of it is what was expected; None where nothing scales."""
    if "expected" in frame:
        usual = float(frame["expected"].sum())
        return frame.assign(expected=frame["expected"] * (expected / usual)) if usual else None
    above, below = float(frame["expected_num"].sum()), float(frame["expected_den"].sum())
    if not above or not below or not frame["actual_den"].sum():
        return None
    return frame.assign(expected_num=frame["expected_num"] * (expected * below / above))


def _split(frame: pd.DataFrame, dimension: str, gap: float) -> Split | None:
    if len(frame) < 2:
        return None
    if "expected" in frame:
        parts = [Part(str(each.value), each.change) for each in contributions(frame, dimension)]
    else:
        found, _ = ratio_contributions(frame, dimension)
        parts = [Part(str(each.value), each.change, each.mix, each.rate) for each in found]
    return _summed(dimension, parts, gap)


def _summed(dimension: str, parts: Iterable[Part], gap: float) -> Split:
    ordered = tuple(sorted(parts, key=lambda part: -abs(part.change)))
    return Split(dimension, ordered, gap - math.fsum(part.change for part in ordered))


def mix_and_rate(split: Split) -> Mapping[str, float]:
    """A ratio's difference as shifted weights (mix) and changed ratios of the members (rate); empty for others."""
    if any(part.mix is None for part in split.parts):
        return {}
    return {
        "mix": math.fsum(part.mix or 0.0 for part in split.parts),
        "rate": math.fsum(part.rate or 0.0 for part in split.parts),
    }
