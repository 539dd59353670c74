"""One KPI in one period, explained: what was expected, exact contributions, where it comes from, the calendar, and what
moved before it. Arithmetic and statistics only; words are others' business.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from data.errors import Refusal, Words
from data.home import Home
from data.people import Person
from insights.composing import member_of, scaled
from insights.drivers import CauseSet, along_formula, contributions, localize, ratio_contributions
from insights.incidents.wholes import Whole, judge_wholes, stated
from insights.leads import Lead, leads
from insights.watch import Asked, read_panels, watched
from insights.watch.choice import MOST_MEMBERS
from metrics.access import may_split, scope_for, visible
from metrics.calendar import BusinessCalendar, calendar_of
from metrics.catalog import catalog_of
from metrics.catalog.parts import impersonal, leaves_of, parts_of
from metrics.model import Catalog, Grain, Metric, MetricQuery
from metrics.periods import Period, last_year, name_of, shifted
from metrics.query import ask, ask_many

BEFORE = 6
"""Periods before one that its usual split is taken from."""
MOST_DIMS = 4


@dataclass(frozen=True)
class Part:
    """A member's contribution to actual − expected, in the KPI's unit; of a ratio the parts of it by mix and rate."""

    member: str
    expected: float
    actual: float
    change: float
    mix: float | None = None
    rate: float | None = None


@dataclass(frozen=True)
class Explanation:
    """`contributions` by dimension sum to actual − expected, but for `residuals`; `components` along the formula too.

    `basis` says what was expected: `model` (detection's), else `before` (the mean of the periods before).
    """

    metric: Metric
    period: Period
    actual: float
    expected: float
    low: float | None
    high: float | None
    basis: str
    reason: str
    contributions: Mapping[str, tuple[Part, ...]] = field(hash=False)
    residuals: Mapping[str, float] = field(hash=False)
    components: Mapping[str, float] = field(hash=False)
    causes: tuple[CauseSet, ...] = ()
    calendar: Mapping[str, int] = field(hash=False, default_factory=dict)
    leads: tuple[Lead, ...] = ()
    snapshot: int = 0
    sql: str = ""


def explain(home: Home, person: Person, metric: Metric, period: Period, snapshot: int) -> Explanation:
    """The explanation of a period that is over or running, in the person's scope. Refuses one without a value."""
    catalog, calendar = catalog_of(home), calendar_of(home.settings)
    query = MetricQuery(metric.name, scope_for(person, metric), start=period.start, end=period.end, snapshot=snapshot)
    answer = ask(home, query)
    actual = _first(answer.frame)
    if actual is None:
        raise _no_value(metric, calendar, period)
    wholes = _Wholes(home, person, snapshot, period)
    expected, low, high, basis, reason = _expected(home, query, metric, calendar, period, wholes)
    dims = _dims(home, person, metric)
    splits = {dim: _split(home, person, catalog, metric, calendar, period, snapshot, (dim,)) for dim in dims}
    parts = {dim: _parts(frame, dim, expected) for dim, frame in splits.items() if frame is not None}
    return Explanation(
        metric, period, actual, expected, low, high, basis, reason,
        contributions={dim: made for dim, made in parts.items() if made},
        residuals={dim: _residual(made, actual - expected) for dim, made in parts.items() if made},
        components=_components(home, query, catalog, metric, calendar, period, expected),
        causes=_causes(home, person, catalog, metric, calendar, period, snapshot, expected),
        calendar=_calendar_facts(calendar, period),
        leads=_leads(wholes, catalog, metric),
        snapshot=answer.snapshot,
        sql=answer.sql,
    )  # fmt: skip


def _first(frame: pd.DataFrame) -> float | None:
    return float(frame["value"].iloc[0]) if len(frame) and pd.notna(frame["value"].iloc[0]) else None


def _no_value(metric: Metric, calendar: BusinessCalendar, period: Period) -> Refusal:
    name = name_of(calendar, period)
    return Refusal(
        "no_value",
        Words(f"{name} の「{metric.label.ja}」に値がありません。", f"'{metric.label.en}' has no value in {name}."),
        Words("値のある期間を指定してください。", "Name a period that has one."),
    )


@dataclass(frozen=True)
class _Wholes:
    """Verdicts on KPIs that the person may see, up to the period's end; only what is asked for is read and judged."""

    home: Home
    person: Person
    snapshot: int
    period: Period

    def judged(self, names: Collection[str] | None, grain: Grain) -> list[Whole]:
        """The verdicts of some KPIs (all where None) at a grain, with false discoveries held across those."""
        seen = visible(self.person, watched(catalog_of(self.home)))
        some = [metric for metric in seen if names is None or metric.name in names]
        asked = Asked(self.home, self.person, self.snapshot, self.period.end)
        panels = read_panels(asked, some, whole_only=True, grain=grain)
        return judge_wholes(panels, calendar_of(self.home.settings))

    def verdicts(self, metric: Metric) -> pd.DataFrame | None:
        """A KPI's verdicts on the period, none while it runs; None where it is not judged at its grain. What others say
        can only take a flag back, and is asked for only then."""
        own = self._of(metric, [metric.name])
        return own if own is None or not own["is_anomaly"].any() else self._of(metric, None)

    def _of(self, metric: Metric, names: Collection[str] | None) -> pd.DataFrame | None:
        found = [each for each in self.judged(names, self.period.grain) if each.panel.metric.name == metric.name]
        frame = stated(found[0]) if found else None
        return None if frame is None else frame[frame["date"] == pd.Timestamp(self.period.start)]


def _expected(
    home: Home, query: MetricQuery, metric: Metric, calendar: BusinessCalendar, period: Period, wholes: _Wholes
) -> tuple[float, float | None, float | None, str, str]:
    reason = "not_judged"
    if (rows := wholes.verdicts(metric)) is not None:
        reason = str(rows["reason"].iloc[0]) if len(rows) else "running_period"
        if len(rows) and np.isfinite(rows["expected"].iloc[0]):
            row = rows.iloc[0]
            return float(row["expected"]), float(row["low"]), float(row["high"]), "model", reason
    spans = tuple((each.start, each.end) for each in _before(calendar, period))
    values = ask(home, replace(query, start=None, end=None, spans=spans)).frame["value"].dropna()
    if values.empty:
        raise _no_value(metric, calendar, _before(calendar, period)[-1])
    return float(values.mean()), None, None, "before", reason


def _before(calendar: BusinessCalendar, period: Period) -> list[Period]:
    return [shifted(calendar, period, -back) for back in range(BEFORE, 0, -1)]


def _dims(home: Home, person: Person, metric: Metric) -> list[str]:
    """What it is split by unasked: no persons."""
    return list(impersonal(catalog_of(home), metric)) if may_split(person, metric) else []


def _split(
    home: Home, person: Person, catalog: Catalog, metric: Metric, calendar: BusinessCalendar, period: Period,
    snapshot: int, dims: tuple[str, ...],
) -> pd.DataFrame | None:  # fmt: skip
    """Actual and the usual (mean of the periods before) by members; of a ratio numerator and denominator each."""
    names = parts_of(metric) if metric.kind == "ratio" else (metric.name,)
    spans = tuple((each.start, each.end) for each in [*_before(calendar, period), period])
    scope = scope_for(person, metric, dims)
    answers = ask_many(home, [MetricQuery(n, scope, by=dims, spans=spans, snapshot=snapshot) for n in names])
    frames = []
    for name, answer, suffix in zip(names, answers, ("_num", "_den") if len(names) == 2 else ("",), strict=True):
        frame = answer.frame.assign(**{dim: answer.frame[dim].astype(object) for dim in dims})
        leaf = frame.set_index(["period", *dims])["value"].fillna(0.0)
        if catalog.metrics[name].over_time == "average":
            return None
        wide = leaf.unstack("period").fillna(0.0)
        now = wide[BEFORE] if BEFORE in wide else wide.iloc[:, 0] * 0.0
        before = (
            wide.drop(columns=[BEFORE], errors="ignore").reindex(columns=range(BEFORE), fill_value=0.0).mean(axis=1)
        )
        frames.append(pd.DataFrame({f"actual{suffix}": now, f"expected{suffix}": before}))
    both = frames[0] if len(frames) == 1 else frames[0].join(frames[1], how="outer")
    return both.fillna(0.0).reset_index()


def _parts(frame: pd.DataFrame | None, dim: str, expected: float) -> tuple[Part, ...]:
    usual = None if frame is None or len(frame) < 2 else scaled(frame, expected)
    if usual is None:
        return ()
    if "expected" in usual:
        return tuple(Part(member_of(c.value), c.expected, c.actual, c.change) for c in contributions(usual, dim))
    found, _ = ratio_contributions(usual, dim)
    sums = usual.assign(key=usual[dim].map(member_of)).groupby("key").sum(numeric_only=True)
    return tuple(
        Part(each, _ratio(sums, each, "expected"), _ratio(sums, each, "actual"), c.change, c.mix, c.rate)
        for c in found
        for each in [member_of(c.value)]
    )


def _residual(parts: Iterable[Any], gap: float) -> float:
    return gap - math.fsum(part.change for part in parts)


def _ratio(sums: pd.DataFrame, key: str, side: str) -> float:
    above, below = (float(sums[f"{side}_{part}"].to_dict()[key]) for part in ("num", "den"))
    return above / below if below else math.nan


def _causes(
    home: Home, person: Person, catalog: Catalog, metric: Metric, calendar: BusinessCalendar, period: Period,
    snapshot: int, expected: float,
) -> tuple[CauseSet, ...]:  # fmt: skip
    """Attribute combinations that explain actual − expected, over the dimensions with few members."""
    dims = _few(home, person, metric, period, snapshot)
    if not dims or (metric.kind == "simple" and metric.over_time == "average") or metric.kind == "derived":
        return ()
    frame = _split(home, person, catalog, metric, calendar, period, snapshot, dims)
    usual = None if frame is None else scaled(frame, expected)
    return tuple(localize(usual, list(dims))) if usual is not None else ()


def _few(home: Home, person: Person, metric: Metric, period: Period, snapshot: int) -> tuple[str, ...]:
    dims = _dims(home, person, metric)
    questions = [
        MetricQuery(
            metric.name, scope_for(person, metric, (d,)), by=(d,), start=period.start, end=period.end, snapshot=snapshot
        )
        for d in dims
    ]
    sizes = [len(answer.frame) for answer in ask_many(home, questions)]
    return tuple(dim for dim, size in zip(dims, sizes, strict=True) if 2 <= size <= MOST_MEMBERS)[:MOST_DIMS]


def _components(
    home: Home, query: MetricQuery, catalog: Catalog, metric: Metric, calendar: BusinessCalendar, period: Period,
    expected: float,
) -> Mapping[str, float]:  # fmt: skip
    """A ratio's change along its formula: numerator and denominator, from their usual size to the actual one."""
    if metric.kind != "ratio":
        return {}
    spans = tuple((each.start, each.end) for each in [*_before(calendar, period), period])
    names = parts_of(metric)
    asked = [replace(query, metric=name, start=None, end=None, spans=spans) for name in names]
    values = [answer.frame["value"].astype(float).to_numpy() for answer in ask_many(home, asked)]
    if any(len(each) <= BEFORE or not np.isfinite(each[-1]) for each in values):
        return {}
    below = float(np.nanmean(values[1][:BEFORE]))
    if not below or not values[1][-1]:
        return {}
    usual = {names[0]: expected * below, names[1]: below}
    now = {name: float(each[-1]) for name, each in zip(names, values, strict=True)}
    return along_formula(lambda given: given[names[0]] / given[names[1]], usual, now)


def _calendar_facts(calendar: BusinessCalendar, period: Period) -> Mapping[str, int]:
    """Working days of the period, of the one before, and of the same a year before."""
    others = {"previous": shifted(calendar, period, -1), "last_year": last_year(calendar, period)}
    days = {name: calendar.working_days(each.start, each.end) for name, each in others.items()}
    return {"working_days": calendar.working_days(period.start, period.end), **days}


def moved_before(home: Home, person: Person, metric: Metric, period: Period, snapshot: int) -> tuple[Lead, ...]:
    """What moved before a KPI's period, of the KPIs that the person may see."""
    return _leads(_Wholes(home, person, snapshot, period), catalog_of(home), metric)


def _leads(wholes: _Wholes, catalog: Catalog, metric: Metric) -> tuple[Lead, ...]:
    """Among the KPIs that share no source with it: the others are the same thing seen otherwise."""
    names = {each.name for each in watched(catalog)}
    sources = {name: {leaf.source for leaf in leaves_of(catalog.metrics, name)} for name in names | {metric.name}}
    same = {name for name in names if sources[name] & sources[metric.name]}
    found = wholes.judged((names - same) | {metric.name}, "week")
    return tuple(leads(found, metric.name, pd.Timestamp(wholes.period.start), frozenset(same)))
