"""Homes made anew for each test: a real lake in a temporary folder, with definitions of the test's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.home import Home, Settings
from data.lake import make_lake

ORDERS = """
department: sales
tables:
  orders:
    label: {ja: 受注, en: Orders}
    time: ordered_on
    columns:
      ordered_on: {type: date, label: {ja: 受注日, en: Order date}}
      order_id: {type: text, source_name: "Order ID"}
      region: {type: text, label: {ja: 地域, en: Region}}
      quantity: integer
      amount: {type: decimal, label: {ja: 金額, en: Amount}}
    rollups:
      orders_by_region:
        dimensions: [region]
        measures: {amount: SUM(amount), quantity: SUM(quantity), rows: COUNT(*)}
  visits:
    department: ""
    time: visited_at
    date_format: DMY
    columns: {visited_at: datetime, pages: integer}
  targets:
    department: by_row
    time: month
    columns: {metric: text, month: date, value: decimal, department: text}
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home", Settings(shipped_definitions=False))
    make_lake(made)
    folder = made.path / "definitions"
    folder.mkdir()
    (folder / "sales.yaml").write_text(ORDERS, encoding="utf-8")
    return made


@pytest.fixture
def write_csv(tmp_path: Path):
    def written(name: str, *lines: str) -> Path:
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return written
