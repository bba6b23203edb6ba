"""This file goes from the coloured map to a submitted area: by brush, suggestion and finger."""

import re
import time
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from layers.models import Block
from planning.models import Revision, State
from tests.browser.conftest import committed
from tests.browser.test_draw import middle, ready, settled, touch
from tests.browser.test_journey import Open, Touch, Way, country, open_page

__all__ = ["country", "open_page"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db,
    pytest.mark.usefixtures("patience"),
]
# With a mouse; docs/performance.md has the numbers and seconds.
MOST_CLICKS = 8


BLOCKS = re.compile(r"/tiles/blocks/\w+/[0-9/]+\.mvt")


class Hand:
    """What a person presses, counted. Typed text does not count."""

    def __init__(self, page: Page, *, by_finger: bool = False) -> None:
        self.page, self.by_finger = page, by_finger
        self.clicks = 0
        self.begun = time.monotonic()

    def press(self, selector: str) -> None:
        self.clicks += 1
        place = self.page.locator(selector)
        if self.by_finger:
            place.tap()
        else:
            place.click()

    def begin(self) -> None:
        """From the map to the drawing page."""
        self.press("[data-draw-here]")
        self.page.wait_for_url(re.compile("/target-areas/new/"))
        ready(self.page)

    def paint(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """One stroke over the map."""
        self.clicks += 1
        if self.by_finger:
            touch(self.page, start, end)
            return
        self.page.mouse.move(*start)
        self.page.mouse.down()
        self.page.mouse.move(*end, steps=4)
        self.page.mouse.up()

    def write(self, selector: str, text: str) -> None:
        self.press(selector)
        self.page.keyboard.type(text)

    def submit(self, name: str) -> None:
        """Name the area and submit it."""
        if self.by_finger:
            self.press("#tab-details")
        self.write("#name-fa", name)
        expect(self.page.locator("[data-submit]")).to_be_enabled()
        self.press("[data-submit]")
        self.page.wait_for_url(re.compile(r"/target-areas/T2310-\d+/$"))
        expect(self.page.locator(".profile-head .badge").first).to_have_text(
            str(State.SUBMITTED.label)
        )
        print(f"{name}: {self.clicks} clicks, {time.monotonic() - self.begun:.1f} s")


def coloured_map(open_page: Open, way: Way) -> Page:
    """The map of Islamshahr's illiteracy, near enough for blocks."""
    block = Block.objects.filter(county_code="2310").order_by("code")[40]
    point = block.boundary.point_on_surface
    address = f"/?area=2310&indicator=illiteracy&map={point.y:.4f},{point.x:.4f},14.60"
    page = open_page("planner", address, way)
    page.locator("#map[data-ready]").wait_for()
    return page


def stored(database: str, name: str, unblocked: Any) -> Revision:
    """The revision of this name; its persons are those of its blocks."""
    found: Revision = committed(
        unblocked, lambda: Revision.objects.using(database).get(name_fa=name)
    )
    persons = Block.objects.filter(code__in=found.blocks).values_list("persons", flat=True)
    assert len(persons) > 1
    assert found.statistics["population"]["estimate"] == sum(persons)
    return found


def test_by_brush(open_page: Open, country: str, django_db_blocker: Any) -> None:
    """Who is quicker than the blocks paints them when they have come."""
    page = coloured_map(open_page, Way())
    hand = Hand(page)
    hand.begin()
    held: list[Route] = []
    page.route(BLOCKS, lambda route: held.append(route))
    x, y = middle(page)
    with page.expect_request(BLOCKS):
        hand.press("[data-tool=brush]")
        expect(page.locator("[data-brush]")).to_be_visible()
        hand.paint((x - 120, y - 20), (x + 120, y + 30))
    for tile in held:
        tile.continue_()
    page.unroute(BLOCKS)
    settled(page)
    hand.submit("با قلم")
    assert hand.clicks <= MOST_CLICKS
    assert stored(country, "با قلم", django_db_blocker).origin == Revision.Origin.PAINTED


@pytest.mark.release
def test_by_suggestion(open_page: Open, country: str, django_db_blocker: Any) -> None:
    page = coloured_map(open_page, Way())
    hand = Hand(page)
    hand.begin()
    hand.press("[data-act=suggest]")
    hand.press("[data-suggest-ask]")
    hand.press("[data-suggested-rows] button >> nth=0")
    settled(page)
    hand.submit("با پیشنهاد")
    assert hand.clicks <= MOST_CLICKS
    assert stored(country, "با پیشنهاد", django_db_blocker).suggestion["indicator"]


@pytest.mark.release
def test_by_finger(open_page: Open, country: str, django_db_blocker: Any) -> None:
    page = coloured_map(open_page, Touch())
    hand = Hand(page, by_finger=True)
    hand.begin()
    hand.press("[data-act=more]")
    hand.press("[data-tool=brush]")
    expect(page.locator("[data-brush]")).to_be_visible()
    x, y = middle(page)
    hand.paint((x - 60, y + 10), (x + 60, y + 40))
    settled(page)
    hand.submit("با انگشت")
    stored(country, "با انگشت", django_db_blocker)
