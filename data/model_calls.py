"""Calls of the language model: what each may cost at worst, what it cost, and what was sent and answered.

A row is written before a call (reserved at its worst case, so that many jobs at once never pass a cap) and completed
after it; one that was never completed stays counted at its worst case. Calls nobody; knows no model and no price.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from data.appending import reading, writing
from data.events import append_events
from data.home import Home
from data.schema import MODEL_CALLS


@dataclass(frozen=True)
class Caps:
    """The most that may be spent in a day and in a month of the company's calendar, in yen."""

    daily_yen: float
    monthly_yen: float


@dataclass(frozen=True)
class ModelCall:
    """One try of a call. `yen` is what it is counted at: the worst case until it is settled.

    `cache_key` is the fingerprint of evidence, prompt version and model; `request` the exact bytes as text;
    `state` reserved, answered or failed; `validation` what the check of the answer found; `decision` shown or refused.
    """

    id: str
    at: dt.datetime
    person: str
    purpose: str
    cache_key: str
    provider: str
    model: str
    prompt_version: str
    privacy: str
    request: str
    yen: float
    state: str = "reserved"
    answer: str = ""
    stop_reason: str = ""
    failure: str = ""
    usage: Mapping[str, int] | None = None
    validation: str = ""
    decision: str = ""


def reserve(home: Home, call: ModelCall, caps: Caps) -> ModelCall | None:
    """The call written down at its worst case; None, and nothing written, where that would pass a cap."""
    made = replace(call, id=call.id or uuid.uuid4().hex, at=now(home))
    with writing(home) as connection:
        day, month = _spent(connection, made.at)
        if day + made.yen > caps.daily_yen or month + made.yen > caps.monthly_yen:
            return None
        connection.execute(MODEL_CALLS.insert(), [_row(made)])
    return made


def settle(home: Home, call: ModelCall) -> None:
    """Completes a call's row with what came of it, and seals its fingerprint in the chain of events."""
    fields = {name: value for name, value in _row(call).items() if name not in ("id", "at", "day")}
    detail = {"model": call.model, "state": call.state, "yen": round(call.yen, 4), "sha256": fingerprint(call)}
    with writing(home) as connection:
        connection.execute(MODEL_CALLS.update().where(MODEL_CALLS.c.id == call.id).values(**fields))
        append_events(connection, [(home.now(), call.person, "model_call", call.id, detail)])


def judge(home: Home, id: str, validation: str, decision: str) -> None:
    """Notes what the check of an answer found and whether it is shown."""
    with writing(home) as connection:
        query = MODEL_CALLS.update().where(MODEL_CALLS.c.id == id)
        connection.execute(query.values(validation=validation, decision=decision))


def judged(home: Home, cache_key: str) -> ModelCall | None:
    """The newest call with the same question whose answer was judged; None where there is none."""
    query = sa.select(MODEL_CALLS).where(MODEL_CALLS.c.cache_key == cache_key, MODEL_CALLS.c.decision != "")
    query = query.order_by(MODEL_CALLS.c.at.desc()).limit(1)
    with reading(home) as connection:
        found = connection.execute(query).mappings().first()
    return None if found is None else _call(found)


def model_calls(home: Home, most: int = 200) -> list[ModelCall]:
    """The newest calls, newest first."""
    query = sa.select(MODEL_CALLS).order_by(MODEL_CALLS.c.at.desc(), MODEL_CALLS.c.id).limit(most)
    with reading(home) as connection:
        return [_call(row) for row in connection.execute(query).mappings()]


def spent(home: Home) -> tuple[float, float]:
    """Yen counted today and this month."""
    with reading(home) as connection:
        return _spent(connection, now(home))


def now(home: Home) -> dt.datetime:
    """The company's time, naive."""
    return dt.datetime.now(ZoneInfo(home.settings.timezone)).replace(tzinfo=None)


def fingerprint(call: ModelCall) -> str:
    """The sha256 of a call's request, answer and usage."""
    sealed = json.dumps([call.request, call.answer, call.stop_reason, dict(call.usage or {})], ensure_ascii=False)
    return hashlib.sha256(sealed.encode("utf-8", "surrogatepass")).hexdigest()


def _spent(connection: sa.Connection, at: dt.datetime) -> tuple[float, float]:
    total, column = sa.func.coalesce(sa.func.sum(MODEL_CALLS.c.yen), 0.0), MODEL_CALLS.c.day
    day = connection.execute(sa.select(total).where(column == at.date().isoformat())).scalar_one()
    month = connection.execute(sa.select(total).where(column.like(at.strftime("%Y-%m-%%")))).scalar_one()
    return float(day), float(month)


def _row(call: ModelCall) -> dict[str, Any]:
    fields = {name: getattr(call, name) for name in ModelCall.__dataclass_fields__}
    return fields | {
        "at": call.at.isoformat(),
        "day": call.at.date().isoformat(),
        "usage": json.dumps(dict(call.usage or {}), sort_keys=True),
    }


def _call(row: Mapping[Any, Any]) -> ModelCall:
    fields = {name: row[name] for name in ModelCall.__dataclass_fields__}
    return ModelCall(**fields | {"at": dt.datetime.fromisoformat(row["at"]), "usage": json.loads(row["usage"])})
