"""Hypotheses without a model: every template, the rules, the playbook's overrides and what closed cases change."""

from __future__ import annotations

import datetime as dt
from typing import get_args

import pytest

from data.documents import read_document
from data.errors import Refusal
from insights.finding_sources import NOTHING, movement
from insights.findings import KINDS, Component
from insights.hypotheses import CAUSES, Cost, hypotheses, playbook_of, proposals
from insights.hypotheses.making import frame_of
from insights.hypotheses.playbook import SHIPPED, texts_in
from insights.hypotheses.samples import SAMPLE_FACTS
from insights.memory import Rejection, resting
from insights.narration.card import write_card
from insights.narration.making import Topic, template_card
from insights.render import render
from tests.insights.incident_findings import WINDOW, around, catalog, subject

METRICS = catalog().metrics


def templates():
    for path in sorted(SHIPPED.glob("*.yaml")):
        for section, entries in read_document(path).content.items():
            for name, entry in entries.items():
                for place, words in texts_in(entry):
                    if (section, place[:1]) != ("causes", ("label",)):
                        yield pytest.param(words, id=f"{section}.{name}.{'.'.join(map(str, place))}")


@pytest.mark.parametrize("words", templates())
def test_every_template_is_written_in_both_languages(words):
    japanese, english = (render(words[one], SAMPLE_FACTS, one, author="reviewed") for one in ("ja", "en"))
    assert "{{" not in japanese + english
    assert any(ord(c) > 0x3000 for c in japanese)
    assert "見本" in english or english.isascii() or "−" in english or "→" in english or "±" in english


def test_every_cause_check_and_improvement_is_worded():
    playbook = playbook_of()
    assert set(playbook.causes) == set(CAUSES)
    assert all(cause in {c for i in playbook.improvements.values() for c in i.causes} for cause in CAUSES)
    used = {check for cause in playbook.causes.values() for check in (cause.check, *cause.checks)}
    used |= {check for family in playbook.families.values() for check in family.check.values()}
    assert used == set(playbook.checks)


@pytest.mark.parametrize("kpi", sorted(METRICS))
@pytest.mark.parametrize("way", [1, -1])
def test_every_kpi_gets_a_card_in_both_languages_with_every_number_traced(kpi, way):
    metric = METRICS[kpi]
    place = tuple((name, "の") for name in metric.dimensions[:1])  # a value that stands in every sentence
    incident = movement(metric, place, 10.0 + way, 10.0, WINDOW)
    kinds = [(kind, "") for kind in KINDS if kind != "nothing"]
    near = [
        movement(metric, place, 10.0 + way, 10.0, WINDOW, kind=kind, component=part, share=0.8, n=50)
        for kind, part in [*kinds, *(("contribution", part) for part in get_args(Component))]
    ]
    about = Topic(incident, tuple(near), metric=metric)
    card = template_card(playbook_of(), about)
    for language in ("ja", "en"):
        written = write_card(card, language)
        assert written.shown
        assert written.verified == written.shown
        assert len(written.hypotheses) == 5
        assert written.proposals
        for one in hypotheses(playbook_of(), incident, near, metric, most=len(CAUSES)):
            for words in (one.text, one.refutation, one.check_to_do):
                assert render(words.in_language(language), card.facts, language, author="reviewed")


def test_each_kind_of_evidence_has_words_of_its_own():
    playbook = playbook_of()
    for kind in KINDS:
        finding = movement(METRICS["revenue"], (), 1.0, 2.0, WINDOW, kind=kind, share=0.5)
        assert kind == "nothing" or frame_of(playbook, finding) is not None


def test_components_and_coincidences_order_the_causes():
    metric = METRICS["gross_margin"]
    incident = movement(metric, (("region", "関西"),), 0.29, 0.31, WINDOW)

    def first(component):
        part = movement(
            metric, (), 0.29, 0.31, WINDOW, kind="contribution", component=component, grade="explains", share=0.9
        )
        return hypotheses(playbook_of(), incident, [part], metric)[0]

    assert (first("price").cause_code, first("mix").cause_code) == ("price", "mix")
    assert first("price").grade == "explains"
    assert "単価の分" in first("price").text.ja


