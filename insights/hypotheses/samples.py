"""Facts that every template must be writable with: what an incident has (subject) and what its support may have.

Only for checking templates; no text that is shown is made from them.
"""

from __future__ import annotations

import datetime as dt

from data.errors import Words
from insights.facts import Fact

_MOVEMENT = {
    "kpi": Fact("name", Words("見本の指標", "Sample figure")),
    "place": Fact("name", "見本の区分"),
    "actual": Fact("number", 12.5, "hours"),
    "expected": Fact("number", 10.0, "hours"),
    "change": Fact("change", (10.0, 12.5), "hours"),
    "effect": Fact("number", 2.5, "hours", signed=True),
    "direction": Fact("direction", 2.5),
    "since": Fact("date", dt.date(2026, 4, 1)),
    "until": Fact("date", dt.date(2026, 4, 30)),
}
_SUPPORT = {**_MOVEMENT, "share": Fact("pct", 0.6)}
SAMPLE_FACTS = {f"subject.{name}": fact for name, fact in _MOVEMENT.items()} | {
    f"support.{name}": fact for name, fact in _SUPPORT.items()
}
