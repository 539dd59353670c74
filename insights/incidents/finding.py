"""From panels to incidents: places and totals together, within what a department is ready to look into.

Reads nothing and stores nothing; the way in for a home is insights.incidents.find.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import pandas as pd
from scipy import special

from insights.anomaly import Incident as Run
from insights.anomaly import benjamini_hochberg
from insights.hypotheses import Playbook, playbook_of
from insights.incidents.causes import causes_of
from insights.incidents.field import WIDTHS
from insights.incidents.measures import amount_of, amount_of_run, money_of, rows_of
from insights.incidents.model import Incident, Kind
from insights.incidents.related import with_related
from insights.incidents.suspects import LEAST, Suspect, suspects
from insights.incidents.wholes import Whole
from insights.watch import Panel
from metrics.calendar import BusinessCalendar
from metrics.model import Catalog

A_MONTH = 1.2
"""Incidents a department and month that are kept, the strongest first: what people can look into."""
A_WEEK = 1
"""Alerts a department and week, the dearest first."""
DAYS_A_MONTH = 30.44
CLEAR_Q = 0.05
OVERSAMPLED = 3.0
"""How many windows of a width that overlap count as one independent test."""


def incidents_of(
    panels: Sequence[Panel],
    wholes: Sequence[Whole],
    catalog: Catalog,
    calendar: BusinessCalendar,
    playbook: Playbook | None = None,
) -> list[Incident]:
    """All incidents up to a day, the weightiest first; their causes as a playbook (the shipped one) ranks them."""
    places = suspects(panels, calendar, catalog.metrics)
    cells = sum(len(panel.places) for panel in panels)
    found = [_of_place(one, catalog) for one in places]
    found += _of_wholes(wholes, found, catalog)
    found = [one for one in found if abs(one.actual - one.expected) >= (catalog.metrics[one.metric].floor or 0.0)]
    kept = with_related(list(_within_budget(_judged_clear(found, cells), _months(panels))), catalog)
    known = playbook or playbook_of()
    named = [replace(one, causes=causes_of(one, kept, panels, catalog, known)) for one in kept]
    return sorted(alerted(named), key=lambda one: one.weight, reverse=True)


def _months(panels: Sequence[Panel]) -> Mapping[str, float]:
    """How long each department has been watched."""
    found: dict[str, float] = defaultdict(float)
    for panel in panels:
        days = (panel.dates[-1] - panel.dates[0]).days + 7
        found[panel.metric.department] = max(found[panel.metric.department], days / DAYS_A_MONTH)
    return found


def _of_place(one: Suspect, catalog: Catalog) -> Incident:
    amount, panel = amount_of(one), one.panel
    good = (amount.actual > amount.expected) == (panel.metric.direction == "up")
    money = money_of(panel, one.column, slice(one.first, one.last + 1), amount, catalog.metrics)
    return Incident(
        panel.metric.name, panel.metric.department, panel.grain, one.place, one.start, one.end, one.start,
        amount.actual, amount.expected, amount.low, amount.high, abs(one.z), one.score, _chance(one),
        _kind(one), _reason(one), good, one.last == len(panel.dates) - 1,
        hindsight=not _seen_then(one), money=money,
    )  # fmt: skip


def _seen_then(one: Suspect) -> bool:
    """Whether what lay before the window alone would have told."""
    return bool(abs(one.z_then) >= LEAST and one.z_then * one.z > 0)


def _kind(one: Suspect) -> Kind:
    return "spike" if one.width == 1 else "level_shift" if one.last == len(one.panel.dates) - 1 else "sustained"


def _reason(one: Suspect) -> str:
    if _kind(one) == "level_shift":
        return "level_shift_up" if one.z > 0 else "level_shift_down"
    return "sustained_change" if one.width > 1 else "above_interval" if one.z > 0 else "below_interval"


def _chance(one: Suspect) -> float:
    """How likely any window of any width of the place lies as far off by chance, at the most."""
    tests = max(len(WIDTHS[one.panel.grain]) * OVERSAMPLED * len(one.panel.dates) / one.width, 1.0)
    return float(min(1.0, tests * 2 * special.ndtr(-abs(one.z))))


def _of_wholes(wholes: Sequence[Whole], places: Sequence[Incident], catalog: Catalog) -> list[Incident]:
    """Runs of totals that no place explains, and of one KPI each stretch once."""
    found: list[Incident] = []
    for whole in sorted(wholes, key=lambda each: each.panel.grain != "week"):
        for run in whole.runs:
            made = _of_run(whole.panel, run, catalog)
            rivals = [one for one in (*places, *found) if one.metric == made.metric and _meet(one, made)]
            if not any(not one.place or _explains(one, made) for one in rivals):
                found.append(made)
    return found


def _explains(part: Incident, whole: Incident) -> bool:
    gap, of = part.actual - part.expected, whole.actual - whole.expected
    return gap * of > 0 and (abs(gap) >= 0.5 * abs(of) or part.score >= whole.score)


def _of_run(panel: Panel, run: Run, catalog: Catalog) -> Incident:
    amount = amount_of_run(panel, run)
    money = money_of(panel, 0, rows_of(panel, run), amount, catalog.metrics)
    good = (run.direction == "up") == (panel.metric.direction == "up")
    kind: Kind = "data_quality" if run.is_data_fault else "spike"
    kind = "level_shift" if run.reason.startswith("level_shift") else kind
    return Incident(
        panel.metric.name, panel.metric.department, panel.grain, (), run.start.date(), _end(panel, run.end),
        run.peak.date(), amount.actual, amount.expected, amount.low, amount.high, run.score, run.score, run.p_value,
        kind, run.reason, good, bool(run.end == panel.dates[-1]), money=money,
    )  # fmt: skip


def _end(panel: Panel, start: pd.Timestamp) -> dt.date:
    """The last day of the period that begins then."""
    at = int(panel.dates.get_indexer(pd.DatetimeIndex([start]))[0])
    if at + 1 < len(panel.dates):
        return (panel.dates[at + 1] - pd.Timedelta(days=1)).date()
    length = {"day": 0, "week": 6, "month": 30, "quarter": 90, "year": 364}[panel.grain]
    end = start + pd.Timedelta(days=length)
    return (end.to_period("M").end_time if panel.grain == "month" and end.month != start.month else end).date()


def _meet(one: Incident, other: Incident) -> bool:
    return one.start <= other.end and other.start <= one.end


def _judged_clear(found: Sequence[Incident], cells: int) -> list[Incident]:
    """Marks those that Benjamini–Hochberg over every place looked at holds."""
    chances = [one.p_value for one in found] + [1.0] * max(cells - len(found), 0)
    adjusted = benjamini_hochberg(chances)[: len(found)]
    return [replace(one, clear=bool(p <= CLEAR_Q)) for one, p in zip(found, adjusted, strict=True)]


def _within_budget(found: Iterable[Incident], months: Mapping[str, float]) -> Iterator[Incident]:
    """Of each department the strongest, as many as it can look into over the time that it was watched."""
    left = {department: A_MONTH * length for department, length in months.items()}
    for one in sorted(found, key=lambda each: each.score, reverse=True):
        if left.get(one.department, 0.0) >= 1.0:
            left[one.department] -= 1.0
            yield one


def alerted(found: Sequence[Incident]) -> list[Incident]:
    """Marks the dearest of each department and week, up to the budget."""
    weeks: dict[tuple[str, tuple[int, int]], list[Incident]] = defaultdict(list)
    for one in found:
        weeks[one.department, one.start.isocalendar()[:2]].append(one)
    chosen: set[str] = set()
    for together in weeks.values():
        chosen |= {one.id for one in sorted(together, key=lambda each: each.weight, reverse=True)[:A_WEEK]}
    return [replace(one, alerted=one.id in chosen) for one in found]
