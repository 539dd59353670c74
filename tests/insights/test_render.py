"""The slot rules: every kind of mutated text is refused, legitimate ones pass, slots are the formatter's."""

import pytest

from insights.facts import Fact
from insights.render import SlotError, render
from tests.insights.texts import FACTS, MUTATIONS, measure

SHARES = measure(300, seed=5)


@pytest.mark.parametrize("kind", MUTATIONS)
def test_every_mutated_text_is_refused(kind):
    assert SHARES[kind] == 1.0


def test_legitimate_texts_pass():
    assert SHARES["legitimate"] < 0.01


@pytest.mark.parametrize(
    ("text", "language", "written"),
    [
        ("{{e1.kpi}}は{{e1.place}}で{{e1.change}}の{{e1.way}}。", "ja", "売上高は関西で−3.40%の減少。"),
        ("差は{{e1.amount}}、{{e1.rate}}。", "ja", "差は−45.0百万円、1.20% → 2.90%。"),
        ("A gap of {{e1.gap}} since {{e1.since}}.", "en", "A gap of +1.50 pts since Nov 9, 2026."),
    ],
)
def test_slots_are_written_by_the_formatter(text, language, written):
    assert render(text, FACTS, language) == written


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "length"),
        ("あ" * 5_000, "length"),
        ("{{e1.amount}}{{e1.n}}", "slots_touch"),
        ("{{e1.amount}} {{e1.n}}", "slots_touch"),
        ("{{e1.amount} で", "digit"),
        ("{{e.kpi} で", "markup"),
        ("{{e1.nothing}}", "unknown_slot"),
        ("売上高は{{e1.change}}。", "name"),
        ("{{e1.kpi}}は約{{e1.amount}}。", "glued"),
        ("{{e1.n}} 件です。", "glued"),
        ("Выросла {{e1.n}}", "foreign_script"),
    ],
)
def test_refusals_name_their_rule(text, rule):
    with pytest.raises(SlotError) as error:
        render(text, FACTS, "ja")
    assert error.value.rule == rule


def test_a_cause_may_be_named_where_an_action_was_taken():
    text = "{{e1.kpi}}の{{e1.way}}は施策によるものです。"
    assert render(text, FACTS, "ja", causal_allowed=True)
    with pytest.raises(SlotError, match="causal_word"):
        render(text, FACTS, "ja")


def test_a_name_from_data_is_escaped():
    facts = {"e1.place": Fact("name", "<b>[x](http://y)</b>\n*関西* $1$")}
    shown = render("{{e1.place}}で確認。", facts, "ja")
    assert "\n" not in shown
    assert "\\<b\\>\\[x\\]\\(" in shown
    assert "\\$1\\$" in shown
