"""scan: any table to ranked evidence. Puts the parts together: schema, tests, false discovery rate, parents, drill,
order, words.
"""

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from insights.evidence.counts import dominating, together, words
from insights.evidence.levels import levels, totals
from insights.evidence.model import Evidence
from insights.evidence.relations import correlations, distinct, repeats
from insights.evidence.retest import Retester
from insights.evidence.schema import BOOKKEEPING, OUTCOME, infer
from insights.evidence.table import Table, prepare
from insights.evidence.times_counts import carriers, counts_over_time
from insights.evidence.times_measures import measures_over_time
from insights.evidence.wording import worded
from insights.rank import discoveries, diverse, unexplained

MOST = 20
MOST_DRILLED = 6
FALSE_DISCOVERIES = 0.03
KIND_WEIGHT = {"rate": 1.2, "word": 0.7, "sum": 0.6, "repeat": 0.8}
DRILLED = 0.7
OF_BOOKKEEPING = 0.5
OF_OUTCOME = 0.5
OF_SMALL = 0.3
"""Weight of evidence about columns that a system keeps about its rows."""


def scan(frame: pd.DataFrame, *, most: int = MOST, q: float = FALSE_DISCOVERIES) -> list[Evidence]:
    """Ranked evidence about a table of any columns; empty where nothing is notable.

    frame: a row a record; times, measures and dimensions are inferred (schema.py). most: how many pieces at most. q:
    false discovery rate.
    """
    if len(frame) < 2 * MOST:
        return []
    parsed, schema = infer(frame)
    table = prepare(parsed, schema)
    kept, drilled, notable = notable_evidence(table, q)
    chosen = diverse([*kept, *drilled], most, lambda one: weigh(one, notable))
    return [replace(one, text=worded(one)) for one in chosen]


def notable_evidence(table: Table, q: float) -> tuple[list[Evidence], list[Evidence], set[tuple[str, object]]]:
    """What stands out in the whole table, what stands out inside those segments, and the segments themselves;
    unordered.
    """
    retest = Retester(table)
    kept = unexplained(_notable(list(_tests(table)), q), retest)
    tops = _tops(kept)
    drilled = unexplained(_notable(list(_drill(table, tops, retest)), q), retest)
    notable = {condition for one in tops for condition in one.conditions}
    return kept, drilled, notable


def _tests(table: Table) -> Iterable[Evidence]:
    yield from dominating(table)
    yield from together(table)
    yield from levels(table)
    yield from totals(table)
    yield from correlations(table)
    yield from repeats(table)
    yield from distinct(table)
    yield from counts_over_time(table)
    yield from measures_over_time(table)


def _notable(tested: list[Evidence], q: float) -> list[Evidence]:
    """Significant and strong enough to be said; the weak ones count as tests all the same."""
    return [one for one in discoveries(tested, q) if one.strength > 0]


def _tops(kept: list[Evidence]) -> list[Evidence]:
    """The segments worth a closer look: the strongest that stand out by themselves."""
    alone = [one for one in kept if one.dim is not None and one.kind in ("share", "mean", "rate", "window", "trend")]
    return sorted(alone, key=lambda one: -one.strength)[:MOST_DRILLED]


def _drill(table: Table, tops: list[Evidence], retest: Retester) -> Iterable[Evidence]:
    """One level down: what differs inside the notable segments for the same measure, and the words of their texts."""
    for one in tops:
        rows = retest.segments[one.key].rows
        if one.kind in ("mean", "rate"):
            inside = levels(table, rows, one.key)
            yield from (found for found in inside if found.measure == one.measure)
        if one.kind in ("trend", "window") and one.measure == "count":
            yield from carriers(table, one, rows)
    counted = dict.fromkeys(one.key for one in tops if one.measure == "count")
    yield from words(table, [retest.segments[key] for key in counted])


def weigh(one: Evidence, notable: set[tuple[str, object]]) -> float:
    """How much a reader gains: strength, by kind; less about bookkeeping; pairs of values count where one of them is
    notable itself.
    """
    names = [name for name in [one.dim, one.measure, *one.filter] if name]
    weight = one.strength * KIND_WEIGHT.get(one.kind, 1.0)
    if one.kind in ("trend", "window") and one.measure != "count":
        weight *= one.facts["size"] ** OF_SMALL  # how strong it is says nothing of how many rows it is about
    if one.kind in ("mean", "rate", "trend", "window") and one.filter:
        weight *= DRILLED
    if one.kind in ("share", "sum") and OUTCOME.search(str(one.dim)):
        weight *= OF_OUTCOME
    if one.kind == "together":
        weight = min(one.strength, 0.5) * (1.0 if one.conditions & notable else 0.5)
    return weight * (OF_BOOKKEEPING if any(BOOKKEEPING.search(name) for name in names) else 1.0)
