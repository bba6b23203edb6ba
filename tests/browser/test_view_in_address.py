"""This file tests in Chromium that the address holds the view of the map."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_browse import MakeVisit, middle_of_map, ready

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
HAS_POSITION = re.compile(r"[?&]map=")


def zoom_of(page: Page) -> float:
    return float(parse_qs(urlsplit(page.url).query)["map"][0].split(",")[2])


ZOOMED = (
    "([low, high]) => { const map = new URL(location.href).searchParams.get('map');"
    " const zoom = Number(map?.split(',')[2]); return low <= zoom && zoom <= high; }"
)


def zoomed_between(page: Page, low: float, high: float) -> None:
    """Wait until the address has a zoom between these."""
    page.wait_for_function(ZOOMED, arg=[low, high])


def test_the_address_holds_a_view_that_is_chosen_and_none_of_a_place_shown_whole(
    visit: MakeVisit,
) -> None:
    page = ready(visit().go("/?area=23"))
    assert "map=" not in page.url
    moving_the_map_is_kept_in_the_address(page)
    the_buttons_and_the_wheel_write_the_view_into_the_address(page)
    a_place_that_is_shown_whole_needs_no_position(page)


def moving_the_map_is_kept_in_the_address(page: Page) -> None:
    x, y = middle_of_map(page)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 120, y + 60, steps=4)
    page.mouse.up()
    expect(page).to_have_url(re.compile(r"map=[\d.]+,[\d.]+,[\d.]+"))
    page.locator("[data-map=fit]").click()
    expect(page).to_have_url(re.compile(r"\?area=23$"))


def the_buttons_and_the_wheel_write_the_view_into_the_address(page: Page) -> None:
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


def a_place_that_is_shown_whole_needs_no_position(page: Page) -> None:
    page.set_viewport_size({"width": 1300, "height": 800})
    page.wait_for_timeout(500)
    page.locator(".breadcrumb a").first.click()
    page.wait_for_timeout(1500)
    assert "map=" not in page.url
