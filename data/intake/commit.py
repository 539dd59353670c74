"""Plans carried out: the load itself, and a trial of it in which KPIs can be asked before anything is decided."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator

from data.closings import refuse_closed
from data.errors import Refusal, Words
from data.history import Load, all_loads
from data.home import Home
from data.insertion import Origin
from data.intake.inbox import clear, refuse_gone
from data.intake.plan import Plan, newest
from data.loads import bring, bring_rows
from data.remembered import last_units
from data.transaction import Transaction
from data.trial import Tried, trial


def commit(home: Home, plan: Plan, by: str | None = None) -> Load:
    """Loads what was planned. Refuses a plan with faults or closed months left to say something about, one that was
    made before the table changed, and a file that was loaded meanwhile: committing twice loads once.
    """
    _refuse_unready(plan)
    refuse_gone(home, plan.sha256, plan.name)
    if newest(home, plan.table) != plan.after:
        known = next((load for load in _same(home, plan)), None)
        if known is None:
            raise _outdated(plan)
    done = bring(home, plan.rows, plan.table, _origin(plan), plan.how, by)
    clear(home, plan.sha256)
    return done


@contextlib.contextmanager
def trial_of(home: Home, plan: Plan, by: str | None = None) -> Iterator[Tried[Load]]:
    """The plan as though it were committed, while the block lasts: the newest snapshot is then the one it would make,
    `before` the one that stands. Keeps other writers waiting; changes nothing.
    """
    how = dataclasses.replace(plan.how, into_closed=True)
    units = last_units(home, plan.table)

    def _work(transaction: Transaction) -> Load:
        if plan.declared is not None:
            transaction.tables[plan.table] = plan.declared
        origin = dataclasses.replace(_origin(plan), into_closed=True)
        return bring_rows(transaction, plan.rows, plan.table, origin, how, units)

    with trial(home, _work, by=by) as tried:
        yield tried


def _origin(plan: Plan) -> Origin:
    return Origin(plan.name, plan.sha256, plan.mode, plan.department, plan.how.into_closed)


def _same(home: Home, plan: Plan) -> list[Load]:
    return [
        load
        for load in all_loads(home).values()
        if (load.sha256, load.table, load.state) == (plan.sha256, plan.table, "active")
    ]


def _refuse_unready(plan: Plan) -> None:
    if plan.closed and not plan.how.into_closed:
        raise refuse_closed(plan.table, plan.closed)
    if not plan.ready:
        count = sum(group.cells for group in plan.left)
        raise Refusal(
            "faults_left",
            Words(f"直し方の決まっていないセルが{count}個あります。", f"{count} cells still need a mend."),
            Words("項目ごとに直し方を選んでください。", "Choose how to mend each group."),
        )


def _outdated(plan: Plan) -> Refusal:
    return Refusal(
        "plan_outdated",
        Words(f"確認の後に表「{plan.table}」が変わりました。", f"'{plan.table}' has changed since this was looked at."),
        Words("もう一度内容を確認してください。", "Look at the changes again."),
    )
