"""This file tests drawing in Chromium: draw an area, see its figures, keep a draft, save it."""

import json
import math
import re
import secrets
from collections.abc import Callable, Iterator
from typing import Any

import pgtrigger
import pytest
from django.conf import settings
from playwright.sync_api import Locator, Page, Route, expect

from planning.models import Revision, TargetArea
from tests.browser.conftest import Visit, committed
from tests.browser.test_browse import no_serious_violation

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db,
    pytest.mark.usefixtures("patience"),
]
COUNTY = {"role": "county", "province_code": "23", "county_code": "2310"}
NEW = "/planning/target-areas/new/?county=2310"
PREFIX = {"fa": "", "en": "/en"}
# Pixels from the middle of the map: open ground north of the neighbourhoods.
SQUARE = [(-150, -250), (60, -250), (60, -180), (-150, -180)]
TYPED = [("51.2200", "35.5700"), ("51.2300", "35.5700"), ("51.2300", "35.5760")]
Draw = Callable[..., Visit]


@pytest.fixture
def draw(
    visit: Callable[..., Visit],
    account: Callable[..., str],
    django_db_blocker: Any,
) -> Iterator[Draw]:
    """draw(width, lang): the page of a county's planner; saved areas are deleted at the end."""
    name = f"drawer-{secrets.token_hex(4)}"
    session = account(name, **COUNTY)

    def make(width: int = 1440, lang: str = "fa", path: str = NEW, **options: Any) -> Visit:
        made = visit(width=width, lang=lang, session=session, **options)
        page = made.go(PREFIX[lang] + path)
        page.on("dialog", lambda dialog: dialog.accept())
        return made

    yield make

    def clean() -> None:
        own = TargetArea.objects.filter(author__username=name)
        ids = list(own.values_list("pk", flat=True))
        with pgtrigger.ignore("planning.Revision:kept_as_it_is"):
            Revision.objects.filter(target_area__in=own).delete()
        own.delete()
        TargetArea.pgh_event_model.objects.filter(pgh_obj_id__in=ids).delete()

    committed(django_db_blocker, clean)


def ready(page: Page) -> Page:
    """The page once its map is drawn and, because the pointer is there, can be drawn on."""
    page.locator("#map[data-ready]").wait_for()
    if page.locator(".draw").count():
        page.mouse.move(*middle(page))
        page.locator("#map[data-board]").wait_for()
    return page


def middle(page: Page) -> tuple[float, float]:
    box = page.locator("#map").bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def without_snapping(page: Page) -> None:
    """Turn snapping off, so that vertices stay in place and can be counted."""
    page.locator("[data-snapping] [name=on]").uncheck()


def click_round(page: Page, corners: list[tuple[int, int]]) -> None:
    x, y = middle(page)
    for dx, dy in corners:
        page.mouse.move(x + dx, y + dy)
        page.mouse.click(x + dx, y + dy)


def drag(page: Page, start: tuple[int, int], end: tuple[int, int]) -> None:
    x, y = middle(page)
    page.mouse.move(x + start[0], y + start[1])
    page.mouse.down()
    page.mouse.move(x + end[0], y + end[1], steps=4)
    page.mouse.up()


def step(page: Page) -> Locator:
    return page.locator(".step[aria-current]")


def settled(page: Page) -> None:
    """Wait until the figures are those of the shape on the map."""
    expect(page.locator("[data-figures]:not([hidden], .is-behind)")).to_have_count(1)


def draw_square(page: Page) -> None:
    without_snapping(page)
    click_round(page, SQUARE)
    page.keyboard.press("Enter")
    expect(page.locator("[data-vertices]")).to_have_text(re.compile("^[4۴] "))
    settled(page)


def saved_square(made: Visit, name: str) -> Page:
    """The page of a square saved on the server as its first revision."""
    page = ready(made.page)
    draw_square(page)
    page.locator("#name-fa").fill(name)
    page.locator("[data-save]").click()
    page.wait_for_url(re.compile(r"/draw/(\?|$)"))
    return page


def every_tool_has_room_for_its_name(page: Page) -> None:
    """On a wide window, and under «…» on a phone; English names are the longer ones."""
    wide = page.viewport_size
    assert wide
    names_fit(page, 15)
    page.set_viewport_size({"width": 360, "height": 800})
    page.locator("[data-act=more]").click()
    names_fit(page, 11)
    page.locator("[data-act=more]").click()
    page.set_viewport_size(wide)


