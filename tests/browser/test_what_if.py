"""This file tests in Chromium what a draft changes for its county, and who stays outside."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_browse import no_serious_violation
from tests.browser.test_draw import Draw, draw, ready, settled

__all__ = ["draw"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db,
    pytest.mark.usefixtures("patience"),
]
PASTED = "35.535, 51.215\n35.535, 51.245\n35.565, 51.245\n35.565, 51.215"


def test_shares_before_and_after_and_a_worse_place_on_the_map(draw: Draw) -> None:
    """By keyboard; figures of an earlier shape leave, and a step brings new ones."""
    made = draw()
    page = ready(made.page)
    page.locator("[data-act=vertices]").click()
    page.locator("#pasted").fill(PASTED)
    page.locator("[data-paste] button").click()
    settled(page)
    page.keyboard.press("Escape")
    page.locator("[data-act=what-if]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#what-if-title")).to_be_focused()
    expect(page.locator("[data-what-if-shares] tr")).to_have_count(4)
    no_serious_violation(page)
    before, after = (
        page.locator(f"[data-what-if-shares] tr:first-child td:nth-child({at})") for at in (2, 3)
    )
    words = after.inner_text()
    assert words != before.inner_text()
    page.locator("[data-what-if-places] [data-show]").first.focus()
    with page.expect_response("**/planning/measure/") as answer:
        page.keyboard.press("Enter")
    assert answer.value.json()["outline"]["coordinates"]
    page.keyboard.press("Control+z")
    expect(page.locator("[data-what-if-status]")).to_have_text("نخست محدوده را بکشید.")
    expect(after).to_be_hidden()
    page.keyboard.press("Control+Shift+z")
    expect(after).to_be_visible()
    assert after.inner_text() == words
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.keyboard.press("Escape")
    expect(page.locator("[data-tray=what-if]")).to_be_hidden()
    assert not made.errors
