"""A table with units and files as offices make them."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.home import Home

BILLING = """
department: sales
source: billing
time: billed_on
grain: day
dimensions:
  region: {label: {ja: 地域, en: Region}, expression: region}
metrics:
  billed: {label: {ja: 請求額, en: Billed}, type: simple, expression: SUM(amount), unit: JPY, direction: up}
  bills: {label: {ja: 請求件数, en: Bills}, type: simple, expression: COUNT(*), unit: count, direction: up}
tables:
  billing:
    label: {ja: 請求, en: Billing}
    time: billed_on
    owner: sales-head
    arrives: monthly 3
    columns:
      billed_on: {type: date, label: {ja: 請求日, en: Billed on}}
      bill_id: {type: text, label: {ja: 請求番号, en: Bill}}
      region: {type: text, label: {ja: 地域, en: Region}}
      amount: {type: decimal, unit: JPY, label: {ja: 金額, en: Amount}}
    rollups:
      billing_by_region: {dimensions: [region], measures: {amount: SUM(amount), n: COUNT(*)}}
"""
OFFICE = (
    "請求一覧表,,,\r\n出力日：2026/05/01,,,（単位：円）\r\n,,,\r\n請求日,請求番号,地域,金額\r\n"
    '2026/4/1,001,東京,"12,000"\r\n2026/4/2,002,髙崎,△500\r\n2026/4/3,003,東京,"3,000"\r\n'
    '合計,,,"14,500"\r\n'
)


@pytest.fixture
def billing(home: Home) -> Home:
    (home.path / "definitions" / "billing.yaml").write_text(BILLING, encoding="utf-8")
    return home


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """CP932, two title rows, △, a total below."""
    path = tmp_path / "請求一覧①.csv"
    path.write_bytes(OFFICE.encode("cp932"))
    return path


@pytest.fixture
def write_office(tmp_path: Path):
    def written(name: str, *lines: str, encoding: str = "cp932") -> Path:
        path = tmp_path / name
        path.write_bytes("\r\n".join((*lines, "")).encode(encoding))
        return path

    return written
