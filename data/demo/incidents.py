"""What went wrong or was done at the example company: drawn from the seed for fixed stretches of the calendar.

The list is for tests and for docs/example-company.md; the product never reads it. A size is 1.5 to 4 standard
deviations of the KPI's residual at the place, as measured on companies without incidents (residuals.json, written by
`python -m data.demo residuals`).
"""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from data.demo.days import first_day
from data.demo.kinds import KINDS, Kind, kinds_of

EPOCH = dt.date(2020, 1, 6)
DEPARTMENTS = ("sales", "production", "marketing", "hr", "development", "company")
SLOT, JITTER, LASTS = 84, 13, (97, 112)
"""Days between the beginnings of long incidents, how far one is moved, how long it lasts: one is always running."""
SHORT_SLOT, SHORT_JITTER, SHORT_LASTS = 210, 170, (14, 27)
SIZES = (1.5, 4.0)
RESIDUALS = Path(__file__).parent / "residuals.json"


@dataclass(frozen=True)
class Incident:
    """One cause at one place. `sd` is the residual's standard deviation and `change` the KPI's change: both shares of
    the KPI where the kind is relative, else in its unit. `effect` is what the making of the rows applies."""

    kind: str
    department: str
    cause_code: str
    kpi: str
    dimensions: tuple[str, ...]
    place: tuple[str, ...]
    first_day: dt.date
    last_day: dt.date
    grain: Literal["week", "month"]
    sds: float
    sd: float
    change: float
    relative: bool
    effect: float

    def covers(self, day: dt.date) -> bool:
        """Whether it is going on at a day."""
        return self.first_day <= day <= self.last_day

    def as_json(self, today: dt.date) -> dict[str, object]:
        """As the command line lists it; `to` is null while it goes on."""
        running = self.last_day > today
        return {
            "department": self.department,
            "cause_code": self.cause_code,
            "kind": self.kind,
            "kpi": self.kpi,
            "place": dict(zip(self.dimensions, self.place, strict=True)),
            "from": self.first_day.isoformat(),
            "to": None if running else self.last_day.isoformat(),
            "running": running,
            "grain": self.grain,
            "direction": "up" if self.change > 0 else "down",
            "size_sd": round(self.sds, 2),
            "residual_sd": round(self.sd, 6),
            "change": round(self.change, 6),
            "change_is": "relative" if self.relative else "absolute",
        }


def incidents_of(seed: int, today: dt.date) -> list[Incident]:
    """The incidents that touch the three fiscal years up to `today`, in order of time."""
    start = first_day(today)
    drawn = [_long(seed, slot) for slot in range((today - EPOCH).days // SLOT + 1)]
    drawn += [_short(seed, slot) for slot in range((today - EPOCH).days // SHORT_SLOT + 1)]
    within = [incident for incident in drawn if incident.last_day >= start and incident.first_day <= today]
    return sorted(within, key=lambda incident: (incident.first_day, incident.kind))


def _long(seed: int, slot: int) -> Incident:
    """One department after the other, in an order drawn for each round; a department's kinds in turn."""
    turn, position = divmod(slot, len(DEPARTMENTS))
    department = _round(seed, turn)[position]
    kinds = kinds_of(department, short=False)
    in_turn = random.Random(f"{seed}/kinds/{department}").sample(kinds, len(kinds))  # noqa: S311  # no secret
    rng = random.Random(f"{seed}/long/{slot}")  # noqa: S311  # no secret
    begins = EPOCH + dt.timedelta(days=slot * SLOT + rng.randint(0, JITTER))
    return _incident(in_turn[turn % len(kinds)], rng, begins, rng.randint(*LASTS))


def _round(seed: int, turn: int) -> list[str]:
    """The departments' order in a round. None has its turn twice running, so that incidents of a kind never meet."""
    order, before = (
        random.Random(f"{seed}/round/{number}").sample(DEPARTMENTS, len(DEPARTMENTS))  # noqa: S311  # no secret
        for number in (turn, turn - 1)
    )
    if order[0] == before[-1]:
        order[0], order[1] = order[1], order[0]
    return order


def _short(seed: int, slot: int) -> Incident:
    kinds = kinds_of("", short=True)
    in_turn = random.Random(f"{seed}/short kinds").sample(kinds, len(kinds))  # noqa: S311  # no secret
    rng = random.Random(f"{seed}/short/{slot}")  # noqa: S311  # no secret
    begins = EPOCH + dt.timedelta(days=slot * SHORT_SLOT + rng.randint(0, SHORT_JITTER))
    return _incident(in_turn[slot % len(kinds)], rng, begins, rng.randint(*SHORT_LASTS))


def _incident(kind: Kind, rng: random.Random, begins: dt.date, days: int) -> Incident:
    place = rng.choice(kind.places)
    sds = rng.uniform(*SIZES)
    sd = residual_sd(kind.name, place)
    change = kind.sign * sds * sd
    return Incident(
        kind.name, kind.department, kind.cause_code, kind.kpi, kind.dimensions, place, begins,
        begins + dt.timedelta(days=days - 1), kind.grain, sds, sd, change, kind.relative, kind.effect(change, place),
    )  # fmt: skip


@cache
def _residuals() -> Mapping[str, Mapping[str, float]]:
    found: dict[str, dict[str, float]] = json.loads(RESIDUALS.read_text(encoding="utf-8"))
    return found


def residual_sd(kind: str, place: tuple[str, ...]) -> float:
    """The standard deviation of the residual of a kind's KPI at a place."""
    return _residuals()[kind]["/".join(place)]


def all_kinds() -> tuple[Kind, ...]:
    """Every kind of incident that can be drawn."""
    return KINDS
