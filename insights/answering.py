"""The sentence beside a question's chart: the newest value and its change, or the largest part, as slot text.

Reads the figures that were asked; computes a difference and nothing else. Reviewed frames only, no model.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd

from data.errors import Words
from insights.finding_sources import movement
from insights.findings import Finding, Place, Trace
from insights.questions import Answerable
from metrics.calendar import BusinessCalendar
from metrics.model import Answer

LATEST = Words(
    "{{x.place}}の{{x.kpi}}は{{x.since}}から{{x.until}}までで{{x.actual}}です。",
    "{{x.kpi}} of {{x.place}} from {{x.since}} to {{x.until}} is {{x.actual}}.",
)
CHANGED = Words(
    "{{x.place}}の{{x.kpi}}は{{x.since}}から{{x.until}}までで{{x.actual}}、前の期間からの差は{{x.effect}}（{{x.direction}}）です。",
    "{{x.kpi}} of {{x.place}} from {{x.since}} to {{x.until}} is {{x.actual}}; it {{x.direction}}, by {{x.effect}}.",
)
LARGEST = Words(
    "{{x.kpi}}を値の順に並べると{{x.place}}が先頭で、{{x.since}}から{{x.until}}までで{{x.actual}}です。",
    "By value, {{x.place}} comes first in {{x.kpi}}, with {{x.actual}} from {{x.since}} to {{x.until}}.",
)
EMPTY = Words("この期間に値はありません。", "There is no value in this period.")


def sentence(found: Answerable, answer: Answer, calendar: BusinessCalendar) -> tuple[Words, Finding | None]:
    """The slot text about an answer, and the finding whose facts fill it; no finding where there is no value."""
    frame = answer.frame.dropna(subset=["value"])
    if frame.empty:
        return EMPTY, None
    newest = frame["period"].max() if "period" in frame else None
    if newest is not None:
        now, window = frame[frame["period"] == newest], _window(found, calendar, newest.date())
    else:
        now, window = frame, (found.query.start or dt.date.min, found.query.end or dt.date.max)
    trace = Trace(answer.sql, answer.snapshot)
    if found.query.by:
        row = now.loc[now["value"].idxmax()]
        place: Place = tuple((name, str(row[name])) for name in found.query.by)
        value = float(row["value"])
        return _bound(LARGEST, movement(found.metric, place, value, value, window, kind="segment", trace=trace))
    value = float(now["value"].iloc[0])
    before = None if newest is None or answer.running else _before(frame, newest)  # a running one compares with none
    place = tuple((name, "・".join(values)) for name, values in found.query.where)
    made = movement(
        found.metric, place, value, value if before is None else before, window, kind="segment", trace=trace
    )
    return _bound(LATEST if before is None else CHANGED, made)


def _window(found: Answerable, calendar: BusinessCalendar, start: dt.date) -> tuple[dt.date, dt.date]:
    end = calendar.period_end(start, found.query.grain or "day")
    return start, min(end, found.query.end) if found.query.end else end


def _before(frame: pd.DataFrame, newest: pd.Timestamp) -> float | None:
    earlier = frame[frame["period"] < newest]
    return float(earlier["value"].iloc[-1]) if len(earlier) else None


def _bound(words: Words, finding: Finding) -> tuple[Words, Finding]:
    bound = replace(finding, id=f"q{finding.id[1:]}")
    new = "{{" + bound.id + "."
    return Words(words.ja.replace("{{x.", new), words.en.replace("{{x.", new)), bound
