"""scan: any table to ranked evidence. Puts the parts together: schema, tests, false discovery rate, parents, drill, order, words."""

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from insights.evidence.counts import dominating, together
from insights.evidence.levels import levels, totals
from insights.evidence.model import Evidence
from insights.evidence.relations import correlations, distinct, repeats
from insights.evidence.retest import Retester
from insights.evidence.schema import BOOKKEEPING, infer
from insights.evidence.table import Table, prepare
from insights.evidence.times import over_time
from insights.evidence.wording import worded
from insights.rank import discoveries, diverse, unexplained

MOST = 20
MOST_DRILLED = 4
FALSE_DISCOVERIES = 0.05
OF_BOOKKEEPING = 0.5
"""Weight of evidence about columns that a system keeps about its rows."""


def scan(frame: pd.DataFrame, *, most: int = MOST, q: float = FALSE_DISCOVERIES) -> list[Evidence]:
    """Ranked evidence about a table of any columns; empty where nothing is notable.

    frame: a row a record; times, measures and dimensions are inferred (schema.py). most: how many pieces at most. q: false discovery rate.
    """
    if len(frame) < 2 * MOST:
        return []
    parsed, schema = infer(frame)
    table = prepare(parsed, schema)
    retest = Retester(table)
    first = _notable([*_tests(table), *over_time(table)], q)
    kept = unexplained(first, retest)
    drilled = unexplained(_notable(_drill(table, kept, retest), q), retest)
    chosen = diverse([*kept, *drilled], most, _weight)
    return [replace(one, text=worded(one)) for one in chosen]


def _tests(table: Table) -> Iterable[Evidence]:
    yield from dominating(table)
    yield from together(table)
    yield from levels(table)
    yield from totals(table)
    yield from correlations(table)
    yield from repeats(table)
    yield from distinct(table)


def _notable(tested: list[Evidence], q: float) -> list[Evidence]:
    """Significant and strong enough to be said; the weak ones count as tests all the same."""
    return [one for one in discoveries(tested, q) if one.strength > 0]


def _drill(table: Table, kept: list[Evidence], retest: Retester) -> list[Evidence]:
    """One level down: what differs inside the segments whose level differs most, for the same measure."""
    tested: list[Evidence] = []
    tops = [one for one in kept if one.kind in ("mean", "rate") and not one.facts.get("word")][:MOST_DRILLED]
    for one in tops:
        rows = retest.rows(one)
        inside = levels(table, rows, (str(one.dim), one.value))
        tested += [found for found in inside if found.measure == one.measure]
    return tested


def _weight(one: Evidence) -> float:
    names = [name for name in [one.dim, one.measure, *one.filter] if name]
    return one.strength * (OF_BOOKKEEPING if any(BOOKKEEPING.search(name) for name in names) else 1.0)
