"""Newer data test open hypotheses, and what rested on an undone load or on vanished evidence lapses."""

import datetime as dt

import pytest

from insights.findings import Finding
from insights.hypotheses import playbook_of
from insights.review import Later, Rests, UndoneLoad, examine, lapsed

WINDOW = (dt.date(2026, 4, 1), dt.date(2026, 4, 30))
SUBJECT = Finding("i1", "spike", "revenue", direction="down", effect=-100.0, window=WINDOW)
NOTHING_KNOWN = frozenset()


@pytest.fixture
def book():
    return playbook_of()


def part(component, share, name="f1"):
    return Finding(name, "contribution", "revenue", direction="down", share=share, component=component, window=WINDOW)


def test_a_price_that_explains_the_gap_supports_price_and_refutes_nothing_else_by_itself(book):
    found = examine(book, "price", "sales_amount", NOTHING_KNOWN, Later(SUBJECT, (part("price", 0.8),)))
    assert (found.state, found.ground, found.evidence_ids) == ("supported", "rule", ("f1",))
    assert "price_component" in found.rules


def test_a_gap_made_of_volume_refutes_price(book):
    found = examine(book, "price", "sales_amount", NOTHING_KNOWN, Later(SUBJECT, (part("volume", 0.9),)))
    assert (found.state, found.evidence_ids) == ("refuted", ("f1",))


def test_a_gap_that_remains_with_the_mix_held_fixed_refutes_mix(book):
    found = examine(book, "mix", "margin", NOTHING_KNOWN, Later(SUBJECT, (part("rate", 0.95),)))
    assert found.state == "refuted"
    assert examine(book, "mix", "margin", NOTHING_KNOWN, Later(SUBJECT, (part("rate", 0.3),))).state == "untested"


def test_evidence_that_was_known_already_supports_nothing_anew_but_still_refutes(book):
    later = Later(SUBJECT, (part("price", 0.8),))
    assert examine(book, "price", "sales_amount", frozenset({"f1"}), later).state == "untested"
    against = Later(SUBJECT, (part("volume", 0.9),))
    assert examine(book, "price", "sales_amount", frozenset({"f1"}), against).state == "refuted"


def test_evidence_on_both_sides_leaves_it_untested(book):
    later = Later(SUBJECT, (part("price", 0.5), part("volume", 0.85, "f2")))
    found = examine(book, "price", "sales_amount", NOTHING_KNOWN, later)
    assert (found.state, found.ground) == ("untested", "mixed")
    assert set(found.evidence_ids) == {"f1", "f2"}


def test_a_gap_that_goes_once_data_are_corrected_supports_a_data_fault_only(book):
    later = Later(None)
    assert examine(book, "data_quality", "sales_amount", NOTHING_KNOWN, later).state == "supported"
    assert examine(book, "volume", "sales_amount", NOTHING_KNOWN, later).state == "refuted"


def test_signs_that_are_all_as_usual_refute_and_some_of_them_do_not(book):
    usual = Later(SUBJECT, normal=frozenset({"impressions", "ad_spend"}))
    assert examine(book, "campaign_end", "advertising_reach", NOTHING_KNOWN, usual).ground == "signs_as_usual"
    half = Later(SUBJECT, normal=frozenset({"impressions"}))
    assert examine(book, "campaign_end", "advertising_reach", NOTHING_KNOWN, half).state == "untested"


def test_what_only_people_can_check_stays_untested(book):
    found = examine(book, "stock_out", "sales_amount", NOTHING_KNOWN, Later(SUBJECT))
    assert (found.state, found.ground) == ("untested", "nothing_new")


def test_records_lapse_by_the_load_they_read():
    undone = [UndoneLoad("l7", "orders", loaded=12, undone=20)]
    records = [
        Rests("named", loads=frozenset({"l6", "l7"})),
        Rests("other load", loads=frozenset({"l6"}), tables=frozenset({"orders"}), snapshot=15),
        Rests("by state", tables=frozenset({"orders"}), snapshot=15),
        Rests("before it", tables=frozenset({"orders"}), snapshot=11),
        Rests("after the undo", tables=frozenset({"orders"}), snapshot=20),
        Rests("other table", tables=frozenset({"deals"}), snapshot=15),
    ]
    assert [(one.record, one.loads) for one in lapsed(records, undone)] == [("named", ("l7",)), ("by state", ("l7",))]


def test_records_lapse_by_evidence_that_is_gone_and_only_where_somebody_looked():
    record = Rests("h1", evidence_ids=frozenset({"f1", "f2"}))
    assert lapsed([record], [], standing={"f1", "f2", "f3"}) == []
    assert lapsed([record], []) == []
    assert lapsed([record], [], standing={"f1"})[0].evidence_ids == ("f2",)
