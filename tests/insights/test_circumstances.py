"""What the incident engine knows becomes findings: lasting ids, coincidences, composition, contributions, calendar."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest

from insights.anomaly import Incident as Flagged
from insights.circumstances import composition_findings, related_findings, subject_of
from insights.drivers import Cause, CauseSet, RatioContribution
from insights.evidence import Evidence
from insights.finding_sources import cause_findings, incident_finding, ratio_findings, scanned_finding
from insights.hypotheses import hypotheses, playbook_of
from insights.incidents.composition import Composition
from insights.incidents.model import Incident
from insights.loop.days import calendar_finding, dated, days_of
from insights.narration.card import write_card
from insights.narration.making import Topic, template_card
from insights.render import render
from metrics.calendar import BusinessCalendar
from tests.insights.incident_findings import catalog, subject

METRICS = catalog().metrics
START, END = dt.date(2026, 9, 1), dt.date(2026, 9, 30)
INCIDENT = Incident(
    "gross_margin", "sales", "month", (("region", "関西"),), START, END, START, 0.29, 0.31, 0.30, 0.32, 4.0, 4.0, 1e-4,
    "sustained", "sustained_change", False, False, money=-2.4e6, related=("x",),
)  # fmt: skip


def test_an_incident_keeps_its_id_whatever_its_numbers():
    one = subject_of(INCIDENT, METRICS["gross_margin"])
    later = subject_of(replace(INCIDENT, actual=0.28), METRICS["gross_margin"])
    assert one.id == later.id == f"i{INCIDENT.id}"
    assert (one.kind, one.direction, one.days) == ("level_shift", "down", 30)
    assert {"kpi", "place", "effect", "change", "low", "high", "money", "since"} <= set(one.facts)


def test_related_incidents_are_coincidences_of_other_kpis():
    other = replace(INCIDENT, metric="win_rate", kept_id="x")
    same = replace(INCIDENT, kept_id="x")
    found = related_findings(INCIDENT, [other, same, replace(other, kept_id="y")], METRICS)
    assert [(one.id, one.kind, one.kpi, one.grade) for one in found] == [("ix", "correlation", "win_rate", "coincides")]


def test_the_composition_of_a_ratio_speaks_for_mix_or_against_it():
    metric = METRICS["gross_margin"]
    one = subject_of(INCIDENT, metric)
    for share, first in ((0.9, "mix"), (0.05, "price")):
        parts = composition_findings(Composition(share, "category"), one, metric)
        assert hypotheses(playbook_of(), one, parts, metric)[0].cause_code == first
    assert composition_findings(None, one, metric) == []


def output_moved(actual: float):
    return subject_of(replace(INCIDENT, metric="output", actual=actual, expected=100.0, place=()), METRICS["output"])


SHUT = BusinessCalendar(company_days=tuple(dt.date(2026, 9, day) for day in range(7, 12)))


def test_days_off_of_a_kind_that_was_not_there_before_explain_what_sums_over_days():
    metric, fell = METRICS["output"], dated(output_moved(75.0), SHUT)
    (found,) = calendar_finding(fell, metric, SHUT)
    usual, now = found.facts["change"].value
    assert now == SHUT.working_days(START, END)
    assert found.share == pytest.approx(5 / usual / 0.25)
    assert hypotheses(playbook_of(), fell, [found], metric)[0].cause_code == "calendar"
    card = template_card(playbook_of(), Topic(fell, (found,), metric=metric))
    assert f"{usual:.1f}日 → {now:.1f}日" in write_card(card).hypotheses[0].text.text


def test_days_as_they_were_before_explain_nothing_as_what_is_expected_allows_for_them():
    metric, calendar, fell = METRICS["output"], BusinessCalendar(), output_moved(75.0)
    assert calendar.working_days(START, END) < calendar.working_days(dt.date(2025, 9, 2), dt.date(2025, 10, 1))
    assert calendar_finding(fell, metric, calendar) == []
    before, after = (
        {one.cause_code: one.score for one in hypotheses(playbook_of(), each, [], metric)}
        for each in (fell, dated(fell, calendar))
    )
    assert after["calendar"] < before["calendar"]
    assert {**after, "calendar": 0.0} == {**before, "calendar": 0.0}
    assert dated(fell, SHUT) == fell


@pytest.mark.parametrize("days", [729, 1500])
def test_a_window_longer_than_what_it_is_held_against_explains_nothing_by_its_days(days):
    found = days_of(END - dt.timedelta(days=days - 1), END, SHUT)
    assert (found.beyond, found.now) == (0.0, found.usual)


def test_days_explain_no_change_the_other_way_nor_a_rate_nor_one_far_beyond_them():
    assert calendar_finding(output_moved(125.0), METRICS["output"], SHUT) == []
    assert calendar_finding(subject_of(INCIDENT, METRICS["gross_margin"]), METRICS["gross_margin"], SHUT) == []
    fell = dated(output_moved(5.0), SHUT)
    found = calendar_finding(fell, METRICS["output"], SHUT)
    assert found[0].share < 0.4
    assert all(found[0].id not in one.evidence_ids for one in hypotheses(playbook_of(), fell, found, METRICS["output"]))


def test_detection_drivers_and_scan_become_findings():
    stamps = dict.fromkeys(("start", "end", "peak"), pd.Timestamp(START))
    flagged = Flagged(
        **stamps, actual=0.0, expected=5.0, low=4.0, high=6.0, deviation=-5.0, direction="down", score=9.0,
        p_value=0.0, points=1, reason="suspected_missing_data", is_data_fault=True,
    )  # fmt: skip
    assert incident_finding(flagged, METRICS["leads"]).kind == "data_quality"
    causes = CauseSet((Cause({"region": "関西", "category": "電子部品"}, 0.75),), 0.75, 0.25)
    made = cause_findings(causes, subject(), METRICS["revenue"])[0]
    assert (made.value, made.share, made.grade) == ("電子部品/関西", 0.75, "explains")
    assert made.effect == 0.75 * subject().effect
    both = ratio_findings([RatioContribution("a", 0.01, 0.03, "kept")], "region", subject(), METRICS["win_rate"])
    assert {one.component: one.share for one in both} == {"mix": 0.25, "rate": 0.75}
    evidence = Evidence("rate", "channel", "web", "rate(won=yes)", "low", -0.1, (-0.2, -0.05), 0.01, 120, 0.3, 0.8)
    scanned = scanned_finding(evidence)
    assert (scanned.kind, scanned.direction, scanned.n) == ("segment", "down", 120)
    said = render(f"{{{{{scanned.id}.place}}}}の差は{{{{{scanned.id}.effect}}}}です。", scanned.slots(), "ja")
    assert said == "webの差は−10.0ポイントです。"
