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
    """Exact sets and F1 of localize on each folder of labelled changes, and the slowest case in seconds."""
    from insights.drivers import localize

    score, figures = _scorer("causes").score, {}
    for part in ("rs", "s", "l"):
        labels = json.loads((SUITES / "causes" / f"labels_{part}.json").read_text())
        answers, seconds = {}, []
        for case in labels:
            frame = pd.read_parquet(SUITES / "causes" / part / f"{case}.parquet")
            start = time.perf_counter()
            sets = localize(frame, [str(name) for name in frame.columns if name not in MEASURES])
            seconds.append(time.perf_counter() - start)
            answers[case] = [[dict(cause.attributes) for cause in one.causes] for one in sets]
        halves = {name: {c: labels[c] for c in list(labels)[at::2]} for name, at in (("even", 0), ("odd", 1))}
        figures[part] = {"all": score(labels, answers), **{name: score(half, answers) for name, half in halves.items()}}
        figures[part]["seconds"] = {"median": round(float(np.median(seconds)), 3), "slowest": round(max(seconds), 3)}
    return figures


def main() -> None:
    """Run the parts named on the command line (all without any) and print their figures."""
    parts = {"causes": causes}
    chosen = sys.argv[1:] or list(parts)
    print(json.dumps({name: parts[name]() for name in chosen}, indent=1))


if __name__ == "__main__":
    main()
