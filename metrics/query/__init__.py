"""Questions to a home about its KPIs: answers, plans, and the rows behind a value.

asking   compile, run, keep          cache   answers kept by question          rows   drill-down
"""

from __future__ import annotations

from metrics.query.asking import ANSWERS, ask, ask_many, ask_plan, ask_plans, leaf_sources
from metrics.query.rows import Rows, rows

__all__ = ["ANSWERS", "Rows", "ask", "ask_many", "ask_plan", "ask_plans", "leaf_sources", "rows"]
