"""The question box: names and synonyms without a model, enums with one, the asker's scope always."""

from __future__ import annotations

import datetime as dt
import json

import pandas as pd
import pytest

from data.people import EXAMPLE_PEOPLE, LOCAL_OWNER
from insights.answering import sentence
from insights.question_model import choose
from insights.questions import Desk, find
from insights.render import render
from metrics.calendar import BusinessCalendar
from metrics.model import Answer
from tests.insights.incident_findings import catalog
from tests.insights.stand_in import fails, says, serving
from tests.insights.word_homes import new_home, settings_for

TODAY = dt.date(2026, 11, 24)
PEOPLE = {one.id: one for one in EXAMPLE_PEOPLE}


def desk(person=LOCAL_OWNER):
    return Desk(catalog(), person, BusinessCalendar(), TODAY, 7, {"region": ["関西", "関東"]})


@pytest.mark.parametrize(
    ("words", "kpi", "grain", "by"),
    [
        ("関西の売上は？", "revenue", "month", ()),
        ("今月の地域別売上高", "revenue", None, ("region",)),
        ("粗利率の推移を月別で", "gross_margin", "month", ()),
        ("What was the win rate last quarter by region?", "win_rate", "month", ("region",)),
        ("残業はどうなっていますか", "overtime", "month", ()),
        ("不良品の率 ライン別", "defect_rate", "month", ("line",)),
        ("MTTR weekly", "time_to_restore", "week", ()),
        ("ＣＴＲ 先週", "ctr", None, ()),
        ("how is revenue doing", "revenue", "month", ()),
        ("離職率 daily", "attrition", "month", ()),
    ],
)
def test_words_find_the_kpi_and_how_to_show_it(words, kpi, grain, by):
    found = find(words, desk())[0]
    assert (found.metric.name, found.query.grain, found.query.by) == (kpi, grain, by)
    assert found.query.snapshot == 7


def test_every_kpi_is_found_by_its_names_in_both_languages():
    missed = [
        (metric.name, name)
        for metric in catalog().metrics.values()
        for name in (metric.label.ja, metric.label.en, *metric.synonyms)
        if metric.name not in {one.metric.name for one in find(name, desk())}
    ]
    assert missed == []


def test_a_value_that_is_named_filters():
    assert find("関西の売上", desk())[0].query.where == (("region", ("関西",)),)


def test_periods_are_those_of_the_company():
    query = find("今年度の売上高", desk())[0].query
    assert (query.start, query.end, query.grain) == (dt.date(2026, 4, 1), TODAY, "month")
    query = find("revenue last month", desk())[0].query
    assert (query.start, query.end, query.grain) == (dt.date(2026, 10, 1), dt.date(2026, 10, 31), None)


@pytest.mark.parametrize("words", ["天気", "", "   ", "?", "SELECT * FROM orders", "\0", "あ" * 10_000])
def test_what_names_no_kpi_finds_little_and_breaks_nothing(words):
    assert len(find(words, desk())) <= 1


def test_the_asker_gets_only_what_they_may_see():
    head = desk(PEOPLE["hr-head"])
    assert find("CTR", head) == []
    found = find("地域別の売上高", head)[0]
    assert (found.metric.name, found.query.by) == ("revenue", ())
    assert find("残業 部署別", head)[0].query.scope.departments == frozenset({"hr"})


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return new_home(tmp_path_factory.mktemp("home"))


def asked(home, play, words, person=LOCAL_OWNER, **changes):
    with serving(play) as stand_in:
        settings = settings_for(stand_in.url, **{"send_questions": True, "tries": 1, **changes})
        return choose(home, settings, words, desk(person)), stand_in


def choice(**changes):
    return says(json.dumps({"kpi": "overtime", "by": "division", "grain": "none", "period": "last_month", **changes}))


def test_a_model_chooses_a_question_of_the_catalogue(home):
    found, stand_in = asked(home, choice(), "みんな遅くまで働いてる？")
    query = found.answers[0].query
    assert (found.reason, query.metric, query.by, query.start) == ("", "overtime", ("division",), dt.date(2026, 10, 1))
    assert set(json.loads(stand_in.bodies[0])["output_config"]["format"]["schema"]["properties"]) == {
        "kpi", "by", "grain", "period",
    }  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [{"kpi": "none"}, {"kpi": "salaries"}, {"by": "person"}, {"grain": "second"}, {"period": "ever"}, {"sql": "DROP"},
     {"kpi": 3}, {"kpi": "ctr", "by": "division"}],
)  # fmt: skip
def test_a_choice_that_was_not_offered_is_left_out(home, change):
    found, _ = asked(home, choice(**change), f"残業 {len(str(change))}")
    assert (found.reason, found.answers[0].metric.name) == ("not_verified", "overtime")


def test_a_model_offers_no_way_round_the_scope(home):
    found, stand_in = asked(home, choice(kpi="ctr", by="none"), "残業 1", PEOPLE["hr-head"])
    assert found.reason == "not_verified"
    assert '"ctr"' not in stand_in.bodies[0].decode()
    found, _ = asked(home, choice(kpi="revenue", by="region"), "売上 2", PEOPLE["hr-head"])
    assert (found.reason, found.answers[0].query.by) == ("not_verified", ())


def test_words_are_sent_only_where_the_settings_say_so(home):
    found, stand_in = asked(home, choice(), "残業 3", send_questions=False)
    assert (found.reason, found.answers[0].metric.name, stand_in.bodies) == ("questions_off", "overtime", [])


def test_a_fault_leaves_the_lookup(home):
    found, _ = asked(home, fails(500), "残業 4")
    assert (found.reason, found.answers[0].metric.name) == ("server_error", "overtime")


def answered(words, frame, running=False, language="ja"):
    found = find(words, desk())[0]
    answer = Answer(found.metric.name, found.metric.unit, found.query.grain, 7, running, pd.DataFrame(frame), "SELECT")
    text, finding = sentence(found, answer, BusinessCalendar())
    facts = finding.slots() if finding else {}
    return render(text.in_language(language), facts, language, author="reviewed"), finding


MONTHS = [pd.Timestamp("2026-09-01"), pd.Timestamp("2026-10-01"), pd.Timestamp("2026-11-01")]


def test_a_sentence_tells_the_newest_value_and_its_change():
    said, finding = answered("売上高", {"period": MONTHS[:2], "value": [2e8, 1.5e8]})
    assert said == (
        "全体の売上高は2026年10月1日から2026年10月31日までで1.50億円、前の期間からの差は−50.0百万円（減少）です。"
    )
    assert (finding.trace.query, finding.trace.snapshot) == ("SELECT", 7)


def test_a_running_period_is_not_compared_with_a_whole_one():
    said, _ = answered("売上高", {"period": MONTHS, "value": [2e8, 1.5e8, 1e7]}, running=True)
    assert said == "全体の売上高は2026年11月1日から2026年11月24日までで10.0百万円です。"


def test_a_split_tells_its_largest_part_and_an_empty_one_that_it_is_empty():
    frame = {"region": ["関東", "関西"], "value": [1e8, 3e8]}
    said, _ = answered("last month revenue by region", frame, language="en")
    assert said == "By value, 関西 comes first in Revenue, with ¥300.0 million from Oct 1, 2026 to Oct 31, 2026."
    assert answered("売上高", {"period": MONTHS[:1], "value": [float("nan")]}) == ("この期間に値はありません。", None)
