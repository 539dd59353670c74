"""The shipped KPIs in pandas, each written from its description, over the example company's raw rows.

Reads no definition file. Expressions name columns of the raw tables; a KPI's parts are other KPIs of the field.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from tests.oracle.reading import Expression, Formula, Kpi, Plan, Rows, Running, Simple, ratio

CURVE = (0.08, 0.163, 0.249, 0.338, 0.43, 0.526, 0.626, 0.732, 0.848, 1.0)
"""How sales fall on the ten tenths of a month's working days, as the company's plan has it."""


def column(name: str) -> Expression:
    """A column as it is."""
    return lambda rows: rows[name]


def days(first: str, last: str) -> Expression:
    """Whole days between two dates."""
    return lambda rows: (rows[last] - rows[first]).dt.days


def minutes(first: str, last: str, unit: float) -> Expression:
    """Minutes on the clock between two times, in units of so many minutes."""
    return lambda rows: (rows[last].dt.floor("min") - rows[first].dt.floor("min")) / pd.Timedelta(minutes=1) / unit


def among(name: str, *values: object) -> Expression:
    """Rows where a column is one of the values."""
    return lambda rows: rows[name].isin(values)


def both(one: Expression, other: Expression) -> Expression:
    """Rows where both hold."""
    return lambda rows: one(rows) & other(rows)


def summed(rows: str, time: str) -> Callable[..., Simple]:
    """Sums over one table."""

    def of(what: str | Expression, only: Expression | None = None, **more: object) -> Simple:
        expression = column(what) if isinstance(what, str) else what
        return Simple(rows, "sum", expression, only, time=time, **more)  # type: ignore[arg-type]

    return of


def counted(rows: str, time: str, only: Expression | None = None, zero: bool = True) -> Simple:
    """Rows of one table."""
    return Simple(rows, "count", only=only, time=time, zero=zero)


def _month_days(rows: Rows) -> pd.Series:
    return rows["day"].dt.days_in_month


_orders, _deals = summed("orders", "ordered_on"), summed("deals", "closed_on")
_won, _closed, _ai = among("status", "受注"), among("status", "受注", "失注"), among("ai_assisted", True)
SALES: dict[str, Kpi] = {
    "revenue": _orders("amount"),
    "cost_of_sales": _orders("cost"),
    "gross_profit": _orders(lambda r: r["amount"] - r["cost"]),
    "gross_margin": ratio("gross_profit", "revenue"),
    "orders": Simple("orders", "nunique", column("order_id"), time="ordered_on"),
    "average_order_value": ratio("revenue", "orders"),
    "revenue_to_date": Running("revenue", "year"),
    "deals_won": counted("deals", "closed_on", _won),
    "deals_closed": counted("deals", "closed_on", _closed),
    "win_rate": ratio("deals_won", "deals_closed"),
    "ai_deals_won": counted("deals", "closed_on", both(_won, _ai)),
    "ai_deals_closed": counted("deals", "closed_on", both(_closed, _ai)),
    "ai_win_rate": ratio("ai_deals_won", "ai_deals_closed"),
    "sales_cycle_days": _deals(days("opened_on", "closed_on"), _won, zero=True),
    "sales_cycle": ratio("sales_cycle_days", "deals_won"),
    "proposals": counted("deals", "proposed_on"),
    "pipeline": Simple("pipeline_snapshots", "sum", column("amount"), time="snapshot_on", over_time="last"),
}
_ads, _leads = summed("ads", "day"), summed("leads", "created_on")
_made_by_ai = among("creative", "AI制作")


def _made_by_people(rows: Rows) -> pd.Series:
    return ~_made_by_ai(rows)


MARKETING: dict[str, Kpi] = {
    "impressions": _ads("impressions"),
    "clicks": _ads("clicks"),
    "ctr": ratio("clicks", "impressions"),
    "ad_spend": _ads("spend"),
    "cpc": ratio("ad_spend", "clicks"),
    "leads": counted("leads", "created_on"),
    "cvr": ratio("leads", "clicks"),
    "cpa": ratio("ad_spend", "leads"),
    "attributed_revenue": _leads("expected_amount"),
    "roas": ratio("attributed_revenue", "ad_spend"),
    "ai_clicks": _ads("clicks", _made_by_ai),
    "ai_impressions": _ads("impressions", _made_by_ai),
    "ai_ctr": ratio("ai_clicks", "ai_impressions"),
    "human_clicks": _ads("clicks", _made_by_people),
    "human_impressions": _ads("impressions", _made_by_people),
    "human_ctr": ratio("human_clicks", "human_impressions"),
}
_roster, _progress, _surveys = (
    summed("roster", "day"),
    summed("ai_training_progress", "day"),
    summed("pulse_surveys", "surveyed_on"),
)
HR: dict[str, Kpi] = {
    "headcount": _roster("headcount", over_time="last"),
    "hires": counted("movements", "moved_on", among("kind", "入社")),
    "leavers": counted("movements", "moved_on", among("kind", "退職")),
    "person_years": _roster(lambda r: r["headcount"] / _month_days(r) / 12),
    "person_months": _roster(lambda r: r["headcount"] / _month_days(r)),
    "attrition": ratio("leavers", "person_years"),
    "days_to_hire": summed("recruitments", "accepted_on")(days("applied_on", "accepted_on")),
    "offers_accepted": counted("recruitments", "accepted_on", zero=False),
    "time_to_hire": ratio("days_to_hire", "offers_accepted"),
    "overtime_hours": summed("attendance", "day")("overtime_hours"),
    "overtime": ratio("overtime_hours", "person_months"),
    "training_hours_total": summed("trainings", "held_on")("hours"),
    "training_hours": ratio("training_hours_total", "person_months"),
    "ai_training_done": _progress("completed", over_time="last"),
    "ai_training_assigned": _progress("assigned", over_time="last"),
    "ai_training_completion": ratio("ai_training_done", "ai_training_assigned"),
    "engagement_points": _surveys("score_sum"),
    "survey_responses": _surveys("responses"),
    "engagement": ratio("engagement_points", "survey_responses"),
}
_lots = summed("lots", "produced_on")
PRODUCTION: dict[str, Kpi] = {
    "output": _lots("good_units"),
    "input_units": _lots("input_units"),
    "produced_units": _lots("produced_units"),
    "defect_units": _lots(lambda r: r["produced_units"] - r["good_units"]),
    "yield": ratio("output", "input_units"),
    "defect_rate": ratio("defect_units", "produced_units"),
    "planned_minutes": _lots("planned_minutes"),
    "run_minutes": _lots("run_minutes"),
    "ideal_minutes": _lots("ideal_minutes"),
    "availability": ratio("run_minutes", "planned_minutes"),
    "performance": ratio("ideal_minutes", "run_minutes"),
    "quality": ratio("output", "produced_units"),
    "oee": Formula(
        ("run_minutes", "planned_minutes", "ideal_minutes", "output", "produced_units"),
        lambda run, planned, ideal, good, made: (run / planned) * (ideal / run) * (good / made),
    ),
    "due_deliveries": counted("shipments", "due_on"),
    "on_time_deliveries": counted("shipments", "due_on", lambda r: r["delivered_on"] <= r["due_on"]),
    "on_time_delivery": ratio("on_time_deliveries", "due_deliveries"),
    "downtime": summed("stoppages", "started_at")("minutes", zero=True),
    "production_cost": _lots("cost"),
    "unit_cost": ratio("production_cost", "output"),
    "energy_used": summed("energy", "day")("kwh"),
    "energy_per_unit": ratio("energy_used", "output"),
}
_sprints = summed("sprints", "ended_on")
DEVELOPMENT: dict[str, Kpi] = {
    "deployments": counted("deployments", "deployed_at"),
    "development_days": Simple("capacity", "nunique", column("day"), time="day"),
    "deployment_frequency": ratio("deployments", "development_days"),
    "lead_time_for_changes": Simple(
        "changes", "median", minutes("committed_at", "deployed_at", 1440), time="deployed_at"
    ),
    "failed_deployments": counted("deployments", "deployed_at", among("failed", True)),
    "change_failure_rate": ratio("failed_deployments", "deployments"),
    "time_to_restore": Simple("outages", "median", minutes("started_at", "restored_at", 60), time="started_at"),
    "completed_points": _sprints("completed_points"),
    "team_sprints": counted("sprints", "ended_on", zero=False),
    "velocity": ratio("completed_points", "team_sprints"),
    "open_defects": summed("defect_backlog", "day")("open_defects", over_time="last"),
    "review_time": Simple("changes", "median", minutes("review_requested_at", "approved_at", 60), time="deployed_at"),
    "changes": counted("changes", "deployed_at"),
    "ai_changes": counted("changes", "deployed_at", _ai),
    "ai_change_share": ratio("ai_changes", "changes"),
}
COMPANY: dict[str, Kpi] = {
    "operating_expenses": summed("expenses", "day")("amount"),
    "operating_profit": Formula(("gross_profit", "operating_expenses"), lambda gross, spent: gross - spent),
    "operating_margin": ratio("operating_profit", "revenue"),
    "revenue_per_head": ratio("revenue", "headcount"),
    "plan_attainment": ratio("revenue", "revenue_plan"),
}
PARTS: dict[str, Kpi] = {"revenue_plan": Plan("revenue", phasing="curve", curve=CURVE)}
KPIS: dict[str, Kpi] = SALES | MARKETING | HR | PRODUCTION | DEVELOPMENT | COMPANY
