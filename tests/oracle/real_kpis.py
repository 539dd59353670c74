"""The KPIs of the home from real files in pandas, each written from its description, and the dimensions it is tried by.

Reads no definition file: that both agree on names is a test's concern.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from tests.oracle.reading import Formula, Kpi, Plan, Running, Simple, ratio


def _won(rows: pd.DataFrame) -> pd.Series:
    return rows["deal_stage"].eq("Won")


def _watts(rows: pd.DataFrame) -> pd.Series:
    return rows["Torque [Nm]"] * rows["Rotational speed [rpm]"] * 2 * math.pi / 60


def _whole_hours(rows: pd.DataFrame) -> pd.Series:
    """Hours crossed between two times, as DATE_DIFF counts them."""
    return (rows["resolved_date"].dt.floor("h") - rows["created_date"].dt.floor("h")) / np.timedelta64(1, "h")


SALES: dict[str, Kpi] = {
    "revenue": Simple("lines", "sum", lambda r: r["Sales"], time="Order Date"),
    "gross_profit": Simple("lines", "sum", lambda r: r["Profit"], time="Order Date"),
    "gross_margin": ratio("gross_profit", "revenue"),
    "orders": Simple("lines", "nunique", lambda r: r["Order ID"], time="Order Date"),
    "average_order_value": ratio("revenue", "orders"),
    "units_sold": Simple("lines", "sum", lambda r: r["Quantity"], time="Order Date"),
    "customers": Simple("lines", "nunique", lambda r: r["Customer ID"], time="Order Date"),
    "shipping_days": Simple("lines", "mean", lambda r: (r["Ship Date"] - r["Order Date"]).dt.days, time="Order Date"),
    "largest_line": Simple("lines", "max", lambda r: r["Sales"], time="Order Date"),
    "list_value": Simple("lines", "sum", lambda r: r["Sales"] / (1 - r["Discount"]), time="Order Date"),
    "discount_rate": Formula(("revenue", "list_value"), lambda revenue, full: 1 - revenue / full),
    "loss_making_sales": Simple(
        "lines", "sum", lambda r: r["Sales"], lambda r: r["Profit"] < 0, time="Order Date", zero=True
    ),
    "loss_making_share": ratio("loss_making_sales", "revenue"),
    "revenue_ytd": Running("revenue", "year"),
    "revenue_plan": Plan("revenue"),
    "revenue_attainment": ratio("revenue", "revenue_plan"),
    "shop_revenue": Simple("receipts", "sum", lambda r: r["Total"], time="Date"),
    "shop_profit": Simple("receipts", "sum", lambda r: r["gross income"], time="Date"),
    "shop_margin": ratio("shop_profit", "shop_revenue"),
    "shop_rating": Simple("receipts", "mean", lambda r: r["Rating"], time="Date"),
    "shop_to_orders": ratio("shop_revenue", "revenue"),
}
CRM: dict[str, Kpi] = {
    "deals_won": Simple("deals", "count", only=_won, time="close_date"),
    "deals_closed": Simple("deals", "count", only=lambda r: r["deal_stage"].isin(["Won", "Lost"]), time="close_date"),
    "win_rate": ratio("deals_won", "deals_closed"),
    "won_value": Simple("deals", "sum", lambda r: r["close_value"], _won, time="close_date"),
    "average_deal_value": ratio("won_value", "deals_won"),
    "sales_cycle": Simple(
        "deals", "median", lambda r: (r["close_date"] - r["engage_date"]).dt.days, _won, time="close_date"
    ),
    "list_price_won": Simple("deals", "sum", lambda r: r["sales_price"].where(_won(r), 0), time="close_date"),
    "price_realisation": ratio("won_value", "list_price_won"),
    "deals_opened": Simple("deals", "count", time="engage_date"),
    "closed_to_opened": ratio("deals_closed", "deals_opened"),
    "sales_velocity": Formula(
        ("deals_opened", "deals_won", "deals_closed", "won_value", "sales_cycle"),
        lambda opened, won, closed, value, cycle: opened * (won / closed) * (value / won) / cycle,
    ),
    "won_value_qtd": Running("won_value", "quarter"),
    "open_deals": Simple("open_deals", "sum", lambda r: r["deals"], time="day", over_time="last"),
    "open_deals_average": Simple("open_deals", "sum", lambda r: r["deals"], time="day", over_time="average"),
    "prospects": Simple("deals", "count", only=lambda r: r["deal_stage"].eq("Prospecting")),
    "win_rate_plan": Formula(("deals_won_plan", "deals_closed_plan"), lambda won, closed: won / closed),
    "deals_closed_attainment": ratio("deals_closed", "deals_closed_plan"),
    "open_deals_plan": Plan("open_deals", "stock"),
}
CRM_PARTS: dict[str, Kpi] = {"deals_won_plan": Plan("deals_won"), "deals_closed_plan": Plan("deals_closed")}
MARKETING: dict[str, Kpi] = {
    "impressions": Simple("ads", "sum", lambda r: r["Impressions"], time="Date"),
    "clicks": Simple("ads", "sum", lambda r: r["Clicks"], time="Date"),
    "ctr": ratio("clicks", "impressions"),
    "spend": Simple("ads", "sum", lambda r: r["Spent"], time="Date"),
    "cpc": ratio("spend", "clicks"),
    "cpm": ratio("spend", "impressions", 1000),
    "leads": Simple("ads", "sum", lambda r: r["Total_Conversion"], time="Date"),
    "cvr": ratio("leads", "clicks"),
    "sales_approved": Simple("ads", "sum", lambda r: r["Approved_Conversion"], time="Date"),
    "cpa": ratio("spend", "sales_approved"),
    "active_ads": Simple("ads", "nunique", lambda r: r["ad_id"], time="Date"),
    "spend_mtd": Running("spend", "month"),
    "promotion_sales": Simple("promotion", "sum", lambda r: r["SalesInThousands"] * 1000),
    "promotion_store_weeks": Simple("promotion", "count"),
    "promotion_sales_per_week": ratio("promotion_sales", "promotion_store_weeks"),
}
HR: dict[str, Kpi] = {
    "employees": Simple("people", "count"),
    "leavers": Simple("people", "count", only=lambda r: r["left"]),
    "headcount": Formula(("employees", "leavers"), lambda everyone, left: everyone - left),
    "attrition_rate": ratio("leavers", "employees"),
    "overtime_workers": Simple("people", "sum", lambda r: r["OverTime"].eq("Yes").astype(int)),
    "overtime_rate": ratio("overtime_workers", "employees"),
    "median_income": Simple("people", "median", lambda r: r["MonthlyIncome"]),
    "job_satisfaction": Simple("people", "mean", lambda r: r["JobSatisfaction"]),
    "tenure_years": Simple("people", "mean", lambda r: r["YearsAtCompany"], lambda r: ~r["left"]),
}
PRODUCTION: dict[str, Kpi] = {
    "cycles": Simple("cycles", "count"),
    "failures": Simple("cycles", "sum", lambda r: r["Machine failure"]),
    "failure_rate": ratio("failures", "cycles"),
    "good_rate": Formula(("failures", "cycles"), lambda failed, all_of: 1 - failed / all_of),
    "spindle_power": Simple("cycles", "mean", _watts),
    "tool_wear": Simple("cycles", "max", lambda r: r["Tool wear [min]"]),
    "temperature_gap": Simple("cycles", "median", lambda r: r["Process temperature [K]"] - r["Air temperature [K]"]),
}
DEVELOPMENT: dict[str, Kpi] = {
    "issues_created": Simple("issues", "count", time="created_date"),
    "issues_resolved": Simple("issues", "count", only=lambda r: r["status"].eq("Done"), time="resolved_date"),
    "resolution_rate": ratio("issues_resolved", "issues_created"),
    "points_resolved": Simple("issues", "sum", lambda r: r["story_points"], time="resolved_date"),
    "points_resolved_mtd": Running("points_resolved", "month"),
    "resolution_hours": Simple("issues", "median", _whole_hours, time="resolved_date"),
    "bugs_created": Simple("issues", "count", only=lambda r: r["issue_type"].eq("Bug"), time="created_date"),
    "bug_share": ratio("bugs_created", "issues_created"),
    "hours_spent": Simple("issues", "sum", lambda r: r["time_spent"], time="created_date"),
    "hours_estimated": Simple("issues", "sum", lambda r: r["time_estimate"], time="created_date"),
    "estimate_ratio": ratio("hours_spent", "hours_estimated"),
    "open_issues": Simple("open_issues", "count", time="day", over_time="last"),
    "sprint_points": Simple(
        "sprint_issues",
        "sum",
        lambda r: r["story_points"],
        lambda r: r["status"].eq("Done"),
        time="sprint_end",
        zero=True,
    ),
    "sprints": Simple("sprint_issues", "nunique", lambda r: r["sprint_id"], time="sprint_end"),
    "velocity": ratio("sprint_points", "sprints"),
}
KPIS: dict[str, Kpi] = SALES | CRM | MARKETING | HR | PRODUCTION | DEVELOPMENT
