"""This file tests browsing in Chromium: open, look, drill down, compare, share; and failures."""

import base64
import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PATIENCE_MS, Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
MakeVisit = Callable[..., Visit]
# Views with a known area in the middle of the map: latitude, longitude, zoom.
TEHRAN = "35.5500,51.5000,6.00"
PREFIX = {"fa": "", "en": "/en"}
ANY_LANGUAGE = pytest.mark.parametrize("lang", ["fa", "en"])


def one_language(usual: str) -> pytest.MarkDecorator:
    """What is asserted does not depend on the language: the other one waits for a release."""
    other = "en" if usual == "fa" else "fa"
    return pytest.mark.parametrize("lang", [usual, pytest.param(other, marks=pytest.mark.release)])


# A colour of the third class of five, which nothing else on the page has.
ORANGE = (254, 153, 41)
COUNT_PIXELS = """async ([png, wanted]) => {
  const image = new Image();
  image.src = "data:image/png;base64," + png;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height);
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  let count = 0;
  for (let i = 0; i < data.length; i += 4)
    if (wanted.every((part, at) => Math.abs(data[i + at] - part) < 24)) count += 1;
  return count;
}"""


def ready(page: Page) -> Page:
    page.locator("#map[data-ready]").wait_for()
    return page


def settled(page: Page) -> None:
    """Wait until the panels of the current view have arrived."""
    expect(page.locator("[data-atlas][aria-busy]")).to_have_count(0)


def soon(page: Page, is_so: Callable[[], bool]) -> None:
    """Wait until it is true; a busy machine paints the map late."""
    end = time.monotonic() + PATIENCE_MS / 1000
    while not is_so():
        assert time.monotonic() < end, "it never came to that"
        page.wait_for_timeout(100)


def return_to(page: Page, address: str) -> None:
    """Navigate like the back button."""
    page.evaluate("address => history.pushState(null, '', address)", address)
    page.evaluate("dispatchEvent(new PopStateEvent('popstate'))")


def middle_of_map(page: Page) -> tuple[float, float]:
    box = page.locator("#map").bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def row(page: Page, code: str) -> Locator:
    return page.locator(f'.ranking tr[data-code="{code}"]')


def no_serious_violation(page: Page) -> None:
    found = Axe().run(page).response["violations"]
    serious = [
        (each["id"], [node["html"] for node in each["nodes"]])
        for each in found
        if each["impact"] in ("serious", "critical")
    ]
    assert serious == []


@one_language("fa")
def test_from_the_country_to_a_neighbourhood(visit: MakeVisit, lang: str) -> None:
    page = ready(visit(lang=lang).go(f"{PREFIX[lang]}/?map={TEHRAN}"))
    expect(page.locator(".ranking tr[data-code]")).to_have_count(31)
    no_serious_violation(page)

    page.mouse.click(*middle_of_map(page))
    card = page.locator(".place-card")
    expect(card).to_have_attribute("data-code", "23")
    expect(page).to_have_url(re.compile("sel=23"))

    card.locator("a[data-view]").click()
    settled(page)
    expect(page).to_have_url(re.compile(r"\?area=23$"))
    expect(page).to_have_title(re.compile({"fa": "استان تهران", "en": "Tehran Province"}[lang]))
    expect(page.locator(".ranking tr[data-code]")).to_have_count(16)

    row(page, "2310").locator(".go a").click()
    settled(page)
    expect(page.locator(".breadcrumb [aria-current=page]")).to_have_text(
        {"fa": "شهرستان اسلامشهر", "en": "Islamshahr County"}[lang]
    )
    expect(page.locator(".ranking tr[data-code]")).to_have_count(8)

    page.go_back()
    settled(page)
    expect(page.locator(".ranking tr[data-code]")).to_have_count(16)
    page.go_back()
    expect(card).to_have_attribute("data-code", "23")


