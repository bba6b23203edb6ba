"""This file walks how the address holds the view of the map, and how the files follow it."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from persian.digits import to_ascii
from tests.browser.test_browse import ANY_LANGUAGE, PREFIX, MakeVisit, ready

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
HAS_POSITION = re.compile(r"[?&]map=")
NEAR_TEHRAN = "35.5500,51.5000,8.50"


def zoom_of(page: Page) -> float:
    return float(parse_qs(urlsplit(page.url).query)["map"][0].split(",")[2])


ZOOMED = (
    "([low, high]) => { const map = new URL(location.href).searchParams.get('map');"
    " const zoom = Number(map?.split(',')[2]); return low <= zoom && zoom <= high; }"
)


def zoomed_between(page: Page, low: float, high: float) -> None:
    """The address has a zoom between these, before long."""
    page.wait_for_function(ZOOMED, arg=[low, high])


def test_the_buttons_and_the_wheel_write_the_view_into_the_address(visit: MakeVisit) -> None:
    page = ready(visit().go("/?area=23"))
    assert "map=" not in page.url
    page.locator("[data-map=in]").click()
    expect(page).to_have_url(HAS_POSITION)
    near = zoom_of(page)
    page.locator("[data-map=out]").click()
    zoomed_between(page, near - 1.02, near - 0.98)
    page.mouse.move(700, 450)
    page.mouse.wheel(0, -400)
    zoomed_between(page, near - 0.9, 22)

    page.locator("[data-map=fit]").click()
    page.wait_for_timeout(900)
    expect(page).not_to_have_url(HAS_POSITION)


def test_a_place_that_is_shown_whole_needs_no_position(visit: MakeVisit) -> None:
    page = ready(visit().go("/?area=23"))
    page.set_viewport_size({"width": 1300, "height": 800})
    page.wait_for_timeout(500)
    page.locator(".breadcrumb a").first.click()
    page.wait_for_timeout(1500)
    assert "map=" not in page.url


def test_the_files_follow_the_view_of_the_map_or_the_whole_place(visit: MakeVisit) -> None:
    page = ready(visit().go("/"))
    page.locator(".panel.finish .foot summary").click()
    expect(page.locator("[data-extent=whole]")).to_have_text("همهٔ ایران")
    assert "bbox" not in address_of_csv(page)
    page.keyboard.press("Escape")

    page = ready(visit().go(f"/?map={NEAR_TEHRAN}"))
    seen = int(re.findall(r"[0-9]+", to_ascii(page.locator("[data-counted]").inner_text()))[0])
    page.locator(".panel.finish .foot summary").click()
    expect(page.get_by_label("در نمای نقشه")).to_be_checked()
    rows = page.request.get(address_of_csv(page)).text().splitlines()
    assert 0 < seen < 31
    assert len(rows) - 1 == seen

    page.get_by_text("همهٔ ایران").last.click()
    assert "bbox" not in address_of_csv(page)
    assert len(page.request.get(address_of_csv(page)).text().splitlines()) == 32


def address_of_csv(page: Page) -> str:
    return str(page.locator(".exports a").nth(1).evaluate("link => link.href"))


@ANY_LANGUAGE
def test_the_extent_of_the_files_is_kept_while_the_panels_change(
    visit: MakeVisit, lang: str
) -> None:
    page = ready(visit(lang=lang).go(f"{PREFIX[lang]}/?map={NEAR_TEHRAN}"))
    page.locator(".panel.finish .foot summary").click()
    page.locator("label:has(#extent-all)").click()
    with page.expect_response(re.compile("/values/provinces/")):
        page.locator("#choose-indicator").select_option("illiteracy")
    page.wait_for_timeout(500)
    assert "bbox" not in address_of_csv(page)
