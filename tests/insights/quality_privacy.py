"""Measures masked mode: hostile strings as values, headers, notes and file names; does a byte of the request move?

usage: python -m tests.insights.quality_privacy [COUNT]
"""

from __future__ import annotations

import json
import random
import sys

from tests.insights.hostile import strings
from tests.insights.incident_findings import topic
from tests.insights.test_privacy import hostile_topic, sent


def measure(count: int, seed: int = 1) -> dict[str, float]:
    """How many strings there were, and how many changed the request."""
    plain = sent(topic(region="A", dimension="B"))
    changed = sum(sent(hostile_topic(value)) != plain for value in strings(random.Random(seed), count))
    return {"strings": count, "requests changed": changed, "bytes of the request": len(plain)}


if __name__ == "__main__":
    json.dump(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000), sys.stdout, indent=1)
