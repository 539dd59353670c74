"""Report cards: rates with n, calibration, baselines, outcomes of what was not followed, decision speed."""

import datetime as dt

import pytest
from statsmodels.stats.proportion import proportion_confint

from data.incident_store import Replayed
from insights.effect import Effect
from insights.review import (
    ProposalRecord,
    Statement,
    aftermath,
    calibration,
    rate,
    replayed_statements,
    report_card,
    report_cards,
    track,
    working_days_between,
)
from metrics.calendar import BusinessCalendar

CALENDAR = BusinessCalendar()
MONDAY = dt.date(2026, 4, 6)


def proposal(number, **given):
    fields = {"department": "sales", "kpi": "revenue", "proposal": "restock", "detected": MONDAY, **given}
    return ProposalRecord(id=f"p{number}", **fields)


def said(number, right, **given):
    return Statement(
        f"s{number}", given.pop("department", "sales"), given.pop("kind", "hypothesis"), MONDAY, right, **given
    )


def test_a_few_cases_are_never_a_percentage():
    few, enough = rate(3, 9), rate(3, 10)
    assert (few.share, few.low, few.is_enough) == (None, None, False)
    assert enough.share == pytest.approx(0.3)
    assert (enough.low, enough.high) == pytest.approx(proportion_confint(3, 10, method="wilson"))


def test_wilson_keeps_inside_zero_and_one_where_all_came_true():
    every = rate(12, 12)
    assert 0.7 < every.low < 1.0
    assert every.high == pytest.approx(1.0)


def test_more_than_all_is_refused():
    with pytest.raises(ValueError, match="is not a share"):
        rate(4, 3)


def test_saying_the_base_rate_has_no_skill_and_knowing_has_all():
    came = [True] * 6 + [False] * 6
    flat, sure = calibration([0.5] * 12, came), calibration([1.0] * 6 + [0.0] * 6, came)
    assert flat.skill == pytest.approx(0.0)
    assert (sure.brier, sure.skill) == (0.0, 1.0)
    assert [(one.came.k, one.came.n) for one in sure.bins] == [(0, 6), (6, 6)]


def test_being_sure_and_wrong_is_worse_than_the_base_rate():
    assert calibration([0.9] * 10 + [0.1] * 10, [False] * 10 + [True] * 10).skill < 0


def test_no_skill_is_said_of_few_chances_or_where_everything_came():
    assert calibration([0.9] * 9, [True] * 9).brier is None
    assert calibration([0.9] * 10, [True] * 10).skill is None


def test_a_chance_outside_zero_and_one_is_refused():
    with pytest.raises(ValueError, match="between 0 and 1"):
        calibration([1.2], [True])


def test_accepted_is_never_counted_as_right():
    records = [proposal(at, decision="accepted", verdict="not_effective") for at in range(12)]
    card = report_card("sales", records, [], CALENDAR)
    assert card.adoption.share == 1.0
    assert (card.worked.k, card.worked.n, card.worked.share) == (0, 12, 0.0)


def test_undecided_and_early_verdicts_stand_beside_and_not_in_the_rate():
    verdicts = ["effective"] * 6 + ["not_effective"] * 5 + ["undecided"] * 3 + ["too_early"] * 2
    records = [proposal(at, decision="modified", verdict=each) for at, each in enumerate(verdicts)]
    card = report_card("sales", records, [], CALENDAR)
    assert (card.worked.k, card.worked.n) == (6, 11)
    assert card.verdicts == {"effective": 6, "not_effective": 5, "undecided": 3, "too_early": 2}


def test_open_proposals_are_not_turned_down_ones():
    records = [proposal(1), proposal(2, decision="rejected"), proposal(3, decision="accepted")]
    card = report_card("sales", records, [], CALENDAR)
    assert (card.adoption.k, card.adoption.n, card.undecided) == (1, 2, 1)


