"""Measures what became of decisions whose window is over, and closes their cases. For a job; draws nothing.

The measure is insights.effect's; here stands what it is given: the series, the places that nobody treated, the KPI that
must not suffer. What was rejected or put off is measured alike, so that decisions can be judged as well as proposals.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from collections.abc import Mapping
from typing import Any

import pandas as pd

from data.actions import Outcome, outcomes, store_outcome
from data.cases import KeptCase, close_case, hypothesis_tests
from data.home import Home
from data.origins import loads_within, undone_of
from insights.effect import Effect, Guardrail, measure
from insights.findings import Place
from insights.loop.dues import Due, due, treated_places
from insights.loop.freezing import plain_json
from insights.loop.series import Looked, series, siblings
from insights.loop.teaching import matter_of
from insights.loop.terms import Terms
from insights.review import aftermath
from metrics.calendar import calendar_of
from metrics.catalog import catalog_of
from metrics.catalog.parts import GRAINS, leaves_of
from metrics.reach import tables_of

LOG = logging.getLogger(__name__)


def measure_due(home: Home, snapshot: int) -> int:
    """Measures what is not settled yet, stores what is new, closes cases; how many outcomes were written."""
    last = {one.subject: one for one in outcomes(home)}
    every, written = list(due(home)), 0
    treated = treated_places(every)
    for one in every:
        if not _is_open(home, last.get(one.subject)):
            continue
        try:
            written += _measured(home, one, treated, snapshot)
        except Exception:
            LOG.exception("no outcome for %s", one.subject)
    return written


def _is_open(home: Home, last: Outcome | None) -> bool:
    """Whether something is to be measured: nothing final yet, or what it was measured on was undone."""
    return last is None or last.verdict == "too_early" or bool(undone_of(home, last.content.get("loads", ())))


def _measured(home: Home, one: Due, treated: Mapping[str, set[Place]], snapshot: int) -> bool:
    effect = effect_of(home, one.terms, treated.get(one.terms.kpi, set()), snapshot)
    content = {"effect": plain_json(effect), "terms": dict(one.decision.terms), "loads": _loads(home, one, snapshot)}
    if one.action is None:
        content["aftermath"] = aftermath(effect)
    department = one.proposal.department
    wrote = store_outcome(home, Outcome(one.subject, department, effect.verdict, snapshot, content))
    if effect.verdict != "too_early":
        close_case(home, _case(home, one, effect, snapshot))
    return wrote


def effect_of(home: Home, terms: Terms, treated: set[Place], snapshot: int) -> Effect:
    """The effect in the window that was fixed, as of a snapshot."""
    metric, calendar = catalog_of(home).metrics[terms.kpi], calendar_of(home.settings)
    looked = Looked(home, metric, terms.place, terms.grain, snapshot)
    found = series(looked)
    return measure(
        found, started=terms.started, window=terms.window, direction=terms.direction, grain=terms.grain,
        controls=siblings(looked, treated), calendar=calendar, over_time=metric.over_time, expected=terms.expected,
        triggered=terms.triggered, guardrails=_guardrails(home, terms, snapshot), today=_today(home, looked, found),
    )  # fmt: skip


def _today(home: Home, looked: Looked, found: pd.DataFrame) -> Any:
    """The day after all that the KPI is in of: a window that data has not reached is open, whatever the clock says."""
    if found.empty:
        return home.today()
    end = calendar_of(home.settings).period_end(found["date"].iloc[-1].date(), looked.grain)
    return min(home.today(), end + dt.timedelta(days=1))


def _guardrails(home: Home, terms: Terms, snapshot: int) -> dict[str, Guardrail]:
    metric = catalog_of(home).metrics.get(terms.guardrail)
    if metric is None or GRAINS.index(terms.grain) < GRAINS.index(metric.smallest_grain):
        return {}
    frame = series(Looked(home, metric, (), terms.grain, snapshot))
    return {metric.name: Guardrail(frame, metric.direction)} if len(frame) else {}


def _loads(home: Home, one: Due, snapshot: int) -> list[str]:
    """The loads whose rows lie in the window: undoing one of them takes the outcome's ground away."""
    catalog = catalog_of(home)
    tables = {table for leaf in leaves_of(catalog.metrics, one.terms.kpi) for table in tables_of(catalog, leaf.source)}
    return list(loads_within(home, snapshot, tables, *one.terms.window))


def _case(home: Home, one: Due, effect: Effect, snapshot: int) -> KeptCase:
    said = one.proposal.content
    worked = {"effective": True, "not_effective": False}.get(effect.verdict) if one.action else None
    content = {
        "origin": one.proposal.origin, "incident": one.proposal.subject, "kpi": one.terms.kpi,
        "kind": said["kind"], "dimension": ",".join(name for name, _ in one.terms.place),
        "place": [list(pair) for pair in one.terms.place], "cause": said["cause"], "cause_label": said["cause_label"],
        "grade": said["grade"], "verdict": _verdict(home, one, worked), "proposal": one.proposal.code,
        "choice": one.decision.kind, "text": said["text"], "slots": said["slots"], "facts": said["facts"],
        "subject_id": said["subject_id"], "grain": one.terms.grain, "guardrail": one.terms.guardrail,
        "note": one.decision.note, "worked": worked, "outcome": one.subject, "effect": effect.verdict,
        "aftermath": None if one.action else aftermath(effect),
        "came": abs(effect.relative) if worked and effect.relative is not None else None,
        "cost": dict(one.decision.terms.get("cost") or {}),
        "loads": sorted({*said["loads"], *_loads(home, one, snapshot)}),
    }  # fmt: skip
    named = "-".join(str(part) for part in (*matter_of(one.proposal), one.decision.number))
    case_id = hashlib.sha256(named.encode()).hexdigest()[:16]
    return KeptCase(case_id, one.proposal.department, snapshot, plain_json(content))


def _verdict(home: Home, one: Due, worked: bool | None) -> str:
    """What is known of the cause: what newer data said; else, as the action was aimed at it, whether that worked."""
    said = [
        each for each in hypothesis_tests(home, one.proposal.subject) if each.cause == one.proposal.content["cause"]
    ]
    if said and said[-1].verdict in ("supported", "refuted"):
        return said[-1].verdict
    return "undecided" if worked is None else "supported" if worked else "refuted"
