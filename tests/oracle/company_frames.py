"""The example company's raw rows, one plain SELECT a table, and its dimensions as text columns `@name`.

Takes whole tables as they lie in the lake; every choice of rows and every sum is the readings'.
"""

from __future__ import annotations

import pandas as pd

from data.home import Home
from data.warehouse import read_engine

TABLES = (
    "orders",
    "deals",
    "pipeline_snapshots",
    "ads",
    "leads",
    "movements",
    "roster",
    "recruitments",
    "attendance",
    "trainings",
    "ai_training_progress",
    "pulse_surveys",
    "lots",
    "stoppages",
    "energy",
    "shipments",
    "changes",
    "deployments",
    "capacity",
    "outages",
    "sprints",
    "defect_backlog",
    "expenses",
)
DEPARTMENTS = {
    "sales": "営業",
    "marketing": "マーケティング",
    "hr": "人事",
    "production": "生産",
    "development": "開発",
}
OWN = {"outcome": "status"}
"""Dimensions named otherwise than their column."""


def frames(home: Home) -> dict[str, pd.DataFrame]:
    """All tables by name, times as timestamps."""
    return {table: _prepared(_rows(home, table)) for table in TABLES}


def plan_rows(home: Home) -> pd.DataFrame:
    """The plan's rows with days and dimensions."""
    return _prepared(_rows(home, "targets"))


def _rows(home: Home, table: str) -> pd.DataFrame:
    return read_engine(home).fetch(f"SELECT * FROM lake.main.{table}")


def _prepared(rows: pd.DataFrame) -> pd.DataFrame:
    rows = _with_timestamps(rows)
    columns = [name for name in rows if not name.startswith("_") and _is_label(rows[name])]
    rows = rows.assign(**{f"@{name}": _text(rows[name], name) for name in columns})
    named = {f"@{name}": rows[f"@{column}"] for name, column in OWN.items() if f"@{column}" in rows}
    return rows.assign(**named)


def _with_timestamps(rows: pd.DataFrame) -> pd.DataFrame:
    days = [name for name in rows if _is_day(rows[name])]
    return rows.assign(**{name: pd.to_datetime(rows[name]) for name in days})


def _is_day(column: pd.Series) -> bool:
    if pd.api.types.is_datetime64_any_dtype(column):
        return True
    known = column.dropna()
    return column.dtype == object and not known.empty and hasattr(known.iloc[0], "isoformat")


def _is_label(column: pd.Series) -> bool:
    return pd.api.types.is_bool_dtype(column) or not (
        pd.api.types.is_numeric_dtype(column) or pd.api.types.is_datetime64_any_dtype(column)
    )


def _text(column: pd.Series, name: str) -> pd.Series:
    if name == "ai_assisted":
        return column.map({True: "AI活用", False: "通常"}).astype("category")
    if name == "department":
        return column.map(lambda one: DEPARTMENTS.get(one, "全社")).astype("category")
    return column.astype("category")
