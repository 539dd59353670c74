"""Parts that sum to the whole, on a real lake; trends that say what single questions say; what is late."""

import datetime as dt

import pytest

from data.declarations import Table
from data.errors import Words
from metrics.breakdown import breakdown, members
from metrics.bridge import Bridge, Step, _closed, bridge, terms_of
from metrics.calendar import BusinessCalendar
from metrics.lateness import late_tables
from metrics.model import EVERYTHING, Metric, MetricQuery
from metrics.periods import Window
from metrics.query import ask, ask_many, ask_plan
from metrics.trend import trend

START, END = dt.date(2026, 9, 1), dt.date(2026, 9, 30)
EARLIER = Window(dt.date(2025, 9, 1), dt.date(2025, 9, 30))
CALENDAR = BusinessCalendar()


def question(metric, start=START, end=END):
    return MetricQuery(metric, EVERYTHING, start=start, end=end)


@pytest.mark.parametrize("dimension", ["region", "channel", "customer", "size"])
def test_a_quantity_splits_into_itself(company, dimension):
    found = breakdown(company.home, question("revenue"), dimension, EARLIER)
    assert found.adds == "sum"
    assert found.frame["part"].sum() == pytest.approx(found.total)
    assert found.frame["share"].sum() == pytest.approx(1)
    assert list(found.frame["part"].abs()) == sorted(found.frame["part"].abs(), reverse=True)
    before = ask(company.home, question("revenue", EARLIER.start, EARLIER.end)).frame["value"].iloc[0]
    assert found.frame["last_year"].sum() <= before + 1e-6


def test_a_median_has_no_parts_and_says_so(company):
    found = breakdown(company.home, question("middle_amount"), "region", EARLIER)
    assert found.adds == "none"
    assert found.frame["part"].isna().all()
    assert found.frame["value"].notna().all()


def test_members_are_those_that_have_the_kpi(company):
    assert set(members(company.home, question("revenue"), "channel")) == {"web", "store"}


@pytest.mark.parametrize("grain", ["month", "week"])
def test_a_trend_is_what_single_questions_say(company, grain):
    until = dt.date(2026, 11, 20)
    found = trend(company.home, question("revenue"), grain, until, 6)
    assert len(found) == 6
    last = found.iloc[-1]
    assert bool(last["running"])
    alone = question("revenue", last["start"], until)
    assert last["value"] == pytest.approx(ask(company.home, alone).frame["value"].iloc[0])
    planned = ask_plan(company.home, alone).frame["value"]
    assert last["plan"] == pytest.approx(planned.iloc[0])
    whole = ask(company.home, question("revenue", found.iloc[0]["start"], found.iloc[0]["end"])).frame["value"].iloc[0]
    assert found.iloc[0]["value"] == pytest.approx(whole)


def derived(expression):
    return Metric("m", "company", "derived", Words("m", "m"), "JPY", "up", expression=expression)


@pytest.mark.parametrize(
    ("expression", "terms"),
    [
        ("a - b", [("a", 1), ("b", -1)]),
        ("a - (b - c)", [("a", 1), ("b", -1), ("c", 1)]),
        ("-a + b", [("a", -1), ("b", 1)]),
        ("a / b", []),
        ("a - 3 * b", []),
    ],
)
def test_terms_of_sums_and_differences_alone(expression, terms):
    assert terms_of(derived(expression)) == terms


def test_a_bridge_always_arrives():
    metric = derived("a - b")
    steps = [Step(metric, "", 3.0), Step(metric, "", -1.0)]
    assert _closed(metric, steps, 2.0) == tuple(steps)
    found = Bridge(metric, 10.0, 12.5, _closed(metric, steps, 2.5))
    assert found.base + sum(step.effect for step in found.steps) == found.actual


@pytest.mark.parametrize(
    ("arrives", "until", "loaded", "late"),
    [
        ("daily 1", dt.date(2026, 11, 20), None, True),
        ("daily 1", dt.date(2026, 11, 24), None, False),
        ("daily 1", dt.date(2026, 11, 20), dt.date(2026, 11, 25), False),
        ("monthly 3", dt.date(2026, 10, 31), None, False),
        ("monthly 3", dt.date(2026, 9, 30), None, True),
        ("monthly 3", None, None, True),
        ("", dt.date(2020, 1, 1), None, False),
    ],
)
def test_what_is_late_by_the_declared_rhythm(arrives, until, loaded, late):
    table = Table("t", Words("t", "t"), (), arrives=arrives)
    days = {"t": until} if until else {}
    found = late_tables(CALENDAR, [table], days, {"t": loaded} if loaded else {}, dt.date(2026, 11, 26))
    assert bool(found) == late


@pytest.mark.parametrize("name", ["revenue", "orders", "quantity", "lines", "stock"])
def test_a_bridge_from_last_year_sums_to_the_values_of_both_years(company, name):
    now = question(name)
    then = question(name, EARLIER.start, EARLIER.end)
    found = bridge(company.home, now, EARLIER)
    value, before = (float(answer.frame["value"].iloc[0]) for answer in ask_many(company.home, [now, then]))
    assert len(found.steps) > 1
    assert (found.base, found.actual) == (pytest.approx(before), pytest.approx(value))
    assert found.base + sum(step.effect for step in found.steps) == pytest.approx(found.actual)
    assert not found.apportioned


def test_a_plan_of_the_whole_is_laid_on_members_as_last_year_was(company):
    query = question("stock")
    found = bridge(company.home, query, like=EARLIER)
    plan = float(ask_plan(company.home, query).frame["value"].iloc[0])
    assert found.apportioned
    assert found.base == pytest.approx(plan)
    assert found.base + sum(step.effect for step in found.steps) == pytest.approx(found.actual)


@pytest.mark.parametrize("name", ["basket", "middle_amount", "stock_mean", "attainment"])
def test_what_does_not_add_has_no_bridge(company, name):
    query = question(name)
    assert bridge(company.home, query, EARLIER) is None
