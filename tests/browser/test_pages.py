"""Every page in both languages, as a reader sees it: in one language, accessible, from here alone."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import settle

PAGES = ["company", "sales", "marketing", "hr", "production", "development"]
SHOTS = Path(__file__).parents[2] / ".ci" / "output" / "screenshots"
SIZES = {"laptop": (1440, 900), "desk": (1920, 1080), "phone": (390, 844)}
# Names that are written so in Japanese too: of the product, of measures, and codes in the data.
LATIN = re.compile(
    r"(?<![A-Za-z])(Saigen|KPI|CPA|CPC|CTR|CVR|ROAS|OEE|AI|CSV|Excel|English|kWh|pt|L\d|SNS|EC)(?![A-Za-z])"
)
# Streamlit's own: a link that only the keyboard shows, and the name of an icon that is drawn in its place.
UNSEEN = ("Skip to main content", "expand_more")


def address(name: str) -> str:
    return "/" if name == "company" else f"/{name}"


@pytest.mark.parametrize("locale", ["ja-JP", "en-US"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_painted_in_the_browsers_language(visit, name, locale):
    page = visit(address(name), locale=locale)
    expect(page.locator("h1")).to_have_count(1)
    expect(page.get_by_test_id("stAlert")).to_have_count(0)
    expect(page.locator("[data-testid=stVegaLiteChart] svg")).to_have_count(2)
    text = page.locator("[data-testid=stApp]").inner_text() + " ".join(page.locator(".board, .strip").all_inner_texts())
    for words in UNSEEN:
        text = text.replace(words, "")
    japanese = re.search(r"[ぁ-んァ-ヶ]", page.locator("h1").inner_text())
    assert bool(japanese) == (locale == "ja-JP")
    if locale == "ja-JP":
        assert re.findall(r"[A-Za-z]{2,}", LATIN.sub("", text)) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_serious_fault(visit, name, scheme):
    page = visit(address(name), scheme=scheme)
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    serious = [
        (v["id"], [n["html"][:200] for n in v["nodes"]]) for v in found if v["impact"] in ("serious", "critical")
    ]
    assert serious == []


def test_no_request_leaves_the_machine(served, open_browser):
    context, asked = open_browser(), []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    for name in PAGES:
        page.goto(served.url + address(name))
        settle(page)
    outside = [url for url in asked if not url.startswith((served.url, "data:", "blob:"))]
    assert len(asked) > 100
    assert outside == []


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("locale", ["ja-JP", "en-US"])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_wider_than_the_screen(visit, name, locale, size):
    width, height = SIZES[size]
    schemes = ("light", "dark") if size == "laptop" else ("light",)
    for scheme in schemes:
        page = visit(address(name), locale=locale, scheme=scheme, width=width, height=height)
        page.wait_for_timeout(600)
        SHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SHOTS / f"{name}-{locale[:2]}-{scheme}-{width}x{height}.png")
        wide = page.evaluate(
            """() => [...document.querySelectorAll('[data-testid=stMain] *'), ...[...document.querySelectorAll('*')]
                 .filter(e => e.shadowRoot).flatMap(e => [...e.shadowRoot.querySelectorAll('table, aside, .card, h1')])]
               .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
               .filter(e => getComputedStyle(e).position !== 'absolute')
               .map(e => e.tagName + '.' + (e.className.baseVal ?? e.className))"""
        )
        assert [each for each in wide if "gdg" not in each and "canvas" not in each.lower()] == []


def test_what_decides_is_on_the_first_screen(visit):
    page = visit("/")
    rows = page.locator(".board tbody tr")
    expect(rows).to_have_count(9)
    assert all((box := row.bounding_box()) and box["y"] + box["height"] <= 900 for row in rows.all())
    assert page.locator(".board aside h2").first.bounding_box()["y"] < 900
    departments = [text for text in page.locator(".board tbody .dept").all_inner_texts() if text]
    shown = list(dict.fromkeys(departments))
    assert shown == ["全社", "営業", "マーケティング", "人事", "生産", "開発"]


def test_status_colour_and_count_come_from_one_rule(visit):
    page = visit("/")
    said = page.locator(".board aside h2").first.inner_text()
    marked = page.locator(".board tbody .mark.act").count()
    assert f"要対応 {marked}件" in said
    assert (f"要対応は{marked}件" in page.locator("h1").inner_text()) == (marked > 0)
