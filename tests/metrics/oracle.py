"""An independent reading of the test company's KPIs with pandas: no SQL, no code of the engine but its frozen types."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import numpy as np
import pandas as pd

from metrics.model import MetricQuery

Values = dict[tuple[object, ...], float]
FISCAL_START = 4


def _total(column: str) -> Callable[[pd.DataFrame], float]:
    return lambda rows: rows[column].sum(min_count=1)


def _distinct(column: str) -> Callable[[pd.DataFrame], float]:
    return lambda rows: rows[column].nunique()


def _quotient(above: float, below: float) -> float:
    return above / below if below else np.nan


FLOWS: dict[str, tuple[str, str, Callable[[pd.DataFrame], float]]] = {
    "revenue": ("orders", "ordered_on", _total("amount")),
    "quantity": ("orders", "ordered_on", _total("quantity")),
    "lines": ("orders", "ordered_on", len),
    "orders": ("orders", "ordered_on", _distinct("order_id")),
    "customers": ("orders", "ordered_on", _distinct("customer")),
    "middle_amount": ("orders", "ordered_on", lambda rows: rows.amount.median()),
    "largest": ("orders", "ordered_on", lambda rows: rows.amount.max()),
    "web_revenue": ("orders", "ordered_on", lambda rows: rows.amount[rows.channel == "web"].sum(min_count=1)),
    "mixed": (
        "orders",
        "ordered_on",
        lambda rows: _quotient(rows.amount.sum(min_count=1), rows.quantity.sum()) + len(rows),
    ),
    "view_revenue": ("orders", "ordered_on", _total("amount")),
    "visits": ("visits", "visited_at", len),
    "score_mean": ("scores", "scored_on", lambda rows: rows.hours.mean()),
    "lost_minutes": ("stoppages", "started_at", _total("minutes")),
}
RATIOS = {"basket": ("revenue", "orders"), "revenue_per_visit": ("revenue", "visits")}
TO_DATE = {"revenue_to_date": ("revenue", 12), "customers_to_date": ("customers", 3)}


def period_start(day: dt.date, grain: str | None) -> dt.date | None:
    """Counted by hand from the calendar: weeks from Monday, years and quarters from April."""
    if grain is None:
        return None
    if grain == "day":
        return day
    if grain == "week":
        return day - dt.timedelta(days=day.weekday())
    if grain == "month":
        return day.replace(day=1)
    since = (day.month - FISCAL_START) % 12
    back = since % 3 if grain == "quarter" else since
    month = day.month - back
    return dt.date(day.year, month, 1) if month > 0 else dt.date(day.year - 1, month + 12, 1)


def period_end(start: dt.date, grain: str) -> dt.date:
    """The last day of a period."""
    if grain in ("day", "week"):
        return start + dt.timedelta(days=6 if grain == "week" else 0)
    months = {"month": 1, "quarter": 3, "year": 12}[grain]
    return (pd.Timestamp(start) + pd.DateOffset(months=months) - pd.Timedelta(days=1)).date()


def rows_of(
    frames: dict[str, pd.DataFrame], table: str, time: str, query: MetricQuery, *, ranged: bool = True
) -> pd.DataFrame:
    """The rows that a question is about, with `_day`, and every dimension as a column."""
    rows = frames[table].copy()
    if "quantity" in rows:
        rows["size"] = np.where(rows["quantity"] >= 5, "大", "小")
    for name, values in query.where:
        text = rows[name].map(lambda value: "" if pd.isna(value) else str(value))
        rows = rows[text.isin(values)]
    rows["_day"] = rows[time].dt.date
    if ranged and query.start:
        rows = rows[rows["_day"] >= query.start]
    return rows[rows["_day"] <= query.end] if query.end else rows


def values(frames: dict[str, pd.DataFrame], query: MetricQuery) -> Values:
    """Each value that is there, by period (where there is a grain) and dimensions."""
    if query.metric in RATIOS:
        above, below = (values(frames, _of(query, name)) for name in RATIOS[query.metric])
        return _present({key: _quotient(above[key], below[key]) for key in above.keys() & below.keys()})
    if query.metric in TO_DATE:
        return _to_date(frames, query)
    if query.metric == "stock":
        return _stock_last(frames, query)
    if query.metric == "stock_mean":
        return _stock_mean(frames, query)
    table, time, value = FLOWS[query.metric]
    return _by_group(rows_of(frames, table, time, query), query, value)


def _by_group(rows: pd.DataFrame, query: MetricQuery, value: Callable[[pd.DataFrame], float]) -> Values:
    rows = rows.assign(_period=rows["_day"].map(lambda day: period_start(day, query.grain)))
    keys = [*(["_period"] if query.grain else []), *query.by]
    if not keys:
        return _present({(): value(rows)} if len(rows) else {})
    return _present({_key(key): value(part) for key, part in rows.groupby(keys, dropna=False)})


def _to_date(frames: dict[str, pd.DataFrame], query: MetricQuery) -> Values:
    """Period by period, from the rows of the whole stretch."""
    base, months = TO_DATE[query.metric]
    today = dt.date(2026, 11, 24)
    table, time, value = FLOWS[base]
    rows = rows_of(frames, table, time, query, ranged=False)
    everything = rows_of(frames, table, time, MetricQuery(base, query.scope, end=query.end))
    found: Values = {}
    days = everything["_day"]
    days = days[days >= query.start] if query.start else days
    if days.empty and (query.grain or not query.end):
        return {}
    if query.grain is None:
        stretches = [((), query.end or days.max())]
    else:
        first, last = period_start(days.min(), query.grain), period_start(days.max(), query.grain)
        stretches, start = [], first
        while start <= last:
            stretches.append(((start,), period_end(start, query.grain)))
            start = period_end(start, query.grain) + dt.timedelta(days=1)
    for key, end in stretches:
        begin = period_start(min(end, query.end or today, today), "year" if months == 12 else "quarter")
        until = min(end, query.end) if query.end else end
        part = rows[(rows["_day"] >= begin) & (rows["_day"] <= until)]
        grouped = part.groupby(list(query.by), dropna=False) if query.by else [((), part)]
        found |= {(*key, *_key(name)): value(piece) for name, piece in grouped if len(piece)}
    return _present(found)


def _stock_last(frames: dict[str, pd.DataFrame], query: MetricQuery) -> Values:
    times = _stock_times(frames, query)
    rows = rows_of(frames, "stock", "day", query)
    latest = times.groupby("_period", dropna=False)["_day"].max()
    return _by_group(rows[rows["_day"].isin(latest)], query, lambda part: part.pieces.sum())


def _stock_mean(frames: dict[str, pd.DataFrame], query: MetricQuery) -> Values:
    count = _stock_times(frames, query).groupby("_period", dropna=False)["_day"].nunique()
    rows = rows_of(frames, "stock", "day", query)
    totals = _by_group(rows, query, lambda part: part.pieces.sum())
    counts = {_plain(period): number for period, number in count.items()}
    return {key: total / counts[key[0] if query.grain else None] for key, total in totals.items()}


def _stock_times(frames: dict[str, pd.DataFrame], query: MetricQuery) -> pd.DataFrame:
    rows = rows_of(frames, "stock", "day", MetricQuery("stock", query.scope, start=query.start, end=query.end))
    return rows.assign(_period=rows["_day"].map(lambda day: period_start(day, query.grain)))


def _of(query: MetricQuery, metric: str) -> MetricQuery:
    return MetricQuery(metric, query.scope, query.grain, query.by, query.where, query.start, query.end)


def _key(key: object) -> tuple[object, ...]:
    return tuple(_plain(value) for value in (key if isinstance(key, tuple) else (key,)))


def _plain(value: object) -> object:
    return None if pd.isna(value) else value


def _present(found: Values) -> Values:
    return {key: float(value) for key, value in found.items() if not pd.isna(value)}
