"""This file tests the map of another edition, and its messages when requests fail."""

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from layers.models import Edition
from layers.views.problems import NO_DATABASE
from tests.browser.conftest import Visit
from tests.browser.test_browse import (
    ANY_LANGUAGE,
    ORANGE,
    PREFIX,
    MakeVisit,
    pixels,
    ready,
    return_to,
    settled,
    soon,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
ALBORZ = "/?area=30&level=neighbourhood"


def fail(made: Visit, layer: str) -> re.Pattern[str]:
    """The server has no answer on a layer; the browser's own log of that is not our error."""
    address = re.compile(rf"/tiles/{layer}\.json")
    made.page.route(address, lambda route: route.fulfill(status=503, body="not now"))
    return address


def forget_refusals(made: Visit) -> None:
    made.errors = [error for error in made.errors if "Failed to load resource" not in error]


def test_an_edition_is_drawn_in_its_own_boundaries(visit: MakeVisit) -> None:
    old = Edition.objects.get(code="demo-alborz-55")
    made = visit()
    asked: list[str] = []
    made.page.on("request", lambda request: asked.append(request.url.removeprefix(made.server)))
    page = ready(made.go(f"{ALBORZ}&edition={old.code}"))
    tiles = [url for url in asked if re.match(r"/tiles/neighbourhoods/", url)]
    assert tiles
    assert all(url.startswith(f"/tiles/neighbourhoods/{old.pk}-") for url in tiles)
    # The attribution is requested for the same edition only.
    described = {url for url in asked if url.startswith("/tiles/neighbourhoods.json")}
    assert described == {f"/tiles/neighbourhoods.json?edition={old.code}"}

    asked.clear()
    with page.expect_response(re.compile(rf"/tiles/neighbourhoods/(?!{old.pk}-)[^/]+/\d+/.*mvt")):
        return_to(page, ALBORZ)
    settled(page)
    expect(page.locator(".ranking tr[data-code]")).to_have_count(66)
    with page.expect_response(re.compile(rf"/tiles/neighbourhoods/{old.pk}-")):
        return_to(page, f"{ALBORZ}&edition={old.code}")
    settled(page)
    expect(page.locator(".ranking tr[data-code]")).to_have_count(55)


@pytest.mark.parametrize(
    ("path", "script"), [("/", "view/state"), ("/planning/target-areas/new/", "lib/request")]
)
def test_a_page_whose_script_does_not_come_says_so_and_can_be_loaded_again(
    visit: MakeVisit, account: Callable[..., str], path: str, script: str
) -> None:
    made = visit(session=account("without-scripts", role="national"))
    made.page.route(re.compile(rf"/js/{script}\."), lambda route: route.abort(), times=1)
    page = made.go(path)
    again = page.locator(".lost-script a")
    expect(again).to_be_visible()
    again.click()
    page.locator("#map[data-ready]").wait_for()
    expect(again).to_be_hidden()
    forget_refusals(made)


@pytest.mark.parametrize("layers", ["prisons,schools", "schools"])
def test_an_overlay_that_does_not_come_leaves_map_and_other_layers(
    visit: MakeVisit, layers: str
) -> None:
    made = visit()
    address = fail(made, "prisons")
    with made.page.expect_response(re.compile(r"/tiles/schools/.*mvt")):
        page = ready(made.go(f"/?area=23&layers={layers}"))
    if "prisons" not in layers:
        page.locator('[data-layer="prisons"] .eye').click()
    expect(page.locator("#picture")).to_be_hidden()
    expect(page.locator(".toast.error")).to_be_visible()
    page.unroute(address)
    with page.expect_response(re.compile(r"/tiles/prisons/.*mvt")):
        page.locator(".toast [data-action]").click()
    expect(page.locator(".toast")).to_have_count(0)
    forget_refusals(made)


@ANY_LANGUAGE
def test_boundaries_that_do_not_come_and_a_refusal_are_said_in_words(
    visit: MakeVisit, lang: str
) -> None:
    made = visit(lang=lang)
    page = ready(made.go(f"{PREFIX[lang]}/?layers=none"))
    if lang == "fa":
        boundaries_that_do_not_come_are_said_and_tried_again(made)
    return_to(page, f"{PREFIX[lang]}/?area=99&layers=none")
    words = {"fa": "در مرزهای امروز محدوده‌ای", "en": "in today's boundaries"}[lang]
    expect(page.locator(".toast.error [data-text]")).to_contain_text(words)
    forget_refusals(made)


def boundaries_that_do_not_come_are_said_and_tried_again(made: Visit) -> None:
    page = made.page
    address = fail(made, "counties")
    return_to(page, "/?area=23&layers=none")
    expect(page.locator(".toast.error")).to_be_visible()
    page.unroute(address)
    with page.expect_response(re.compile(r"/tiles/counties/.*mvt")):
        page.locator(".toast [data-action]").click()
    expect(page.locator(".toast")).to_have_count(0)


@pytest.mark.parametrize(
    ("lang", "width"),
    [
        ("fa", 1440),
        ("en", 360),
        pytest.param("fa", 360, marks=pytest.mark.release),
        pytest.param("en", 1440, marks=pytest.mark.release),
    ],
)
def test_a_link_whose_chosen_area_is_gone_shows_the_rest(
    visit: MakeVisit, lang: str, width: int
) -> None:
    page = ready(visit(lang=lang, width=width).go(f"{PREFIX[lang]}/?area=23&sel=9999"))
    lost = page.locator(".place-lost")
    expect(lost).to_be_visible()
    expect(page.locator(".ranking tr[data-code]")).to_have_count(16)
    lost.locator("[data-close-card]").click()
    expect(page).to_have_url(re.compile(r"\?area=23$"))
    expect(lost).to_have_count(0)


@ANY_LANGUAGE
def test_while_the_database_is_away_the_map_keeps_what_it_shows_and_says_so(
    visit: MakeVisit, lang: str
) -> None:
    made = visit(lang=lang)
    start = f"{PREFIX[lang]}/?area=23&layers=none"
    page = ready(made.go(start))
    settled(page)
    soon(page, lambda: pixels(page, ORANGE) > 0)
    colour, table = pixels(page, ORANGE), page.locator(".ranking").inner_text()
    problem = json.dumps(NO_DATABASE.as_json())
    page.route(
        re.compile(r"/(panels|values|tiles)/"),
        lambda route: route.fulfill(
            status=503, content_type="application/problem+json", body=problem
        ),
    )
    told = page.locator(".toast.error [data-text]")
    return_to(page, f"{start}&method=equal_intervals")
    expect(told).to_contain_text({"fa": "چیزی از دست نرفته است", "en": "Nothing is lost"}[lang])
    settled(page)
    assert page.locator(".ranking").inner_text() == table
    assert pixels(page, ORANGE) > colour / 2
    page.locator(".toast [data-close]").click()
    # Closer, where no tile has been fetched yet: those of before are drawn larger.
    return_to(page, f"{start}&map=35.5500,51.5000,9.50")
    expect(told).to_be_visible()
    assert pixels(page, ORANGE) > 0
    page.unroute_all()
    page.locator(".toast [data-action]").click()
    settled(page)
    expect(page.locator(".toast.error")).to_have_count(0)
    forget_refusals(made)
