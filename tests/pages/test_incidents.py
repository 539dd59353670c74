"""Incidents as pages show them: which and in which order, in words, as marks, and why a point was not flagged."""

import datetime as dt
from dataclasses import replace

import pytest

from data.errors import Words
from insights.incidents import Incident, Point
from metrics.model import Metric
from metrics.periods import Window
from pages.shared import cards
from pages.shared.incidents import choosing, marking
from pages.shared.incidents import wording as words
from pages.shared.message import message

REVENUE = Metric("revenue", "sales", "simple", Words("売上高", "Revenue"), "JPY", "up")
START, END = dt.date(2026, 10, 26), dt.date(2026, 11, 15)
ONE = Incident(
    "revenue", "sales", "week", (("region", "関西"),), START, END, dt.date(2026, 11, 2), 3.0e8, 3.6e8, 3.4e8, 3.8e8,
    5.0, 5.0, 0.001, "sustained", "sustained_change", False, False, money=-6.0e7, alerted=True,
)  # fmt: skip
NOVEMBER = Window(dt.date(2026, 11, 1), dt.date(2026, 11, 24))


def test_shown_are_those_within_the_budget_that_touch_the_period_in_the_order_given():
    late = replace(ONE, kept_id="b", start=dt.date(2026, 11, 20), end=dt.date(2026, 11, 26))
    early = replace(ONE, kept_id="c", end=dt.date(2026, 10, 31))
    quiet = replace(ONE, kept_id="d", alerted=False)
    every = [ONE, quiet, early, late]
    assert choosing.shown(every, NOVEMBER) == [ONE, late]
    assert choosing.unalerted(every, NOVEMBER) == 1


def test_what_needs_attention_stands_by_money_first(standing):
    small, large = standing(90.0, 100.0), standing(800.0, 1000.0, name="profit")
    rate = standing(0.1, 0.5, unit="ratio", name="win_rate")
    stakes = choosing.stakes([rate, small, large], [])
    assert stakes == {"revenue": 10.0, "profit": 200.0}
    assert cards.attention([rate, small, large], stakes) == [large, small, rate]


def test_a_rate_is_at_stake_by_the_dearest_incident_to_the_bad(standing):
    rate = standing(0.1, 0.5, unit="ratio", name="win_rate")
    bad = replace(ONE, metric="win_rate", money=-5.0)
    assert choosing.stakes([rate], [replace(bad, welcome=True, money=9.0), bad]) == {"win_rate": 5.0}


def test_the_sentence_says_every_figure_by_a_fact_that_has_evidence(wording):
    pieces = words.parts(words.headline(wording, ONE, REVENUE))
    facts = {piece["fact"] for piece in pieces if piece["fact"]}
    shown = {name for name, _, _ in words.facts(wording, ONE, REVENUE)}
    assert facts <= shown
    assert {"actual", "expected", "days", "place", "money"} <= facts
    assert not any(letter.isdigit() for piece in pieces if not piece["fact"] for letter in piece["text"])


def test_names_are_not_escaped_in_a_drawing(wording):
    cpa = replace(REVENUE, label=Words("獲得単価(CPA)", "Cost (CPA)"))
    text = "".join(piece["text"] for piece in words.parts(words.headline(wording, ONE, cpa)))
    assert "(CPA)" in text
    assert "\\" not in text


def test_an_incident_without_money_says_none(wording):
    plain = replace(ONE, money=None)
    assert "money" not in {name for name, _, _ in words.facts(wording, plain, REVENUE)}
    assert words.item(wording, plain, REVENUE, "x")["money"] == ""


@pytest.mark.parametrize(("welcome", "tone"), [(True, "good"), (False, "bad")])
def test_tone_is_by_meaning_not_by_sign(wording, welcome, tone):
    assert words.item(wording, replace(ONE, welcome=welcome), REVENUE, "x")["tone"] == tone


POINT = Point("revenue", "week", dt.date(2026, 11, 2), 3.0e8, 3.6e8, 3.4e8, 3.8e8, False, "below_floor")


def test_a_mark_stands_at_the_worst_period_and_the_whole_before_its_parts(wording):
    whole = replace(ONE, place=(), kept_id="w")
    found = marking.judged(wording, REVENUE, "week", (), [POINT], [ONE, whole])
    assert found.bands == {POINT.start: (3.6e8, 3.4e8, 3.8e8)}
    assert found.marks[dt.date(2026, 11, 2)].sort == "whole"
    assert marking.at(wording.calendar, "week", (), [ONE], dt.date(2026, 11, 2)) == ONE
    assert marking.at(wording.calendar, "month", (), [ONE], dt.date(2026, 11, 1)) == ONE


def test_filters_leave_the_marks_of_their_place_and_no_band(wording):
    other = replace(ONE, place=(("region", "関東"),), kept_id="o", peak=dt.date(2026, 11, 9))
    found = marking.judged(wording, REVENUE, "week", (("region", ("関西",)),), [POINT], [ONE, other])
    assert found.bands == {}
    assert list(found.marks) == [dt.date(2026, 11, 2)]


def test_why_a_point_was_not_flagged_says_the_reason_beside_what_was_expected(wording):
    said = marking.why(wording, REVENUE, POINT)
    assert words.reason(wording, "below_floor") in said
    assert ("3.60億円" if wording.language == "ja" else "360.0 million") in said
    short = replace(POINT, expected=None, low=None, high=None, reason="short_history")
    assert words.reason(wording, "short_history") in marking.why(wording, REVENUE, short)


def test_an_unknown_reason_is_shown_as_its_code(wording):
    assert words.reason(wording, "a_new_code") == "a_new_code"


def test_the_message_names_the_dearest(wording, standing):
    made = [standing(94.0, 100.0), standing(0.1, 0.5, unit="ratio", name="rate")]
    said = message(wording, made, {"revenue": 6.0}, "!")
    assert said.endswith("!")
    assert wording.say("message.calm") not in said


def test_a_gap_too_small_for_its_row_is_written_in_its_own_unit(wording, standing):
    row = cards.row(wording, standing(1.0086e9, 1.01e9), True, "sales")
    assert not row["plan_delta"].lstrip("±−+¥").startswith("0.00")
