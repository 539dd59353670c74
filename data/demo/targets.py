"""The example company's monthly targets: last year's level, a planned change, and the shape of a year.

Every simple KPI has them, so that ratios and derived KPIs get theirs from their parts. Made from actual rows, as
planners do; reads no incident.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import duckdb
import numpy as np

from data.demo.days import fiscal_year
from data.demo.measures import Measure, measures, prepare, together

TARGETS = "metric VARCHAR, month DATE, region VARCHAR, value DOUBLE, department VARCHAR"
BY_REGION = ("revenue", "cost_of_sales", "orders", "gross_profit")
"""KPIs whose targets are given by region only; their total is the sum."""
GROWTH: Mapping[str, float] = {
    "revenue": 0.065, "cost_of_sales": 0.063, "orders": 0.043, "deals_won": 0.045, "deals_closed": 0.035,
    "ai_deals_won": 0.05, "ai_deals_closed": 0.035, "sales_cycle_days": 0.035, "proposals": 0.04, "pipeline": 0.03,
    "impressions": 0.03, "clicks": 0.055, "ad_spend": 0.08, "leads": 0.10, "attributed_revenue": 0.10,
    "leavers": -0.05, "days_to_hire": -0.03, "overtime_hours": -0.02, "training_hours_total": 0.04,
    "engagement_points": 0.008, "defect_units": -0.03, "run_minutes": 0.003, "ideal_minutes": 0.003,
    "on_time_deliveries": 0.005, "downtime": -0.03, "production_cost": 0.02, "energy_used": -0.01,
    "deployments": 0.10, "failed_deployments": 0.05, "lead_time_for_changes": -0.05, "time_to_restore": -0.05,
    "completed_points": 0.03, "open_defects": -0.02, "review_time": -0.02, "changes": 0.06, "ai_changes": 0.06,
    "operating_expenses": 0.033,
}  # fmt: skip
"""The planned change over last year; none where a KPI is not named."""
AMBITION: Mapping[str, float] = {
    "revenue": 0.02, "cost_of_sales": 0.02, "orders": 0.02, "deals_won": 0.03, "ai_deals_won": 0.03,
    "sales_cycle_days": 0.02, "proposals": 0.03, "pipeline": 0.03, "clicks": 0.02, "ad_spend": 0.02, "leads": 0.03,
    "ai_clicks": 0.02, "leavers": 0.05, "days_to_hire": 0.04, "overtime_hours": 0.02, "training_hours_total": 0.03,
    "ai_training_done": 0.04, "engagement_points": 0.006, "defect_units": 0.03, "run_minutes": 0.004,
    "ideal_minutes": 0.004, "on_time_deliveries": 0.004, "downtime": 0.03, "production_cost": 0.006,
    "energy_used": 0.01, "deployments": 0.03, "failed_deployments": 0.05, "lead_time_for_changes": 0.03,
    "time_to_restore": 0.06, "completed_points": 0.03, "open_defects": 0.02, "review_time": 0.02, "ai_changes": 0.03,
    "operating_expenses": 0.006,
}  # fmt: skip
"""How far a year's target is off what was to be expected, as a standard deviation: some are reached, some are not."""
DIFFERENCES = {
    "gross_profit": ("revenue", "cost_of_sales"),
    "output": ("produced_units", "defect_units"),
    "human_clicks": ("clicks", "ai_clicks"),
    "human_impressions": ("impressions", "ai_impressions"),
}
"""KPIs that must equal the difference of two others, in plan as in fact."""
DRAWN_WITH = {"cost_of_sales": "revenue", "orders": "revenue"}
"""KPIs that are planned too high or too low together, so that their ratio is planned soberly."""
ADOPTED = ("ai_deals_won", "ai_deals_closed", "ai_clicks", "ai_impressions", "ai_training_done", "ai_changes")
Actual = dict[tuple[str, str, dt.date], float]


@dataclass(frozen=True)
class Month:
    """What the shape of a year is made of: days, working days, season, and how far AI has spread."""

    first: dt.date
    days: int
    working_days: int
    season: float
    adoption: float


