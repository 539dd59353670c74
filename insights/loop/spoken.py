"""The first hypothesis of every card that was shown, as statements: what newer data said of it, the chance that closed
cases gave it then, and what the naive rule would have said. Judges none anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from data.cases import hypothesis_tests, kept_cases
from data.home import Home
from data.incident_store import replays
from data.shown import ShownCard, shown_cards
from insights.findings import Finding
from insights.hypotheses import Cause, family_of, playbook_of
from insights.loop.freezing import finding_of
from insights.loop.rehearsing import confirmed_by, naive_cause
from insights.loop.teaching import closed_case
from insights.memory import belief
from insights.review import Statement
from metrics.catalog import catalog_of

RIGHT: Mapping[str, bool] = {"supported": True, "refuted": False}


def hypothesis_statements(home: Home, at: dt.datetime | None = None) -> Iterator[Statement]:
    """One statement an incident that was shown, by its first card; open where nothing has tested it yet."""
    verdicts = {(one.incident, one.cause): RIGHT.get(one.verdict) for one in hypothesis_tests(home, at=at)}
    replayed = replays(home, "hypothesis")
    cases = [closed_case(one) for one in kept_cases(home, at=at)]
    first = _first_cards(shown_cards(home, at))
    for number, card in enumerate(first):
        said, day = card.content["ja"]["hypotheses"][0], card.at.date()
        confirmed = [*confirmed_by(replayed, _subject(card).kpi, day), *_confirmed(first[:number], verdicts, card)]
        yield Statement(
            f"hypothesis/{card.incident}", card.department, "hypothesis", day,
            verdicts.get((card.incident, said["cause"])), belief(cases, said["cause"], said["grade"], day).mean,
            verdicts.get((card.incident, _naive(home, card, confirmed))),
        )  # fmt: skip


def _first_cards(cards: Sequence[ShownCard]) -> list[ShownCard]:
    """The first card of each incident, of those that say any hypothesis, oldest first."""
    found: dict[str, ShownCard] = {}
    for card in cards:
        if card.content["ja"]["hypotheses"]:
            found.setdefault(card.incident, card)
    return list(found.values())


def _subject(card: ShownCard) -> Finding:
    return finding_of(card.content["findings"][0])


def _confirmed(
    before: Sequence[ShownCard], verdicts: Mapping[tuple[str, str], bool | None], card: ShownCard
) -> list[Cause]:
    """The causes of the KPI's incidents shown before that newer data supported."""
    kpi = _subject(card).kpi
    causes = [(one, said["cause"]) for one in before if _subject(one).kpi == kpi for said in _said(one)]
    return [cause for one, cause in causes if verdicts.get((one.incident, cause))]


def _said(card: ShownCard) -> Sequence[Mapping[str, Any]]:
    found: Sequence[Mapping[str, Any]] = card.content["ja"]["hypotheses"]
    return found


def _naive(home: Home, card: ShownCard, confirmed: Sequence[Cause]) -> Cause:
    playbook, subject = playbook_of(home.path), _subject(card)
    family = family_of(playbook, subject.kpi, catalog_of(home).metrics.get(subject.kpi))
    return naive_cause(playbook, family, subject, confirmed)