def names_fit(page: Page, count: int) -> None:
    names = page.locator(".tools :is(button, summary) > span:visible").evaluate_all(
        """spans => spans.filter((span) => span.offsetWidth > 1)
            .map((span) => [span.textContent, span.offsetWidth, span.parentElement.clientWidth])"""
    )
    assert len(names) == count
    assert [name for name, width, room in names if width + 6 > room] == []
    beyond = page.locator("[data-tools]").evaluate("bar => bar.scrollWidth - bar.clientWidth")
    assert beyond <= 0


def hints_fit(page: Page) -> None:
    """Nothing in the bar below the map runs out of it; the line before its first item may."""
    beyond = page.locator("[data-status]").evaluate(
        """bar => {
            const room = bar.getBoundingClientRect();
            const seen = [...bar.querySelectorAll("*")].filter((each) => each.offsetParent);
            return seen.filter((each) => {
                const { left, right, top, bottom } = each.getBoundingClientRect();
                return left < room.left - 1 || right > room.right + 1
                    || top < room.top || bottom > room.bottom;
            }).map((each) => each.textContent);
        }"""
    )
    assert beyond == []


def test_draw_drag_undo_and_save_in_english(draw: Draw) -> None:
    """tests/browser/test_journey.py covers the full process in Persian and without a mouse."""
    page = ready(draw(lang="en").page)
    every_tool_has_room_for_its_name(page)
    draw_square(page)
    area = page.locator("[data-area]").inner_text()

    drag(page, SQUARE[1], (120, -270))
    expect(page.locator("[data-area]")).not_to_have_text(area)
    expect(step(page)).to_contain_text("moved")
    page.keyboard.press("Control+z")
    expect(page.locator("[data-area]")).to_have_text(area)
    page.keyboard.press("Control+Shift+Z")
    expect(page.locator("[data-area]")).not_to_have_text(area)
    page.locator(".step").nth(1).click()
    expect(page.locator("[data-area]")).to_have_text(area)
    page.locator("[data-tool=split]").click()
    hints_fit(page)
    page.locator("[data-tool=select]").click()

    expect(page.locator("[data-save]")).to_be_disabled()
    page.locator("#name-fa").focus()
    page.keyboard.insert_text("x" * 121)
    limit = page.locator("[data-limit]")
    expect(limit).to_have_text("At most 120 characters; the rest was not taken.")
    page.locator("#name-fa").fill("آزمون رسم")
    expect(limit).to_have_count(0)
    page.locator("[data-tab-only=packages] label.chip").first.click()
    page.locator("#name-fa").focus()
    page.keyboard.press("Control+s")
    page.wait_for_url(re.compile(r"/target-areas/T2310-\d+/draw/(\?|$)"))
    expect(page.locator("[data-save]")).to_be_disabled()

    page.reload()
    ready(page)
    expect(page.locator("[data-area]")).to_have_text(area)
    expect(page.locator("#name-fa")).to_have_value("آزمون رسم")
    expect(page.locator("[data-tab-only=packages] input:checked")).to_have_count(1)


def test_a_vertex_dragged_a_hole_a_cut_and_a_buffer_are_steps_like_any_other(draw: Draw) -> None:
    page = ready(draw().page)
    draw_square(page)
    while_a_vertex_is_dragged_one_question_is_under_way(page)
    page.keyboard.press("Control+z")
    settled(page)
    page.locator("[data-tool=hole]").click()
    click_round(page, [(-80, -230), (-40, -230), (-40, -200), (-80, -200)])
    page.keyboard.press("Enter")
    expect(page.locator("[data-vertices]")).to_have_text("۸ رأس")
    page.locator("[data-tool=split]").click()
    click_round(page, [(0, -300), (0, -120)])
    page.keyboard.press("Enter")
    pieces = page.locator("[data-choices] button")
    expect(pieces).to_have_count(2)
    larger = page.locator("[data-area]").inner_text()
    pieces.nth(1).click()
    expect(page.locator("[data-area]")).not_to_have_text(larger)
    page.locator("[data-keep-others]").click()
    other = page.locator("[data-pieces] a")
    expect(other).to_have_count(1)
    assert "/new/?county=2310&draft=" in (other.get_attribute("href") or "")
    expect(page.locator("[data-keep-others]")).to_be_hidden()
    pieces.first.click()
    expect(page.locator("[data-keep-others]")).to_be_visible()
    pieces.nth(1).click()
    page.locator(".buffer summary").click()
    page.locator("#distance").press("Control+a")
    page.keyboard.type("۵۰")
    page.keyboard.press("Enter")
    expect(step(page)).to_contain_text("مرز جابه‌جا شد")
    for _ in range(3):
        page.locator(".steps").page.keyboard.press("Control+z")
    expect(page.locator("[data-vertices]")).to_have_text("۴ رأس")


