"""A file's way from a person's disk to a changed card and back, as a reader goes it."""

import csv
import io
import re
import urllib.request
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import settle
from tests.browser.served import serving
from tests.browser.wire import Wire

SHOTS = Path(__file__).parents[2] / ".ci" / "output" / "screenshots"
LONG = 60_000
SCREENS = [(1440, 900, "light"), (1440, 900, "dark"), (390, 844, "light")]
HEADER = [
    "受注番号", "明細番号", "受注日", "地域", "製品分類", "製品", "販路", "顧客", "担当者",
    "数量", "金額（円）", "原価（円）",
]  # fmt: skip
AMOUNT, RETURNED = 40_000_000, 1_500_000


def office_file(folder: Path, name: str, prefix: str, count: int = 6, month: int = 11) -> Path:
    """What an office makes: CP932, title rows, Japanese dates, △ for minus, a total at the end."""
    rows = [["2026年11月　受注一覧（営業部）"], ["作成日：令和8年11月24日", "", "※単位は円"], [], HEADER]
    amounts = [AMOUNT + place for place in range(count)] + [-RETURNED]
    for place, amount in enumerate(amounts, start=1):
        written = f"{amount:,}" if amount >= 0 else f"△{-amount:,}"
        rows.append(
            [f"{prefix}{place:03}", "1", f"令和8年{month}月{place + 9}日", "関西", "制御機器", "①型制御盤", "代理店",
             "㈱髙橋商店", "佐藤", "3", written, "1,000"]
        )  # fmt: skip
    rows.append(["合計", *[""] * 8, str(3 * len(amounts)), f"{sum(amounts):,}", f"{1000 * len(amounts):,}"])
    return written_as(folder / name, rows, "cp932")


def written_as(path: Path, rows: list[list[object]], encoding: str) -> Path:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def choose(page: Page, file: Path) -> None:
    page.set_input_files("input[type=file]", str(file))
    page.locator(".grid h2", has_text=re.compile("ファイルの中身|The file itself")).wait_for(timeout=LONG)
    settle(page)


def load_button(page: Page):
    return page.get_by_role("button", name="取り込む", exact=True)


def revenue(page: Page, url: str) -> float:
    """What the company page's card says, in 百万円."""
    page.goto(url)
    settle(page)
    figure = page.locator(".board tr[data-metric=revenue] .figure")
    assert figure.locator(".unit").inner_text() == "億円"
    return float(figure.locator("b").inner_text().replace(",", "")) * 100


def upload_page(open_browser, served, **more) -> Page:
    page = open_browser(**more).new_page()
    page.goto(served.url + "/upload")
    settle(page)
    return page


def test_a_file_as_offices_make_it_changes_a_card_and_is_undone(own_home, open_browser, tmp_path):
    with serving(own_home, tmp_path / "server.log") as served:
        page = upload_page(open_browser, served)
        before = revenue(page, served.url)
        page.goto(served.url + "/upload")
        settle(page)
        choose(page, office_file(tmp_path, "受注_2026年11月.csv", "T"))
        heading = page.locator(".grid h1").inner_text()
        assert "受注明細" in heading
        assert "7行" in heading
        chips = page.locator(".grid .chips").inner_text()
        assert "CP932" in chips
        assert "見出し 4行目" in chips
        roles = page.locator(".file tr .why").all_inner_texts()
        assert [role for role in roles if role] == ["表題", "表題", "空行", "見出し", "合計"]
        expect(load_button(page)).to_be_enabled(timeout=LONG)
        total = f"{6 * AMOUNT + 15 - RETURNED:,}円"
        expect(page.get_by_role("region", name="照合用の合計").locator("td", has_text=total)).to_have_count(1)
        effects = page.get_by_role("region", name="指標の変化")
        effects.wait_for(timeout=LONG)
        expect(effects.locator("tr", has_text="売上高")).not_to_have_count(0)
        load_button(page).click()
        page.locator(".grid h1", has_text="を取り込みました").wait_for(timeout=LONG)
        assert revenue(page, served.url) == pytest.approx(before + (6 * AMOUNT - RETURNED) / 1e6, abs=1.5)
        page.goto(served.url + "/upload")
        settle(page)
        newest = page.get_by_role("region", name="取り込みの履歴").locator("tbody tr").first
        assert "受注_2026年11月.csv" in newest.inner_text()
        assert "CP932" in newest.inner_text()
        newest.get_by_role("button").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_role("region", name="指標の変化").wait_for(timeout=LONG)
        assert "7行が除かれ" in dialog.inner_text()
        with page.expect_download() as kept:
            dialog.get_by_role("button", name="元のファイルを保存").click()
        assert Path(kept.value.path()).read_bytes() == (tmp_path / "受注_2026年11月.csv").read_bytes()
        dialog.get_by_role("button", name="取り消す", exact=True).click()
        page.locator(".grid .mark", has_text="取り消し済み").wait_for(timeout=LONG)
        assert revenue(page, served.url) == before


