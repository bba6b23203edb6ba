"""This file tests that all parts of the drawing page show one shape, whatever was done."""

from pathlib import Path

import pytest

from tests.browser.test_draw import Draw, draw, ready

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db,
    pytest.mark.release,
    pytest.mark.usefixtures("patience"),
]
__all__ = ["draw"]
SEQUENCES, LENGTH = 50, 12
PLAY = Path(__file__).parents[1] / "js" / "sequences_in_page.js"
# The page's pauses between requests are over at once; patience and frames keep their time.
WITHOUT_PAUSES = """(() => {
  const later = setTimeout;
  window.setTimeout = (work, ms = 0, ...more) =>
    later(work, [60, 150, 250, 300].includes(ms) ? 0 : ms, ...more);
})()"""


def test_outline_table_figures_and_save_are_one_shape_after_everything(draw: Draw) -> None:
    """tests/js/board.test.js does the same without a browser, with the handles after each step."""
    made = draw(path="/")
    page = made.page
    page.add_init_script(WITHOUT_PAUSES)
    page.goto(made.server + "/planning/target-areas/new/?county=2310")
    ready(page)
    page.locator("#name-fa").fill("همهٔ کارها")
    page.locator("[data-act=vertices]").click()
    faults = page.evaluate(PLAY.read_text(), {"sequences": SEQUENCES, "length": LENGTH})
    # The browser's own log of what the server refused.
    made.errors.clear()
    assert faults == []
