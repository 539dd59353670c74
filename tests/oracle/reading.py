"""KPIs in pandas: aggregates of raw rows, formulas over them, running sums and phased plans.

Each KPI is written from its description. Reads no definition file, builds no SQL, imports nothing of the product.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from tests.oracle.questions import Question, period_end, period_start, period_starts
from tests.oracle.running import RunningSums
from tests.oracle.working_days import share_of_month

Rows = pd.DataFrame
Key = tuple[object, ...]
Values = dict[Key, float | None]
Expression = Callable[[Rows], pd.Series]


@dataclass(frozen=True)
class Simple:
    """One aggregate over rows: `how` (count, sum, mean, median, nunique, max, min) of `what` where `only` holds.

    `over_time` last: the rows of the last day of the period; average: daily totals averaged over the period's days.
    """

    rows: str
    how: str
    what: Expression | None = None
    only: Expression | None = None
    time: str | None = None
    over_time: str = "sum"
    zero: bool = False


@dataclass(frozen=True)
class Formula:
    """Arithmetic over other KPIs, each taken for the period and segment by itself. None where a part is absent."""

    parts: tuple[str, ...]
    of: Callable[..., float]


@dataclass(frozen=True)
class Running:
    """A KPI summed from the start of the fiscal `window` that holds the period's end, to that end."""

    base: str
    window: str


@dataclass(frozen=True)
class Plan:
    """The plan of a KPI: monthly targets, each weighted by the part of the month that the period covers.

    `kind` flow: by working days (or calendar days, or a curve); stock: the last month's; mean: months averaged.
    """

    metric: str
    kind: str = "flow"
    phasing: str = "working_days"
    curve: tuple[float, ...] = ()


Kpi = Simple | Formula | Running | Plan


def ratio(numerator: str, denominator: str, factor: float = 1.0) -> Formula:
    """One KPI by another."""
    return Formula((numerator, denominator), lambda a, b: a / b * factor)


@dataclass
class Reading:
    """Raw frames and the KPIs over them. A dimension `d` of a frame is its column `@d`, as text."""

    frames: Mapping[str, Rows]
    kpis: Mapping[str, Kpi]
    targets: Rows | None = None
    company_days: frozenset[dt.date] = frozenset()
    today: dt.date | None = None
    _known: dict[tuple[str, Question], Values] = field(default_factory=dict)

    def ask(self, name: str, question: Question) -> Values:
        """The KPI's values by (period, dimensions...); without grain the key has no period."""
        known = self._known.get((name, question))
        if known is None:
            known = self._known[(name, question)] = self._answer(self.kpis[name], question)
        return known

    def _answer(self, kpi: Kpi, question: Question) -> Values:
        if isinstance(kpi, Simple):
            return self._simple(kpi, question)
        if isinstance(kpi, Running):
            return self._running(kpi, question)
        if isinstance(kpi, Plan):
            return self._plan(kpi, question)
        parts = {part: self.ask(part, question) for part in kpi.parts}
        keys = set().union(*parts.values())
        empty = {part: 0 if self.counts_as_zero(part) else None for part in parts}
        return {key: _applied(kpi.of, [parts[part].get(key, empty[part]) for part in parts]) for key in keys}

    def counts_as_zero(self, name: str) -> bool:
        """Whether a period without rows is 0 for the KPI."""
        kpi = self.kpis[name]
        return isinstance(kpi, Simple) and kpi.zero

    # simple -----------------------------------------------------------------------------------------------------

    def _simple(self, kpi: Simple, question: Question) -> Values:
        rows = self._in_range(kpi, question)
        if kpi.over_time != "sum":
            rows = self._with_days(rows, kpi, question)
        if kpi.over_time == "last":
            rows = rows[rows["#day"] == rows["#last"]]
        rows = _kept(rows, question)
        keys = ([] if question.grain is None else ["#period"]) + [f"@{name}" for name in question.by]
        values = _aggregate(rows, kpi, keys)
        if kpi.over_time == "average":
            days = rows.groupby(keys or _one(rows), dropna=False, observed=True)["#days"].first()
            values = values / days
        found = _as_values(values, keys, kpi.zero)
        return _without_gaps(found, question.grain) if kpi.zero and question.grain and not question.by else found

    def _in_range(self, kpi: Simple, question: Question) -> Rows:
        rows = self.frames[kpi.rows]
        if kpi.time is None:
            return rows
        day = rows[kpi.time].dt.normalize()
        keep = day.notna()
        if question.start:
            keep &= day >= pd.Timestamp(question.start)
        if question.end:
            keep &= day <= pd.Timestamp(question.end)
        rows = rows[keep]
        return rows if question.grain is None else rows.assign(**{"#period": period_starts(day[keep], question.grain)})

    def _with_days(self, rows: Rows, kpi: Simple, question: Question) -> Rows:
        day = rows[kpi.time].dt.normalize()
        group = rows["#period"] if question.grain else pd.Series(0, index=rows.index)
        found = day.groupby(group)
        return rows.assign(**{"#day": day, "#last": found.transform("max"), "#days": found.transform("nunique")})

    # running ----------------------------------------------------------------------------------------------------

    def _running(self, kpi: Running, question: Question) -> Values:
        if question.grain is None:
            end = question.end or self._last_day(kpi.base)
            start = period_start(end, kpi.window)
            return self.ask(kpi.base, Question(None, question.by, question.where, start, end))
        sums = RunningSums(self.ask(kpi.base, Question("day", question.by, question.where)))
        found: Values = {}
        for first in self._periods(kpi.base, question):
            end = period_end(first, question.grain)
            end = min(end, question.end) if question.end else end
            if self.today is not None:
                end = max(first, min(end, self.today))
            start = period_start(end, kpi.window)
            found |= {(first, *key): value for key, value in sums.between(start, end).items()}
        return found

    def _last_day(self, name: str) -> dt.date:
        base = self.kpis[name]
        assert isinstance(base, Simple)
        return self.frames[base.rows][base.time].max().date()

    def _periods(self, name: str, question: Question) -> list[dt.date]:
        base = self.kpis[name]
        assert isinstance(base, Simple)
        day = self.frames[base.rows][base.time].dropna()
        first, last = question.start or day.min().date(), question.end or day.max().date()
        days = pd.Series(pd.date_range(first, last, freq="D"))
        return [stamp.date() for stamp in period_starts(days, question.grain or "day").unique()]

    # plans ------------------------------------------------------------------------------------------------------

    def _plan(self, kpi: Plan, question: Question) -> Values:
        assert self.targets is not None
        if any(f"@{name}" not in self.targets for name in (*question.by, *(name for name, _ in question.where))):
            return {}
        rows = _kept(self.targets[self.targets["metric"] == kpi.metric], question)
        found: Values = {}
        for first, start, end in self._spans(rows, question):
            lead = () if first is None else (first,)
            for key, group in _groups(rows, question.by):
                value = self._plan_in(kpi, group, start, end)
                if value is not None:
                    found[(*lead, *key)] = value
        return found

    def _spans(self, rows: Rows, question: Question) -> list[tuple[dt.date | None, dt.date, dt.date]]:
        if rows.empty:
            return []
        first = question.start or rows["month"].min().date()
        last = question.end or period_end(rows["month"].max().date(), "month")
        last = min(last, self.today) if self.today else last
        if question.grain is None:
            return [(None, first, last)]
        days = pd.Series(pd.date_range(first, last, freq="D"))
        starts = [stamp.date() for stamp in period_starts(days, question.grain).unique()]
        return [(start, max(start, first), min(period_end(start, question.grain), last)) for start in starts]

    def _plan_in(self, kpi: Plan, rows: Rows, start: dt.date, end: dt.date) -> float | None:
        months = rows["month"].dt.date
        touched = rows[(months >= start.replace(day=1)) & (months <= end)]
        if touched.empty:
            return None
        by_month = touched.groupby("month")["value"].sum()
        if kpi.kind == "stock":
            return float(by_month.iloc[-1])
        if kpi.kind == "mean":
            return float(by_month.mean())
        if kpi.kind == "part":
            return float(by_month.sum())
        shares = [
            share_of_month(month.date(), start, end, kpi.phasing, kpi.curve, self.company_days)
            for month in by_month.index
        ]
        return float((by_month * shares).sum())