def test_the_second_file_of_a_form_is_two_clicks_and_the_same_file_is_noticed(own_home, open_browser, tmp_path):
    with serving(own_home, tmp_path / "server.log") as served:
        page = upload_page(open_browser, served)
        first = office_file(tmp_path, "一回目.csv", "A")
        for file in (first, office_file(tmp_path, "二回目.csv", "B")):
            choose(page, file)
            expect(load_button(page)).to_be_enabled(timeout=LONG)
            said = page.locator(".grid .chips").inner_text()
            assert ("前回と同じ形式" in said) == (file != first)
            load_button(page).click()
            page.locator(".grid h1", has_text="を取り込みました").wait_for(timeout=LONG)
            settle(page)
        choose(page, first)
        assert "同じファイル" in page.locator(".grid .chips").inner_text()
        page.get_by_test_id("stAlert").wait_for(timeout=LONG)
        expect(load_button(page)).to_be_disabled()


def test_faults_are_mended_once_for_all_rows_and_a_unit_is_asked_about(own_home, open_browser, tmp_path):
    header = [*HEADER[:8], "営業担当", "数量", "受注金額（千円）"]
    rows = [
        [f"F{at:03}", "1", f"2026/11/{at}" if at % 5 else "月末", "関西", "制御機器", "盤", "代理店",
         "<b>*商*</b>", "佐藤", "1", "900"]
        for at in range(1, 21)
    ]  # fmt: skip
    file = written_as(tmp_path / "修正.csv", [header, *rows], "utf-8-sig")
    with serving(own_home, tmp_path / "server.log") as served:
        page = upload_page(open_browser, served, height=1600)
        choose(page, file)
        expect(load_button(page)).to_be_disabled()
        pick(page, "「営業担当」の項目", "担当者")
        pick(page, "「受注金額（千円）」の単位と符号", "千円 → 円（×1,000）")
        page.get_by_text("ファイルにない項目は空のまま取り込む：原価").click()
        page.get_by_text("「受注日」の 4セル").wait_for(timeout=LONG)
        with page.expect_download() as saved:
            page.get_by_role("button", name="直す行を CSV で保存").click()
        kept = list(csv.reader(io.StringIO(Path(saved.value.path()).read_text(encoding="utf-8-sig"))))
        assert [row[3] for row in kept[1:]] == ["月末"] * 4
        pick(page, "「受注日」の直し方", "別の値に置き換える")
        page.get_by_role("textbox", name="「月末」の代わり").fill("2026-11-30")
        page.keyboard.press("Enter")
        expect(load_button(page)).to_be_enabled(timeout=LONG)
        totals = page.get_by_role("region", name="照合用の合計")
        expect(totals.locator("td", has_text="18,000,000円")).to_have_count(1, timeout=LONG)
        expect(page.locator(".grid b, .grid i")).to_have_count(0)
        expect(page.locator(".file td", has_text="<b>*商*</b>")).not_to_have_count(0)


def pick(page: Page, label: str, option: str) -> None:
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option).click()
    settle(page)


