"""Every figure of every text traces to a fact: cards of all KPIs and kinds, outcomes, terms; with a model too."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from collections.abc import Iterator

import pytest

from data.incident_store import Kept
from data.people import LOCAL_OWNER
from insights.circumstances import subject_of
from insights.effect import REASON_WORDS, VERDICTS
from insights.findings import Finding
from insights.hypotheses import playbook_of
from insights.incidents.lasting import detail_of, incident_of
from insights.loop.foreseeing import Foresight
from insights.loop.freezing import LANGUAGES, finding_json, finding_of, parts
from insights.loop.offering import shown_card, shown_proposals
from insights.loop.promising import foresight_sentences, terms_sentences
from insights.loop.telling import outcome_sentences, verdict_words
from insights.loop.terms import Terms, size_to_make_up, terms_of
from insights.memory import ClosedCase
from insights.model_settings import ModelSettings
from insights.narration.making import Topic, template_card
from metrics.calendar import BusinessCalendar
from metrics.model import Metric
from tests.insights.answers import good
from tests.insights.incident_findings import around, catalog
from tests.insights.loop.conftest import incident, keep_incident
from tests.insights.loop.tracing import check_card, untraced
from tests.insights.loop.walking import look
from tests.insights.stand_in import says, serving
from tests.insights.word_homes import settings_for

DAY = dt.date(2026, 11, 24)
KINDS = ("spike", "level_shift", "data_quality")


def all_metrics() -> list[Metric]:
    return [one for one in catalog().metrics.values() if (not one.internal and one.time) or one.kind != "simple"]


def kept_of(metric: Metric, kind: str, fell: bool, place: tuple[tuple[str, str], ...]) -> Kept:
    usual = 0.31 if metric.unit == "ratio" else 12_345.678
    found = incident(
        metric=metric.name, department=metric.department, kind=kind, place=place, expected=usual,
        actual=usual * (0.8 if fell else 1.3), low=usual * 0.9, high=usual * 1.1, money=None,
    )  # fmt: skip
    return Kept(found.id, metric.name, metric.department, "week", place, found.start, found.end, detail_of(found))


def some_cases() -> Iterator[ClosedCase]:
    """A dozen cases of each cause, so that the record is told."""
    for number, cause in itertools.product(range(12), playbook_of().causes):
        yield ClosedCase(
            f"{cause}{number}", "sales", "revenue", "spike", "", cause, "coincides",
            "supported" if number % 3 else "refuted", DAY - dt.timedelta(days=number + 1), "safety_stock", True,
        )  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_every_figure_of_every_template_card_traces(kind):
    cases, figures, told = tuple(some_cases()), 0, 0
    for number, metric in enumerate(all_metrics()):
        place = (("region", "第2工場・1,234"),) if number % 2 else ()
        kept = kept_of(metric, kind, bool(number % 3), place)
        subject = subject_of(incident_of(kept.detail), metric, 420)
        card = template_card(playbook_of(), Topic(subject, tuple(around()), "ja", metric, cases, (), DAY))
        content = shown_card(card, kept, metric, LOCAL_OWNER, 3).content
        figures += check_card(content)
        told += sum("record-" in str(one["how_sure"]) for one in content["ja"]["hypotheses"])
        assert shown_proposals(card, kept, metric, 3)
    assert figures > 5_000
    assert told > 100


def test_findings_survive_their_freezing():
    for one in [*around(), _subject()]:
        assert finding_of(json.loads(json.dumps(finding_json(one)))) == one


def _subject() -> Finding:
    metric = catalog().metrics["revenue"]
    return subject_of(incident(), metric, 420)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("unit", ["revenue", "win_rate", "lead_time_for_changes"])
def test_every_figure_of_outcomes_and_terms_traces(language, unit):
    metric = catalog().metrics[unit]
    for content in _outcomes():
        for sentence in outcome_sentences(content, metric, language):
            assert untraced(parts(sentence)) == []
        assert not any(character.isdigit() for text in verdict_words(content, language) for character in text)
    expected = size_to_make_up(_subject(), catalog().metrics["revenue"])
    said = {"grain": "week", "place": [["region", "関西"]], "window": ["2026-05-04", "2026-06-07"]}
    terms = terms_of(said, metric, BusinessCalendar(), DAY, DAY + dt.timedelta(days=3), expected)
    assert isinstance(terms, Terms)
    assert terms.window[0] > DAY + dt.timedelta(days=3)
    for size, longest, count in itertools.product((None, 0.1, 0.9), (0.05, 0.8), (0, 4)):
        later = terms.window[1] + dt.timedelta(days=35)
        found = Foresight({terms.window: size, (terms.window[0], later): longest}, 98, ("関東",) * count)
        told = foresight_sentences(terms, metric, found, count, language)
        assert len(told) == 3 + (size == 0.9) * (1 + (longest == 0.05))
        for sentence in [*told, *terms_sentences(terms, metric, language)]:
            assert untraced(parts(sentence)) == []


def _outcomes() -> Iterator[dict[str, object]]:
    known = {"actual": 0.42, "expected": 0.4, "absolute": 0.02, "low": -0.01, "high": 0.05, "relative": 0.05,
             "detectable": 0.04}  # fmt: skip
    for verdict, reason, has in itertools.product(VERDICTS, REASON_WORDS, (True, False)):
        effect = {name: value if has else None for name, value in known.items()}
        effect |= {"verdict": verdict, "reason": reason, "level": 0.9, "n_before": 98, "n_after": 8 if has else 0,
                   "controls": ["関東", "中部"] if has else [], "notes": [], "guardrails": []}  # fmt: skip
        terms = {"kpi": "revenue", "place": [["region", "関西"]], "window": ["2026-06-29", "2026-08-23"]}
        yield {"effect": effect, "terms": terms}
        yield {"effect": effect, "terms": terms, "aftermath": "persisted"}


def test_with_and_without_a_model_the_same_evidence_and_the_same_figures(home):
    kept = keep_incident(home, incident())
    without = look(home, kept, settings=ModelSettings())
    with serving(says(good)) as stand_in:
        spoken = look(home, kept, settings=settings_for(stand_in.url))
    assert spoken["source"] == "model"
    assert without["source"] == "template"
    assert [one["id"] for one in spoken["findings"]] == [one["id"] for one in without["findings"]]
    assert [one["facts"] for one in spoken["findings"]] == [one["facts"] for one in without["findings"]]
    for language in LANGUAGES:
        assert _figures(spoken[language]) >= _figures(without[language])
    assert check_card(spoken) >= check_card(without)


def _figures(said: dict[str, object]) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for one in said["hypotheses"]:  # type: ignore[attr-defined]
        found |= {(slot, text) for text, slot in one["text"] if slot}
    return found