def test_what_came_of_rejected_and_held_proposals_is_told_apart():
    records = [proposal(at, decision="rejected", aftermath="recovered") for at in range(7)]
    records += [proposal(at + 10, decision="rejected", aftermath="worsened") for at in range(3)]
    records += [proposal(at + 20, decision="held", aftermath="undecided") for at in range(2)]
    rejected, held = report_card("sales", records, [], CALENDAR).not_followed
    assert (rejected.decision, rejected.n, rejected.recovered.share) == ("rejected", 10, 0.7)
    assert rejected.counts["worsened"] == 3
    assert (held.n, held.recovered.n, held.counts["undecided"]) == (2, 0, 2)


@pytest.mark.parametrize(
    ("verdict", "reason", "came"),
    [
        ("effective", "above_zero", "recovered"),
        ("not_effective", "wrong_way", "worsened"),
        ("not_effective", "size_excluded", "persisted"),
        ("undecided", "interval_holds_both", "undecided"),
        ("too_early", "window_open", None),
    ],
)
def test_what_a_kpi_did_without_an_action_follows_from_its_measure(verdict, reason, came):
    window = (MONDAY, dt.date(2026, 6, 28))
    assert aftermath(Effect(verdict, reason, "up", "week", MONDAY, window, 0.95, 50, 12)) == came


def test_decision_speed_counts_working_days_and_starts_at_the_first_view():
    friday, tuesday = dt.date(2026, 5, 1), dt.date(2026, 5, 12)
    assert working_days_between(friday, tuesday, CALENDAR) == 4  # Golden Week and a weekend lie between
    assert working_days_between(tuesday, friday, CALENDAR) == 0
    record = proposal(1, detected=MONDAY, seen=friday, decided=tuesday, acted=tuesday, decision="accepted")
    speed = report_card("sales", [record, proposal(2)], [], CALENDAR).speed
    assert (speed.from_view.n, speed.from_view.median, speed.decided_to_acted.median) == (1, 4.0, 0.0)
    assert speed.whole.median > speed.from_view.median
    assert report_card("sales", [], [], CALENDAR).speed.whole.median is None


def test_the_naive_rule_stands_beside_in_the_same_cases():
    statements = [
        said(at, at < 8, chance=0.7, naive_right=at < 3, error=1.0, naive_error=-2.0 if at < 9 else 0.5)
        for at in range(12)
    ]
    found = track("hypothesis", [*statements, said(99, None, chance=0.9)])
    assert (found.hits.k, found.hits.n, found.false.k, found.open) == (8, 12, 4, 1)
    assert (found.baseline.hits.k, found.baseline.closer.k) == (3, 9)
    assert found.baseline.error_ratio == pytest.approx(12 / 19.5)
    assert found.calibration.n == 12


def test_every_department_has_a_card_and_the_whole_is_their_sum():
    statements = [said(at, True) for at in range(11)] + [said(at + 50, False, department="hr") for at in range(4)]
    cards = report_cards([proposal(1)], statements, CALENDAR)
    assert set(cards) == {"", "hr", "sales"}
    assert cards[""].tracks["hypothesis"].hits.n == 15
    assert cards["hr"].tracks["hypothesis"].hits.share is None
    assert report_cards([], [], CALENDAR)[""].proposals == 0


def test_a_replayed_past_fills_the_card_and_is_marked():
    forecast = {"said": 10.0, "low": 8.0, "high": 12.0, "came": 11.0, "naive": 14.0, "right": True}
    flags = [{"score": 4.0, "settled": True, "right": False}, {"score": 4.0, "settled": False, "right": False}]
    found = [
        Replayed("forecast", "revenue", "sales", MONDAY, dt.date(2026, 4 + at % 3, 1), forecast) for at in range(3)
    ]
    found += [Replayed("flag", "revenue", "sales", MONDAY, MONDAY, each) for each in flags]
    card = report_cards([], replayed_statements(found), CALENDAR)["sales"]
    assert card.from_replay
    assert (card.tracks["forecast"].hits.k, card.tracks["forecast"].replayed) == (3, 3)
    assert (card.tracks["flag"].baseline.hits.k, card.tracks["flag"].baseline.hits.n) == (1, 1)
    assert card.tracks["forecast"].baseline.closer.k == 3
    assert (card.tracks["flag"].false.k, card.tracks["flag"].false.n, card.tracks["flag"].open) == (1, 1, 1)
    assert not report_cards([proposal(1)], replayed_statements(found), CALENDAR)["sales"].from_replay
