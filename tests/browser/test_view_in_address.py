"""This file walks how the address holds the view of the map, and how the files follow it."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_browse import ANY_LANGUAGE, PREFIX, MakeVisit, ready

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
HAS_POSITION = re.compile(r"[?&]map=")


def zoom_of(page: Page) -> float:
    return float(parse_qs(urlsplit(page.url).query)["map"][0].split(",")[2])


def test_the_buttons_and_the_wheel_write_the_view_into_the_address(visit: MakeVisit) -> None:
    page = ready(visit().go("/?area=23"))
    assert "map=" not in page.url
    page.locator("[data-map=in]").click()
    expect(page).to_have_url(HAS_POSITION)
    near = zoom_of(page)
    page.locator("[data-map=out]").click()
    page.wait_for_timeout(700)
    assert zoom_of(page) == pytest.approx(near - 1, abs=0.02)
    page.mouse.move(700, 450)
    page.mouse.wheel(0, -400)
    page.wait_for_timeout(1500)
    assert zoom_of(page) > near - 0.9

    page.locator("[data-map=fit]").click()
    page.wait_for_timeout(900)
    assert "map=" not in page.url


def test_a_place_that_is_shown_whole_needs_no_position(visit: MakeVisit) -> None:
    page = ready(visit().go("/?area=23"))
    page.set_viewport_size({"width": 1300, "height": 800})
    page.wait_for_timeout(500)
    page.locator(".breadcrumb a").first.click()
    page.wait_for_timeout(1500)
    assert "map=" not in page.url