@one_language("en")
def test_another_indicator_recolours_map_legend_and_table(visit: MakeVisit, lang: str) -> None:
    page = ready(visit(lang=lang).go(f"{PREFIX[lang]}/"))
    before = page.locator("#legend").inner_text()
    with page.expect_response(re.compile("/values/provinces/illiteracy.json")):
        page.locator("#choose-indicator").select_option("illiteracy")
    settled(page)
    expect(page).to_have_url(re.compile(r"\?indicator=illiteracy$"))
    assert page.locator("#legend").inner_text() != before
    page.locator("#method-summary").click()
    page.locator("label", has=page.locator("#classes-3")).click()
    settled(page)
    expect(page.locator(".legend-row[data-key]")).to_have_count(4)


def test_the_table_and_the_map_point_at_one_area_and_the_table_is_walked_by_keys(
    visit: MakeVisit,
) -> None:
    page = ready(visit().go(f"/?map={TEHRAN}"))
    map_and_table_point_at_the_same_area(page)
    the_table_is_walked_by_keys(page)
    search_moves_the_map(page)


def map_and_table_point_at_the_same_area(page: Page) -> None:
    page.mouse.move(*middle_of_map(page))
    expect(row(page, "23")).to_have_class(re.compile("is-hovered"))
    expect(page.locator("#tip")).to_contain_text("تهران")
    row(page, "21").hover()
    expect(row(page, "21")).to_have_class(re.compile("is-hovered"))
    expect(page.locator("#tip")).to_be_hidden()


def the_table_is_walked_by_keys(page: Page) -> None:
    rows = page.locator(".ranking tr[data-code]")
    rows.first.locator("a").first.focus()
    page.keyboard.press("ArrowDown")
    expect(rows.nth(1).locator("a").first).to_be_focused()
    page.keyboard.press("Enter")
    chosen = rows.nth(1).get_attribute("data-code")
    expect(page.locator(".place-card")).to_have_attribute("data-code", str(chosen))
    page.keyboard.press("Escape")
    expect(page.locator(".place-card")).to_have_count(0)
    expect(rows.nth(1).locator("a").first).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("input[name=q]")).to_be_focused()
    page.locator("#choose-indicator").select_option("illiteracy")
    settled(page)


