"""Measures that displayed figures trace to facts, and that a model changes neither evidence nor figures.

Over every KPI of the catalogue and every kind of incident, in both languages, without a model and with a good answer.

usage: python -m tests.insights.quality_traced
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from data.people import LOCAL_OWNER
from insights.circumstances import subject_of
from insights.hypotheses import playbook_of
from insights.incidents.lasting import incident_of
from insights.loop.freezing import LANGUAGES
from insights.loop.offering import shown_card
from insights.model_settings import ModelSettings
from insights.narration.card import Card
from insights.narration.making import Topic, card_from, template_card
from tests.insights.answers import catalogue_names, evidence_of, good
from tests.insights.incident_findings import around
from tests.insights.loop.test_traced import DAY, KINDS, all_metrics, kept_of, some_cases
from tests.insights.loop.tracing import sentences, unknown_slots, untraced, wrong_figures

Content = Mapping[str, Any]


def contents() -> Iterator[tuple[Content, Content | None]]:
    """Cards as they are shown: without a model, and with the good answer of one (None where it was refused)."""
    playbook, settings, names, cases = playbook_of(), ModelSettings(), catalogue_names(), tuple(some_cases())
    for kind in KINDS:
        for number, metric in enumerate(all_metrics()):
            place = (("region", "第2工場・1,234"),) if number % 2 else ()
            kept = kept_of(metric, kind, bool(number % 3), place)
            about = Topic(
                subject_of(incident_of(kept.detail), metric, 420), tuple(around()), "ja", metric, cases, (), DAY
            )
            plain = template_card(playbook, about)
            told = card_from(playbook, about, plain, settings, good(evidence_of(about, settings)), names)
            spoken = shown_card(told, kept, metric, LOCAL_OWNER, 3).content if isinstance(told, Card) else None
            yield shown_card(plain, kept, metric, LOCAL_OWNER, 3).content, spoken


def figures(content: Content) -> Iterator[tuple[str, str, bool]]:
    """Every figure of a card: slot, text, and whether it is what its fact is written as."""
    for language in LANGUAGES:
        for parts in sentences(content[language]):
            wrong = [*wrong_figures(content, language, parts), *unknown_slots(content, parts)]
            yield from ((slot, text, text not in wrong and slot.partition(".")[0] not in wrong)
                        for text, slot in parts if slot)  # fmt: skip
            yield from (("", text, False) for text in untraced(parts))


def measure() -> dict[str, float]:
    """Cards and figures, the share of figures that trace, and of cards whose evidence and figures a model kept."""
    cards, total, traced, kept, asked = 0, 0, 0, 0, 0
    for plain, spoken in contents():
        for content in (plain, spoken):
            if content is not None:
                every = list(figures(content))
                cards, total, traced = cards + 1, total + len(every), traced + sum(right for _, _, right in every)
        asked += 1
        kept += spoken is not None and _same(plain, spoken)
    return {"cards": cards, "figures": total, "traced": traced / total, "same with a model": kept / asked}


def _same(plain: Content, spoken: Content) -> bool:
    """Whether evidence and facts are the same, and every figure of a slot that both show."""
    one, other = ({(slot, text) for slot, text, _ in figures(each) if slot} for each in (plain, spoken))
    shared = {slot for slot, _ in one} & {slot for slot, _ in other}
    texts = [{pair for pair in each if pair[0] in shared} for each in (one, other)]
    return plain["findings"] == spoken["findings"] and texts[0] == texts[1] and len(shared) > 5


if __name__ == "__main__":
    json.dump(measure(), sys.stdout, indent=1)