def while_a_vertex_is_dragged_one_question_is_under_way(page: Page) -> None:
    under_way, most = 0, 0

    def asked(request: Any) -> None:
        nonlocal under_way, most
        under_way += "/measure/" in request.url
        most = max(most, under_way)

    def answered(request: Any) -> None:
        nonlocal under_way
        under_way -= "/measure/" in request.url

    page.on("request", asked)
    page.on("requestfinished", answered)
    x, y = middle(page)
    page.mouse.move(x + 60, y - 250)
    page.mouse.down()
    for shift in range(0, 60, 4):
        page.mouse.move(x + 60 + shift, y - 250)
        page.wait_for_timeout(20)
    page.mouse.up()
    settled(page)
    assert most == 1


def test_vertices_and_the_sides_between_them_follow_exact_borders(draw: Draw) -> None:
    made = draw()
    with made.page.expect_response(re.compile(r"/neighbours.geojson\?bbox=[^&]*$")) as borders:
        page = ready(made.page)
    known = {
        tuple(position)
        for feature in borders.value.json()["features"]
        for part in feature["geometry"]["coordinates"]
        for ring in part
        for position in ring
    }
    x, y = middle(page)
    page.locator("[data-snapping] [name=target_area]").uncheck()
    tip = page.locator("[data-snap-tip]")
    for dx in (-170, -70):
        # Move down to the northern border of one neighbourhood until the tip reports snapping.
        for dy in range(-160, 0, 3):
            page.mouse.move(x + dx, y + dy)
            if tip.is_visible():
                break
        expect(tip).to_contain_text("چسبید به مرز")
        page.mouse.click(x + dx, y + dy)
    click_round(page, [(-70, -250), (-170, -250)])
    with page.expect_response(re.compile("/planning/check/")) as checked:
        page.keyboard.press("Enter")
    settled(page)
    expect(page.locator(".step")).to_have_count(2)
    assert "overlaps_neighbourhood" not in {
        each["code"] for each in checked.value.json()["findings"]
    }
    page.keyboard.press("F2")
    expect(page.locator("[data-rows] tr")).not_to_have_count(0)
    cells = page.locator("[data-rows] tr").evaluate_all(
        "rows => rows.map(row => [...row.querySelectorAll('input')].map(field => +field.value))"
    )
    # Its own corners between the two.
    assert len(known & {tuple(cell) for cell in cells}) >= 2


def tab_to(page: Page, selector: str) -> None:
    """Move the focus there by the Tab key alone."""
    for _ in range(150):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab never came to {selector}")


