"""Cards with a model that answers well, badly or not at all: a card every time, the same evidence and numbers."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

import pytest

from data.model_calls import model_calls
from insights.finding_sources import NOTHING
from insights.hypotheses import playbook_of
from insights.memory import Rejection
from insights.narrate import Narrator
from insights.narration.card import Card, write_card
from insights.narration.checking import is_in_language
from insights.narration.making import Topic, template_card
from insights.render import SLOT
from tests.insights.answers import BAD, REMARKS, good, shares_shown
from tests.insights.stand_in import breaks_off, evidence, fails, says, serving, sleeps
from tests.insights.word_homes import new_home, new_topic, settings_for


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return new_home(tmp_path_factory.mktemp("home"))


def told(home, about, play, **changes):
    with serving(play) as stand_in:
        card = Narrator(home, settings_for(stand_in.url, **changes)).wait(about, 60)
        return card, stand_in


def core(card: Card):
    """What is computed: evidence, and the texts with numbers, whatever their order."""
    return card.evidence_ids, card.headline, {one.hypothesis for one in card.hypotheses}


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_good_answer_orders_and_annotates(home, language):
    about = new_topic(language)
    card, stand_in = told(home, about, says(good))
    plain = template_card(playbook_of(), about)
    assert (card.source, card.reason, len(stand_in.bodies)) == ("model", "", 1)
    assert [one.hypothesis for one in card.hypotheses] == [one.hypothesis for one in reversed(plain.hypotheses)]
    assert core(card) == core(plain)
    written = write_card(card)
    assert written.verified == written.shown > 20
    assert written.hypotheses[0].remark is not None
    assert "推測" in written.conjecture_label or language == "en"
    assert written.conjecture is not None
    assert model_calls(home)[0].decision == "shown"


def test_the_models_words_stay_out_of_another_language(home):
    card, _ = told(home, new_topic("ja"), says(good))
    english = write_card(card, "en")
    assert english.conjecture is None
    assert all(one.remark is None for one in english.hypotheses)


def test_the_same_evidence_is_asked_about_once(home):
    about = new_topic()
    with serving(says(good)) as stand_in:
        settings = settings_for(stand_in.url)
        first = Narrator(home, settings).wait(about, 60)
        second = Narrator(home, settings).card(about)
        assert (first, len(stand_in.bodies)) == (second, 1)
        Narrator(home, settings).wait(replace(about, subject=replace(about.subject, effect=-1.0)), 60)
        assert len(stand_in.bodies) == 2


def test_a_card_is_there_at_once_and_says_that_more_is_coming(home):
    about = new_topic()
    with serving(sleeps(0.5)) as stand_in:
        narrator = Narrator(home, settings_for(stand_in.url))
        card = narrator.card(about)
        assert (card.source, card.reason) == ("template", "pending")
        assert core(card) == core(template_card(playbook_of(), about))
        assert narrator.wait(about, 60).reason == "not_verified"


def test_a_refused_text_is_repaired_once_by_naming_the_rule(home):
    answers = iter([lambda e: good(e, "差は45%の可能性があります。"), good])
    card, stand_in = told(home, new_topic(), lambda conversation, body: says(next(answers))(conversation, body))
    assert (card.source, len(stand_in.bodies)) == ("model", 2)
    assert 'the rule \\"digit\\"' in stand_in.bodies[1].decode()
    assert "45" not in stand_in.bodies[1].decode()
    assert [(row.validation, row.decision) for row in model_calls(home)[:2]] == [
        ("passed", "shown"),
        ("digit", "refused"),
    ]


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_answer_leaves_the_template_with_a_badge_and_the_reason(home, kind):
    rng, about, bad = random.Random(kind), new_topic(), []

    def answer(seen):
        bad.append(BAD[kind](rng, seen))
        return bad[-1]

    card, stand_in = told(home, about, says(answer))
    plain = template_card(playbook_of(), about)
    assert (card, len(stand_in.bodies)) == (replace(plain, reason="not_verified"), 2)
    written = write_card(card)
    assert written.badge == "定型文（AIの文章ではありません）"
    assert written.reason == "AIの文章が検証を通りませんでした"
    asked_again = Narrator(home, settings_for(stand_in.url)).card(about)
    assert asked_again == card


@pytest.mark.parametrize(
    ("play", "reason"),
    [
        (fails(400), "bad_request"),
        (fails(401), "bad_key"),
        (fails(404), "no_such_model"),
        (fails(413), "too_large"),
        (fails(429), "rate_limited"),
        (fails(429, "9999"), "rate_limited"),
        (fails(500), "server_error"),
        (fails(529), "overloaded"),
        (breaks_off, "broken_off"),
        (says("…", "refusal"), "refused"),
        (says("{", "max_tokens"), "truncated"),
        (says(""), "empty"),
        (says("あ" * 3_400_000), "too_long"),
    ],
)
def test_a_fault_leaves_the_template_with_a_badge_and_the_reason(home, play, reason):
    about = new_topic()
    card, _ = told(home, about, play, wait_seconds=0.05)
    assert card == replace(template_card(playbook_of(), about), reason=reason)
    assert write_card(card, "ja").reason
    assert write_card(card, "en").reason.isascii()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [({"key": ""}, "no_key"), ({"privacy": "off"}, "off"), ({"model": "x"}, "no_price"), ({"daily_yen": 0.0}, "capped"),
     ({"provider": "bedrock"}, "provider_missing")],
)  # fmt: skip
def test_a_model_that_may_not_be_asked_is_not(home, changes, reason):
    card, stand_in = told(home, new_topic(), says(good), **changes)
    assert (card.reason, stand_in.bodies) == (reason, [])
    assert len(card.hypotheses) == 5


def test_settings_with_a_fault_and_a_playbook_with_a_mistake_leave_a_card(tmp_path):
    home = new_home(tmp_path)
    (tmp_path / "model.toml").write_text("modell = 1", encoding="utf-8")
    (tmp_path / "playbook.yaml").write_text("ideas: {}", encoding="utf-8")
    card = Narrator(home).card(new_topic())
    assert (card.reason, len(card.hypotheses)) == ("not_set_up", 5)


def test_nothing_notable_is_not_asked_about(home):
    card, stand_in = told(home, Topic(NOTHING), says(good))
    assert (card.reason, stand_in.bodies, card.hypotheses) == ("nothing_to_say", [], ())


def test_a_conjecture_stands_apart_and_adds_no_evidence(home):
    about = new_topic()
    card, _ = told(home, about, says(good))
    assert card.conjecture is not None
    assert set(card.conjecture.evidence_ids) <= {one.id for one in about.findings}
    assert card.conjecture.check in playbook_of().checks
    assert card.conjecture.mechanism not in {one.hypothesis.text.ja for one in card.hypotheses}


def test_a_slot_of_evidence_that_is_not_cited_is_refused(home):
    remark = "{{E3.kpi}}の動きと重なった可能性があります。"

    def answer(seen):
        cites = {one["cause"]: one["evidence"] for one in seen["hypotheses"]}
        alone = next(cause for cause, found in cites.items() if "E3" not in found)
        order = [{"cause": alone, "check": "ask_owner", "remark": remark}]
        return good(seen, order=order)

    card, _ = told(home, new_topic(), says(answer))
    assert card.reason == "not_verified"
    assert model_calls(home)[0].validation == "unknown_slot"


def test_of_bad_answers_none_is_shown_and_of_good_ones_all():
    shares = shares_shown(15)
    assert {kind: share for kind, share in shares.items() if share != kind.startswith("good")} == {}


def test_languages_are_told_apart():
    for language in ("ja", "en"):
        assert all(is_in_language(SLOT.sub(" ", text), language) for text in REMARKS[language])
    assert not is_in_language("客户可能在等待交货日期。", "ja")
    assert not is_in_language("The customers may have waited for an answer.", "ja")
    assert not is_in_language("Les clients attendaient probablement une reponse tardive.", "en")
    assert not is_in_language("納期の回答を待っていた可能性があります。", "en")


def test_the_model_sees_what_it_may_choose(home):
    _, stand_in = told(home, new_topic(), says(good))
    seen = evidence(stand_in.bodies[0])
    assert [one["id"] for one in seen["evidence"]] == ["E1", "E2", "E3"]
    assert len(seen["hypotheses"]) == 5
    assert "E1.effect" in seen["evidence"][0]["slots"]


def test_what_was_rejected_lately_rests_and_is_not_offered_to_the_model(home):
    about = new_topic()
    first = template_card(playbook_of(), about).proposals[0]
    turned_down = (Rejection(first.code, "revenue", about.subject.place, home.today() - dt.timedelta(days=10)),)
    card, stand_in = told(home, replace(about, rejections=turned_down), says(good))
    assert first.code not in evidence(stand_in.bodies[0])["improvements"]
    assert first.code not in {one.code for one in card.proposals if not one.rests}
    assert card.proposals[0].code != first.code
