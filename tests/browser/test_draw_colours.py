"""This file tests that the colours of the map stay while a target area is drawn."""

import re
import secrets
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from layers.models import BLOCK_COUNTS, Block
from tests.browser.conftest import Visit
from tests.browser.test_draw import click_round, middle, ready, without_snapping

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db,
    pytest.mark.usefixtures("patience"),
]
LIBRARY = re.compile(r"/terra-draw\.[^/]*mjs$")
SQUARE = [(-150, -120), (-60, -120), (-60, -50), (-150, -50)]


def legend(page: Page) -> list[str]:
    return page.locator("#legend .words").all_inner_texts()


def tip_in_the_middle(page: Page, words: str) -> Locator:
    """The tip of what is in the middle of the map, once the tiles with it have arrived."""
    x, y = middle(page)
    tip = page.locator("#tip:not([hidden])", has_text=words)
    for shift in range(100):
        page.mouse.move(x + shift % 2, y)
        page.wait_for_timeout(100)
        if tip.count():
            break
    return tip


def test_colours_stay_while_drawing_in_one_county_and_the_next(
    visit: Callable[..., Visit], account: Callable[..., str]
) -> None:
    bit = 1 << BLOCK_COUNTS.index("uninsured")
    blocks = Block.objects.filter(county_code="2310").order_by("code")
    withheld = next(block for block in blocks if block.hidden & bit)
    point = withheld.boundary.point_on_surface
    session = account(f"drawer-{secrets.token_hex(4)}", role="province", province_code="23")
    page = visit(session=session).go(
        f"/?area=2310&indicator=illiteracy&layers=none&map={point.y:.4f},{point.x:.4f},15.00"
    )
    limits = legend(ready(page))
    held: list[Route] = []
    page.route(LIBRARY, lambda route: held.append(route))
    page.locator("[data-draw-here]").click()
    page.wait_for_url(re.compile("/target-areas/new/"))
    page.locator("#map[data-ready]").wait_for()
    assert legend(page) == limits
    expect(page.locator("#choose-indicator")).to_have_value("illiteracy")
    assert f"map={point.y:.4f}" in page.url
    assert "layers=none" in page.url

    # Who draws before the library has come loses no click.
    without_snapping(page)
    click_round(page, SQUARE)
    page.keyboard.press("Enter")
    expect(page.locator("#map[data-board]")).to_have_count(0)
    assert held
    for route in held:
        route.continue_()
    hectares = page.locator("[data-area]")
    expect(hectares).to_have_text(re.compile("هکتار"))
    expect(page.locator("[data-vertices]")).to_have_text(re.compile("^۴ "))
    drawn = hectares.inner_text()

    page.locator("[data-measure]").select_option("uninsured")
    expect(page.locator(".block-classes [data-key=suppressed] use")).to_have_attribute(
        "href", "#hatch-suppressed"
    )
    rows = page.locator(".block-classes [data-words]").all_inner_texts()
    assert re.fullmatch("[۰-۹]+٫[۰-۹] تا [۰-۹]+٫[۰-۹]", rows[0])
    tip = tip_in_the_middle(page, withheld.code.replace("-", "-\u2060"))
    expect(tip).to_contain_text("پوشیده")
    expect(tip).to_contain_text("۱۴۰۴")
    expect(tip).to_contain_text("مرز محله‌ها و بلوک‌ها")

    page.evaluate("document.documentElement.dataset.isSame = ''")
    page.locator("#county").select_option("2301")
    page.wait_for_url(re.compile("county=2301"))
    expect(page).to_have_title(re.compile("شهرستان تهران"))
    expect(page.locator("#choose-indicator")).to_have_value("illiteracy")
    expect(page.locator("[data-ticks] [name=ticked]").first).to_have_value(re.compile("^2301-"))
    expect(page.locator("#legend .words").first).not_to_have_text(limits[0])
    expect(hectares).to_have_text(drawn)
    expect(page.locator("html[data-is-same]")).to_have_count(1)
    drafts = page.evaluate("Object.keys(localStorage).filter((name) => name.includes(':new:'))")
    assert [name.split(":")[3] for name in drafts] == ["2301"]
