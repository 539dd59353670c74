"""The incidents put into the example company: spread, sizes as listed, fixed in time, and unknown to the product."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from data.demo.__main__ import main
from data.demo.days import first_day
from data.demo.effects import measured
from data.demo.incidents import SIZES, Incident, incidents_of
from data.demo.kinds import KINDS
from data.demo.listing import SEED, TODAY, as_table, rows_of

ROOT = Path(__file__).parents[3]
CAUSES = {
    "price", "volume", "mix", "stock_out", "campaign_start", "campaign_end", "calendar", "definition_change",
    "data_quality", "staffing", "supplier", "process", "unknown",
}  # fmt: skip
SEEDS = range(20)
COUNTED = {"leavers", "failing_changes", "wider_ai", "rep_left", "late_carrier"}
"""Kinds that work on the chance of few events: their size turns out by luck as well."""


def test_causes_are_those_of_the_evidence() -> None:
    assert {kind.cause_code for kind in KINDS} == CAUSES


@pytest.mark.parametrize("seed", SEEDS)
def test_about_a_dozen_over_all_departments_some_new_one_running(seed: int) -> None:
    for today in (TODAY, dt.date(2026, 4, 2), dt.date(2027, 2, 28)):
        found = incidents_of(seed, today)
        assert 9 <= len(found) <= 22
        assert len({incident.department for incident in found}) >= 5
        assert all(SIZES[0] <= incident.sds <= SIZES[1] for incident in found)
        assert any(incident.covers(today) for incident in found)
        assert any(today - incident.first_day < dt.timedelta(days=98) for incident in found)
        assert all(first_day(today) <= incident.last_day and incident.first_day <= today for incident in found)


@pytest.mark.parametrize("seed", SEEDS)
def test_two_of_a_kind_never_meet(seed: int) -> None:
    by_kind: dict[str, list[Incident]] = {}
    for incident in incidents_of(seed, TODAY):
        by_kind.setdefault(incident.kind, []).append(incident)
    for found in by_kind.values():
        assert all(one.last_day < other.first_day for one, other in pairwise(found))


def test_a_later_day_only_adds() -> None:
    earlier, later = incidents_of(SEED, TODAY), incidents_of(SEED, TODAY + dt.timedelta(days=120))
    assert later[: len(earlier)] == earlier


def test_other_seeds_strike_elsewhere() -> None:
    drawn = [
        tuple((incident.kind, incident.place, incident.sds) for incident in incidents_of(seed, TODAY)) for seed in SEEDS
    ]
    assert len(set(drawn)) == len(SEEDS)
    struck = Counter((incident.kind, incident.place) for seed in SEEDS for incident in incidents_of(seed, TODAY))
    assert len(struck) > 60


@pytest.fixture(scope="module")
def sizes() -> list[tuple[Incident, float]]:
    return measured(SEED, TODAY)


def test_sizes_turn_out_as_listed(sizes: list[tuple[Incident, float]]) -> None:
    """Single incidents within what chance allows; all together within a tenth."""
    found = [(incident, size) for incident, size in sizes if size == size]
    assert len(found) >= 9
    for incident, size in found:
        allowed = 1.6 if incident.kind in COUNTED else 0.25 + 0.2 * incident.sds
        assert abs(size - incident.sds) <= allowed, (incident, size)
    exact = [(incident.sds, size) for incident, size in found if incident.kind not in COUNTED]
    assert 0.9 < sum(size for _, size in exact) / sum(sds for sds, _ in exact) < 1.1


def test_command_lists_them_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["incidents", "--seed", "5", "--today", "2026-11-24", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert len(rows) == len(incidents_of(5, TODAY))
    assert {"department", "cause_code", "kpi", "place", "from", "to", "grain", "size_sd", "change"} <= set(rows[0])
    assert [row["to"] is None for row in rows] == [row["running"] for row in rows]


def test_the_document_shows_the_list_of_the_fixed_seed(sizes: list[tuple[Incident, float]]) -> None:
    document = (ROOT / "docs" / "example-company.md").read_text(encoding="utf-8")
    assert as_table(rows_of([*sizes], TODAY)) in document


def test_the_product_does_not_know_them() -> None:
    for folder in ("metrics", "insights", "pages"):
        for path in (ROOT / folder).rglob("*.py"):
            assert "data.demo" not in path.read_text(encoding="utf-8"), path
