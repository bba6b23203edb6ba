"""This file tests that the figures of a drawn area are equal in panel, database, file and page."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from persian.digits import parse_number, round_half_up
from planning.models import Revision
from planning.statistics.area_statistics import AreaStatistics
from planning.statistics.table import Row, rows
from tests.browser.conftest import Visit, committed
from tests.browser.test_draw import click_round, draw, ready, settled

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db,
    pytest.mark.usefixtures("patience"),
]
__all__ = ["draw"]
# Pixels from the middle of the map: over several neighbourhoods and beyond their border.
ACROSS = [(-160, -120), (150, -90), (120, 80), (-90, 60)]
# value, low, high as displayed; None if not shown, or without a range.
Shown = tuple[float | None, float | None, float | None]


def number(text: str) -> float | None:
    found = re.search(r"[۰-۹٬٫]+", text)
    return parse_number(found[0]) if found else None


def shown(value: str, between: str = "") -> Shown:
    low, _, high = between.partition(" تا ")
    return number(value), number(low), number(high)


def of_the_panel(page: Page) -> list[tuple[str, Shown]]:
    """Each figure with its name; some appear in the head and among the indicators too."""
    cells = page.locator("[data-stats] :is([data-figure], [data-row])").evaluate_all(
        """all => all.map(each => {
          const one = name => (each.querySelector(name) ?? {}).textContent ?? "";
          const range = document.querySelector(`[data-range=${each.dataset.figure}]`);
          return [each.dataset.figure ?? each.dataset.row,
                  one("[data-value], [data-inside]") || each.textContent,
                  one("[data-range]") || (range ? range.textContent : "")];
        })"""
    )
    return [(key, shown(value, between)) for key, value, between in cells]


def of_the_page(page: Page) -> dict[str, Shown]:
    found = page.locator("#figures tr[data-figure]").evaluate_all(
        "all => all.map(({dataset, cells}) =>"
        " [dataset.figure, cells[1].innerText, cells[2].innerText])"
    )
    return {key: shown(value, between) for key, value, between in found}


def rounded(row: Row) -> Shown:
    def one(value: float | None) -> float | None:
        return None if value is None else float(round_half_up(value, row.decimals))

    return one(row.value), *((None, None) if row.is_certain else (one(row.low), one(row.high)))


@pytest.mark.parametrize("areal", [False, True])
def test_a_figure_is_the_same_in_the_panel_stored_in_the_file_and_on_the_page(
    draw: Callable[..., Visit], django_db_blocker: Any, areal: bool
) -> None:
    made = draw()
    page = ready(made.page)
    click_round(page, ACROSS)
    page.keyboard.press("Enter")
    settled(page)
    if areal:
        by_middle = page.locator("[data-figure=population]").inner_text()
        page.locator("[data-areal]").click()
        expect(page.locator("[data-areal]")).to_have_text("شمارش با مرکز بلوک‌ها")
        settled(page)
        assert page.locator("[data-figure=population]").inner_text() != by_middle
    page.locator("#name-fa").fill("رقم‌ها")
    page.locator("[data-save]").click()
    page.wait_for_url(re.compile(r"/target-areas/T2310-\d+/draw/(\?|$)"))
    settled(page)
    panel = of_the_panel(page)
    code = page.url.split("/")[-3]

    stored = committed(
        django_db_blocker, lambda: Revision.objects.get(target_area__code=code).statistics
    )
    assert (stored["method"]["code"] == "areal") is areal
    # The browser's own computation for the shape, to the displayed digit.
    hectares = number(page.locator("[data-area]").inner_text())
    assert hectares == pytest.approx(stored["area_m2"] / 10_000, abs=0.051)
    answer = page.request.get(f"{made.server}/planning/target-areas/{code}.json")
    assert answer.json()["properties"]["statistics"] == stored
    expected = {row.key: rounded(row) for row in rows(AreaStatistics.from_json(stored))}

    own = made.go(f"/planning/target-areas/{code}/")
    assert of_the_page(own) == expected
    # The panel draws the range of a rate and leaves out indicators without any figure.
    assert {"population", "households", "schools", "houses", "prisons"} < {
        key for key, _figure in panel
    }
    for key, (value, low, high) in panel:
        assert value == expected[key][0], key
        if low is not None:
            assert (low, high) == expected[key][1:], key
    assert sum(low is not None for _key, (_value, low, _high) in panel) >= 2

    export = page.request.get(f"{made.server}/export/target_areas.geojson?parent=2310")
    ours = [each for each in export.json()["features"] if each["properties"]["code"] == code]
    assert [each["properties"]["area_m2"] for each in ours] == [stored["area_m2"]]

    again = ready(made.go(f"/planning/target-areas/{code}/draw/"))
    settled(again)
    assert of_the_panel(again) == panel