def test_a_closed_month_is_asked_about_by_a_load_and_by_its_undo(own_home, open_browser, tmp_path):
    with serving(own_home, tmp_path / "server.log") as served:
        page = upload_page(open_browser, served, height=1600)
        pick(page, "部門", "営業")
        page.get_by_role("button", name="確定する").click()
        page.get_by_text("確定済み：2026年10月（営業）").wait_for(timeout=LONG)
        choose(page, office_file(tmp_path, "受注_10月.csv", "C", month=10))
        page.get_by_text("確定済みの月が変わります").wait_for(timeout=LONG)
        expect(load_button(page)).to_be_disabled()
        page.get_by_text("確定後の修正として取り込む").click()
        expect(load_button(page)).to_be_enabled(timeout=LONG)
        load_button(page).click()
        page.locator(".grid h1", has_text="を取り込みました").wait_for(timeout=LONG)
        settle(page)
        newest = page.get_by_role("region", name="取り込みの履歴").locator("tbody tr").first
        assert "確定後の修正" in newest.inner_text()
        newest.get_by_role("button").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_text("確定済みの月が変わります").wait_for(timeout=LONG)
        undo = dialog.get_by_role("button", name="取り消す", exact=True)
        expect(undo).to_be_disabled()
        dialog.get_by_text("確定後の修正として取り消す").click()
        expect(undo).to_be_enabled(timeout=LONG)
        undo.click()
        page.locator(".grid .mark", has_text="取り消し済み").wait_for(timeout=LONG)
        pick(page, "部門", "営業")
        page.get_by_role("button", name="確定を解く").click()
        page.get_by_role("button", name="確定する").wait_for(timeout=LONG)
        expect(page.get_by_text("確定済み：2026年10月")).to_have_count(0)


def test_a_template_is_saved_and_a_reading_can_be_ended(own_home, open_browser, tmp_path):
    with serving(own_home, tmp_path / "server.log") as served:
        page = upload_page(open_browser, served, height=1600)
        with page.expect_download() as saved:
            page.get_by_role("button", name="ひな形を保存").click()
        [header] = csv.reader(io.StringIO(Path(saved.value.path()).read_text(encoding="utf-8-sig")))
        assert len(header) > 3
        rows = [["売上一覧"], [], ["日付", "店舗", "金額"]]
        rows += [[f"2026/{n % 12 + 1}/{n % 28 + 1}", f"店{n % 97}", f"△{n % 9973:,}"] for n in range(400_000)]
        page.set_input_files("input[type=file]", str(written_as(tmp_path / "長い.csv", rows, "cp932")))
        page.get_by_role("button", name="中止").click(timeout=LONG)
        page.get_by_role("button", name="ひな形を保存").wait_for(timeout=LONG)
        expect(page.get_by_role("button", name="中止")).to_have_count(0)
        choose(page, office_file(tmp_path, "受注.csv", "Z"))
        assert "受注明細" in page.locator(".grid h1").inner_text()


def test_the_bytes_of_a_file_are_on_the_disk_alone(own_home, open_browser, tmp_path):
    with serving(own_home, tmp_path / "server.log") as served:
        page = upload_page(open_browser, served)
        file = office_file(tmp_path, "a.csv", "T")
        choose(page, file)
        assert [each.read_bytes() for each in own_home.glob("inbox/*/original")] == [file.read_bytes()]
        assert held_by_streamlit(served.url) == 0
        page.get_by_role("button", name="ほかのファイルにする").click()
        (tmp_path / "空.csv").touch()
        page.set_input_files("input[type=file]", str(tmp_path / "空.csv"))
        page.get_by_text("空.csv: 空のファイルです").wait_for(timeout=LONG)
        page.get_by_role("button", name="ほかのファイルにする").click()
        choose(page, file)
        assert held_by_streamlit(served.url) == 0


def held_by_streamlit(url: str) -> int:
    """Bytes of uploaded files that Streamlit says it keeps in memory."""
    with urllib.request.urlopen(f"{url}/_stcore/metrics", timeout=20) as answer:
        said = answer.read().decode()
    assert "# EOF" in said
    return sum(int(line.split()[-1]) for line in said.splitlines() if 'cache_type="UploadedFileManager"' in line)


def test_months_across_the_columns_become_rows(own_home, open_browser, tmp_path):
    rows: list[list[object]] = [["支店", "2026年4月", "2026年5月", "2026年6月"]]
    rows += [[shop, 100, 200 + at, 300] for at, shop in enumerate(("東京", "大阪", "札幌", "福岡"))]
    file = written_as(tmp_path / "支店別.csv", rows, "cp932")
    with serving(own_home, tmp_path / "server.log") as served:
        page = upload_page(open_browser, served, height=1400)
        choose(page, file)
        page.get_by_text("期間の列を縦に並べて取り込む").click()
        page.get_by_text("3個の期間の列を「期間」と「値」の縦長に直しました").wait_for(timeout=LONG)
        settle(page)
        assert "12行" in page.locator(".grid h1").inner_text()
        make = page.get_by_role("button", name="表を作って取り込む")
        expect(make).to_be_enabled(timeout=LONG)
        make.click()
        page.locator(".grid h1", has_text="を取り込みました").wait_for(timeout=LONG)


