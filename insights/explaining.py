"""One KPI in one period, explained: what was expected, exact contributions, where it comes from, the calendar, and what
moved before it. Arithmetic and statistics only; words are others' business.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from data.errors import Refusal, Words
from data.home import Home
from data.people import Person
from insights.composing import BEFORE, Composition, Part, Stretch, along_ratio, composed
from insights.drivers import CauseSet
from insights.incidents.wholes import Whole, judge_wholes, stated
from insights.leads import Lead, leads
from insights.watch import Asked, read_panels, watched
from metrics.access import scope_for, visible
from metrics.calendar import BusinessCalendar, calendar_of
from metrics.catalog import catalog_of
from metrics.catalog.parts import leaves_of
from metrics.model import Catalog, Grain, Metric, MetricQuery
from metrics.periods import Period, last_year, name_of, shifted
from metrics.query import ask

FORMULA = "formula"


@dataclass(frozen=True)
class Explanation:
    """`contributions` by dimension sum to actual − expected, but for `residuals`; `components` along the formula too
    (the residual of a KPI's terms is "formula").

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
    before = tuple((each.start, each.end) for each in _before(calendar, period))
    days = (period.start, period.end)
    stretch = Stretch(home, person, snapshot, metric.name, (), days, actual, expected, before)
    made = composed(stretch)
    return Explanation(
        metric, period, actual, expected, low, high, basis, reason,
        contributions={split.dimension: split.parts for split in made.splits if split.dimension},
        residuals={split.dimension or FORMULA: split.residual for split in made.splits},
        components=_components(stretch, metric, made),
        causes=made.causes,
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


def _components(stretch: Stretch, metric: Metric, made: Composition) -> Mapping[str, float]:
    """The change along the formula: by the KPI's terms, or by a ratio's numerator and denominator."""
    terms = {part.member: part.change for split in made.splits if not split.dimension for part in split.parts}
    return terms or along_ratio(stretch, metric)


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
