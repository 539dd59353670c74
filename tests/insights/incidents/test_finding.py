"""Incidents out of panels: the place that moved, its amounts and money, and quiet where nothing did."""

from dataclasses import replace

import pytest

from data.incident_store import Kept
from insights.incidents.explained import unexplained
from insights.incidents.finding import A_MONTH, alerted, incidents_of
from insights.incidents.lasting import with_kept_ids
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


def test_a_week_more_is_the_same_incident():
    whole = panels(11, step=-0.25, first=90, weeks=20)
    early = [replace(one, dates=one.dates[:105], value=one.value[:105]) for one in whole]
    late = [replace(one, dates=one.dates[:106], value=one.value[:106]) for one in whole]
    first, second = (max(found(made), key=lambda each: each.score) for made in (early, late))
    known = Kept(first.id, first.metric, first.department, first.grain, first.place, first.start, first.end, {})
    assert first.running
    assert second.end > first.end
    assert with_kept_ids([second], [known])[0].id == first.id


def test_alerts_are_the_dearest_of_a_week_and_no_more():
    of = metric(name="gained")
    every = found(panels(12, step=-0.3)) + found(panels(13, step=-0.3, place=4, of=of), of)
    weeks = {}
    for one in alerted(every):
        weeks.setdefault(one.start.isocalendar()[:2], []).append(one)
    assert any(len(together) > 1 for together in weeks.values())
    for together in weeks.values():
        loud = [one for one in together if one.alerted]
        assert len(loud) == 1
        assert abs(loud[0].money) == max(abs(one.money) for one in together)


def test_a_department_is_not_told_more_than_it_can_look_into():
    months = 130 * 7 / 30.44
    for seed in range(3):
        assert len(found(panels(seed, noise=0.3))) <= A_MONTH * months


def test_what_a_much_stronger_twin_explains_is_not_said_twice():
    one = max(suspects(panels(14, step=-0.3), CALENDAR), key=lambda each: each.score)
    seen_otherwise = replace(one.panel, dims=("area",))
    weak, like = (replace(one, panel=seen_otherwise, score=one.score - gap) for gap in (1.0, 0.5))
    assert unexplained([one, weak], 1.5) == [one]
    assert len(unexplained([one, like], 1.5)) == 2


def test_candidates_for_the_cause_are_weighed():
    one = max(found(panels(8, step=-0.2)), key=lambda each: each.score)
    assert sum(each.weight for each in one.causes) == pytest.approx(1.0)
    assert "volume" in [each.code for each in one.causes[:3]]
