"""The kinds of incident: which KPI they move, where they can strike, and how a change of the KPI is brought about.

Says nothing of when they strike or how hard.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from typing import Literal

Place = tuple[str, ...]
Effect = Callable[[float, Place], float]
REGIONS = ("関東", "中部", "関西", "九州")
LINES = tuple(f"L{number}" for number in range(1, 9))
TEAMS = ("基盤", "製品ソフト", "クラウド", "受注EC", "社内システム")
CHANNELS = ("検索広告", "SNS広告", "ディスプレイ広告", "動画広告", "メール広告")
CARRIERS = ("中央運輸", "北斗物流", "西海陸送")
FACTORIES = ("第1工場", "第2工場", "第3工場")
DIVISIONS = ("営業部", "開発部", "製造部")
MARGINS = {"産業機器": 0.28, "計測機器": 0.36, "電子部品": 0.24, "消耗品": 0.32, "保守サービス": 0.42}


@dataclass(frozen=True)
class Kind:
    """`sign`: the direction the KPI is moved in. `relative`: the change is a share of the KPI, else in its unit.
    `effect` gives what the making of rows applies for a change of the KPI at a place."""

    name: str
    department: str
    cause_code: str
    kpi: str
    dimensions: tuple[str, ...]
    places: tuple[Place, ...]
    sign: Literal[1, -1]
    relative: bool
    effect: Effect
    grain: Literal["week", "month"] = "month"
    short: bool = False


def _same(change: float, place: Place) -> float:
    return change


def _share_of(level: float) -> Effect:
    """The effect on a rate of that level, for a change in points."""
    return lambda change, place: change / level


def _price(change: float, place: Place) -> float:
    """The change of price that moves the gross margin by `change` points."""
    cost = 1 - MARGINS[place[0]]
    return cost / (cost - change) - 1


def _places(*values: tuple[str, ...]) -> tuple[Place, ...]:
    return tuple(product(*values))


KINDS = (
    Kind("shortage", "sales", "stock_out", "revenue", ("region", "category"),
         _places(REGIONS[:3], ("産業機器", "計測機器", "電子部品")), -1, True, _same),
    Kind("lost_dealer", "sales", "volume", "orders", ("region", "channel"),
         _places(REGIONS, ("代理店",)), -1, True, _same),
    Kind("discount", "sales", "price", "gross_margin", ("category", "channel"),
         _places(("産業機器", "計測機器", "保守サービス"), ("直販", "代理店")), -1, False, _price),
    Kind("cheap_mix", "sales", "mix", "gross_margin", ("region",), _places(REGIONS), -1, False, _share_of(-0.0105)),
    Kind("rep_left", "sales", "staffing", "win_rate", ("region",), _places(REGIONS[:3]), -1, False, _share_of(0.312)),
    Kind("campaign_cut", "marketing", "campaign_end", "leads", ("channel",), _places(CHANNELS), -1, True, _same),
    Kind("worn_creative", "marketing", "process", "ctr", ("channel",), _places(CHANNELS), -1, True, _same),
    Kind("costly_bids", "marketing", "price", "cpc", ("channel",), _places(CHANNELS), 1, True, _same),
    Kind("overwork", "hr", "volume", "overtime", ("division",), _places(DIVISIONS), 1, True, _same),
    Kind("leavers", "hr", "staffing", "attrition", ("division",), _places(DIVISIONS), 1, False, _share_of(0.092)),
    Kind("low_mood", "hr", "unknown", "engagement", ("division",), _places(DIVISIONS), -1, False, _same),
    Kind("bad_material", "production", "supplier", "defect_rate", ("line",), _places(LINES), 1, True, _same),
    Kind("breakdowns", "production", "process", "availability", ("line",),
         _places(LINES), -1, False, _share_of(-0.094)),
    Kind("late_carrier", "production", "supplier", "on_time_delivery", ("carrier",),
         _places(CARRIERS), -1, False, _share_of(-0.0475)),
    Kind("dear_material", "production", "price", "unit_cost", ("category",),
         _places(("産業機器", "計測機器", "電子部品", "消耗品")), 1, True, _same),
    Kind("air_leak", "production", "process", "energy_per_unit", ("line",), _places(LINES), 1, True, _same),
    Kind("slow_release", "development", "process", "lead_time_for_changes", ("team",), _places(TEAMS), 1, True, _same),
    Kind("slow_review", "development", "staffing", "review_time", ("team",), _places(TEAMS), 1, True, _same),
    Kind("wider_ai", "development", "definition_change", "ai_change_share", ("team",), _places(TEAMS), 1, False, _same),
    Kind("failing_changes", "development", "process", "change_failure_rate", ("team",), _places(TEAMS), 1, False,
         _share_of(0.092)),
    Kind("lost_engineers", "development", "staffing", "velocity", ("team",), _places(TEAMS), -1, True, _same),
    Kind("dear_account", "company", "price", "operating_expenses", ("account",),
         _places(("物流費", "外注費", "修繕費", "採用費")), 1, True, _same),
    Kind("rows_missing", "sales", "data_quality", "revenue", ("region",),
         _places(REGIONS), -1, True, _same, "week", True),
    Kind("short_week", "production", "calendar", "output", ("factory",),
         _places(FACTORIES), -1, True, _same, "week", True),
    Kind("campaign_boost", "marketing", "campaign_start", "leads", ("channel",),
         _places(CHANNELS), 1, True, _same, "week", True),
)  # fmt: skip


def kinds_of(department: str, *, short: bool) -> tuple[Kind, ...]:
    """The long or short kinds of a department; "" is all departments."""
    return tuple(kind for kind in KINDS if kind.short == short and department in ("", kind.department))