def targets_of(
    connection: duckdb.DuckDBPyConnection, seed: int
) -> Iterator[tuple[str, dt.date, str | None, float, str]]:
    """Rows (metric, month, region or None, value, department) for every month of the three fiscal years."""
    prepare(connection)
    months = _months(connection)
    simple = [measure for measure in measures().values() if measure.has_target and not measure.parts]
    actual = _actual(connection, simple)
    years = sorted({fiscal_year(month.first) for month in months})
    planned: Actual = {}
    for measure in simple:
        for region in sorted({place for name, place, _ in actual if name == measure.name}):
            for year in years:
                level = _level(measure, region, months, actual, max(year - 1, years[0]))
                level *= _change(seed, measure.name, region, year, first=year == years[0])
                within = [month for month in months if fiscal_year(month.first) == year]
                planned |= {(measure.name, region, month.first): level * _shape(measure, month) for month in within}
    _settle(planned)
    for (name, region, first), value in sorted(planned.items()):
        yield name, first, region or None, _rounded(value), measures()[name].department


def _months(connection: duckdb.DuckDBPyConnection) -> list[Month]:
    rows = connection.execute(
        "SELECT month, count(*), count(*) FILTER (WHERE is_working), season(month)::DOUBLE, adoption(month + 14)"
        " FROM demo_days WHERE month BETWEEN first_day() AND first_day() + INTERVAL 35 MONTH"
        " GROUP BY month ORDER BY month"
    )
    return [Month(*row) for row in rows.fetchall()]


def _actual(connection: duckdb.DuckDBPyConnection, simple: Sequence[Measure]) -> Actual:
    """Each month's value by KPI and region ("" where targets have none); KPIs of one source are asked together."""
    found: Actual = {}
    for asked in _groups(simple):
        by = "region" if asked[0].name in BY_REGION else "''"
        for period, region, *values in connection.execute(together(asked, by)).fetchall():
            known = zip(asked, values, strict=True)
            found |= {(each.name, region, period): float(value) for each, value in known if value is not None}
    return found


def _groups(simple: Sequence[Measure]) -> Iterable[list[Measure]]:
    return (list(group) for _, group in groupby(sorted(simple, key=_askable), key=_askable))


def _askable(measure: Measure) -> tuple[str, str, bool, bool]:
    return measure.source, measure.time, measure.over_time == "last", measure.name in BY_REGION


def _level(measure: Measure, region: str, months: list[Month], actual: Actual, year: int) -> float:
    """What a year gave for a unit of shape. Months without a value count as nothing for flows, and not at all else."""
    within = [month for month in months if fiscal_year(month.first) == year]
    values = [(actual.get((measure.name, region, month.first)), _shape(measure, month)) for month in within]
    if measure.over_time == "sum":
        return sum(value or 0.0 for value, _ in values) / sum(shape for _, shape in values)
    ratios = [value / shape for value, shape in values if value is not None]
    return float(np.mean(ratios)) if ratios else 0.0


def _change(seed: int, name: str, region: str, year: int, *, first: bool) -> float:
    """The planned change; the first year's plan is made from that year itself."""
    drawn = DRAWN_WITH.get(name, name)
    whole, part = (np.random.default_rng([seed, year, *key.encode()]).normal() for key in (drawn, drawn + region))
    ambition = AMBITION.get(name, 0.0) * float(np.clip(0.8 * whole + (0.6 * part if region else 0.0), -1.5, 1.5))
    return (1.0 if first else 1 + GROWTH.get(name, 0.0)) * (1 + ambition)


def _shape(measure: Measure, month: Month) -> float:
    """How a year's plan falls on a month."""
    adoption = month.adoption if measure.name in ADOPTED else 1.0
    if measure.over_time != "sum" or measure.name in ("engagement_points", "survey_responses"):
        return adoption
    if measure.name == "hires":
        return 4.0 if month.first.month == 4 else 1.0
    if measure.phasing == "calendar":
        return month.days * adoption * (0.5 + 0.5 * month.season if measure.department == "marketing" else 1.0)
    return month.working_days * adoption * _seasonal(measure, month.season)


def _seasonal(measure: Measure, season: float) -> float:
    if measure.source in ("orders", "shipments"):
        return season
    return {"lots": 0.85 + 0.15 * season, "attendance": 0.4 + 0.6 * season}.get(measure.source, 1.0)


def _settle(planned: Actual) -> None:
    for name, (whole, part) in DIFFERENCES.items():
        for key in [key for key in planned if key[0] == name]:
            planned[key] = planned[whole, key[1], key[2]] - planned[part, key[1], key[2]]


def _rounded(value: float) -> float:
    """Plans are round numbers: four digits."""
    return float(f"{value:.4g}")