def search_moves_the_map(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("اسلامشهر")
    expect(page.locator(".suggestions [role=option]").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    settled(page)
    expect(page.locator(".breadcrumb [aria-current=page]")).to_have_text("شهرستان اسلامشهر")
    expect(page).to_have_url(re.compile("indicator=illiteracy"))


def test_a_legend_row_takes_its_areas_off_the_map(visit: MakeVisit) -> None:
    made = visit()
    page = ready(made.go("/?layers=none"))
    page.mouse.move(*middle_of_map(page))
    before = pixels(page, ORANGE)
    assert before > 5000
    page.locator("#legend-2").click()
    page.mouse.move(5, 5)
    expect(page.locator("#legend-2")).to_have_attribute("aria-pressed", "false")
    expect(page).to_have_url(re.compile("mute=2"))
    expect(page.locator('.ranking tr[data-key="2"]').first).to_have_class(re.compile("muted-row"))
    soon(page, lambda: pixels(page, ORANGE) < before / 20)
    page.locator("#legend-2").dblclick()
    expect(page.locator('.legend-row[aria-pressed="true"]')).to_have_count(1)


def pixels(page: Page, color: tuple[int, int, int]) -> int:
    """The share of the map with about this colour."""
    png = page.locator("#map canvas").screenshot()
    return int(page.evaluate(COUNT_PIXELS, [base64.b64encode(png).decode(), color]))


@one_language("fa")
def test_a_shared_link_shows_the_same_view_and_its_scale_counts_metres_right(
    visit: MakeVisit, lang: str
) -> None:
    first = ready(
        visit(lang=lang, permissions=["clipboard-read", "clipboard-write"]).go(
            f"{PREFIX[lang]}/?area=23&classes=4&mute=1&layers=schools:60&map=35.7000,51.4000,9.00"
        )
    )
    scale = first.locator("#scale")
    expect(scale.locator("span")).to_have_text({"fa": "۱۰ کیلومتر", "en": "10 km"}[lang])
    # 40075.017 km × cos 35.7° ÷ (512 px × 2⁹) = 0.12415 km a pixel: 10 km are 80.5 pixels.
    assert abs(scale.locator("i").bounding_box()["width"] - 80.5) < 2
    first.locator("[data-copy-link]").click()
    expect(first.locator(".toast")).to_be_visible()
    link = first.evaluate("navigator.clipboard.readText()")
    for part in ("area=23", "indicator=", "year=", "mute=1", "layers=schools:60", "map=35.7"):
        assert part in link
    second = visit(lang=lang)
    page = ready(second.go(link.removeprefix(second.server)))
    for part in ("#legend", ".ranking", ".breadcrumb", "#scale"):
        assert page.locator(part).inner_text() == first.locator(part).inner_text()
    expect(page.locator('[data-layer="schools"] .opacity')).to_have_value("60")


@pytest.mark.parametrize(
    ("lang", "width", "query"),
    [
        ("fa", 1440, "?area=2310&sel=2310-005&layers=houses,schools"),
        ("en", 360, "?area=2310&sel=2310-005&layers=houses,schools"),
    ],
)
def test_nobody_is_kept_out(visit: MakeVisit, lang: str, width: int, query: str) -> None:
    page = ready(visit(lang=lang, width=width).go(f"{PREFIX[lang]}/{query}"))
    no_serious_violation(page)


def test_on_a_phone_the_panels_are_a_sheet(visit: MakeVisit) -> None:
    page = ready(visit(width=360).go("/?area=23"))
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.locator("#tab-layers").tap()
    expect(page.locator("#choose-indicator")).to_be_visible()
    expect(page.locator(".ranking")).to_be_hidden()
    page.locator("#tab-ranking").tap()
    row(page, "2310").locator("a").first.tap()
    expect(page.locator("#tab-place")).to_have_attribute("aria-selected", "true")
    expect(page.locator(".place-card")).to_contain_text("اسلامشهر")
    page.locator("[data-grab]").focus()
    panel = page.locator("#panel-ranking")
    height = panel.bounding_box()["height"]
    page.keyboard.press("ArrowUp")
    soon(page, lambda: panel.bounding_box()["height"] > height + 200)
    no_serious_violation(page)
    everything_can_be_hit_by_a_thumb(page)


def everything_can_be_hit_by_a_thumb(page: Page) -> None:
    for tab in ("ranking", "layers"):
        page.locator(f"#tab-{tab}").tap()
        small = page.evaluate(
            """() => [...document.querySelectorAll("a, button, select, summary, input")]
              .filter((one) => !one.closest("p, .visually-hidden, .skip-link"))
              .filter((one) => one.checkVisibility())
              .map((one) => [one.outerHTML.slice(0, 90), one.getBoundingClientRect()])
              .filter(([, box]) => box.width > 1 && box.top < innerHeight)
              .filter(([, box]) => Math.min(box.width, box.height) < 43.5)
              .map(([html, box]) => `${box.width} × ${box.height}: ${html}`)"""
        )
        assert small == []


def test_without_a_script_table_choices_and_card_remain(visit: MakeVisit) -> None:
    page = visit(java_script_enabled=False).go("/?area=23")
    expect(page.locator(".ranking tr[data-code]")).to_have_count(16)
    expect(page.locator("noscript")).to_have_count(1)
    page.locator("#choose-indicator").select_option("illiteracy")
    page.locator("form", has=page.locator("#choose-indicator")).locator("button").click()
    assert "indicator=illiteracy" in page.url
    row(page, "2310").locator("a").first.click()
    expect(page.locator(".place-card")).to_contain_text("اسلامشهر")


def test_a_lost_server_is_said_and_tried_again(visit: MakeVisit) -> None:
    made = visit()
    page = ready(made.go("/"))
    page.context.set_offline(True)
    page.locator("#choose-indicator").select_option("illiteracy")
    toast = page.locator(".toast.error")
    expect(toast).to_be_visible()
    page.context.set_offline(False)
    page.locator("#choose-indicator").select_option("tenants")
    settled(page)
    expect(page.locator("#choose-indicator")).to_have_value("tenants")
    made.errors = [error for error in made.errors if "INTERNET_DISCONNECTED" not in error]


def test_settings_of_the_system_against_motion_are_kept(visit: MakeVisit) -> None:
    page = visit(reduced_motion="reduce", java_script_enabled=False).go("/")
    speed: Any = page.evaluate("getComputedStyle(document.body).getPropertyValue('--speed')")
    assert speed.strip() == "0ms"
