"""The command line's contract: one JSON document, exit 0, 1 or 2, and what stands in it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from data import shell
from data.home import settings_text
from metrics.__main__ import parser
from tests.metrics.conftest import Company

ROOT = Path(__file__).parents[2]


@pytest.fixture
def run(company: Company, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    (company.home.path / "settings.toml").write_text(settings_text(company.home.settings), encoding="utf-8")
    monkeypatch.setenv("SAIGEN_LANG", "en")

    def runs(*arguments: str) -> tuple[int, Any]:
        try:
            status = shell.run(parser(), [*arguments, "--home", str(company.home.path), "--json"])
        except SystemExit as stopped:
            status = int(stopped.code or 0)
        written = capsys.readouterr().out
        return status, json.loads(written) if written else None

    return runs


def test_list(run) -> None:
    status, found = run("list")
    assert status == 0
    by_name = {each["name"]: each for each in found}
    assert by_name["revenue"] == {
        "name": "revenue",
        "department": "sales",
        "type": "simple",
        "unit": "JPY",
        "direction": "up",
        "label": {"ja": "売上高", "en": "Revenue"},
        "dimensions": ["region", "channel", "customer", "size"],
        "owner": "sales-head",
        "source": "orders",
    }
    assert by_name["revenue_per_visit"]["source"] == "orders, visits"


def test_query_by_grain_and_dimension(run, company: Company) -> None:
    status, found = run(
        "query", "revenue", "--grain", "year", "--by", "region", "--from", "2025-04-01", "--to", "2026-03-31"
    )
    assert status == 0
    assert {key: found[key] for key in ("metric", "unit", "grain", "running")} == {
        "metric": "revenue",
        "unit": "JPY",
        "grain": "year",
        "running": False,
    }
    assert isinstance(found["snapshot"], int)
    orders = company.frames["orders"]
    year = orders[(orders.ordered_on >= "2025-04-01") & (orders.ordered_on < "2026-04-01")]
    wanted = year.groupby("region").amount.sum().astype(int).to_dict()
    assert {row["region"]: row["value"] for row in found["rows"]} == wanted
    assert all(list(row) == ["period", "region", "value"] and row["period"] == "2025-04-01" for row in found["rows"])
    assert all(isinstance(row["value"], int) for row in found["rows"])


def test_query_without_grain_is_one_row(run) -> None:
    status, found = run("query", "basket")
    assert (status, found["grain"], len(found["rows"])) == (0, None, 1)
    assert isinstance(found["rows"][0]["value"], float)


def test_where_repeated_is_or(run, company: Company) -> None:
    _, found = run("query", "lines", "--where", "customer=3", "--where", "customer=5", "--where", "region=東京")
    orders = company.frames["orders"]
    assert found["rows"] == [{"value": int((orders.customer.isin([3, 5]) & (orders.region == "東京")).sum())}]


def test_absent_is_null(run) -> None:
    _, found = run("query", "lost_minutes", "--grain", "month", "--from", "2026-03-01", "--to", "2026-09-30")
    assert [row["value"] is None for row in found["rows"]] == [False, True, True, True, True, True, False]
    _, found = run("query", "lines", "--by", "channel")
    assert found["rows"][-1]["channel"] is None


def test_running(run) -> None:
    assert run("query", "revenue", "--grain", "month")[1]["running"] is True
    assert run("query", "revenue", "--grain", "month", "--to", "2026-10-31")[1]["running"] is False


def test_as_of(run) -> None:
    assert run("query", "revenue", "--as-of", "0")[1]["rows"] == [{"value": None}]
    assert run("query", "revenue", "--as-of", "2100-01-01T00:00")[0] == 0


def test_as_a_person(run) -> None:
    assert run("query", "revenue", "--as", "sales-head")[1] == run("query", "revenue")[1]
    run("query", "stock", "--by", "region")
    assert run("query", "stock", "--by", "region", "--as", "sales-head")[1]["error"]["code"] == "not_allowed"


REFUSED = [
    (("query", "revenu"), "unknown_metric", "revenue"),
    (("query", "revenue", "--by", "regoin"), "unknown_dimension", "region"),
    (("query", "revenue", "--where", "regoin=x"), "unknown_dimension", "region"),
    (("query", "revenue", "--where", "customer=x"), "wrong_value", ""),
    (("query", "revenue", "--grain", "moth"), "unknown_grain", "month"),
    (("query", "revenue", "--from", "2026-02-30"), "bad_date", ""),
    (("query", "revenue", "--from", "2026-03-01", "--to", "2026-02-01"), "empty_range", ""),
    (("query", "revenue", "--as", "sales-haed"), "unknown_person", "sales-head"),
    (("query", "revenue", "--as-of", "4711"), "unknown_snapshot", ""),
    (("query", "revenue", "--as-of", "yesterday"), "bad_moment", ""),
    (("query", "revenue", "--engine", "spark"), "unknown_engine", "duckdb"),
    (("query", "staff", "--grain", "month"), "no_time", ""),
    (("query", "score_mean", "--grain", "day"), "grain_too_fine", "week"),
]


@pytest.mark.parametrize(("arguments", "code", "meant"), REFUSED)
def test_refusals(run, arguments: tuple[str, ...], code: str, meant: str) -> None:
    status, found = run(*arguments)
    assert (status, found["error"]["code"]) == (1, code)
    assert set(found["error"]) == {"code", "message", "hint", "state"}
    assert meant in found["error"]["hint"]


@pytest.mark.parametrize(
    "arguments", [("query",), ("query", "revenue", "--where", "region"), ("ask",), ("query", "revenue", "--nope")]
)
def test_wrong_usage(run, arguments: tuple[str, ...]) -> None:
    assert run(*arguments)[0] == 2


def test_as_a_process(company: Company) -> None:
    """As scripts call it; and a table for people without --json."""
    command = [sys.executable, "-m", "metrics", "query", "revenue", "--grain", "year"]
    environment = os.environ | {"SAIGEN_HOME": str(company.home.path), "SAIGEN_LANG": "ja", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("売上高 (JPY)\n")
    assert "2026-04-01" in done.stdout
