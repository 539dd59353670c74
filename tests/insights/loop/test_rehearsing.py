"""Hypotheses replayed: from the first half alone, tested by the rest, beside a rule that looks at no evidence."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from data.incident_store import Replayed, replays
from data.lake import newest_snapshot
from data.people import person
from insights.hypotheses import family_of, playbook_of
from insights.incidents.model import Incident
from insights.loop.following import follow_up
from insights.loop.records import report, statements
from insights.loop.rehearsing import chance, confirmed_by, half_of, naive_cause, rehearse, usual_cause
from metrics.calendar import BusinessCalendar
from tests.insights.incident_findings import subject
from tests.insights.incidents.panels import catalog, metric, panels
from tests.insights.loop.conftest import incident, keep_incident

CALENDAR, PLAYBOOK = BusinessCalendar(), playbook_of()
FIRST, WEEKS = 60, 12


def fallen(found, **changes) -> Incident:
    """The fall of one of the places of the panels."""
    dates, value = found[1].dates, found[1].value
    rows = slice(FIRST, FIRST + WEEKS)
    actual = float(value[rows, 2].sum())
    known = incident(
        metric="sold", place=(("region", "c"),), start=dates[FIRST].date(),
        end=(dates[FIRST + WEEKS].date() - dt.timedelta(days=1)), actual=actual, expected=actual / 0.7,
        low=actual / 0.75, high=actual / 0.65, kind="sustained",
    )  # fmt: skip
    return replace(known, **changes)


def told(found, *every):
    return rehearse(PLAYBOOK, catalog(metric()), CALENDAR, every, found)


def test_what_is_said_rests_on_the_first_half_alone():
    found = panels(3, step=-0.3, first=FIRST, weeks=WEEKS)
    one = fallen(found)
    half = half_of(one, found)
    assert half.end == found[1].dates[FIRST + WEEKS // 2].date() - dt.timedelta(days=1)
    assert half.actual == pytest.approx(found[1].value[FIRST : FIRST + WEEKS // 2, 2].sum())
    assert half.expected / half.actual == pytest.approx(one.expected / one.actual)
    changed = [replace(each, value=each.value.copy()) for each in found]
    for each in changed:
        each.value[FIRST + WEEKS // 2 :] *= np.linspace(1, 5, len(each.value) - FIRST - WEEKS // 2)[:, None]
    other = told(changed, replace(one, end=one.end))
    first = told(found, one)
    assert first[0].detail["cause"] == other[0].detail["cause"]
    assert first[0].as_of == half.end
    assert len(told(found, one, replace(one, place=(("region", "d"),), score=1.0))) == 1


def test_a_short_incident_and_one_without_its_panel_are_left_out():
    found = panels(3, step=-0.3, first=FIRST, weeks=WEEKS)
    short = fallen(found, end=found[1].dates[FIRST + 2].date())
    elsewhere = fallen(found, place=(("region", "nowhere"),))
    assert told(found, short, elsewhere) == []


def test_the_naive_rule_takes_the_commonest_cause_so_far_and_else_the_usual_order():
    about = subject()
    family = family_of(PLAYBOOK, about.kpi, None)
    assert naive_cause(PLAYBOOK, family, about, ["mix", "price", "price"]) == "price"
    usual = usual_cause(PLAYBOOK, family, about)
    assert naive_cause(PLAYBOOK, family, about, []) == usual
    priors = family.up if about.direction == "up" else family.down
    assert priors[usual] == max(priors.values())


def _replayed(right: bool | None, day: int, cause: str = "price") -> Replayed:
    on = dt.date(2026, 1, day)
    return Replayed("hypothesis", "revenue", "sales", on, on, {"cause": cause, "grade": "coincides", "right": right})


def test_only_what_was_confirmed_before_the_day_counts():
    past = [_replayed(True, 5), _replayed(False, 6, "mix"), _replayed(None, 7, "volume"), _replayed(True, 20, "mix")]
    assert confirmed_by(past, "revenue", dt.date(2026, 1, 10)) == ["price"]
    assert confirmed_by(past, "orders", dt.date(2026, 1, 30)) == []


def test_a_chance_is_laplaces_share_of_what_was_settled():
    past = [_replayed(True, 1), _replayed(True, 2), _replayed(False, 3), _replayed(None, 4)]
    assert chance([], "price", "coincides") == 0.5
    assert chance(past, "price", "coincides") == pytest.approx(3 / 5)
    assert chance(past, "price", "explains") == 0.5


def test_the_job_fills_the_report_card_with_what_was_replayed(home):
    keep_incident(home, incident())
    follow_up(home, newest_snapshot(home))
    made = replays(home, "hypothesis")
    assert [one.metric for one in made] == ["revenue"]
    card = report(home, person(home, "sales-head"))["sales"].tracks["hypothesis"]
    right = made[0].detail["right"]
    assert (card.open, card.hits.n, card.replayed) == ((1, 0, 0) if right is None else (0, 1, 1))


def test_a_card_that_was_shown_is_a_statement_with_its_chance_and_the_naive_rule_beside_it(home, tmp_path):
    from tests.insights.loop.test_loop import test_corrected_rows_refute_every_cause_but_faulty_data as corrected

    corrected(home, tmp_path)
    live = next(one for one in statements(home) if one.kind == "hypothesis" and one.source == "live")
    assert (live.right, live.naive_right, live.chance) == (True, False, 0.5)
