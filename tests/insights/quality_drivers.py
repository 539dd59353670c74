"""Measures localization and evidence against labelled cases; prints one JSON document. usage: python
tests/insights/quality_drivers.py [causes] [claims] [null]

Needs the folder of real files (SAIGEN_SHARED, else ../shared beside the checkout). Asserts nothing.
"""

import importlib.util
import json
import os
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
SUITES = Path(os.environ.get("SAIGEN_SHARED", ROOT.parent / "shared")) / "suites"
MEASURES = {"actual", "expected", "actual_num", "actual_den", "expected_num", "expected_den"}


def _scorer(suite: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"score_{suite}", SUITES / suite / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def causes() -> dict[str, Any]:
    """Exact sets and F1 of localize on each folder of labelled changes, and the CPU seconds of a case (the wall clock
    of a shared machine says little).
    """
    from insights.drivers import localize

    score, figures = _scorer("causes").score, {}
    for part in ("rs", "s", "l"):
        labels = json.loads((SUITES / "causes" / f"labels_{part}.json").read_text())
        answers, seconds = {}, []
        for case in labels:
            frame = pd.read_parquet(SUITES / "causes" / part / f"{case}.parquet")
            start = time.process_time()
            sets = localize(frame, [str(name) for name in frame.columns if name not in MEASURES])
            seconds.append(time.process_time() - start)
            answers[case] = [[dict(cause.attributes) for cause in one.causes] for one in sets]
        halves = {name: {c: labels[c] for c in list(labels)[at::2]} for name, at in (("even", 0), ("odd", 1))}
        figures[part] = {"all": score(labels, answers), **{name: score(half, answers) for name, half in halves.items()}}
        figures[part]["cpu seconds"] = {
            "median": round(float(np.median(seconds)), 3),
            "slowest": round(max(seconds), 3),
        }
    return figures


def claims() -> dict[str, Any]:
    """Share of the planted claims found, false alarms on the null ones, and pieces on the tables without any."""
    from insights.evidence import scan

    scorer, folder = _scorer("insightbench"), SUITES / "insightbench" / "dev"
    planted = json.loads((folder / "planted.json").read_text())
    found, seconds = {}, []
    for table in planted["datasets"]:
        frame = pd.read_csv(folder / table["csv"])
        start = time.process_time()
        found[str(table["dataset_id"])] = [one.row() for one in scan(frame)]
        seconds.append(time.process_time() - start)
    figures: dict[str, Any] = {"cpu seconds": {"slowest": round(max(seconds), 2)}}
    for part, at in (("all", slice(None)), ("even", slice(0, None, 2)), ("odd", slice(1, None, 2))):
        some = {**planted, "datasets": planted["datasets"][at]}
        core, driver = scorer.score(some, found, (10,), "core"), scorer.score(some, found, (20,), "driver")
        figures[part] = {"core@10": core[10], "driver@20": driver[20], "null": core["null"]}
        figures[part]["pieces on controls"] = core["items_on_null_datasets"]
    return figures


def null() -> dict[str, Any]:
    """Share of 200 tables of independent columns, with uniform marginals, in which anything is found."""
    from insights.evidence import scan

    found = [len(scan(independent(seed))) for seed in range(200)]
    return {"tables": len(found), "with findings": float(np.mean([count > 0 for count in found]))}


def independent(seed: int) -> pd.DataFrame:
    """A table in which no column has to do with another: dimensions, numbers, two times, an outcome and a flag."""
    random = np.random.default_rng(seed)
    rows = int(random.integers(200, 1500))
    columns: dict[str, Any] = {}
    for number in range(int(random.integers(3, 8))):
        values = [f"v{value}" for value in range(int(random.integers(2, 12)))]
        columns[f"dim{number}"] = random.choice(values, rows)
    for number in range(int(random.integers(1, 4))):
        drawn = (random.normal(100, 20, rows), random.lognormal(3, 1, rows), random.uniform(0, 1, rows))
        columns[f"num{number}"] = drawn[number]
    columns["opened"] = pd.Timestamp("2023-01-01") + pd.to_timedelta(random.uniform(0, 365, rows), unit="D")
    columns["closed"] = columns["opened"] + pd.to_timedelta(random.exponential(7, rows), unit="D")
    columns["state"] = random.choice(["open", "closed", "declined"], rows)
    columns["flag"] = random.random(rows) < 0.5
    return pd.DataFrame(columns)


def main() -> None:
    """Run the parts named on the command line (all without any) and print their figures."""
    parts = {"causes": causes, "claims": claims, "null": null}
    chosen = sys.argv[1:] or list(parts)
    print(json.dumps({name: parts[name]() for name in chosen}, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