def test_an_area_is_ticked_pasted_and_dropped(draw: Draw) -> None:
    page = ready(draw().page)
    page.locator("[data-act=ticks]").click()
    page.locator("[data-tick-search]").fill("نمونهٔ ۳")
    expect(page.locator("[data-ticks] li:visible")).to_have_count(1)
    page.locator("[data-ticks] li:visible input").check()
    settled(page)
    expect(page.locator("[data-area]")).not_to_be_empty()
    page.locator("[data-tick-search]").fill("")
    page.locator("[data-reason] button").click()
    expect(page.locator("#name-fa")).to_be_focused()
    page.locator("[data-act=ticks]").click()
    page.locator("[name=ticked][value='2310-001']").check()
    expect(step(page)).to_contain_text("۲ محله یکی شد")
    expect(page.locator("[name=replaces]:checked")).to_have_count(2)
    page.keyboard.press("Control+z")
    expect(page.locator("[name=ticked]:checked")).to_have_count(1)

    # Pasted coordinates, and a dropped file, take their place.
    page.locator("[data-act=vertices]").click()
    page.locator("#pasted").fill("\n".join(f"{y} {x}" for x, y in TYPED))
    page.locator("[data-paste] button").click()
    expect(page.locator("[data-rows] tr")).to_have_count(3)
    expect(page.locator("[data-paste] [data-read-result]")).to_contain_text("خوانده شد")
    page.locator("[data-act=file]").click()
    square = [[51.22, 35.57], [51.23, 35.57], [51.23, 35.58], [51.22, 35.58], [51.22, 35.57]]
    geometry = {"type": "Polygon", "coordinates": [square]}
    feature = {"type": "Feature", "properties": {}, "geometry": geometry}
    collection = {"type": "FeatureCollection", "features": [feature]}
    file = {
        "name": "area.geojson",
        "mimeType": "application/geo+json",
        "buffer": json.dumps(collection).encode(),
    }
    page.locator("#file").set_input_files(file)  # type: ignore[arg-type]
    expect(page.locator("[data-vertices]")).to_have_text("۴ رأس")
    settled(page)
    the_table_of_a_large_ring_shows_some_vertices_and_keeps_all(page)


def the_table_of_a_large_ring_shows_some_vertices_and_keeps_all(page: Page) -> None:
    page.locator("[data-act=file]").click()
    around = [
        (math.cos(turn / 300 * math.pi), math.sin(turn / 300 * math.pi)) for turn in range(600)
    ]
    ring = [[round(51.2 + 0.01 * x, 7), round(35.6 + 0.01 * y, 7)] for x, y in around]
    content = json.dumps({"type": "Polygon", "coordinates": [[*ring, ring[0]]]}).encode()
    file = {"name": "area.geojson", "mimeType": "application/geo+json", "buffer": content}
    page.locator("#file").set_input_files(file)  # type: ignore[arg-type]
    expect(page.locator("[data-vertices]")).to_have_text("۶۰۰ رأس")
    page.locator("[data-act=vertices]").click()
    expect(page.locator("[data-rows] tr")).to_have_count(400)
    expect(page.locator("[data-unseen]")).to_contain_text("۲۰۰ رأس دیگر")
    page.locator("[data-rows] tr:nth-child(2) [data-y]").fill("35.6002")
    page.keyboard.press("Tab")
    expect(page.locator(".step[aria-current]")).to_contain_text("مختصات نوشته‌شده")
    expect(page.locator("[data-vertices]")).to_have_text("۶۰۰ رأس")


