"""This file tests a target area from first line to new edition, by mouse, keyboard and touch."""

import re
import secrets
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from django.db import connection, connections
from playwright.sync_api import Browser, Page, expect

from accounts.models import Role, User
from layers.models import Lineage
from planning.models import State, Step, TargetArea
from tests.browser.conftest import Visit, begin_session, committed, visiting
from tests.browser.test_draw import (
    NEW,
    SQUARE,
    TYPED,
    click_round,
    drag,
    middle,
    ready,
    settled,
    tab_to,
    touch,
    without_snapping,
)
from tests.browser.test_draw import (
    step as step_shown,
)
from tests.conftest import SAMPLE
from tests.served import served

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db,
    pytest.mark.usefixtures("patience"),
]
COUNTY = {"role": Role.COUNTY, "province_code": "23", "county_code": "2310"}
PEOPLE: dict[str, dict[str, str]] = {
    "planner": COUNTY,
    Step.APPROVE_COUNTY: COUNTY,
    Step.APPROVE_PROVINCE: {"role": Role.PROVINCE, "province_code": "23"},
    Step.APPROVE_NATIONAL: {"role": Role.NATIONAL},
}
NAME, REASON, ANSWER = "محدودهٔ سفر", "مرز شرقی را با خیابان یکی کنید.", "مرز درست شد."
# Pixels from the middle of the map of a phone: east of the neighbourhoods.
OPEN_GROUND = [(120, 85), (160, 85), (160, 125), (120, 125)]
Open = Callable[..., Page]


