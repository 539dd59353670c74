"""Closed cases and tests of hypotheses: what came of an incident, kept for the next one.

Written by the job that measures; holds no judgement of its own.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from data.appending import NO_DAY, NOT_YET, append, as_text, entry_of, found, writing
from data.home import Home
from data.schema import CASES, HYPOTHESIS_TESTS


@dataclass(frozen=True)
class KeptCase:
    """A closed case as it was closed. `content`: incident, KPI, cause, verdict, proposal, outcome and their texts."""

    id: str
    department: str
    snapshot: int
    content: Mapping[str, Any] = field(hash=False)
    at: dt.datetime = NOT_YET
    day: dt.date = NO_DAY


@dataclass(frozen=True)
class HypothesisTest:
    """What later data said of a hypothesis: supported, refuted or untested."""

    incident: str
    department: str
    cause: str
    verdict: str
    snapshot: int
    content: Mapping[str, Any] = field(hash=False)
    at: dt.datetime = NOT_YET
    day: dt.date = NO_DAY


def close_case(home: Home, case: KeptCase, by: str = "owner") -> bool:
    """Keeps a case, once; whether it was new."""
    entry = entry_of(home, by)
    row = {
        "id": case.id, "department": case.department, "closed_at": entry.at.isoformat(), "day": entry.day.isoformat(),
        "snapshot": case.snapshot, "content": as_text(case.content),
    }  # fmt: skip
    with writing(home) as connection:
        if connection.execute(sa.select(CASES.c.id).where(CASES.c.id == case.id)).first() is not None:
            return False
        append(connection, CASES, row, entry, "close_case", f"case/{case.id}")
    return True


def kept_cases(
    home: Home, departments: Collection[str] | None = None, *, at: dt.datetime | None = None
) -> list[KeptCase]:  # fmt: skip
    """Cases closed up to a moment, oldest first; of some departments where named."""
    asked = {"department": None if departments is None else list(departments)}
    return [
        KeptCase(
            row["id"], row["department"], row["snapshot"], json.loads(row["content"]),
            dt.datetime.fromisoformat(row["closed_at"]), dt.date.fromisoformat(row["day"]),
        )
        for row in found(home, CASES, "closed_at", asked, ("closed_at", at))
    ]  # fmt: skip


def store_tests(home: Home, made: Collection[HypothesisTest], by: str = "owner") -> int:
    """Keeps what was found of hypotheses where the verdict is another than the last; how many were written."""
    last = {(one.incident, one.cause): one.verdict for one in hypothesis_tests(home)}
    entry, written = entry_of(home, by), 0
    with writing(home) as connection:
        for one in made:
            if last.get((one.incident, one.cause)) == one.verdict:
                continue
            row = {
                "incident": one.incident, "department": one.department, "cause": one.cause, "verdict": one.verdict,
                "tested_at": entry.at.isoformat(), "day": entry.day.isoformat(), "snapshot": one.snapshot,
                "content": as_text(one.content),
            }  # fmt: skip
            append(connection, HYPOTHESIS_TESTS, row, entry, "test_hypothesis", f"incident/{one.incident}")
            last[one.incident, one.cause] = one.verdict
            written += 1
    return written


def hypothesis_tests(home: Home, incident: str | None = None, *, at: dt.datetime | None = None) -> list[HypothesisTest]:
    """Tests up to a moment, oldest first; the last of an incident and cause is how it stands."""
    return [
        HypothesisTest(
            row["incident"], row["department"], row["cause"], row["verdict"], row["snapshot"],
            json.loads(row["content"]), dt.datetime.fromisoformat(row["tested_at"]), dt.date.fromisoformat(row["day"]),
        )
        for row in found(home, HYPOTHESIS_TESTS, "number", {"incident": incident}, ("tested_at", at))
    ]  # fmt: skip
