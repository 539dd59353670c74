"""KPIs over a table that was made from a file, with no declaration of it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from data.errors import Refusal
from metrics.catalog import catalog_of
from metrics.model import EVERYTHING, MetricQuery
from metrics.query import ask, rows
from tests.metrics.conftest import bring, made_home

DEFINITIONS = """department: sales
source: tickets
time: opened
dimensions: {kind: {}}
metrics:
  tickets: {type: simple, expression: COUNT(*), dimensions: [kind]}
  hours: {type: simple, expression: SUM(hours), unit: hours, dimensions: [kind]}
"""


def test_a_table_made_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "definitions").mkdir()
    (tmp_path / "definitions" / "own.yaml").write_text(DEFINITIONS, encoding="utf-8")
    home = made_home(tmp_path / "home", tmp_path / "definitions")
    with pytest.raises(Refusal, match=r"own\.yaml:2: there is no table or view 'tickets'"):
        catalog_of(home)
    (tmp_path / "files").mkdir()
    opened = pd.to_datetime(["2026-03-31 23:30", "2026-04-01 00:10"])
    bring(
        home, tmp_path / "files", "tickets", pd.DataFrame({"opened": opened, "kind": ["a", "b"], "hours": [1.5, 2.0]})
    )
    found = ask(home, MetricQuery("hours", EVERYTHING, "year", ("kind",))).frame
    assert found[["kind", "value"]].to_numpy().tolist() == [["a", 1.5], ["b", 2.0]]
    assert rows(home, MetricQuery("tickets", EVERYTHING)).total == 2
