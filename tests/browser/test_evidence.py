"""From a mark on a chart to the evidence of a number; replies, estimates, scope, and what is said meanwhile."""

import re
import shutil
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from data.home import SHIPPED_DEFINITIONS, open_home
from data.incident_store import stored_incidents, stored_points
from data.lake import newest_snapshot
from tests.browser.conftest import settle
from tests.browser.served import serving
from tests.browser.test_isolation import sent
from tests.browser.test_moves import load_a_lead
from tests.browser.wire import Wire

SERIOUS = ("serious", "critical")
CHART = "[data-testid=stVegaLiteChart]"


def incidents(home: Path, department: str):
    """The stored incidents of a department, the newest first."""
    return stored_incidents(open_home(home), [department], current=True)


@pytest.fixture(scope="module")
def own(pristine, tmp_path_factory):
    """A server on a home of this file's own, to write into."""
    folder = tmp_path_factory.mktemp("evidence")
    home = Path(shutil.copytree(pristine, folder / "home"))
    with serving(home, folder / "server.log") as found:
        yield found


def opened(served, open_browser, path: str):
    page = open_browser().new_page()
    page.goto(served.url + path)
    settle(page)
    return page


def test_a_mark_leads_to_the_panel_and_a_number_to_its_evidence_and_back(visit):
    page = visit("/sales?kpi=revenue")
    mark = page.locator(f"{CHART} [aria-label*='内訳の異常']").first
    label = mark.get_attribute("aria-label")
    box = mark.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    panel = page.locator(".st-key-panel")
    panel.locator("h1").wait_for()
    assert "incident=" in page.url
    assert panel.locator("h1").inner_text().split("（")[0] in label
    figure = panel.locator("dd button[data-fact=actual]")
    shown = figure.inner_text()
    figure.click()
    evidence = panel.locator(".st-key-evidence")
    evidence.wait_for()
    settle(page)
    text = evidence.inner_text()
    assert shown in text
    assert "表示と一致" in text
    assert "SELECT" in text
    assert re.search(r"orders.*\.csv", text)
    assert "佐々木 健" in text
    assert "スナップショット" in text
    expect(evidence.get_by_test_id("stDataFrame")).to_have_count(1)
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [(v["id"], [n["html"][:200] for n in v["nodes"]]) for v in found if v["impact"] in SERIOUS] == []
    page.go_back()
    evidence.wait_for(state="detached")
    page.go_back()
    panel.wait_for(state="detached")
    assert "incident=" not in page.url


def test_the_contributions_of_an_incident_sum_to_its_difference(visit, served):
    one = next(each for each in incidents(served.home, "sales") if each.metric == "revenue" and len(each.place) == 1)
    page = visit(f"/sales?kpi=revenue&incident={one.id}")
    made = page.locator(".st-key-panel").locator(CHART).nth(1)
    made.wait_for(timeout=90_000)
    assert "と一致" in page.locator(".st-key-panel").get_by_text("差の内訳").locator("..").inner_text()
    bars = made.locator("[aria-roledescription=bar]")
    said = [re.search(r"([+−])([\d.,]+)$", bar.get_attribute("aria-label")) for bar in bars.all()]
    changes = [float(found[2].replace(",", "")) * (1 if found[1] == "+" else -1) for found in said]
    gap = one.detail["actual"] - one.detail["expected"]
    assert len(changes) > 1
    assert any(abs(sum(changes) * unit / gap - 1) < 0.01 for unit in (1, 1e3, 1e6, 1e8))


def test_a_period_that_was_not_flagged_says_why(visit, served):
    _, _, points = stored_points(open_home(served.home))
    quiet = [row for row in points if row[:2] == ["revenue", "month"] and not row[7] and row[8].startswith("within")]
    page = visit(f"/sales?kpi=revenue&why={quiet[-1][2]}")
    page.get_by_text("予測区間の内側です").wait_for()


def test_what_the_head_replies_stands_beside_it_for_the_executive(own, open_browser):
    one = incidents(own.home, "sales")[0]
    page = opened(own, open_browser, f"/sales?as=sales-head&incident={one.id}")
    panel = page.locator(".st-key-panel")
    panel.get_by_label("返信を書く").fill("代理店の発注が翌月に延びました。確認中です。")
    panel.get_by_role("button", name="返信する").click()
    panel.get_by_text("発注が翌月に延びました").first.wait_for()
    page = opened(own, open_browser, f"/sales?as=ceo&incident={one.id}")
    text = page.locator(".st-key-panel").inner_text()
    assert "代理店の発注が翌月に延びました。確認中です。" in text
    assert "佐々木 健（部門長）" in text


def test_the_heads_own_estimate_stands_beside_the_forecast(own, open_browser):
    page = opened(own, open_browser, "/sales?as=sales-head&kpi=revenue")
    page.get_by_role("button", name="ヨミを入力").click(timeout=90_000)
    page.get_by_label(re.compile("^ヨミ（")).fill("14.2")
    page.get_by_role("button", name="ヨミを保存").click()
    row = page.locator(".outlook tr[data-grain=month]")
    row.get_by_text("佐々木 健").wait_for()
    assert "14.2" in row.inner_text()


def test_a_head_is_sent_no_incident_of_another_department(served):
    one = next(each for each in incidents(served.home, "hr") if each.place)
    with Wire(served.url) as wire:
        wire.run(f"as=ceo&incident={one.id}")
        assert one.place[0][1] in sent(wire)
    for page in ("", "sales", "hr"):
        with Wire(served.url) as wire:
            wire.run(f"as=sales-head&incident={one.id}&fact=actual", page)
            text = sent(wire)
        assert "権限" in text
        assert one.place[0][1] not in text


@pytest.fixture
def small(pristine, tmp_path):
    """A server on the example company where it knows of marketing's KPIs alone: they are analysed in a few seconds."""
    home = Path(shutil.copytree(pristine, tmp_path / "home"))
    (home / "definitions").mkdir(exist_ok=True)
    shutil.copy(SHIPPED_DEFINITIONS / "marketing.yaml", home / "definitions")
    settings = (home / "settings.toml").read_text(encoding="utf-8")
    own = settings.replace("shipped_definitions = true", "shipped_definitions = false")
    assert own != settings
    (home / "settings.toml").write_text(own, encoding="utf-8")
    with serving(home, tmp_path / "server.log") as found:
        yield found


def test_new_data_are_analysed_while_the_page_is_open_and_appear_without_a_click(small, open_browser, tmp_path):
    load_a_lead(small.home, tmp_path)
    loaded = newest_snapshot(open_home(small.home))
    page = opened(small, open_browser, "/")
    state = page.locator(".board aside .state")
    assert "分析中" in state.inner_text()
    state.wait_for(state="detached", timeout=280_000)
    expect(page.locator(".board aside .incident")).not_to_have_count(0)
    assert stored_points(open_home(small.home))[0] == loaded


def test_the_waterfall_starts_from_last_year_where_that_is_chosen(visit):
    page = visit("/")
    page.get_by_role("radio", name="前年から").or_(page.get_by_role("button", name="前年から")).first.click()
    page.wait_for_url(lambda url: "base=" in url)
    page.get_by_text("前年同期 → 実績").wait_for()


def test_the_first_page_tells_the_record_of_the_replay(visit):
    text = visit("/").get_by_test_id("stMain").inner_text()
    found = re.search(r"80%範囲に (\d+)/(\d+)", text)
    assert found
    assert int(found[1]) <= int(found[2])
    assert "リプレイ" in text
