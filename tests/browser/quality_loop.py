"""Measures the way from an anomaly to an effect in a browser: how many of its tests pass.

usage: python -m tests.browser.quality_loop
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path

TESTS = "tests/browser/test_loop.py"


def measure() -> dict[str, float]:
    """How many tests there were, and the share that passed; one that was skipped did not."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        words = [sys.executable, "-m", "pytest", "-q", TESTS, f"--junitxml={report}"]
        subprocess.run(words, stdout=sys.stderr, check=False)
        every = list(ElementTree.parse(report).getroot().iter("testcase"))
    passed = sum(not any(each.find(kind) is not None for kind in ("failure", "error", "skipped")) for each in every)
    return {"tests": len(every), "passed": passed / len(every)}


if __name__ == "__main__":
    json.dump(measure(), sys.stdout, indent=1)
