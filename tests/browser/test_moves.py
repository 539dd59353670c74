"""What a reader does: follow a KPI to its department, filter, drill to rows, go back, save, change the language."""

import csv
import io
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import settle
from tests.browser.served import ROOT, serving


def test_a_kpi_leads_to_its_department_with_period_kept_and_back_again(visit):
    page = visit("/?period=2026-09")
    page.locator(".board a", has_text="受注率").click()
    page.wait_for_url(lambda url: "/sales" in url)
    settle(page)
    assert "period=2026年9月" in unquote(page.url)
    assert "kpi=win_rate" in page.url
    assert page.locator(".strip .chosen .name").inner_text() == "受注率"
    assert "2026年9月" in page.locator(".strip .chips").inner_text()
    page.go_back()
    settle(page)
    expect(page.locator(".board")).to_have_count(1)


def test_a_click_on_a_bar_drills_down_to_rows_in_the_address(visit):
    page = visit("/sales?kpi=revenue")
    bars = page.locator("[data-testid=stVegaLiteChart]").nth(1).locator("path[aria-roledescription=bar]")
    bars.first.click()
    page.wait_for_url(lambda url: "where.region" in url)
    settle(page)
    page.wait_for_selector("[data-testid=stDataFrame]")
    assert "製品分類" in page.locator("[data-testid=stMarkdown]", has_text="の内訳：").inner_text()
    first = page.locator(".strip .chosen .figure b").inner_text()
    page.get_by_role("button", name="絞り込みを解除").click()
    page.wait_for_url(lambda url: "where.region" not in url)
    settle(page)
    assert page.locator(".strip .chosen .figure b").inner_text() != first


def test_a_filter_in_the_address_is_taken_and_nonsense_is_dropped(visit):
    page = visit("/sales?where.region=関西")
    assert page.get_by_role("button", name="絞り込みを解除").is_visible()
    narrowed = page.locator(".strip .chosen .figure b").inner_text()
    page = visit("/sales?where.region=火星&period=1999-13&asof=x&kpi=nonsense&lang=fr&as=nobody")
    expect(page.get_by_test_id("stAlert")).to_have_count(0)
    assert page.locator(".strip .chosen .figure b").inner_text() != narrowed


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_is_shown_is_saved_with_numbers_and_without_formulas(visit, ending):
    page = visit("/sales?split=channel&grain=week&rows=true")
    label = {"csv": "CSV で保存", "xlsx": "Excel で保存"}[ending]
    with page.expect_download() as waiting:
        page.get_by_role("button", name=label).click()
    found = waiting.value
    assert found.suggested_filename == f"sales_2026-11.{ending}"
    data = Path(found.path()).read_bytes()
    if ending == "csv":
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
        assert rows[0][:5] == ["表", "指標", "単位", "期間", "値"]
        assert list(dict.fromkeys(row[0] for row in rows[1:])) == ["表示中の数値", "推移（週）", "内訳（販路）"]
        now = [float(row[4]) for row in rows if row[0] == "表示中の数値" and row[1] == "売上高"][-1]
        assert sum(float(row[4]) for row in rows if row[0] == "内訳（販路）") == pytest.approx(now, rel=1e-12)
    else:
        book = openpyxl.load_workbook(io.BytesIO(data))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert not [cell for cell in cells if cell.data_type == "f"]
        assert book.sheetnames == ["表示中の数値", "推移（週）", "内訳（販路）", "明細", "条件"]
        assert isinstance(book.worksheets[0]["D2"].value, int | float)
        assert book["明細"].max_row > 100


def test_language_and_eyes_are_switched_and_stand_in_the_address(visit):
    page = visit("/")
    page.locator(".st-key-account button").first.click()
    page.get_by_role("radio", name="English").or_(page.get_by_role("button", name="English", exact=True)).first.click()
    page.wait_for_url(lambda url: "lang=" in url)
    settle(page)
    assert "Operating profit" in page.locator("h1").inner_text()
    page.goto(page.url.split("?")[0] + "?as=sales-head")
    settle(page)
    assert "佐々木 健" in page.locator(".st-key-account").inner_text()
    menu = page.locator("[data-testid=stTopNavLink]").all_inner_texts()
    assert menu == ["全社", "営業", "経営会議", "AIの成績", "改善事例", "取り込み"]


LEAD = "lead_id,created_on,channel,campaign,creative,region,industry,company,expected_amount\n"


def load_a_lead(home: Path, folder: Path) -> None:
    """One more lead than there was, by the head of marketing."""
    file = folder / "leads.csv"
    file.write_text(LEAD + "X1,2026-11-24,検索広告,春の展示会,人手制作,関西,機械,彩玄,1000\n", encoding="utf-8")
    words = ["data", "load", str(file), "--table", "leads", "--by", "marketing-head", "--home", str(home)]
    subprocess.run([sys.executable, "-m", *words], cwd=ROOT, check=True, capture_output=True)


def leads_of(page) -> str:
    return page.locator(".board tr[data-metric=leads] .figure").inner_text()


def test_an_open_page_notices_a_load_and_an_earlier_moment_shows_what_was_known(own_home, open_browser, tmp_path):
    with serving(own_home, tmp_path / "server.log") as served:
        page = open_browser().new_page()
        page.goto(served.url)
        settle(page)
        before = leads_of(page)
        load_a_lead(own_home, tmp_path)
        news = page.locator(".st-key-news, [data-testid=stToast]").first
        news.wait_for(timeout=30_000)
        assert "藤井 美咲" in news.inner_text()
        refresh = page.get_by_role("button", name="最新にする")
        if refresh.count():  # else the page was drawn anew by itself, as an analysis was done
            refresh.click()
            page.locator(".st-key-news").wait_for(state="detached")
        settle(page)
        assert leads_of(page) != before
        page.goto(served.url + "/?asof=3")
        settle(page)
        assert "過去" in page.locator(".chips").inner_text()
        assert leads_of(page) == before