def touch(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Drag one finger from here to there; the browser must not begin to scroll by itself, because
    it would take the next tap for the end of that."""
    page.evaluate(
        """() => {
          window.moves = [];
          addEventListener("touchmove", (event) => moves.push(event), { capture: true });
        }"""
    )
    session = page.context.new_cdp_session(page)

    def send(kind: str, *points: tuple[float, float]) -> None:
        session.send(
            "Input.dispatchTouchEvent",
            {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]},
        )

    send("touchStart", start)
    for part in range(1, 6):
        send(
            "touchMove",
            (start[0] + (end[0] - start[0]) * part / 5, start[1] + (end[1] - start[1]) * part / 5),
        )
    send("touchEnd")
    session.detach()
    kept = page.evaluate("moves.map((each) => each.defaultPrevented || !each.cancelable)")
    assert kept
    assert all(kept)


def every_target_is_large_enough(page: Page) -> None:
    for tab in ("stats", "details", "packages"):
        page.locator(f"#tab-{tab}").tap()
        small = page.evaluate(
            """() => [...document.querySelectorAll("main :is(button, summary, .chip, .tick)")]
              .filter(each => each.offsetParent && each.getBoundingClientRect().height < 44)
              .map(each => each.outerHTML.slice(0, 80))"""
        )
        assert small == []


def test_a_draft_survives_a_reload_and_can_be_let_go(draw: Draw) -> None:
    page = ready(draw().page)
    draw_square(page)
    area = page.locator("[data-area]").inner_text()
    page.locator("#purpose").fill("دلیل")
    page.reload()
    ready(page)
    expect(page.locator("[data-area]")).to_have_text(area)
    expect(page.locator("#purpose")).to_have_value("دلیل")
    expect(page.locator("[data-alerts] [data-second]")).to_be_in_viewport(ratio=1)
    page.locator("[data-alerts] [data-second]").click()
    expect(page.locator("[data-empty]")).to_be_visible()
    expect(page.locator("#purpose")).to_have_value("")
    page.keyboard.press("Control+z")
    expect(page.locator("[data-area]")).to_have_text(area)


def is_kept(page: Page, words: str) -> None:
    """Wait until the draft on the device has these words."""
    found = "words => Object.values(localStorage).some(kept => kept.includes(words))"
    for _ in range(100):
        if page.evaluate(found, words):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"no draft has {words}")


def parts(page: Page, count: int) -> list[list[float]]:
    """West, south, east and north of each part that is drawn, as this device keeps them."""
    found = page.wait_for_function(
        """count => {
            const kept = Object.keys(localStorage).find((name) => name.includes(":new:"));
            const { shape = [] } = kept ? JSON.parse(localStorage[kept]) : {};
            return shape.length === count && shape.map(([ring]) => [Math.min, Math.max].flatMap(
                (end) => [0, 1].map((axis) => end(...ring.map((place) => place[axis])))));
        }""",
        arg=count,
    )
    return list(found.json_value())


def test_a_drag_draws_from_where_it_was_pressed_however_early_and_wherever_it_ends(
    draw: Draw,
) -> None:
    page = draw().page
    page.locator("#map[data-ready]").wait_for()
    without_snapping(page)
    held: list[Route] = []
    page.route(re.compile(r"/draw/board\."), lambda route: held.append(route))
    with page.expect_request(re.compile(r"/draw/board\.")):
        page.locator("[data-tool=rectangle]").click()
    drag(page, (-150, -250), (60, -180))
    for route in held:
        route.continue_()
    (early,) = parts(page, 1)
    # In one move, which on a slow computer is all that is heard of a quick hand.
    page.locator("[data-tool=rectangle]").click()
    x, y = middle(page)
    page.mouse.move(x - 150, y - 150)
    page.mouse.down()
    page.mouse.move(x + 60, y - 80)
    page.mouse.up()
    _, quick = parts(page, 2)
    west, south, east, north = early
    assert quick[::2] == pytest.approx([west, east], abs=(east - west) / 100)
    assert quick[3] - quick[1] == pytest.approx(north - south, rel=0.03)
    # The button is let go beside the map.
    page.locator("[data-tool=freehand]").click()
    page.mouse.move(x - 150, y)
    page.mouse.down()
    page.mouse.move(x + 60, y)
    beside = page.locator("#panel-details").bounding_box()
    assert beside
    page.mouse.move(beside["x"] + 100, y + 100)
    page.mouse.up()
    parts(page, 3)
    # What is half drawn is taken back first.
    page.locator("[data-tool=freehand]").click()
    page.mouse.move(x - 150, y + 120)
    page.mouse.down()
    page.mouse.move(x + 60, y + 200)
    page.keyboard.press("Control+z")
    page.mouse.up()
    page.keyboard.press("Control+z")
    assert len(parts(page, 2)) == 2


def test_two_tabs_draw_two_areas_and_each_finds_its_draft_again(draw: Draw) -> None:
    made = draw()
    one = ready(made.page)
    draw_square(one)
    one.locator("#name-fa").fill("نخستین")
    is_kept(one, "نخستین")
    two = one.context.new_page()
    two.goto(made.server + NEW)
    listed = ready(two).locator("[data-kept-list] li")
    expect(listed).to_have_count(1)
    expect(listed).to_contain_text("نخستین")
    expect(two.locator("[data-empty]")).to_be_visible()
    draw_square(two)
    two.locator("#name-fa").fill("دومین")
    codes = []
    for page in (one, two):
        page.locator("[data-save]").click()
        page.wait_for_url(re.compile(r"/draw/(\?|$)"))
        expect(page.locator("#toasts")).to_contain_text("بازنگری ۱")
        codes.append(re.search(r"T2310-\d+", page.url))
    assert all(codes)
    assert len({found[0] for found in codes if found}) == 2

    # A page that was copied with its address goes on with a drawing of its own.
    third = one.context.new_page()
    third.goto(made.server + NEW)
    draw_square(ready(third))
    third.locator("#name-fa").fill("سومین")
    is_kept(third, "سومین")
    copy = one.context.new_page()
    copy.goto(third.url)
    expect(ready(copy).locator("#name-fa")).to_have_value("سومین")
    copy.locator("#name-fa").fill("چهارمین")
    copy.wait_for_url(lambda address: address != third.url)
    # After a crash it is listed, and can be removed and brought back.
    third.close()
    copy.close()
    two.goto(made.server + NEW)
    expect(listed).to_have_count(2)
    two.locator("[data-clear-drafts]").click()
    two.locator("[data-clear-dialog] [value=clear]").click()
    expect(two.locator("[data-kept-list]")).to_be_hidden()
    two.locator(".toast [data-action]").click()
    expect(listed).to_have_count(2)
    listed.filter(has_text="سومین").locator("button").click()
    expect(listed).to_have_count(1)
    two.locator(".toast [data-action]").click()
    listed.filter(has_text="سومین").locator("a").click()
    expect(ready(two).locator("#name-fa")).to_have_value("سومین")
    expect(two.locator("[data-vertices]")).to_have_text("۴ رأس")


def test_words_written_while_a_save_is_under_way_are_not_taken_for_saved(draw: Draw) -> None:
    made = draw()
    page = ready(made.page)
    draw_square(page)
    page.locator("#name-fa").fill("آزمون")
    held: list[Route] = []
    page.route(re.compile("/target-areas/save/"), lambda route: held.append(route))
    page.locator("[data-save]").click()
    expect(page.locator("[data-save][data-busy]")).to_have_count(1)
    page.locator("#purpose").fill("نوشته‌شده در این میان")
    held[0].continue_()
    page.wait_for_url(re.compile(r"/draw/(\?|$)"))
    expect(page.locator("[data-save]")).to_be_enabled()
    page.unroute(re.compile("/target-areas/save/"))
    page.reload()
    ready(page)
    expect(page.locator("#purpose")).to_have_value("نوشته‌شده در این میان")
    # Saving one area keeps the unsaved draft of a new one.
    second = page.context.new_page()
    second.goto(made.server + NEW)
    draw_square(ready(second))
    expect(second.locator("[data-kept]")).to_contain_text("نگه داشته شد")
    page.locator("[data-save]").click()
    expect(page.locator("#toasts")).to_contain_text("بازنگری ۲")
    second.reload()
    expect(ready(second).locator("[data-vertices]")).to_have_text("۴ رأس")


def test_an_older_draft_waits_for_an_answer_whatever_is_saved_meanwhile(draw: Draw) -> None:
    made = draw()
    page = saved_square(made, "آزمون")
    page.locator("#purpose").fill("نوشتهٔ مانده")
    expect(page.locator("[data-kept]")).to_contain_text("نگه داشته شد")
    other = ready(draw(path=page.url.removeprefix(made.server)).page)
    other.locator("#notes").fill("یادداشت", force=True)
    other.locator("#name-fa").fill("نام تازه")
    other.locator("[data-save]").click()
    expect(other.locator("#toasts")).to_contain_text("بازنگری ۲")

    ready(page).reload()
    offer = page.locator("[data-alerts]")
    expect(offer).to_contain_text("بازنگری تازه‌ای ذخیره شده است")
    page.locator("#name-fa").fill("نام سوم")
    page.locator("[data-save]").click()
    expect(page.locator("#toasts")).to_contain_text("بازنگری ۳")
    page.reload()
    expect(offer).to_contain_text("بازنگری تازه‌ای ذخیره شده است")
    offer.locator("[data-first]").click()
    expect(page.locator("#purpose")).to_have_value("نوشتهٔ مانده")
    expect(offer).to_be_empty()


def test_a_lost_connection_is_told_and_loses_nothing(draw: Draw) -> None:
    made = draw()
    page = ready(made.page)
    draw_square(page)
    page.locator("#name-fa").fill("آزمون")
    page.context.set_offline(True)
    drag(page, SQUARE[1], (100, -270))
    expect(page.locator("[data-offline]")).to_be_visible()
    expect(page.locator("[data-save]")).to_be_disabled()
    expect(page.locator("[data-reason]")).to_contain_text("ارتباط با سرور قطع است")
    # The server has to join the new drawing, so it can be retried.
    page.locator("[data-tool=polygon]").click()
    click_round(page, [(-20, -230), (20, -230), (20, -150), (-20, -150)])
    page.keyboard.press("Enter")
    again = page.locator(".toast.error button", has_text="دوباره")
    expect(again).to_be_visible()
    page.context.set_offline(False)
    again.click()
    expect(page.locator("[data-vertices]")).to_have_text("۸ رأس")
    settled(page)
    expect(page.locator("[data-offline]")).to_be_hidden()
    expect(page.locator("[data-save]")).to_be_enabled()

    # The server saves it, but the answer is lost: the repeated request finds the same area.
    answers: list[int] = []

    def lose(route: Route) -> None:
        answers.append(route.fetch().status)
        route.abort()

    page.route(re.compile("/target-areas/save/"), lose, times=1)
    page.locator("[data-save]").click()
    with page.expect_response(re.compile("/target-areas/save/")) as again:
        page.locator(".toast.error button", has_text="دوباره").click()
    assert answers == [201]
    page.wait_for_url(re.compile(r"/draw/(\?|$)"))
    assert again.value.json()["number"] == 1
    code = again.value.json()["code"]
    listed = page.evaluate("fetch('/planning/target-areas/?state=draft').then(a => a.text())")
    assert set(re.findall(r"/planning/target-areas/(T2310-\d+)/\"", listed)) == {code}
    # The browser's own log of requests that could not be sent.
    made.errors.clear()


def test_two_people_saving_see_both_versions(draw: Draw) -> None:
    made = draw()
    page = saved_square(made, "نخست")
    other = draw(path=page.url.removeprefix(made.server)).page

    conflict(page, ready(other), name="نام دوم", purpose="دلیل من", way="mine")
    expect(page.locator("#toasts")).to_contain_text("بازنگری ۳")
    expect(page.locator("#name-fa")).to_have_value("نخست")
    expect(page.locator("#purpose")).to_have_value("دلیل من")

    other.reload()
    conflict(page, ready(other), name="نام سوم", purpose="دلیل دیگر من", way="theirs")
    expect(page.locator("#name-fa")).to_have_value("نام سوم")
    expect(page.locator("#purpose")).to_have_value("دلیل من")

    conflict(page, other, name="نام چهارم", purpose="دلیل آخر من", way="both")
    expect(page.locator("#toasts")).to_contain_text("ببینید و ذخیره کنید")
    page.locator("[data-save]").click()
    expect(page.locator("#toasts")).to_contain_text("بازنگری ۶")
    expect(page.locator("#name-fa")).to_have_value("نام چهارم")
    expect(page.locator("#purpose")).to_have_value("دلیل آخر من")
    # The browser logs every answer 409 to its console.
    made.errors.clear()


def conflict(page: Page, other: Page, *, name: str, purpose: str, way: str) -> None:
    """Another user saves a name first, then this page a purpose; `way` answers the question."""
    other.locator("#name-fa").fill(name)
    with other.expect_response(re.compile("/planning/")) as saved:
        other.locator("[data-save]").click()
    assert saved.value.ok
    page.locator("#purpose").fill(purpose)
    page.locator("[data-save]").click()
    dialog = page.locator("[data-conflict]")
    expect(dialog).to_be_visible()
    expect(dialog.locator("[data-differences]")).to_contain_text(name)
    expect(dialog.locator("[data-differences]")).to_contain_text(purpose)
    dialog.locator(f"[data-resolve={way}]").click()
    expect(dialog).to_be_hidden()


def test_without_webgl_the_other_ways_remain(draw: Draw) -> None:
    made = draw()
    made.page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    made.page.reload()
    page = made.page
    expect(page.locator("#map-message")).to_contain_text("WebGL")
    expect(page.locator("[data-tool=polygon]")).to_be_disabled()
    page.locator("[data-act=ticks]").click()
    page.locator("[name=ticked][value='2310-003']").check()
    settled(page)
    expect(page.locator("[data-figure=population]")).not_to_have_text("—")


@pytest.mark.parametrize("width", [1440, 360])
def test_the_page_keeps_nobody_out(draw: Draw, width: int) -> None:
    page = ready(draw(width=width, is_mobile=width == 360).page)
    no_serious_violation(page)
    if width == 360:
        every_target_is_large_enough(page)
    page.evaluate("document.querySelector('[data-act=ticks]').click()")
    page.locator("[name=ticked][value='2310-003']").check()
    settled(page)
    no_serious_violation(page)
    page.evaluate("document.querySelector('[data-act=vertices]').click()")
    no_serious_violation(page)


def test_signing_out_asks_whether_drafts_stay_and_nobody_else_sees_them(
    draw: Draw, visit: Callable[..., Visit], account: Callable[..., str]
) -> None:
    made = draw()
    page = ready(made.page)
    draw_square(page)
    page.locator("#name-fa").fill("نام ناتمام")
    is_kept(page, "نام ناتمام")
    own = "Object.keys(localStorage).filter(name => name.startsWith('mahalleh-draft'))"
    assert len(page.evaluate(own)) == 1

    def ask() -> Locator:
        page.locator("details.account summary").click()
        page.locator("form[data-sign-out] button").click()
        return page.locator("[data-kept-drafts]")

    dialog = ask()
    expect(dialog).to_be_visible()
    no_serious_violation(page)
    dialog.locator("button[value='']").click()
    expect(dialog).to_be_hidden()
    assert "planning" in page.url
    ask().locator("button[value=keep]").click()
    page.wait_for_url(re.compile("^(?!.*planning)"))
    assert len(page.evaluate(own)) == 1

    other = account(f"other-{secrets.token_hex(4)}", **COUNTY)
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": other, "url": made.server}
    page.context.add_cookies([cookie])
    page = ready(made.go(NEW))
    expect(page.locator("#name-fa")).to_have_value("")
    expect(page.locator("[data-restored]")).to_have_count(0)


def test_nothing_is_saved_in_the_name_of_who_signed_in_afterwards(
    draw: Draw, account: Callable[..., str]
) -> None:
    made = draw()
    page = ready(made.page)
    draw_square(page)
    page.locator("#name-fa").fill("محدودهٔ نخستین کس")
    is_kept(page, "محدودهٔ نخستین کس")
    cookies = page.context.cookies()
    [mine] = [each for each in cookies if each["name"] == settings.SESSION_COOKIE_NAME]

    def sign_in(key: str) -> None:
        page.context.add_cookies([{"name": mine["name"], "value": key, "url": made.server}])

    page.context.clear_cookies(name=mine["name"])
    page.locator("[data-save]").click()
    toast = page.locator(".toast.error")
    expect(toast).to_contain_text("برای این کار وارد شوید")
    expect(toast.locator("[data-action]")).to_have_text("ورود")

    sign_in(account(f"second-{secrets.token_hex(4)}", **COUNTY))
    page.locator("[data-save]").click()
    expect(toast).to_contain_text("این صفحه از آنِ کاربر دیگری است")
    listed = page.evaluate("fetch('/planning/target-areas/?state=draft').then(a => a.text())")
    assert "محدودهٔ نخستین کس" not in listed

    sign_in(mine["value"])
    page.locator("[data-save]").click()
    page.wait_for_url(re.compile(r"/draw/(\?|$)"))
    expect(page.locator("#name-fa")).to_have_value("محدودهٔ نخستین کس")
    # The browser's own log of refused requests.
    made.errors.clear()


def test_after_the_session_has_ended_the_way_leads_back_to_the_draft(draw: Draw) -> None:
    made = draw()
    page = ready(made.page)
    draw_square(page)
    page.locator("#name-fa").fill("نیمه‌کاره")
    is_kept(page, "نیمه‌کاره")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.locator("[data-save]").click()
    page.locator(".toast.error [data-action]").click()
    page.wait_for_url(re.compile(r"/accounts/sign-in/\?next="))
    assert "draft%3D" in page.url
    made.errors.clear()


def test_drafts_that_the_user_removes_at_sign_out_do_not_come_back(draw: Draw) -> None:
    page = ready(draw().page)
    draw_square(page)
    is_kept(page, "drawn")
    page.locator("details.account summary").click()
    page.locator("form[data-sign-out] button").click()
    page.locator("[data-kept-drafts] button[value=forget]").click()
    page.wait_for_url(re.compile("^(?!.*planning)"))
    assert page.evaluate("localStorage.length") == 0
