"""What closed cases teach: beliefs, similar cases with a failure among them, and nothing from the future."""

from __future__ import annotations

import datetime as dt

from insights.memory import ClosedCase, belief, learnt, similar
from insights.narration.card import belief_facts, how_sure
from insights.render import render
from tests.insights.incident_findings import subject

DAY = dt.date(2026, 11, 24)


def case(number, verdict="supported", kpi="revenue", closed=DAY - dt.timedelta(30), **rest):
    fields = {"kind": "spike", "dimension": "region,category", "cause_code": "volume", "grade": "coincides"}
    return ClosedCase(f"c{number}", "sales", kpi=kpi, verdict=verdict, closed_on=closed, **{**fields, **rest})


def test_a_belief_counts_decided_cases_closed_before_the_day():
    cases = [case(n) for n in range(7)] + [case(n, "refuted") for n in range(7, 10)] + [case(10, "undecided")]
    later = [case(11, closed=DAY), case(12, closed=DAY + dt.timedelta(1))]
    found = belief(cases + later, "volume", "coincides", DAY)
    assert (found.right, found.n, found.mean) == (7, 10, 8 / 12)
    facts = belief_facts(found, "r")
    assert render(how_sure(found, "r").ja, facts, "ja", author="reviewed") == "過去10件中7件で支持"
    assert render(how_sure(found, "r").en, facts, "en", author="reviewed") == "Supported in 7 of 10 closed cases"
    assert how_sure(belief(cases[1:], "volume", "coincides", DAY), "r").ja == "実績不足"
    assert belief(cases, "price", "coincides", DAY).mean == 0.5


def test_what_is_learnt_is_even_without_cases_and_grows_with_them():
    cases = [case(n) for n in range(9)]
    found = learnt(cases, DAY)
    assert found[("volume", "coincides")] > 2
    assert learnt(cases, dt.date(2026, 1, 1))[("volume", "coincides")] == 0
    assert learnt([], DAY) == {}


def test_similar_cases_are_three_with_a_failure_and_none_of_the_future():
    cases = [case(n, closed=DAY - dt.timedelta(n + 1)) for n in range(5)]
    failure = case(9, "refuted", closed=DAY - dt.timedelta(300))
    future = case(10, "refuted", closed=DAY)
    chosen = similar([*cases, failure, future], subject(), DAY)
    assert [one.id for one in chosen] == ["c0", "c1", "c9"]
    assert similar([future], subject(), DAY) == []
    assert similar([case(1, kpi="leads", kind="trend")], subject(), DAY) == []
