"""Incidents out of panels: the place that moved, its amounts and money, and quiet where nothing did."""

import pytest

from insights.incidents.finding import incidents_of
from insights.incidents.suspects import suspects
from insights.incidents.wholes import judge_wholes
from metrics.calendar import BusinessCalendar
from tests.insights.incidents.panels import catalog, metric, panels

CALENDAR = BusinessCalendar()


def found(made, of=None):
    wholes = judge_wholes([panel for panel in made if not panel.dims], CALENDAR)
    return incidents_of(made, wholes, catalog(of or metric()), CALENDAR)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_fall_at_a_place_is_found_there_and_in_money(seed):
    one = max(found(panels(seed, step=-0.2)), key=lambda each: each.score)
    assert dict(one.place) == {"region": "c"}
    assert one.direction == "down"
    assert not one.welcome
    assert one.low < one.expected < one.high
    assert one.actual < one.low
    assert one.money == pytest.approx(one.actual - one.expected)
    assert one.actual / one.expected - 1 == pytest.approx(-0.2, abs=0.06)


def test_the_siblings_of_a_place_that_fell_are_not_said_to_have_risen():
    others = [one for one in found(panels(4, step=-0.25)) if dict(one.place) != {"region": "c"} and one.score > 3.5]
    assert not others


def test_what_all_places_share_is_no_places_incident():
    loud = [one for seed in range(5) for one in suspects(panels(seed), CALENDAR) if one.score > 4.0]
    assert len(loud) <= 1


def test_a_rise_of_a_cost_is_not_welcome():
    of = metric(direction="down")
    one = max(found(panels(5, step=0.25, of=of), of), key=lambda each: each.score)
    assert one.direction == "up"
    assert not one.welcome
    assert one.money is not None
    assert one.money < 0


def test_below_the_floor_nobody_is_bothered():
    of = metric(floor=1e9)
    assert not found(panels(6, step=-0.3, of=of), of)


def test_an_incident_that_goes_on_is_a_shift_of_the_level_and_one_incident():
    every = found(panels(7, step=-0.3, first=100, weeks=30))
    made = [one for one in every if dict(one.place) == {"region": "c"} and one.end.year == 2026 and one.end.month > 2]
    assert len(made) == 1
    assert made[0].running
    assert made[0].kind == "level_shift"


def test_candidates_for_the_cause_are_weighed():
    one = max(found(panels(8, step=-0.2)), key=lambda each: each.score)
    assert sum(each.weight for each in one.causes) == pytest.approx(1.0)
    assert "volume" in [each.code for each in one.causes[:3]]
