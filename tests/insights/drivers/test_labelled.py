"""Labelled real and generated changes: the figures do not fall below what localization is kept for. Full measure:
quality_drivers.py.
"""

import importlib.util
import json
import os
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest

from insights.drivers import localize

ROOT = Path(__file__).resolve().parents[3]
SUITE = Path(os.environ.get("SAIGEN_SHARED", ROOT.parent / "shared")) / "suites" / "causes"
MEASURES = {"actual", "expected", "actual_num", "actual_den", "expected_num", "expected_den"}

pytestmark = [pytest.mark.shared, pytest.mark.skipif(not SUITE.exists(), reason="no folder of real files")]


def scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_causes", SUITE / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def figures(part: str, most: int) -> dict[str, float]:
    labels = json.loads((SUITE / f"labels_{part}.json").read_text())
    labels = {case: labels[case] for case in list(labels)[:most]}
    answers = {}
    for case in labels:
        frame = pd.read_parquet(SUITE / part / f"{case}.parquet")
        sets = localize(frame, [str(name) for name in frame.columns if name not in MEASURES])
        answers[case] = [[dict(cause.attributes) for cause in one.causes] for one in sets]
    score: dict[str, float] = scorer().score(labels, answers)
    return score


def test_real_faults_of_a_ratio() -> None:
    score = figures("rs", 1000)
    assert score["top1_exact"] >= 0.65
    assert score["top3_exact"] >= 0.75
    assert score["f1"] >= 0.65


@pytest.mark.parametrize(("part", "bar"), [("s", 0.72), ("l", 0.87)])
def test_generated_changes_of_many_leaves(part: str, bar: float) -> None:
    assert figures(part, 10)["f1"] >= bar