def test_an_unknown_file_becomes_a_table_with_kpis_on_its_page(own_home, open_browser, tmp_path):
    rows: list[list[object]] = [["日付", "店舗", "来客数", "クレーム件数"]]
    for month in range(1, 12):
        rows += [[f"2026/{month}/{day}", shop, 100 + day, 2] for day in (5, 20) for shop in ("本店", "駅前店")]
    file = written_as(tmp_path / "店舗日報.csv", rows, "cp932")
    with serving(own_home, tmp_path / "server.log") as served:
        page = upload_page(open_browser, served, height=1400)
        choose(page, file)
        assert "まだ登録のない表" in page.locator(".grid h1").inner_text()
        make = page.get_by_role("button", name="表を作って取り込む")
        expect(make).to_be_enabled(timeout=LONG)
        name = page.get_by_role("textbox", name="指標の名前").first
        name.fill("来店者数")
        name.press("Enter")
        settle(page)
        expect(make).to_be_enabled(timeout=LONG)
        make.click()
        page.locator(".grid h1", has_text="を取り込みました").wait_for(timeout=LONG)
        page.get_by_role("link", name="指標を見る").click()
        page.locator(".strip").wait_for(timeout=LONG)
        settle(page)
        card = page.locator(".strip .kpi", has_text="来店者数")
        assert card.locator(".figure b").inner_text() == "450"
        assert "error" not in (tmp_path / "server.log").read_text().lower()


@pytest.mark.parametrize("locale", ["ja-JP", "en-US"])
@pytest.mark.parametrize(
    ("width", "height", "scheme"), [(1440, 900, "light"), (1440, 900, "dark"), (390, 844, "light")]
)
def test_the_page_fits_its_screen_and_axe_finds_no_serious_fault(
    served, open_browser, tmp_path, locale, width, height, scheme
):
    page = upload_page(open_browser, served, locale=locale, width=width, height=height, scheme=scheme)
    look(page, f"upload-{locale[:2]}-{scheme}-{width}x{height}")
    zone = page.locator(".st-key-dropzone [data-testid=stFileUploaderDropzone]")
    sizes = zone.locator("button *").evaluate_all("found => found.map(e => getComputedStyle(e).fontSize)")
    assert set(sizes) == {"0px"}  # Streamlit's English words are not shown
    choose(page, office_file(tmp_path, "受注.csv", "L"))
    page.get_by_role("region", name=re.compile("行の変化|Rows")).wait_for(timeout=LONG)
    look(page, f"upload-file-{locale[:2]}-{scheme}-{width}x{height}")


def look(page: Page, name: str) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.wait_for_timeout(400)
    page.screenshot(path=SHOTS / f"{name}.png")
    expect(page.locator(".grid h1")).to_have_count(1)
    wide = page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollWidth > innerWidth + 1")
    assert not wide
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    serious = [
        (v["id"], [n["html"][:160] for n in v["nodes"]]) for v in found if v["impact"] in ("serious", "critical")
    ]
    assert serious == []


def test_who_may_not_upload_is_refused_also_without_the_menu(served):
    with Wire(served.url) as wire:
        wire.run("as=viewer", "upload")
        text = wire.bytes.decode("utf-8", errors="ignore")
    assert "取り込む権限がありません" in text
    assert "orders" not in text


def test_a_head_is_offered_and_shown_the_own_department_alone(served):
    with Wire(served.url) as wire:
        wire.run("as=sales-head", "upload")
        text = wire.bytes.decode("utf-8", errors="ignore")
    found = re.sub(r"\\u([0-9a-f]{4})", lambda one: chr(int(one[1], 16)), text)
    assert "受注明細" in found
    assert [word for word in ("給与", "recruitments", "研修受講", "製造ロット", "lots_") if word in found] == []
