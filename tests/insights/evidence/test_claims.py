"""Tables with planted claims: what scan finds does not fall below what it is kept for. Full measure:
quality_drivers.py.
"""

import importlib.util
import json
import os
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import pytest

from insights.evidence import scan

ROOT = Path(__file__).resolve().parents[3]
SUITE = Path(os.environ.get("SAIGEN_SHARED", ROOT.parent / "shared")) / "suites" / "insightbench"

pytestmark = [pytest.mark.shared, pytest.mark.skipif(not SUITE.exists(), reason="no folder of real files")]


def scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_claims", SUITE / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def planted() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SUITE / "dev" / "planted.json").read_text())
    return found


@pytest.fixture(scope="module")
def evidence(planted: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    frames = {str(table["dataset_id"]): pd.read_csv(SUITE / "dev" / table["csv"]) for table in planted["datasets"]}
    return {name: [one.row() for one in scan(frame)] for name, frame in frames.items()}


def test_planted_claims_are_found(planted: dict[str, Any], evidence: dict[str, list[dict[str, Any]]]) -> None:
    assert scorer().score(planted, evidence, (10,), "core")[10]["recall_strict"] >= 0.80
    assert scorer().score(planted, evidence, (20,), "driver")[20]["recall_strict"] >= 0.80


def test_nothing_is_said_against_the_null_claims(
    planted: dict[str, Any], evidence: dict[str, list[dict[str, Any]]]
) -> None:
    score = scorer().score(planted, evidence, (10,))
    assert score["null"]["false_alarms_at_10"] == 0
    assert all(pieces <= 2 for pieces in score["items_on_null_datasets"].values())
