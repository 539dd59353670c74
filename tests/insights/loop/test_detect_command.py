"""`python -m insights detect`: a period that is not over is listed with why it has no verdict."""

from __future__ import annotations

import json

import pytest

from insights.__main__ import main


@pytest.mark.parametrize(
    ("day", "running"),
    [("2026-06-04", {"2026-W23", "2026-06"}), ("2026-05-31", set()), ("2026-04-30", {"2026-W18"})],
)
def test_running_periods_are_listed_with_the_reason(home, capsys, day, running):
    settings = home.path / "settings.toml"
    settings.write_text(f"{settings.read_text(encoding='utf-8')}today = 2026-06-08\n", encoding="utf-8")
    assert main(["detect", "revenue", "--to", day, "--home", str(home.path), "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["not_flagged"]
    found = [row for row in rows if row["reason"] == "running_period"]
    assert {row["period"] for row in found} == running
    assert all(row["actual"] is None and row["reason_text"] for row in found)
    assert len({(row["grain"], row["period"]) for row in rows}) == len(rows)
    assert any(row["expected"] is not None for row in rows)