def test_what_only_coincides_is_never_graded_as_explaining():
    found = {one.cause_code: one for one in hypotheses(playbook_of(), subject(), around(), METRICS["revenue"])}
    assert (found["volume"].grade, found["stock_out"].grade) == ("explains", "coincides")
    assert set(found["stock_out"].evidence_ids) == {subject().id, *(one.id for one in around())}
    assert all(one.evidence_ids[0] == subject().id for one in found.values())


def test_an_incident_of_the_data_is_put_down_to_the_data_first():
    metric = METRICS["revenue"]
    incident = movement(metric, (("region", "関東"),), 0.0, 1e7, WINDOW, kind="data_quality")
    assert hypotheses(playbook_of(), incident, [], metric)[0].cause_code == "data_quality"


def test_nothing_notable_has_no_hypothesis_and_says_so():
    card = template_card(playbook_of(), Topic(NOTHING))
    assert (card.hypotheses, card.proposals) == ((), ())
    assert write_card(card, "ja").headline.text == "特筆すべき変化はありません。"


def test_what_closed_cases_teach_moves_a_cause():
    incident, metric = subject(), METRICS["revenue"]
    before = [one.cause_code for one in hypotheses(playbook_of(), incident, [], metric)]
    after = hypotheses(playbook_of(), incident, [], metric, learnt={("data_quality", "coincides"): 3.0})
    assert before[0] != "data_quality"
    assert after[0].cause_code == "data_quality"


def test_a_rejected_kind_rests_in_its_segment_and_is_seen_to():
    incident, metric = subject(), METRICS["revenue"]
    found = hypotheses(playbook_of(), incident, around(), metric)
    first = proposals(playbook_of(), incident, found)[0]
    turned_down = [Rejection(first.code, "revenue", incident.place, dt.date(2026, 9, 1))]
    rests = resting(turned_down, incident, dt.date(2026, 11, 29))
    later = proposals(playbook_of(), incident, found, resting=rests, most=99)
    assert (later[-1].code, later[-1].rests, later[0].rests) == (first.code, True, False)
    assert resting(turned_down, incident, dt.date(2026, 11, 30)) == frozenset()
    assert resting(turned_down, subject(region="関東"), dt.date(2026, 9, 2)) == frozenset()


def write(folder, text):
    (folder / "playbook.yaml").write_text(text, encoding="utf-8")
    return folder


def test_a_promoter_adds_and_replaces_entries(tmp_path):
    folder = write(
        tmp_path,
        """
improvements:
  morning_meeting:
    ja: '{{subject.place}}で朝会を開く。'
    en: 'Hold a morning meeting at {{subject.place}}.'
    families: [sales_amount]
    causes: [volume]
    person_days: 1.5
families:
  other: {kpis: [], up: {supplier: 90}, down: {supplier: 90}}
""",
    )
    assert playbook_of(folder).improvements["morning_meeting"].cost == Cost(1.5, None)
    assert playbook_of(folder).families["other"].up == {"supplier": 90.0}
    assert playbook_of(folder).version != playbook_of().version
    unheard = movement(METRICS["revenue"], (), 1.0, 2.0, WINDOW)
    kpi = type(unheard)(**{**unheard.__dict__, "kpi": "returns"})
    assert hypotheses(playbook_of(folder), kpi, [], None)[0].cause_code == "supplier"


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("improvements: {x: {ja: 3割減らす。, en: Do it., causes: [price]}}", "improvements", "digit"),
        ("improvements: {x: {ja: やる。, en: Do {{subject.money}}., causes: [price]}}", "", ""),
        ("improvements: {x: {ja: やる。, causes: [price]}}", "x", "en"),
        ("improvements: {x: {ja: やる。, en: Do it., causes: [prise]}}", "causes", "price"),
        ("checks: {x: {ja: '{{subject.money}}を見る。', en: 'See it.'}}", "checks", "unknown_slot"),
        ("rules: {x: {cause: price, about: subject, weight: 1, kind: spike}}", "kind", "kinds"),
        ("improvements: {x: {ja: やる。, en: Do it., causes: [price], yen: many}}", "yen", "0 or more"),
        ("ideas: {}", "ideas", "improvements"),
    ],
)  # fmt: skip
def test_a_mistake_is_refused_with_its_place(tmp_path, text, where, what):
    with pytest.raises(Refusal) as refusal:
        playbook_of(write(tmp_path, text))
    said = refusal.value.message.en + refusal.value.hint.en
    assert "playbook.yaml" in said
    assert where in said or "playbook.yaml:" in said
    assert what in said
