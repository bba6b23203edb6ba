"""This file measures the pages with a map: their weight, and the time until one is readable."""

import gzip
import os

from playwright.sync_api import Browser, Response, sync_playwright

from bench.measure import session_of_national
from bench.server import running_server
from bench.table import Row

ROUNDS = 5
THROTTLE = 4
# Milliseconds from the start of navigation until the page is readable. The page's CSP forbids eval,
# which Playwright's own waiting needs.
FIRST_PAINT = """() => new Promise((found) => new PerformanceObserver((list) => {
  for (const entry of list.getEntriesByName("first-contentful-paint")) found(entry.startTime);
}).observe({ type: "paint", buffered: true }))"""
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
]
ALREADY_PACKED = (".woff2", ".png")


def main() -> list[Row]:
    """Weight of all requests of both pages, and time to a readable table on a slow processor."""
    weight = Row("map page: weight, gzipped", "kB", "≤ 600")
    table = Row(f"map page: table and legend at {THROTTLE}× CPU throttle", "s", "≤ 2")
    drawing = Row("drawing page until a tool is used: weight, gzipped", "kB", "≤ 650")
    drawn = Row("the same with the drawing library and the borders to cling to", "kB", "≤ 720")
    # Before Playwright, whose loop forbids Django to ask the database.
    session = session_of_national()
    with running_server() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=CHROMIUM_ARGUMENTS,
        )
        for _ in range(ROUNDS):
            seconds, sizes_kb = visit(browser, server.address)
            table.measured.append(seconds)
            weight.measured.append(sum(sizes_kb))
            weight.note = f"{len(sizes_kb)} answers"
            for row, sizes_kb in zip(
                (drawing, drawn), visit_drawing(browser, server.address, session), strict=True
            ):
                row.measured.append(sum(sizes_kb))
                row.note = f"{len(sizes_kb)} answers"
        browser.close()
    return [weight, table, drawing, drawn]


def visit(browser: Browser, address: str) -> tuple[float, list[float]]:
    """Seconds to a readable table and legend, and the size of every answer in kB.

    The table is part of the HTML: it is readable at the first contentful paint.
    """
    answers: list[Response] = []
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="fa")
    context.on("response", lambda answer: answers.append(answer))
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": THROTTLE})
    page.goto(address, wait_until="commit")
    page.locator("tr[data-code]").first.wait_for()
    page.locator("#legend").wait_for()
    seconds = float(page.evaluate(FIRST_PAINT)) / 1000
    page.wait_for_load_state("networkidle")
    sizes = [packed_kb(answer) for answer in answers]
    context.close()
    return seconds, sizes


def visit_drawing(browser: Browser, address: str, session: str) -> tuple[list[float], list[float]]:
    """The size of every answer of the drawing page in kB: before the pointer reaches the map, and
    with what is loaded then."""
    answers: list[Response] = []
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="fa")
    context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
    context.on("response", lambda answer: answers.append(answer))
    page = context.new_page()
    page.goto(f"{address}/planning/target-areas/new/?county=2310")
    page.locator("#map[data-ready]").wait_for()
    page.wait_for_load_state("networkidle")
    before = [packed_kb(answer) for answer in answers]
    page.locator("#map").hover()
    page.locator("#map[data-board]").wait_for()
    page.wait_for_load_state("networkidle")
    after = [packed_kb(answer) for answer in answers]
    context.close()
    return before, after


def packed_kb(response: Response) -> float:
    """The gzipped size of an answer, kB; compressed formats keep their size."""
    if response.status in (204, 304):
        return 0.0
    body = response.body()
    path = response.url.split("?")[0]
    return len(body if path.endswith(ALREADY_PACKED) else gzip.compress(body, 6)) / 1000
