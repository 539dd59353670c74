"""What a load or an undo does to KPIs: each where it stands before and after, in the period of the rows.

Asks as any page does, in the asker's scope; the state after is a trial's. Words nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from data.home import Home
from data.intake import Plan, trial_of
from data.people import Person
from metrics.access import visible
from metrics.board import View, standings
from metrics.calendar import calendar_of
from metrics.catalog import catalog_of
from metrics.periods import Period, period_of
from metrics.standing import Standing
from metrics.touched import touched

MOST = 24


@dataclass(frozen=True)
class Effect:
    """A KPI before and after."""

    before: Standing
    after: Standing

    @property
    def changed(self) -> bool:
        """Whether its value or its plan moves."""
        return (self.before.value, self.before.plan) != (self.after.value, self.after.plan)


@dataclass(frozen=True)
class Outcome:
    """A plan and what it does to KPIs: none where it can't be carried out yet."""

    plan: Plan
    effects: tuple[Effect, ...] = ()


def tried(home: Home, person: Person, by: str, plan: Plan) -> Outcome:
    """The plan with its effects on the KPIs that the person may see."""
    names = names_of(home, person, plan.table)
    if plan.diff is None or plan.left or not names:
        return Outcome(plan)
    period = period_shown(home, plan.diff.last)
    with trial_of(home, plan, by=by) as trial:
        before, after = (_at(home, person, snapshot, period, names) for snapshot in (trial.before, trial.after))
    return Outcome(plan, paired(before, after))


def names_of(home: Home, person: Person, table: str) -> tuple[str, ...]:
    """KPIs that a table's rows are in and that the person may see."""
    return tuple(metric.name for metric in visible(person, touched(catalog_of(home), table))[:MOST])


def period_shown(home: Home, last: dt.date | None) -> Period | None:
    """The month to compare KPIs in: that of the rows' last day, no later than today; None for each one's newest."""
    return period_of(calendar_of(home.settings), min(last, home.today()), "month") if last else None


def _at(home: Home, person: Person, snapshot: int, period: Period | None, names: Sequence[str]) -> Sequence[Standing]:
    return standings(home, View(person, snapshot, "month", period), names)


def paired(before: Sequence[Standing], after: Sequence[Standing]) -> tuple[Effect, ...]:
    """Effects by KPI; those that move come first."""
    made = [Effect(one, other) for one, other in zip(before, after, strict=True)]
    return tuple(sorted(made, key=lambda effect: not effect.changed))
