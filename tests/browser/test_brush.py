"""This file tests the block brush in Chromium, by finger, mouse and keyboard."""

import re
from typing import Any

import pytest
from django.db.models import Sum
from playwright.sync_api import Page, expect

from layers.geos import to_shapely
from layers.models import Block
from persian.digits import format_number
from planning.models import Revision
from planning.shapes.outline import is_outline
from tests.browser.test_browse import no_serious_violation
from tests.browser.test_draw import Draw, draw, hints_fit, middle, ready, settled, touch

__all__ = ["draw"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db,
    pytest.mark.usefixtures("patience"),
]


def painted(page: Page, stroke: Any) -> list[str]:
    """The codes that the one request of a stroke sends, once its figures are shown."""
    with page.expect_request(lambda request: request.url.endswith("/measure/")) as asked:
        stroke()
    body = asked.value.post_data_json
    settled(page)
    return list(body["blocks"])


def test_blocks_painted_by_finger_mouse_and_keyboard_are_saved_and_counted(draw: Draw) -> None:
    page = ready(draw(width=360).page)
    page.locator("[data-act=more]").tap()
    page.locator("[data-tool=brush]").tap()
    expect(page.locator("[data-brush-far]")).to_be_visible()
    page.locator("[data-brush-nearer]").tap()
    expect(page.locator("[data-brush-far]")).to_be_hidden()
    no_serious_violation(page)
    x, y = middle(page)
    y += 60

    by_finger = painted(page, lambda: touch(page, (x - 70, y), (x + 20, y + 20)))
    assert len(by_finger) > 1

    def press_and_drag() -> None:
        page.mouse.move(x - 90, y + 40)
        page.mouse.down()
        page.mouse.move(x + 90, y + 40, steps=3)
        page.mouse.up()

    by_mouse = painted(page, press_and_drag)
    assert set(by_mouse) > set(by_finger)
    page.keyboard.down("Alt")
    less = painted(page, press_and_drag)
    page.keyboard.up("Alt")
    assert set(less) < set(by_mouse)

    page.locator("#map canvas").focus()
    under = painted(page, lambda: page.keyboard.press("Space"))
    assert len(set(under) ^ set(less)) == 1
    expect(page.locator("[data-brush-said]")).to_have_text(re.compile("^(رنگ|پاک) شد"))

    hints_fit(page)
    page.locator("[data-reason] button").tap()
    expect(page.locator("#name-fa")).to_be_focused()
    page.locator("#name-fa").fill("رنگ‌زده")
    page.locator("[data-save]").tap()
    page.wait_for_url(re.compile(r"/draw/(\?|$)"))
    revision = Revision.objects.get(name_fa="رنگ‌زده")
    assert revision.blocks == sorted(under)
    assert is_outline(to_shapely(revision.boundary), under)
    persons = Block.objects.filter(code__in=under).aggregate(all=Sum("persons"))["all"]
    assert revision.statistics["population"]["estimate"] == persons
    assert revision.statistics["method"]["code"] == "blocks"
    shown = page.locator("[data-figure=population]")
    expect(shown).to_have_text(format_number(persons, lang="fa"))
