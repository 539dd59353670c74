"""Who may see what: the matrix of role, verb and department, and what a published total does and does not give."""

import itertools

import pytest

from data.errors import Refusal, Words
from data.people import EXAMPLE_PEOPLE, LOCAL_OWNER, Person
from data.policy import ROLES, VERBS
from metrics.access import Thing, may, may_split, scope_for, visible
from metrics.model import Metric

DEPARTMENTS = ("company", "sales", "marketing", "hr", "production", "development")
PEOPLE = {person.id: person for person in (LOCAL_OWNER, *EXAMPLE_PEOPLE)}


def metric(name, department, *, published=False):
    return Metric(name, department, "simple", Words(name, name), "JPY", "up", published=published)


REVENUE = metric("revenue", "sales", published=True)
ATTRITION = metric("attrition", "hr")
PROFIT = metric("operating_profit", "company", published=True)


def test_the_example_has_one_person_of_every_role():
    assert {person.role for person in PEOPLE.values()} == set(ROLES)


@pytest.mark.parametrize(("person", "verb"), itertools.product(PEOPLE, VERBS))
def test_a_head_or_viewer_reaches_no_other_department(person, verb):
    who = PEOPLE[person]
    allowed = {name for name in DEPARTMENTS if may(who, verb, Thing("table", name))}
    if who.role in ("head", "viewer"):
        assert allowed <= {who.department}
    if who.role in ("owner", "executive") and verb != "see_as":
        assert allowed == set(DEPARTMENTS)


@pytest.mark.parametrize(("role", "verb"), [("intern", "view"), ("head", "erase"), ("", "")])
def test_what_nothing_allows_is_denied(role, verb):
    stranger = Person("x", Words("x", "x"), role, "sales")
    assert not may(stranger, verb, Thing("metric", "sales", published=True))


def test_a_head_asks_in_the_scope_of_their_department():
    head = PEOPLE["sales-head"]
    assert scope_for(head, REVENUE, by=["region"]).departments == frozenset({"sales"})
    assert scope_for(PEOPLE["ceo"], REVENUE).departments is None
    with pytest.raises(Refusal, match="attrition"):
        scope_for(head, ATTRITION)


def test_a_published_total_has_no_parts():
    head = PEOPLE["hr-head"]
    assert scope_for(head, PROFIT).departments is None
    assert not may_split(head, PROFIT)
    with pytest.raises(Refusal, match="parts"):
        scope_for(head, PROFIT, by=["department"])
    with pytest.raises(Refusal, match="parts"):
        scope_for(head, REVENUE, where=[("region", ("関西",))])


def test_lists_hold_only_what_may_be_seen():
    assert visible(PEOPLE["hr-head"], [REVENUE, ATTRITION, PROFIT]) == [REVENUE, ATTRITION, PROFIT]
    assert visible(PEOPLE["sales-head"], [REVENUE, ATTRITION, PROFIT]) == [REVENUE, PROFIT]
    assert visible(PEOPLE["viewer"], [metric("cpa", "marketing")]) == []
