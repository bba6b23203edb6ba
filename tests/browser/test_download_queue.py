"""This file tests what a person sees who asks for a large file while all slots are taken."""

from collections.abc import Callable
from http.client import HTTPResponse

import pytest
from django.db import connection
from playwright.sync_api import Browser, expect

from tests.browser.conftest import visiting
from tests.served import served

pytestmark = pytest.mark.browser

LARGE = "/export/blocks.geojson"


def test_a_link_shows_the_place_and_then_gives_the_file(
    django_db_setup: None,
    chromium: Browser,
    patience: None,
    account: Callable[..., str],
) -> None:
    """With two threads there is one slot; a slow reader holds it, who is somebody else."""
    session = account("waits-for-a-file", role="national")
    name = connection.settings_dict["NAME"]
    with (
        served(name, MAHALLEH_WORKERS="1", MAHALLEH_THREADS="2") as site,
        visiting(site.address, chromium) as visit,
    ):
        made = visit(session=session)
        page = made.go("/areas/IR/")
        with site.slow_line(LARGE) as line:
            HTTPResponse(line).begin()
            # As a click on a link of the menu does.
            page.evaluate("address => { location.href = address }", LARGE)
            expect(page.locator(".problem-card")).to_contain_text("نوبت شما: ۱")
            expect(page.locator(".problem-card")).to_contain_text("Your place in the queue: 1")
            # The browser reports every answer of 503.
            made.errors.clear()
        with page.expect_download() as found:
            pass
        assert found.value.suggested_filename == "mahalleh-blocks-IR.geojson"
        made.errors.clear()
