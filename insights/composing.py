"""What a difference is made of: exact contributions by member, along the formula, and the combinations that explain it.

Asks for a stretch of days (an incident's, a period's) and for those before it, in the asker's scope; the arithmetic is
insights.drivers'. Words and draws nothing.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from data.home import Home
from data.people import Person
from insights.drivers import CauseSet, along_formula, contributions, localize, ratio_contributions
from insights.incidents import Incident
from insights.watch import MISSING, filters_of
from metrics.access import may_split, scope_for
from metrics.bridge import terms_of
from metrics.catalog import catalog_of
from metrics.catalog.parts import impersonal, parts_of
from metrics.model import Catalog, Filter, Metric, MetricQuery, Span
from metrics.query import ask_many

BEFORE = 6
"""Stretches before one, whose mean is the usual split."""
MOST_MEMBERS, MOST_DIMENSIONS = 12, 4


@dataclass(frozen=True)
class Part:
    """A member's own amounts, and its contribution to actual − expected of the whole, all in the KPI's unit.

    Of a ratio the amounts are the member's ratios (NaN without a denominator), and `change` is made of mix and rate.
    """

    member: str
    expected: float
    actual: float
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
    """The question behind a composition: whose eyes, which KPI at which place in which days, what was expected.

    `before`: the stretches that the usual split is taken from, the oldest first; of the same length where none are
    given.
    """

    home: Home
    person: Person
    snapshot: int
    metric: str
    where: tuple[Filter, ...]
    days: Span
    actual: float
    expected: float
    before: tuple[Span, ...] = ()

    def spans(self) -> tuple[Span, ...]:
        """The stretches before, the oldest first, and its own."""
        start, end = self.days
        length = end - start + dt.timedelta(days=1)
        alike = tuple((start - back * length, end - back * length) for back in range(BEFORE, 0, -1))
        return (*(self.before or alike), self.days)


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
    sides = _whole_sides(stretch, [name for name, _ in terms])
    if sides is None:
        return None
    parts = [
        Part(name, sign * usual, sign * now, sign * (now - usual))
        for (name, sign), (usual, now) in zip(terms, sides, strict=True)
    ]
    return _summed("", parts, stretch.actual - stretch.expected)


def along_ratio(stretch: Stretch, metric: Metric) -> Mapping[str, float]:
    """A ratio's difference along its formula: what its numerator and its denominator make up, from their usual size
    (scaled to what was expected) to the actual one. Empty for others, and where either is not known."""
    sides = _whole_sides(stretch, parts_of(metric)) if metric.kind == "ratio" else None
    if sides is None or not sides[1][0] or not sides[1][1]:
        return {}
    above, below = parts_of(metric)
    usual = {above: stretch.expected * sides[1][0], below: sides[1][0]}
    now = {above: sides[0][1], below: sides[1][1]}
    return along_formula(lambda given: given[above] / given[below], usual, now)


def _whole_sides(stretch: Stretch, names: Sequence[str]) -> list[tuple[float, float]] | None:
    """Of each KPI its mean in the stretches before and its value now; None where one of these is not there."""
    sides = []
    for frame in _asked(stretch, names, ()):
        values = frame.set_index("period")["value"].astype(float).dropna()
        before = values[values.index < BEFORE]
        if BEFORE not in values.index or before.empty:
            return None
        sides.append((float(before.mean()), float(values[BEFORE])))
    return sides


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
    if not _adds_up(catalog_of(stretch.home), metric):
        return None
    names = parts_of(metric) if metric.kind == "ratio" else (metric.name,)
    ends = ("_num", "_den") if metric.kind == "ratio" else ("",)
    made = [
        _sides(frame, by, end) for frame, end in zip(_asked(stretch, names, by), ends, strict=True)
    ]  # fmt: skip
    frame = made[0] if len(made) == 1 else made[0].join(made[1], how="outer")
    return _scaled(frame.fillna(0.0).reset_index(), stretch.expected)


def _adds_up(catalog: Catalog, metric: Metric) -> bool:
    """Whether members sum to the whole; a KPI to date does as what it sums does by itself, which a ratio does not."""
    if metric.kind == "cumulative":
        return catalog.metrics[metric.base].kind == "simple"
    return metric.kind != "derived" and metric.over_time != "average"


def _sides(frame: pd.DataFrame, by: tuple[str, ...], end: str) -> pd.DataFrame:
    named = frame.assign(**{name: frame[name].map(_member_of) for name in by})
    wide = named.groupby([*by, "period"])["value"].sum().unstack("period").reindex(columns=range(BEFORE + 1))
    wide = wide.fillna(0.0).astype(float)
    return pd.DataFrame(
        {f"actual{end}": wide[BEFORE], f"expected{end}": wide.drop(columns=[BEFORE]).mean(axis=1)}
    )  # fmt: skip


def _member_of(value: Any) -> str:
    """How a dimension's value is named."""
    return MISSING if pd.isna(value) else str(value)


def _scaled(frame: pd.DataFrame, expected: float) -> pd.DataFrame | None:
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
        parts = [Part(str(c.value), c.expected, c.actual, c.change) for c in contributions(frame, dimension)]
    else:
        parts = list(_ratio_parts(frame, dimension))
    return _summed(dimension, parts, gap)


def _ratio_parts(frame: pd.DataFrame, dimension: str) -> Iterator[Part]:
    sums = frame.groupby(dimension).sum(numeric_only=True)
    own = {side: sums[f"{side}_num"] / sums[f"{side}_den"].replace(0.0, math.nan) for side in ("expected", "actual")}
    for each in ratio_contributions(frame, dimension)[0]:
        expected, actual = (float(own[side].to_dict()[each.value]) for side in ("expected", "actual"))
        yield Part(str(each.value), expected, actual, each.change, each.mix, each.rate)


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
