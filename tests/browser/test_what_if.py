"""This file tests in Chromium what a draft changes for its county, and who stays outside."""

import re

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


@pytest.mark.parametrize(("width", "lang"), [(1440, "fa"), (360, "en")])
def test_shares_before_and_after_and_a_worse_place_on_the_map(
    draw: Draw, width: int, lang: str
) -> None:
    """By keyboard from the button on; a step that is taken makes the figures new."""
    made = draw(width, lang)
    page = ready(made.page)
    if width == 360:
        page.locator("[data-act=more]").click()
    page.locator("[data-act=vertices]").click()
    page.locator("#pasted").fill(PASTED)
    page.locator("[data-paste] button").click()
    settled(page)
    page.keyboard.press("Escape")
    if width == 360:
        page.locator("#tab-stats").click()
    page.locator("[data-act=what-if]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#what-if-title")).to_be_focused()
    rows = page.locator("[data-what-if-shares] tr")
    expect(rows).to_have_count(4)
    no_serious_violation(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    before, after = (
        page.locator(f"[data-what-if-shares] tr:first-child td:nth-child({at})").inner_text()
        for at in (2, 3)
    )
    assert before != after
    first = page.locator("[data-what-if-places] [data-show]").first
    first.focus()
    with page.expect_response("**/planning/measure/") as answer:
        page.keyboard.press("Enter")
    assert answer.value.json()["outline"]["coordinates"]
    if width == 360:
        return
    with page.expect_response("**/planning/what-if/"):
        page.locator("[data-act=undo]:visible").first.click()
        page.locator("[data-act=redo]:visible").first.click()
    expect(page.locator("[data-what-if-shares] tr:first-child td:nth-child(3)")).to_have_text(
        re.compile(re.escape(after.split("\n")[0]))
    )
    assert not made.errors
