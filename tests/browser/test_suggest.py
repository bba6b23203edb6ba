"""This file tests suggested areas in Chromium: compare them, look at them, make one the draft."""

import json
import re

import pytest
from playwright.sync_api import Route, expect

from tests.browser.test_browse import no_serious_violation
from tests.browser.test_draw import Draw, draw, ready, settled, step

__all__ = ["draw"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db,
    pytest.mark.usefixtures("patience"),
]
SCRIPT = re.compile(r"/draw/suggest\.[^/]*js$")


def test_one_of_three_suggestions_becomes_the_draft_and_can_be_undone(draw: Draw) -> None:
    """
    By keyboard: no click of the mouse but the first. What cannot be suggested is said before.
    Who is quicker than the script is answered when it is there.
    """
    made = draw()
    page = ready(made.page)
    held: list[Route] = []
    page.route(SCRIPT, lambda route: held.append(route))
    page.locator("[data-act=suggest]").click()
    expect(page.locator("#suggest-title")).to_be_focused()
    page.locator("#people-from").press("Control+a")
    page.keyboard.type("۶۰۰۰۰۰۰")
    page.keyboard.press("Enter")
    assert page.locator("#people-from").evaluate("field => field.validationMessage") == (
        "عدد درستی از ۱۰۰ تا ۵۰٬۰۰۰ بنویسید، بی‌اعشار."
    )
    for name in ("#people-from", "#people-to"):
        page.locator(name).press("Control+a")
        page.keyboard.type("۵۰٬۰۰۰")
    page.keyboard.press("Enter")
    [script] = held
    script.continue_()
    expect(page.locator("[data-suggest-status]")).to_contain_text("کمتر از ۵۰٬۰۰۰ نفری")
    made.errors.clear()
    page.locator("#people-from").fill("500")
    page.locator("#people-to").fill("3000")
    page.keyboard.press("Enter")
    expect(page.locator("[data-suggested-heads] button")).to_have_count(3)
    no_serious_violation(page)
    second = page.locator("[data-suggested-rows] tr:nth-child(1) td:nth-child(3) button")
    second.focus()
    expect(page.locator("[data-suggested] .seen")).to_have_count(9)
    population = page.locator("[data-suggested-rows] tr:nth-child(2) td:nth-child(3)").inner_text()
    page.keyboard.press("Enter")
    expect(page.locator("[data-act=suggest]")).to_be_focused()
    settled(page)
    expect(page.locator("[data-figure=population]")).to_have_text(population)
    page.locator("#name-fa").fill("پیشنهادی")
    with page.expect_request("**/target-areas/save/") as sent:
        page.locator("[data-save]").click()
    page.wait_for_url(re.compile(r"/draw/(\?|$)"))
    saved = json.loads(sent.value.post_data or "")
    assert saved["origin"] == "painted"
    assert saved["blocks"]
    assert saved["suggestion"]["alternative"] == 2
    assert saved["suggestion"]["signature"]
    page.locator("[data-act=undo]:visible").click()
    expect(step(page)).not_to_contain_text("پیشنهاد")
    expect(page.locator("[data-vertices]")).to_have_text(re.compile("^[0۰] "))
