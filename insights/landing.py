"""Where a KPI will land at the end of the month, quarter and fiscal year, and how likely its target is met.

Whole months are simulated by insights.forecast; the running month keeps what it has, and its rest is drawn from what
the same last days brought in past months, or, of what does not add, towards its level so far. Beside it stands the
head's own estimate, where there is one. Draws no chart.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from data.home import Home
from data.incident_store import Estimate, estimates
from data.lake import watermarks
from data.people import Person
from insights.forecast import simulate_paths
from insights.rest_of_month import drawn_rest, past_rests
from insights.watch.panel import Floats
from metrics.access import scope_for
from metrics.calendar import BusinessCalendar, calendar_of
from metrics.catalog import catalog_of
from metrics.catalog.parts import parts_of
from metrics.model import Catalog, Grain, Metric, MetricQuery
from metrics.periods import Period, name_of, period_of
from metrics.query import ask_many, ask_plan
from metrics.reach import last_day

ENDS: tuple[Grain, ...] = ("month", "quarter", "year")
LEVEL = 0.8
LEAST_MONTHS = 6


@dataclass(frozen=True)
class Landing:
    """A period's landing in the KPI's unit: median, interval of `level`, and probability that the target is met.

    `so_far` is what is in already; `estimate` the newest of the head's own.
    """

    metric: str
    period: Period
    so_far: float | None
    value: float
    low: float
    high: float
    level: float
    target: float | None
    probability: float | None
    estimate: Estimate | None = None


@dataclass(frozen=True)
class _Month:
    """The running month: its value so far, the share of it that is over, and the weight of its parts."""

    value: float | None
    share: float


def landings(
    home: Home, person: Person, metric: Metric, snapshot: int, to: dt.date | None = None, level: float = LEVEL
) -> list[Landing]:
    """Landings of the periods that are running; none where there are fewer than six whole months."""
    catalog, calendar = catalog_of(home), calendar_of(home.settings)
    today = min(to, home.today()) if to else home.today()
    reached = last_day(catalog, calendar, metric, watermarks(home, snapshot), today)
    if reached is None or metric.smallest_grain in ("quarter", "year"):
        return []
    base = MetricQuery(metric.name, scope_for(person, metric), snapshot=snapshot, end=reached)
    months, weights = _history(home, catalog, base, metric)
    periods = [period_of(calendar, reached, grain) for grain in ENDS]
    known = estimates(home, metric.name)
    rests = past_rests(home, base, metric, calendar, reached, list(months.index)) if _adds(metric) else None
    landed = land(months, weights, metric, calendar, reached, periods, rests)
    made = []
    for period, value in zip(periods, landed, strict=True):
        if value is not None:
            so_far, drawn = value
            plan = _plan(home, replace(base, start=period.start, end=period.end))
            estimate = next((e for e in reversed(known) if e.period == name_of(calendar, period)), None)
            made.append(_landing(metric, period, so_far, drawn, plan, level, estimate))
    return made


def _landing(
    metric: Metric, period: Period, so_far: float | None, drawn: Floats, target: float | None, level: float,
    estimate: Estimate | None,
) -> Landing:  # fmt: skip
    low, middle, high = np.quantile(drawn, [(1 - level) / 2, 0.5, (1 + level) / 2])
    met = None
    if target is not None:
        met = float((drawn >= target).mean() if metric.direction == "up" else (drawn <= target).mean())
    return Landing(metric.name, period, so_far, float(middle), float(low), float(high), level, target, met, estimate)


def _history(home: Home, catalog: Catalog, base: MetricQuery, metric: Metric) -> tuple[pd.Series, pd.Series]:
    """The KPI by month, the running one last, and how much each month weighs in a longer period (1 for sums)."""
    names = [metric.name]
    if metric.kind == "ratio":
        names.append(parts_of(metric)[1])
    values, *weights = (
        answer.frame.set_index("period")["value"].astype(float)
        for answer in ask_many(home, [replace(base, metric=name, grain="month") for name in names])
    )
    return values, weights[0].reindex(values.index) if weights else pd.Series(1.0, index=values.index)


def land(
    months: pd.Series, weights: pd.Series, metric: Metric, calendar: BusinessCalendar, reached: dt.date,
    periods: Sequence[Period], rests: pd.Series | None = None,
) -> list[tuple[float | None, Floats] | None]:  # fmt: skip
    """For each period (that holds `reached`) what is in so far and drawn landings; None where history is too short.

    `months` are by first day, up to the one that holds `reached`; `rests` what the days that are left of it brought in
    past months; values are in the KPI's unit.
    """
    running = period_of(calendar, reached, "month")
    is_over = reached >= running.end
    whole = (
        months[months.index <= pd.Timestamp(running.start)]
        if is_over
        else months[months.index < pd.Timestamp(running.start)]
    )
    whole = whole.dropna()
    if len(whole) < LEAST_MONTHS:
        return [None] * len(periods)
    last = max(period.end for period in periods)
    horizon = _months_until(whole.index[-1], last)
    ahead = _ahead(whole, horizon, calendar)
    month = _Month(_known(months, running) if not is_over else None, _share(metric, calendar, running, reached))
    if not is_over and ahead:
        rest = drawn_rest(rests, calendar) if rests is not None else None
        drawn = _running_month(ahead[pd.Timestamp(running.start)], month, metric, rest)
        can_fall = whole.min() < 0 or (month.value or 0.0) < 0
        ahead[pd.Timestamp(running.start)] = drawn if can_fall else np.maximum(drawn, 0.0)
    return [_of_period(whole, weights, ahead, metric, period, month) for period in periods]


def _months_until(after: pd.Timestamp, end: dt.date) -> int:
    return (end.year - after.year) * 12 + end.month - after.month


def _ahead(whole: pd.Series, horizon: int, calendar: BusinessCalendar) -> dict[pd.Timestamp, Floats]:
    """Drawn values of the months to come, by first day."""
    if horizon < 1:
        return {}
    series = pd.DataFrame({"date": whole.index, "value": whole.to_numpy()})
    paths = simulate_paths(series, grain="month", horizon=horizon, calendar=calendar)
    return {pd.Timestamp(day): paths.values[:, at] for at, day in enumerate(paths.dates)}


def _known(months: pd.Series, running: Period) -> float | None:
    value = months.get(pd.Timestamp(running.start))
    return None if value is None or not np.isfinite(value) else float(value)


def _share(metric: Metric, calendar: BusinessCalendar, month: Period, reached: dt.date) -> float:
    """The part of a month that is over, in working days or days, as the KPI is phased."""
    if metric.phasing == "working_days":
        whole = calendar.working_days(month.start, month.end)
        return calendar.working_days(month.start, reached) / whole if whole else 1.0
    return ((reached - month.start).days + 1) / ((month.end - month.start).days + 1)


def _running_month(drawn: Floats, month: _Month, metric: Metric, rest: Floats | None) -> Floats:
    """Landings of the running month: what is in, and the rest as drawn, else one that leans to the pace so far."""
    share, left = month.share, 1.0 - month.share
    if rest is not None and month.value is not None:
        return np.asarray(month.value + rest)
    if month.value is None or share <= 0:
        return drawn
    middle = float(np.median(drawn))
    noise = (drawn - middle) * np.sqrt(left)
    if _adds(metric):
        pace = month.value / share
        return np.asarray(month.value + left * (left * middle + share * pace) + noise)
    return np.asarray(share * month.value + left * (left * middle + share * month.value) + noise)


def _adds(metric: Metric) -> bool:
    return metric.over_time == "sum" and metric.kind in ("simple", "derived", "cumulative") and metric.unit != "ratio"


def _of_period(
    whole: pd.Series, weights: pd.Series, ahead: Mapping[pd.Timestamp, Floats], metric: Metric, period: Period,
    month: _Month,
) -> tuple[float | None, Floats]:  # fmt: skip
    inside = whole[(whole.index >= pd.Timestamp(period.start)) & (whole.index <= pd.Timestamp(period.end))]
    coming = {
        day: drawn for day, drawn in ahead.items() if pd.Timestamp(period.start) <= day <= pd.Timestamp(period.end)
    }
    size = len(next(iter(ahead.values()))) if ahead else 1
    if metric.over_time == "last":
        drawn = coming[max(coming)] if coming else np.full(size, float(inside.iloc[-1]))
        return month.value if month.value is not None else _last(inside), drawn
    parts = [np.full(size, value) for value in inside] + list(coming.values())
    if _adds(metric):
        so_far = float(inside.sum()) + (month.value or 0.0)
        return so_far, np.asarray(np.sum(parts, axis=0))
    usual = float(weights.reindex(whole.index[-12:]).mean())
    heavy = [float(weights.get(day, usual)) for day in inside.index] + [usual] * len(coming)
    return _mean(inside, weights, month, usual), np.average(parts, axis=0, weights=np.nan_to_num(heavy, nan=usual))


def _last(inside: pd.Series) -> float | None:
    return float(inside.iloc[-1]) if len(inside) else None


def _mean(inside: pd.Series, weights: pd.Series, month: _Month, usual: float) -> float | None:
    values = [*inside.to_list(), *([month.value] if month.value is not None else [])]
    heavy = [*weights.reindex(inside.index).to_list(), *([usual * month.share] if month.value is not None else [])]
    return float(np.average(values, weights=np.nan_to_num(heavy, nan=usual))) if values and sum(heavy) else None


def _plan(home: Home, query: MetricQuery) -> float | None:
    frame = ask_plan(home, query).frame
    value = frame["value"].iloc[0] if len(frame) else None
    return None if value is None or pd.isna(value) else float(value)
