"""The head of sales asks for HR by page, address, forged state and a cache the executive has warmed: nothing leaves."""

import re

import pytest

from data.home import open_home
from data.incident_store import stored_incidents
from tests.browser.wire import Wire

HR_WORDS = ["attrition", "離職率", "headcount", "在籍者数", "人事総務部", "残業時間"]
OTHER_PAGES = ["marketing", "hr", "production", "development"]


def sent(wire: Wire) -> str:
    """Everything that arrived, as far as it is text: Arrow's strings lie in it as UTF-8, JSON's are escaped."""
    text = wire.bytes.decode("utf-8", errors="ignore")
    return text + re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), text)


@pytest.fixture
def warm(served):
    """The executive has looked at everything."""
    with Wire(served.url) as wire:
        for name in ("", *OTHER_PAGES):
            wire.run("as=ceo", name)
            wire.run("as=ceo&rows=true", name)
    return served


def test_the_executive_is_sent_what_the_test_looks_for(served):
    with Wire(served.url) as wire:
        wire.run("as=ceo&rows=true&kpi=hires", "hr")
        text = sent(wire)
    assert [word for word in HR_WORDS if word not in text] == []


@pytest.mark.parametrize(
    "query",
    [
        "as=sales-head",
        "as=sales-head&rows=true&kpi=hires",
        "as=sales-head&dept=hr&person=ceo&kpi=overtime&where.site=本社",
    ],
)
@pytest.mark.parametrize("name", OTHER_PAGES)
def test_another_departments_page_is_refused(warm, name, query):
    with Wire(warm.url) as wire:
        wire.run(query, name)
        text = sent(wire)
    assert "権限がありません" in text
    assert [word for word in HR_WORDS if word in text] == []


def test_the_company_page_shows_the_head_no_other_departments_kpi_but_published_totals(warm):
    with Wire(warm.url) as wire:
        wire.run("as=sales-head")
        text = sent(wire)
    assert "売上高" in text
    assert [word for word in ("離職率", "不良率", "獲得単価", "リードタイム") if word in text] == []


@pytest.mark.parametrize("name", ["review", "ai_outcomes", "knowledge"])
def test_the_loops_pages_show_the_head_no_word_of_another_department(warm, name):
    with Wire(warm.url) as wire:
        wire.run("as=ceo", name)
        wire.run("as=ceo", "hr")
    with Wire(warm.url) as wire:
        wire.run("as=sales-head", name)
        text = sent(wire)
    assert [word for word in HR_WORDS if word in text] == []


def test_an_incident_of_another_department_is_refused_by_its_address(warm):
    home = open_home(warm.home)
    hidden = [one.id for one in stored_incidents(home, ["hr"])]
    assert hidden
    for name in ("", "sales"):
        with Wire(warm.url) as wire:
            wire.run(f"as=sales-head&incident={hidden[0]}", name)
            text = sent(wire)
        assert [word for word in HR_WORDS if word in text] == []


def test_a_viewer_may_not_save(served):
    with Wire(served.url) as wire:
        wire.run("as=viewer", "sales")
        text = sent(wire)
    assert "CSV で保存" not in text


def test_a_page_found_by_its_hash_without_the_menu_is_refused(warm):
    with Wire(warm.url) as wire:
        wire.run("as=ceo", "hr")
        new = next(m.new_session for m in wire.received if m.WhichOneof("type") == "new_session")
        page_hash = new.page_script_hash
    with Wire(warm.url) as wire:
        wire.run("as=sales-head", page_hash=page_hash)
        text = sent(wire)
    assert [word for word in HR_WORDS if word in text] == []