def _applied(of: Callable[..., float], values: list[float | None]) -> float | None:
    if any(value is None for value in values):
        return None
    try:
        return float(of(*values))
    except ZeroDivisionError:
        return None


def _kept(rows: Rows, question: Question) -> Rows:
    for name, values in question.where:
        rows = rows[rows[f"@{name}"].isin(values)]
    return rows


def _one(rows: Rows) -> pd.Series:
    return pd.Series(0, index=rows.index)


def _aggregate(rows: Rows, kpi: Simple, keys: list[str]) -> pd.Series:
    only = kpi.only(rows).fillna(False).astype(bool) if kpi.only else None
    what = kpi.what(rows) if kpi.what else None
    if what is not None and only is not None:
        what = what.where(only)
    by = [rows[key] for key in keys] or [_one(rows)]
    if kpi.how == "count":
        counted = (
            what.notna() if what is not None else (only if only is not None else pd.Series(True, index=rows.index))
        )
        return counted.astype("int64").groupby(by, dropna=False, observed=True).sum()
    assert what is not None
    grouped = what.groupby(by, dropna=False, observed=True)
    return grouped.sum(min_count=1) if kpi.how == "sum" else getattr(grouped, kpi.how)()


def _as_values(values: pd.Series, keys: list[str], zero: bool) -> Values:
    found: Values = {}
    for key, value in values.items():
        key = key if isinstance(key, tuple) else (key,)
        cells = tuple(_cell(cell) for cell in key) if keys else ()
        found[cells] = (0.0 if zero else None) if pd.isna(value) else _number(value)
    return found


def _without_gaps(values: Values, grain: str) -> Values:
    """With 0 in the periods between the first and the last."""
    if not values:
        return values
    known = [key[0] for key in values]
    days = pd.Series(pd.date_range(min(known), max(known), freq="D"))  # type: ignore[type-var]
    return {(stamp.date(),): 0 for stamp in period_starts(days, grain).unique()} | values


def _number(value: object) -> float:
    return int(value) if isinstance(value, int | np.integer) else float(value)  # type: ignore[arg-type]


def _cell(cell: object) -> object:
    if isinstance(cell, pd.Timestamp):
        return cell.date()
    return None if cell is None or (isinstance(cell, float) and np.isnan(cell)) or cell is pd.NA else str(cell)


def _groups(rows: Rows, by: tuple[str, ...]) -> list[tuple[Key, Rows]]:
    if not by:
        return [((), rows)]
    columns = [f"@{name}" for name in by]
    return [
        (tuple(_cell(cell) for cell in key), group) for key, group in rows.groupby(columns, dropna=False, observed=True)
    ]
