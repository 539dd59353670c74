"""View models: tone by meaning and never by sign, one unit a row, words for what is absent."""

import datetime as dt

import pytest

from metrics.periods import Period
from pages.shared import cards
from pages.shared.message import message

NOVEMBER = Period("month", dt.date(2026, 11, 1), dt.date(2026, 11, 30))


def test_a_row_has_one_unit_and_meaning_gives_its_tone(wording, standing):
    row = cards.row(wording, standing(1.46e9, 1.505e9, last_year=1.39e9), True, "sales")
    money = {"ja": ("14.6", "億円", "−0.45億円"), "en": ("1.46", "billion", "−¥0.05 billion")}[wording.language]
    assert (row["value"], row["unit"]) == money[:2]
    assert row["plan_delta_pct"] == "−2.99%"
    assert row["last_year"].startswith("↑")
    assert (row["tone"], row["status"]) == ("neutral", "watch")


@pytest.mark.parametrize(("value", "tone"), [(90.0, "good"), (110.0, "bad")])
def test_less_is_good_where_down_is_the_direction(wording, standing, value, tone):
    row = cards.row(wording, standing(value, 100.0, unit="count", direction="down"), True, "")
    assert row["tone"] == tone
    assert (row["attainment"] > 1) == (tone == "good")


def test_a_rate_changes_in_points_and_has_no_percentage_of_a_percentage(wording, standing):
    row = cards.row(wording, standing(0.0192, 0.012, unit="ratio", direction="down", last_year=0.0128), True, "")
    assert row["plan_delta"] == ("+0.72ポイント" if wording.language == "ja" else "+0.72 pts")
    assert row["plan_delta_pct"] == row["last_year_pct"] == ""


def test_what_is_absent_is_said_and_not_drawn_as_zero(wording, standing):
    row = cards.row(wording, standing(None, None, points=()), True, "")
    assert (row["value"], row["attainment"], row["attainment_text"]) == ("—", None, "—")
    assert row["status_text"] == wording.say("status.no_data")
    assert row["spark"]["label"] == wording.say("spark.none")


def test_only_the_first_row_of_a_department_names_it(wording, standing):
    made = [standing(1.0, 1.0), standing(1.0, 1.0), standing(1.0, 1.0, department="hr")]
    assert [row["first"] for row in cards.rows(wording, made, lambda _: "")] == [True, False, True]


def test_attention_is_the_kpis_to_act_on_by_attainment(standing):
    worst, bad, fine = standing(50.0, 100.0), standing(80.0, 100.0), standing(120.0, 100.0)
    loss = standing(-5.0, 100.0)
    assert cards.attention([bad, fine, worst, loss]) == [loss, worst, bad]


def test_the_message_names_its_subject_and_counts_by_the_same_rule(wording, standing):
    made = [standing(94.0, 100.0), standing(50.0, 100.0, unit="count")]
    said = message(wording, made)
    count = len(cards.attention(made))
    assert "94%" in said
    assert ("要対応は2件" if wording.language == "ja" else "To act on: 2") in said
    assert count == 2


def test_the_message_is_calm_where_nothing_is_short(wording, standing):
    assert message(wording, [standing(100.0, 100.0)]).endswith(wording.say("message.calm"))


def test_chips_say_up_to_which_day_a_running_period_counts(wording, standing):
    chips = cards.chips(wording, NOVEMBER, dt.date(2026, 11, 24), "最新")
    assert "11/24" in chips[0]["text"] if wording.language == "ja" else "Nov 24" in chips[0]["text"]
    assert chips[1]["text"] == wording.say("chip.flash")
