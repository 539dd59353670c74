"""Tests open hypotheses against newer data: 支持, 反証 or 未検証. For a job, once a snapshot.

Looks at each incident that was shown again and lets insights.review judge; words nothing, and no reply counts.
"""

from __future__ import annotations

from collections.abc import Iterator

from data.cases import HypothesisTest, store_tests
from data.home import Home
from data.incident_store import Kept, stored_incidents, stored_points
from data.people import LOCAL_OWNER
from data.shown import ShownCard, shown_cards, stored_topics
from insights.findings import Finding, movement_facts, way_of
from insights.hypotheses import Playbook, family_of, playbook_of
from insights.incidents.lasting import point_of
from insights.loop.freezing import finding_of, plain_json
from insights.review import Later, examine
from insights.watch import filters_of
from metrics.access import scope_for
from metrics.catalog import catalog_of
from metrics.model import Catalog, MetricQuery
from metrics.query import ask


def examine_open(home: Home, snapshot: int) -> int:
    """Tests the hypotheses of every incident that was shown before this snapshot; how many verdicts are new."""
    first = _first_cards(home, snapshot)
    if not first:
        return 0
    playbook, catalog = playbook_of(home.path), catalog_of(home)
    known = {one.id: one for one in stored_incidents(home) if one.id in first and one.metric in catalog.metrics}
    found: list[HypothesisTest] = []
    for one in known.values():
        found += _tested(home, playbook, catalog, one, first[one.id], snapshot)
    return store_tests(home, found)


def _first_cards(home: Home, snapshot: int) -> dict[str, ShownCard]:
    """By incident the first card that said its hypotheses, where that was before this snapshot."""
    found: dict[str, ShownCard] = {}
    for card in shown_cards(home):
        found.setdefault(card.incident, card)
    return {name: card for name, card in found.items() if card.snapshot < snapshot}


def _tested(
    home: Home, playbook: Playbook, catalog: Catalog, kept: Kept, card: ShownCard, snapshot: int
) -> Iterator[HypothesisTest]:
    known = frozenset(finding["id"] for finding in card.content["findings"])
    later = _later(home, catalog, kept, card, snapshot)
    family = family_of(playbook, kept.metric, catalog.metrics[kept.metric]).name
    for said in card.content["ja"]["hypotheses"]:
        made = examine(playbook, said["cause"], family, known, later)
        yield HypothesisTest(
            kept.id, kept.department, said["cause"], made.state, snapshot, plain_json(made)
        )  # fmt: skip


def _later(
    home: Home, catalog: Catalog, kept: Kept, card: ShownCard, snapshot: int
) -> Later:  # fmt: skip
    """The incident with today's data: still off or not, and what is around it now."""
    topic = stored_topics(home, snapshot, [kept.id]).get(kept.id)
    now = [finding_of(one) for one in topic["around"]] if topic and topic["snapshot"] == snapshot else []
    was = finding_of(card.content["findings"][0])
    subject = _again(home, catalog, kept, was, snapshot)
    return Later(subject, tuple(now), _usual(home, kept))


def _again(home: Home, catalog: Catalog, kept: Kept, was: Finding, snapshot: int) -> Finding | None:
    """The subject measured again in its days; None where it now lies within what was to be expected."""
    metric = catalog.metrics[kept.metric]
    where = filters_of(kept.place)
    scope = scope_for(LOCAL_OWNER, metric, (), where)
    asked = MetricQuery(metric.name, scope, where=where, start=kept.start, end=kept.end, snapshot=snapshot)
    values = ask(home, asked).frame["value"].dropna()
    before = was.facts["actual"].value
    if values.empty or not isinstance(before, int | float) or was.window != (kept.start, kept.end):
        return was
    if metric.kind != "simple" or metric.over_time != "sum":
        return was  # its figure is a level over the days, which the question about all of them does not give
    actual, expected = float(values.iloc[0]), was.facts["expected"].value
    low, high = was.interval or (float("inf"), float("-inf"))
    if low <= actual <= high:
        return None
    assert isinstance(expected, int | float)  # noqa: S101 - a subject's expected value is a number
    facts = {**was.facts, **movement_facts(metric, was.place, actual, float(expected), was.window)}
    return Finding(
        **{**was.__dict__, "facts": facts, "effect": actual - float(expected), "direction": way_of(actual - expected)}
    )


def _usual(home: Home, kept: Kept) -> frozenset[str]:
    """KPIs in total of which no point within an incident's days stood out; nothing is known so of a part's days."""
    stored = stored_points(home) if not kept.place else None
    found: dict[str, bool] = {}
    for point in map(point_of, stored[2] if stored else ()):
        if kept.start <= point.start <= kept.end:
            found[point.metric] = found.get(point.metric, True) and not point.flagged
    return frozenset(name for name, normal in found.items() if normal)
