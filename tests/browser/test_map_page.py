"""This file tests the map page beside the map: counts, order of layers, the picture."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from persian.digits import to_ascii
from tests.browser.conftest import Visit
from tests.browser.test_browse import (
    ANY_LANGUAGE,
    ORANGE,
    PREFIX,
    MakeVisit,
    no_serious_violation,
    pixels,
    ready,
    row,
    settled,
    soon,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
ZOOMED_IN = "35.5500,51.5000,8.50"
WITHOUT_WEBGL = (
    "HTMLCanvasElement.prototype.getContext = new Proxy("
    "HTMLCanvasElement.prototype.getContext,"
    "{apply: (get, self, [kind, ...rest]) =>"
    " kind === 'webgl2' ? null : Reflect.apply(get, self, [kind, ...rest])})"
)
POINT_INSIDE = """link => {
  const box = link.getBoundingClientRect();
  for (let down = 1; down < 20; down += 1)
    for (let along = 1; along < 20; along += 1) {
      const [x, y] = [box.x + (box.width * along) / 20, box.y + (box.height * down) / 20];
      if (document.elementFromPoint(x, y)?.closest("a") === link) return [x, y];
    }
  throw new Error("no point of the area is in sight");
}"""
# The shade of blocks at full strength.
PETROL = (46, 105, 115)
SCHOOL_BLUE = (31, 95, 153)


def counts(page: Page) -> list[str]:
    return page.locator("#legend [data-count]").all_inner_texts()


def counted(page: Page, words: str) -> None:
    """Wait until the legend says that its counts are of the visible areas."""
    line = page.locator("[data-counted]")
    expect(line).to_contain_text(words)
    expect(line).not_to_have_attribute("aria-busy", "true")


def test_the_sheet_of_a_phone_hides_the_map_and_changes_no_count(visit: MakeVisit) -> None:
    page = ready(visit(width=360).go("/?area=2310"))
    page.get_by_role("tab", name="لایه‌ها و راهنما").click()
    counted(page, "همهٔ ۸ محله")
    before = counts(page)
    page.locator("[data-grab]").press("ArrowUp")
    expect(page.locator("[data-sheet=full]")).to_have_count(1)
    page.wait_for_timeout(600)
    assert counts(page) == before
    counted(page, "همهٔ ۸ محله")


def test_layers_are_shown_with_their_symbols_and_a_map_is_printed_with_its_credits(
    visit: MakeVisit,
) -> None:
    page = ready(visit().go("/?area=2310"))
    with page.expect_response(re.compile(r"/tiles/houses/.*\.mvt")):
        page.locator('[data-layer="houses"] .eye').click()
    expect(page.locator('[data-symbols-of="houses"]').first).to_be_visible()
    expect(page).to_have_url(re.compile("layers=prisons:100,houses:100"))
    page.locator('[data-layer="houses"] .opacity').fill("50")
    expect(page).to_have_url(re.compile("houses:50"))
    expect(page.locator("#attribution")).not_to_be_empty()
    a_map_is_printed_with_its_credits(page)


def a_map_is_printed_with_its_credits(page: Page) -> None:
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    paper = page.locator(".paper-map canvas")
    expect(paper).to_be_visible()
    inked = paper.evaluate(
        "c => new Set(c.getContext('2d').getImageData(0, 0, c.width, c.height).data).size"
    )
    assert inked > 50
    expect(page.locator(".paper-map figcaption")).to_contain_text("دادهٔ نمونه")


def total(page: Page) -> int:
    return sum(int(count) for count in counts(page))


@ANY_LANGUAGE
def test_the_legend_counts_what_is_in_sight(visit: MakeVisit, lang: str) -> None:
    made = visit(lang=lang)
    asked: list[str] = []
    made.page.on("request", lambda request: asked.append(request.url))
    page = ready(made.go(f"{PREFIX[lang]}/"))
    a_map_that_stands_in_time_asks_for_no_picture(page, asked)
    line = page.locator("[data-counted]")
    everything = {"fa": "تعدادها: همهٔ ۳۱ استان", "en": "Counts: all 31 provinces"}[lang]
    expect(line).to_have_text(everything)
    before = counts(page)
    height = line.bounding_box()["height"]
    assert total(page) == 31

    for _ in range(3):
        page.locator("[data-map=in]").click()
        page.wait_for_timeout(700)
    part = {"fa": "تعدادها در نمای نقشه: ", "en": "Counts in the map view: "}[lang]
    counted(page, part)
    assert 0 < total(page) < 31
    seen, all_of_them = (int(n) for n in re.findall(r"[\d۰-۹]+", line.inner_text()))
    assert (seen, all_of_them) == (total(page), 31)
    assert line.bounding_box()["height"] == height
    expect(page.locator("#legend-nodata")).to_be_visible()

    page.locator("[data-map=fit]").click()
    expect(line).to_have_text(everything)
    assert counts(page) == before
    if lang == "fa":
        the_files_hold_the_whole_place(page)


def a_map_that_stands_in_time_asks_for_no_picture(page: Page, asked: list[str]) -> None:
    # On a busy machine this may take longer than the wait before a picture.
    waited_ms = page.evaluate("performance.now()")
    assert waited_ms > 2000 or not [url for url in asked if "/map.svg" in url]
    assert page.locator("#picture").is_hidden()


def address_of_csv(page: Page) -> str:
    return str(page.locator('.exports a[href*=".csv"]').first.evaluate("link => link.href"))


def the_files_hold_the_whole_place(page: Page) -> None:
    page.locator(".panel.finish .foot summary").click()
    expect(page.locator("[data-extent=whole]")).to_have_text("همهٔ ایران")
    assert "bbox" not in address_of_csv(page)


def test_counts_and_files_start_where_the_link_stands_and_follow_new_figures(
    visit: MakeVisit,
) -> None:
    page = ready(visit().go(f"/?map={ZOOMED_IN}"))
    the_files_follow_the_view_or_the_whole_place(page)
    counted(page, "در نمای نقشه")
    seen = total(page)
    with page.expect_response(re.compile("/values/provinces/illiteracy.json")):
        page.locator("#choose-indicator").select_option("illiteracy")
    settled(page)
    counted(page, "در نمای نقشه")
    assert total(page) == seen
    # The choice of the whole place is kept while the panels change.
    page.wait_for_timeout(500)
    assert "bbox" not in address_of_csv(page)


def the_files_follow_the_view_or_the_whole_place(page: Page) -> None:
    seen = int(re.findall(r"[0-9]+", to_ascii(page.locator("[data-counted]").inner_text()))[0])
    page.locator(".panel.finish .foot summary").click()
    expect(page.get_by_label("در نمای نقشه")).to_be_checked()
    rows = page.request.get(address_of_csv(page)).text().splitlines()
    assert 0 < seen < 31
    assert len(rows) - 1 == seen

    page.locator("label:has(#extent-all)").click()
    expect(page.get_by_label("همهٔ ایران")).to_be_checked()
    assert "bbox" not in address_of_csv(page)
    assert len(page.request.get(address_of_csv(page)).text().splitlines()) == 32
    page.keyboard.press("Escape")


@pytest.mark.parametrize("width", [1440, 360])
def test_only_areas_that_are_seen_are_counted_not_their_boxes(visit: MakeVisit, width: int) -> None:
    """The boxes of Mazandaran and Alborz cover the city of Tehran; their land does not."""
    page = ready(visit(width=width).go("/?map=35.6800,51.4000,11.00"))
    counted(page, "تعدادها در نمای نقشه: ۱ از ۳۱ استان")
    assert total(page) == 1


def layers(page: Page) -> list[str]:
    return page.locator("#layer-rows > li").evaluate_all("rows => rows.map(r => r.dataset.layer)")


def grip(page: Page, layer: str) -> Locator:
    return page.locator(f'[data-layer="{layer}"] .grip')


def test_a_layer_is_moved_by_keys_and_drawn_where_it_stands(visit: MakeVisit) -> None:
    page = ready(visit().go("/?area=2310&layers=blocks:100"))
    page.wait_for_timeout(1000)
    assert layers(page)[-2:] == ["figures", "blocks"]
    hidden = pixels(page, PETROL)
    grip(page, "blocks").focus()
    page.keyboard.press("ArrowUp")
    expect(grip(page, "blocks")).to_be_focused()
    expect(page.locator("#layer-moved")).to_have_text("بلوک‌ها: جای ۶ از ۷، از بالا")
    expect(page).to_have_url(re.compile(r"layers=blocks:100&under=none"))
    soon(page, lambda: pixels(page, PETROL) > hidden + 2000)

    page.keyboard.press("ArrowDown")
    expect(page).to_have_url(re.compile(r"layers=blocks:100$"))
    soon(page, lambda: pixels(page, PETROL) <= hidden + 200)


def drag(page: Page, layer: str, *, onto: str, steps: int = 6) -> None:
    start, end = grip(page, layer).bounding_box(), grip(page, onto).bounding_box()
    page.mouse.move(start["x"] + 8, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(end["x"] + 8, end["y"] + end["height"] / 2, steps=steps)
    page.mouse.up()


def test_a_layer_is_dragged_above_another_and_a_link_keeps_it(visit: MakeVisit) -> None:
    made = visit()
    page = ready(made.go("/?area=2310&layers=prisons:100,schools:80,blocks:100&figures=0"))
    drag(page, "blocks", onto="prisons")
    assert layers(page) == [
        "blocks",
        "prisons",
        "schools",
        "houses",
        "places",
        "target_areas",
        "figures",
    ]
    expect(page).to_have_url(re.compile(r"layers=blocks:100,prisons:100,schools:80&under=none"))
    drag(page, "schools", onto="blocks")
    expect(page).to_have_url(re.compile(r"layers=schools:80,blocks:100,prisons:100"))
    link = page.url.removeprefix(made.server)
    again = visit().go(link)
    assert layers(again) == layers(page)
    # Opacity and visibility still belong to their layer.
    expect(again.locator('[data-layer="schools"] .opacity')).to_have_value("80")


def test_a_layer_is_moved_by_single_presses(visit: MakeVisit) -> None:
    page = ready(visit().go("/?layers=prisons:100,schools:100"))
    press_up_and_down(page, thumb=24)
    # A drag shows no buttons, and moves the row to the pointer.
    drag(page, "places", onto="prisons", steps=1)
    assert layers(page)[0] == "places"
    expect(page.locator("[data-step]:visible")).to_have_count(0)


def test_a_hidden_layer_keeps_its_place_and_comes_back_there(visit: MakeVisit) -> None:
    page = ready(visit().go("/?layers=prisons:100,places:100"))
    grip(page, "houses").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert layers(page)[:3] == ["houses", "prisons", "schools"]
    expect(page).to_have_url(re.compile(r"layers=prisons:100,places:100$"))
    page.locator('[data-layer="houses"] .eye').click()
    expect(page).to_have_url(re.compile(r"layers=houses:100,prisons:100,places:100$"))


def press_up_and_down(page: Page, *, thumb: int) -> None:
    """Move schools above prisons and back, by buttons of at least so many pixels."""
    schools = page.locator('[data-layer="schools"]')
    up, down = schools.locator("[data-step='-1']"), schools.locator("[data-step='1']")
    expect(up).to_be_hidden()
    grip(page, "schools").click()
    expect(grip(page, "schools")).to_have_attribute("aria-expanded", "true")
    for button in (up, down):
        box = button.bounding_box()
        assert min(box["width"], box["height"]) >= thumb
    up.click()
    expect(page).to_have_url(re.compile(r"layers=schools:100,prisons:100"))
    expect(page.locator("#layer-moved")).to_have_text("مدرسه‌ها: جای ۱ از ۷، از بالا")
    expect(up).to_be_focused()
    down.click()
    expect(page).to_have_url(re.compile(r"/(\?layers=prisons:100,schools:100)?$"))
    no_serious_violation(page)
    grip(page, "prisons").click()
    expect(up).to_be_hidden()
    grip(page, "prisons").click()
    expect(page.locator("[data-step]:visible")).to_have_count(0)


def test_what_is_above_hides_what_is_below(visit: MakeVisit) -> None:
    """Schools and towns share many places: with schools on top, more of their blue is visible."""
    order = "places:100,schools:100"
    page = ready(visit().go(f"/?area=23&map=35.6500,51.2000,8.00&figures=0&layers={order}"))
    page.wait_for_timeout(1000)
    below = pixels(page, SCHOOL_BLUE)
    grip(page, "schools").focus()
    page.keyboard.press("ArrowUp")  # above the houses, which are not shown
    page.keyboard.press("ArrowUp")
    expect(page).to_have_url(re.compile("layers=schools:100,places:100"))
    soon(page, lambda: pixels(page, SCHOOL_BLUE) > below)


def test_on_a_phone_a_layer_is_moved_by_presses_and_by_a_finger(visit: MakeVisit) -> None:
    page = ready(visit(width=360).go("/?layers=prisons:100,schools:100"))
    page.locator("#tab-layers").tap()
    press_up_and_down(page, thumb=44)
    page.locator("[data-grab]").focus()
    page.keyboard.press("ArrowUp")
    page.wait_for_timeout(300)
    grip(page, "places").scroll_into_view_if_needed()
    assert grip(page, "schools").bounding_box()["width"] >= 44
    assert grip(page, "schools").evaluate("grip => getComputedStyle(grip).touchAction") == "none"
    drag(page, "schools", onto="prisons")
    expect(page).to_have_url(re.compile(r"layers=schools:100,prisons:100$"))


def without_webgl(visit: MakeVisit, path: str, **options: object) -> Page:
    made: Visit = visit(**options)
    made.page.add_init_script(WITHOUT_WEBGL)
    page = made.go(path)
    page.locator("#picture svg").wait_for()
    return page


def area(page: Page, code: str) -> tuple[float, float]:
    """A point of the window inside an area of the picture; the middle may be outside it."""
    x, y = page.locator(f'#picture a[data-select="{code}"]').evaluate(POINT_INSIDE)
    return x, y


@ANY_LANGUAGE
def test_without_webgl_a_picture_is_the_map(visit: MakeVisit, lang: str) -> None:
    page = without_webgl(visit, f"{PREFIX[lang]}/", lang=lang)
    expect(page.locator("#map-message")).to_be_visible()
    expect(page.locator("#picture a")).to_have_count(31)
    expect(page.locator("#attribution")).not_to_be_empty()
    assert not page.evaluate(
        "performance.getEntriesByType('resource').some((each) => each.name.includes('maplibre'))"
    )

    page.mouse.click(*area(page, "23"))
    expect(page.locator(".place-card")).to_have_attribute("data-code", "23")
    expect(page).to_have_url(re.compile("sel=23"))
    expect(page.locator("#picture .marks use").first).to_have_attribute("href", "#picture-23")
    page.locator(".place-card a[data-view]").click()
    settled(page)
    expect(page.locator("#picture a")).to_have_count(16)
    page.go_back()
    settled(page)
    expect(page.locator("#picture a")).to_have_count(31)


def test_without_webgl_picture_table_and_legend_point_at_each_other(visit: MakeVisit) -> None:
    page = without_webgl(visit, "/")
    page.mouse.move(*area(page, "23"))
    expect(row(page, "23")).to_have_class(re.compile("is-hovered"))
    row(page, "21").hover()
    expect(page.locator("#picture .marks use").first).to_have_attribute("href", "#picture-21")
    page.locator("#legend-2").click()
    page.mouse.move(5, 5)
    muted = page.locator('#picture a[data-key="2"]')
    expect(muted.first).to_have_attribute("opacity", "0.04")
    page.locator('[data-layer="figures"] .opacity').fill("50")
    expect(page.locator("#picture .areas")).to_have_attribute("fill-opacity", "50%")
    page.locator("#choose-indicator").select_option("illiteracy")
    settled(page)
    expect(page.locator("#picture-title")).to_contain_text("بی‌سوادی")


def test_without_webgl_a_double_click_goes_inside(visit: MakeVisit) -> None:
    page = without_webgl(visit, "/")
    page.mouse.dblclick(*area(page, "23"))
    settled(page)
    expect(page.locator("#picture a")).to_have_count(16)


@pytest.mark.parametrize(("lang", "width"), [("fa", 1440), ("en", 360)])
def test_the_picture_keeps_nobody_out(visit: MakeVisit, lang: str, width: int) -> None:
    page = without_webgl(visit, f"{PREFIX[lang]}/?area=2310&sel=2310-005", lang=lang, width=width)
    no_serious_violation(page)
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("width", [1440, 360])
def test_without_a_script_the_picture_leads_to_the_card(visit: MakeVisit, width: int) -> None:
    page = visit(width=width, java_script_enabled=False).go("/?area=2310")
    frame = page.frame_locator("noscript iframe, iframe.map-picture")
    frame.locator('a[data-select="2310-005"]').click()
    expect(page).to_have_url(re.compile(r"/\?area=2310&sel=2310-005$"))
    expect(page.locator(".place-card")).to_have_attribute("data-code", "2310-005")


def test_a_slow_map_is_stood_in_for_until_it_is_painted(visit: MakeVisit) -> None:
    made = visit()
    held: list = []
    made.page.route(re.compile(r"/maplibre-gl\.[^/]*mjs"), lambda route: held.append(route))
    page = made.go("/")
    page.locator("#picture svg").wait_for()
    page.mouse.click(*area(page, "23"))
    expect(page.locator(".place-card")).to_have_attribute("data-code", "23")
    for route in held:
        route.continue_()
    ready(page)
    expect(page.locator("#picture")).to_be_hidden()
    assert pixels(page, ORANGE) > 1000


def test_a_map_that_does_not_come_leaves_the_picture(visit: MakeVisit) -> None:
    made = visit()
    made.page.route(re.compile(r"/maplibre-gl\.[^/]*mjs"), lambda route: route.abort())
    page = made.go("/")
    page.locator("#picture svg").wait_for()
    expect(page.locator(".toast.error")).to_be_visible()
    expect(page.locator("#map-message")).to_be_visible()
    made.errors = [error for error in made.errors if "ERR_FAILED" not in error]