@pytest.fixture
def country(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The alias of a separate database with the sample: a new edition cannot be undone."""
    name = f"mahalleh_journey_{secrets.token_hex(4)}"
    run = partial(committed, django_db_blocker)
    run(partial(execute, f"CREATE DATABASE {name} TEMPLATE {SAMPLE}"))
    connections.databases[name] = {**connection.settings_dict, "NAME": name}
    yield name
    del connections.databases[name]
    run(partial(execute, f"DROP DATABASE {name} WITH (FORCE)"))


def execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.fixture
def open_page(country: str, chromium: Browser, django_db_blocker: Any) -> Iterator[Open]:
    """open_page(person, path, way): a page of one of PEOPLE, for that way of working."""
    sessions: dict[str, str] = committed(django_db_blocker, partial(people_of, country))
    with served(country, MAHALLEH_WORKERS="1") as site, visiting(site.address, chromium) as visit:

        def make(person: str, path: str, way: "Way") -> Page:
            made: Visit = visit(session=sessions[person], **way.screen)
            made.page.on("dialog", lambda dialog: dialog.accept())
            return made.go(path)

        yield make


def people_of(database: str) -> dict[str, str]:
    """The key of a session by person."""
    for name, fields in PEOPLE.items():
        User.objects.db_manager(database).create_user(f"journey-{name}", **fields)
    return {name: begin_session(f"journey-{name}", database) for name in PEOPLE}


class Way:
    """A way of working: with a mouse."""

    screen: dict[str, Any] = {"width": 1440}

    def press(self, page: Page, selector: str) -> None:
        page.locator(selector).click()

    def tick(self, page: Page, selector: str, label: str = "") -> None:
        """label: the visible part, if the box itself is hidden."""
        self.press(page, label or selector)

    def write(self, page: Page, selector: str, text: str) -> None:
        self.press(page, selector)
        page.keyboard.type(text)

    def show(self, page: Page, tab: str) -> None:
        """On a wide screen the panels have no tabs."""

    def draw(self, page: Page) -> None:
        """A shape of four corners, one of them moved and moved back."""
        without_snapping(page)
        click_round(page, SQUARE)
        page.keyboard.press("Enter")
        self.move_and_undo(page)

    def move_and_undo(self, page: Page) -> None:
        settled(page)
        area = page.locator("[data-area]").inner_text()
        self.move(page)
        expect(page.locator("[data-area]")).not_to_have_text(area)
        self.undo(page)
        expect(page.locator("[data-area]")).to_have_text(area)

    def move(self, page: Page) -> None:
        drag(page, SQUARE[1], (90, -260))

    def undo(self, page: Page) -> None:
        page.keyboard.press("Control+z")

    def revise(self, page: Page) -> None:
        self.write(page, "#purpose", ANSWER)


class Keys(Way):
    """With the keyboard alone."""

    def press(self, page: Page, selector: str) -> None:
        tab_to(page, selector)
        page.keyboard.press("Enter")

    def tick(self, page: Page, selector: str, label: str = "") -> None:
        tab_to(page, selector)
        page.keyboard.press("Space")

    def write(self, page: Page, selector: str, text: str) -> None:
        tab_to(page, selector)
        page.keyboard.type(text)

    def draw(self, page: Page) -> None:
        self.press(page, "[data-act=vertices]")
        self.press(page, "[data-add-vertex]")
        for position in TYPED:
            for degrees in position:
                page.keyboard.type(degrees)
                page.keyboard.press("Enter")
        page.keyboard.press("Escape")
        expect(page.locator("[data-tray=vertices]")).to_be_hidden()
        expect(page.locator("[data-vertices]")).to_have_text("۳ رأس")
        self.move_and_undo(page)

    def move(self, page: Page) -> None:
        self.press(page, "[data-act=vertices]")
        tab_to(page, "[data-rows] tr:nth-child(3) [data-y]")
        page.keyboard.press("Control+a")
        page.keyboard.type("35.5800")
        page.keyboard.press("Enter")
        page.keyboard.press("Escape")


class Touch(Way):
    """With a finger on a phone."""

    screen = {"width": 360, "is_mobile": True}

    def press(self, page: Page, selector: str) -> None:
        page.locator(selector).tap()

    def show(self, page: Page, tab: str) -> None:
        page.locator(f"#tab-{tab}").tap()

    def draw(self, page: Page) -> None:
        x, y = middle(page)
        for dx, dy in OPEN_GROUND:
            page.touchscreen.tap(x + dx, y + dy)
            page.wait_for_timeout(60)
        page.locator("[data-act=finish]").tap()
        self.carry_and_undo(page)
        self.move_and_undo(page)

    def carry_and_undo(self, page: Page) -> None:
        """Move the whole area with a finger, which otherwise moves the map."""
        page.locator("[data-act=more]").tap()
        page.locator("[data-tool=move]").tap()
        x, y = middle(page)
        east, south = (sum(each) / len(OPEN_GROUND) for each in zip(*OPEN_GROUND, strict=True))
        touch(page, (x + east, y + south), (x + east - 30, y + south - 10))
        expect(step_shown(page)).to_contain_text("جابه‌جایی همه")
        settled(page)
        self.undo(page)
        expect(step_shown(page)).not_to_contain_text("جابه‌جایی همه")
        page.locator("[data-tool=select]").tap()

    def move(self, page: Page) -> None:
        x, y = middle(page)
        touch(page, (x + 160, y + 125), (x + 165, y + 140))

    def undo(self, page: Page) -> None:
        page.locator("[data-tools] [data-act=undo]").tap()


def test_an_area_is_drawn_and_saved_by_keyboard(open_page: Open) -> None:
    """The first part of the journey below, which follows it to its end before a release."""
    way = Keys()
    page = open_page("planner", NEW, way)
    drawn_and_saved(page, way)
    page.goto(re.sub("/planning/.*", NEW, page.url))
    from_the_purpose_to_submission(ready(page))


def from_the_purpose_to_submission(page: Page) -> None:
    """With the focus in the purpose, at most 25 keys besides typed text and coordinates."""
    pressed = 0

    def press(key: str) -> None:
        nonlocal pressed
        pressed += 1
        page.keyboard.press(key)

    def has_focus(selector: str) -> bool:
        return bool(page.evaluate("sought => document.activeElement.matches(sought)", selector))

    page.locator("#purpose").focus()
    page.keyboard.type(ANSWER)
    press("Shift+Tab")
    page.keyboard.type(NAME)
    press("F2")
    while not has_focus("[data-add-vertex]"):
        press("Tab")
    press("Enter")
    for degrees in [degrees for position in TYPED for degrees in position]:
        page.keyboard.type(degrees)
        press("Enter")
    settled(page)
    press("Control+Enter")
    page.wait_for_url(re.compile(r"/target-areas/T2310-\d+/$"))
    expect(page.locator(".profile-head .badge").first).to_have_text(str(State.SUBMITTED.label))
    assert pressed <= 25


# test_draw.py also draws and saves with a mouse.
@pytest.mark.parametrize(
    "way",
    [
        pytest.param(Way(), id="mouse", marks=pytest.mark.release),
        pytest.param(Keys(), id="keyboard", marks=pytest.mark.release),
        pytest.param(Touch(), id="touch", marks=pytest.mark.release),
    ],
)
def test_from_a_line_on_the_map_to_a_new_edition(
    open_page: Open, country: str, django_db_blocker: Any, way: Way
) -> None:
    page = open_page("planner", NEW, way)
    own = drawn_and_saved(page, way)
    code = own.split("/")[-2]

    page.goto(own)
    take(way, page, Step.SUBMIT)
    expect(page.locator(".profile-head .badge").first).to_have_text(str(State.SUBMITTED.label))

    reviewer = from_the_inbox(open_page, way, Step.APPROVE_COUNTY, code)
    way.write(reviewer, "#reason", REASON)
    take(way, reviewer, Step.RETURN)

    page.reload()
    expect(page.locator("main")).to_contain_text(REASON)
    way.press(page, ".profile-head a[href$='/draw/']")
    ready(page)
    way.show(page, "details")
    expect(page.locator(".remarks")).to_contain_text(REASON)
    way.revise(page)
    way.press(page, "[data-save]")
    expect(page.locator("#toasts")).to_contain_text("بازنگری ۲")
    page.goto(own)
    take(way, page, Step.SUBMIT)

    for step in (Step.APPROVE_COUNTY, Step.APPROVE_PROVINCE, Step.APPROVE_NATIONAL):
        take(way, from_the_inbox(open_page, way, step, code), step)

    page = open_page(Step.APPROVE_NATIONAL, "/planning/target-areas/publish/?province=23", way)
    for other in page.locator(f"[name=code]:not([value='{code}'])").all():
        way.tick(page, f"#{other.get_attribute('id')}")
    way.write(page, "#reason", "تصویب شد.")
    way.press(page, ".publish-form button.primary")
    page.wait_for_url(re.compile("state=published"))
    page.goto(own)
    expect(page.locator(".profile-head .badge").first).to_have_text(str(State.PUBLISHED.label))
    way.press(page, ".profile-head .actions a[href*='/areas/']")
    expect(page.get_by_role("heading", level=1)).to_have_text(NAME)
    expect(page.locator("main")).to_contain_text("تصویب شد.")
    lineage = committed(django_db_blocker, partial(lineage_of, country, code))
    assert lineage == {Lineage.Kind.NEW: 1, Lineage.Kind.SAME: 234}


def drawn_and_saved(page: Page, way: Way) -> str:
    """The address of the area that was drawn on this page."""
    ready(page)
    way.draw(page)
    way.show(page, "details")
    way.write(page, "#name-fa", NAME)
    way.show(page, "packages")
    way.tick(page, "[name=packages][value=health]", label="label:has([value=health])")
    way.press(page, "[data-save]")
    page.wait_for_url(re.compile(r"/target-areas/T2310-\d+/draw/(\?|$)"))
    return page.url.removesuffix("draw/")


def take(way: Way, page: Page, step: Step) -> None:
    with page.expect_navigation():
        way.press(page, f"[formaction$='/steps/{step}/']")


def from_the_inbox(open_page: Open, way: Way, person: Step, code: str) -> Page:
    """The area in a person's inbox."""
    page = open_page(person, "/planning/inbox/", way)
    way.press(page, f"a.item[href*='{code}']")
    expect(page.locator("#chosen-title")).to_contain_text(NAME)
    return page


def lineage_of(database: str, code: str) -> dict[str, int]:
    """The number of links of each kind to the edition in which an area was published."""
    area = TargetArea.objects.using(database).get(code=code)
    links = Lineage.objects.using(database)
    edition = links.get(after__code=area.published_code).after.edition
    kinds = list(links.filter(after__edition=edition).values_list("kind", flat=True))
    return {kind: kinds.count(kind) for kind in sorted(set(kinds))}
